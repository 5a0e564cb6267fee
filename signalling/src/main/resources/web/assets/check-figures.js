/** Before that the rate is still being found. */
const WARM_UP_SAMPLES = 5;
const GOOD_BPS = 1_200_000;
const POOR_BPS = 250_000;
const SOME_LOSS_PERCENT = 3;
const HIGH_LOSS_PERCENT = 12;
const LONG_MILLIS = 300;

/** What was counted once a second, and what follows from it. */
export class Measurement {
  #samples = [];

  /** @param {object | null} server what the server sees, see `GET /check/sessions/{id}` */
  add(sending, receiving, server) {
    const [up, down] = [selectedPair(sending), selectedPair(receiving)];
    const out = listed(sending, 'outbound-rtp');
    const into = listed(receiving, 'inbound-rtp');
    const heard = server?.send?.encodings ?? [];
    this.#samples.push({
      at: performance.now(),
      upBytes: up?.bytesSent ?? total(out, 'bytesSent'),
      upPackets: total(heard, 'packets'),
      upLost: total(heard, 'lost'),
      downBytes: down?.bytesReceived ?? total(into, 'bytesReceived'),
      downPackets: total(into, 'packetsReceived'),
      downLost: total(into, 'packetsLost'),
      roundTripMillis: up?.currentRoundTripTime === undefined ? null : up.currentRoundTripTime * 1_000,
      jitterMillis: Math.max(0, ...into.map(({ jitter = 0 }) => jitter)) * 1_000,
      height: Math.max(0, ...into.map(({ frameHeight = 0 }) => frameHeight)),
      busy: out.some(({ qualityLimitationReason }) => qualityLimitationReason === 'cpu'),
      estimateBps: server?.receive?.estimateBps ?? -1,
    });
  }

  up() {
    const { bps, lossPercent } = this.#way('up');
    const millis = this.#roundTripMillis();
    const facts = [
      ['check.fact.loss', { percent: lossPercent }],
      ['check.fact.roundTrip', { millis }],
    ];
    if (this.#samples.at(-1)?.busy) facts.push(['check.fact.busy', {}]);
    return verdict('up', { bps, lossPercent, millis }, facts);
  }

  down() {
    const { bps, lossPercent } = this.#way('down');
    const { height = 0, jitterMillis = 0 } = this.#samples.at(-1) ?? {};
    const facts = [
      ['check.fact.loss', { percent: lossPercent }],
      ['check.fact.jitter', { millis: Math.round(jitterMillis) }],
      ['check.fact.lines', { height }],
    ];
    return verdict('down', { bps, lossPercent, millis: 0 }, facts);
  }

  #way(way) {
    const [first, last] = [this.#samples[Math.min(WARM_UP_SAMPLES, this.#samples.length - 1)], this.#samples.at(-1)];
    if (!first || last === first) return { bps: 0, lossPercent: 0 };
    const since = (name) => Math.max(0, last[`${way}${name}`] - first[`${way}${name}`]);
    const all = since('Packets') + since('Lost');
    return {
      bps: (8_000 * since('Bytes')) / (last.at - first.at),
      lossPercent: all ? Math.round((1_000 * since('Lost')) / all) / 10 : 0,
    };
  }

  #roundTripMillis() {
    const known = this.#samples.map(({ roundTripMillis }) => roundTripMillis).filter((millis) => millis !== null);
    known.sort((a, b) => a - b);
    return known.length ? Math.round(known[Math.floor(known.length / 2)]) : 0;
  }
}

function verdict(way, { bps, lossPercent, millis }, facts) {
  const values = { rateBps: bps };
  const result = (state, why) => ({ state, key: `check.${way}.${why}`, values, facts });
  if (bps === 0) return result('fail', 'nothing');
  if (lossPercent > HIGH_LOSS_PERCENT) return result('fail', 'lossy');
  if (bps < POOR_BPS) return result('fail', 'narrow');
  if (lossPercent > SOME_LOSS_PERCENT) return result('warn', 'lossy');
  if (bps < GOOD_BPS) return result('warn', 'slow');
  return millis > LONG_MILLIS ? result('warn', 'far') : result('ok', 'ok');
}

const listed = (stats, wanted) => [...stats.values()].filter(({ type }) => type === wanted);
const total = (reports, name) => reports.reduce((sum, report) => sum + (report[name] ?? 0), 0);

/** The pair in use, in the words of this browser. */
export function selectedPair(stats) {
  const all = [...stats.values()];
  const named = all.find(({ type, selectedCandidatePairId }) => type === 'transport' && selectedCandidatePairId);
  return named
    ? stats.get(named.selectedCandidatePairId)
    : all.find(({ type, nominated, state }) => type === 'candidate-pair' && nominated && state === 'succeeded');
}
