// Whether the page's own server is reached by HTTP and by WebSocket, and how fast.

const PATIENCE_MILLIS = 8_000;
const ROUNDS = 3;
const SLOW_MILLIS = 500;

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** Three requests; and what the server says must be open. */
export async function checkPage() {
  const times = [];
  let needs = null;
  try {
    for (let round = 0; round < ROUNDS; round++) {
      const startedAt = performance.now();
      const answer = await fetch('/check/needs', { cache: 'no-store', signal: AbortSignal.timeout(PATIENCE_MILLIS) });
      if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
      needs = await answer.json();
      times.push(performance.now() - startedAt);
    }
  } catch (error) {
    return { needs, result: { state: 'fail', key: 'check.page.fail', values: { message: error.message } } };
  }
  const values = { millis: Math.round(median(times)), host: location.host };
  const facts = [['check.fact.answer', values]];
  if (!isSecureContext) return { needs, result: { state: 'warn', key: 'check.page.insecure', values, facts } };
  const state = values.millis > SLOW_MILLIS ? 'warn' : 'ok';
  return { needs, result: { state, key: `check.page.${state === 'ok' ? 'ok' : 'slow'}`, values, facts } };
}

export const socketUrl = () => `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/ws`;

/** A WebSocket that opens, and whose messages come through and are answered: a filter may let only the first pass. */
export function checkSocket() {
  const startedAt = performance.now();
  const times = [];
  return new Promise((resolve) => {
    const socket = new WebSocket(socketUrl(), 'zvonok.v1');
    let openMillis = null;
    let askedAt = 0;
    const done = (result) => {
      clearTimeout(timer);
      socket.onclose = socket.onmessage = null;
      socket.close();
      resolve(result);
    };
    const failed = () => done({ state: 'fail', key: `check.socket.${openMillis === null ? 'fail' : 'silent'}` });
    const timer = setTimeout(failed, PATIENCE_MILLIS);
    const ask = () => {
      askedAt = performance.now();
      // Before a join it is answered with a refusal, which is an answer.
      socket.send(JSON.stringify({ type: 'ping', id: times.length + 1, t: Date.now() }));
    };
    socket.onopen = () => {
      openMillis = Math.round(performance.now() - startedAt);
      ask();
    };
    socket.onclose = failed;
    socket.onmessage = () => {
      times.push(performance.now() - askedAt);
      if (times.length < ROUNDS) return ask();
      const values = { millis: Math.round(median(times)), openMillis };
      done({ state: 'ok', key: 'check.socket.ok', values, facts: [['check.fact.roundTrip', values]] });
    };
  });
}
