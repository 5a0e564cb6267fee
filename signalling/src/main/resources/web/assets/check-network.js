import { withoutStrayFeedback } from '../client/connection.js';
import { Formats } from '../client/formats.js';
import { TestSource } from './check-picture.js';
import { Measurement, selectedPair } from './check-figures.js';

/** Of sending and receiving; the first part of it is for the encoder and both ends to find their rate. */
export const MEASURE_MILLIS = 12_000;
const CONNECT_MILLIS = 12_000;
const SAMPLE_MILLIS = 1_000;
const TRIES = 4;
const BUSY_MILLIS = 3_000;

const wait = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

/**
 * Sends a picture and a tone by one connection and gets them back by another, through the server's media core, in a room
 * that is there for this alone. What a lesson would send is sent, in the same sizes.
 */
export class NetworkCheck {
  #token;
  #source = null;
  #sending = null;
  #receiving = null;
  #measurement = null;
  #session = null;

  connected = false;
  /** Where the server takes media: [{address, port}]. */
  candidates = [];

  constructor(token) {
    this.#token = token;
  }

  /** Opens the room and waits for both connections. */
  async connect(onProgress) {
    const refused = await this.#open();
    if (refused) return refused;
    const startedAt = performance.now();
    let share = 0;
    while (!this.#areConnected && share < 1 && !this.#areHopeless) {
      await wait(100);
      share = Math.min(1, (performance.now() - startedAt) / CONNECT_MILLIS);
      onProgress(share);
    }
    this.connected = this.#areConnected;
    return this.connected ? this.#connectedResult(Math.round(performance.now() - startedAt)) : this.#blockedResult();
  }

  /** The result of the way up; `downResult` has that of the way down. */
  async measure(onProgress) {
    this.#measurement = new Measurement();
    for (let elapsed = 0; elapsed < MEASURE_MILLIS && this.#session; elapsed += SAMPLE_MILLIS) {
      await wait(SAMPLE_MILLIS);
      const [sending, receiving, server] = await Promise.all([
        this.#sending.getStats(),
        this.#receiving.getStats(),
        this.#askServer(),
      ]);
      this.#measurement.add(sending, receiving, server);
      onProgress((elapsed + SAMPLE_MILLIS) / MEASURE_MILLIS);
    }
    return this.#measurement.up();
  }

  downResult() {
    return this.#measurement.down();
  }

  close() {
    if (this.#session) fetch(this.#session, { method: 'DELETE', keepalive: true }).catch(() => {});
    this.#session = null;
    this.#sending?.close();
    this.#receiving?.close();
    this.#source?.stop();
    this.#source = null;
  }

  get #areConnected() {
    return [this.#sending, this.#receiving].every(({ connectionState }) => connectionState === 'connected');
  }

  get #areHopeless() {
    return [this.#sending, this.#receiving].every(({ connectionState }) => connectionState === 'failed');
  }

  /** Null, or the result of a step that cannot go on. */
  async #open() {
    this.#source = new TestSource();
    const formats = new Formats({});
    this.#sending = new RTCPeerConnection({ bundlePolicy: 'max-bundle', rtcpMuxPolicy: 'require' });
    formats.addSending(this.#sending, 'microphone', this.#source.audio);
    formats.addSending(this.#sending, 'camera', this.#source.video);
    this.#receiving = new RTCPeerConnection({ bundlePolicy: 'max-bundle', rtcpMuxPolicy: 'require' });
    for (const kind of ['audio', 'video']) formats.addReceiving(this.#receiving, kind);
    const body = JSON.stringify({ send: await offer(this.#sending), receive: await offer(this.#receiving) });
    const answer = await this.#ask(body);
    if (!answer.ok) return refusal(answer.status, await answer.json().catch(() => ({})));
    const { id, send, receive } = await answer.json();
    this.#session = `/check/sessions/${id}`;
    this.candidates = candidatesOf(send);
    await this.#sending.setRemoteDescription({ type: 'answer', sdp: send });
    await this.#receiving.setRemoteDescription({ type: 'answer', sdp: receive });
    return null;
  }

  /** While others check, the server asks to wait. */
  async #ask(body) {
    const headers = {
      'content-type': 'application/json',
      ...(this.#token && { authorization: `Bearer ${this.#token}` }),
    };
    for (let tries = 1; ; tries++) {
      const answer = await fetch('/check/sessions', { method: 'POST', headers, body });
      if (![429, 503].includes(answer.status) || tries === TRIES) return answer;
      await wait(BUSY_MILLIS);
    }
  }

  async #askServer() {
    const answer = await fetch(this.#session).catch(() => null);
    return answer?.ok ? answer.json() : null;
  }

  async #connectedResult(millis) {
    const stats = await this.#sending.getStats();
    const pair = selectedPair(stats);
    const [local, remote] = [stats.get(pair?.localCandidateId), stats.get(pair?.remoteCandidateId)];
    const roundTrip = Math.round((pair?.currentRoundTripTime ?? 0) * 1_000);
    const facts = [
      ['check.fact.connected', { millis }],
      [
        'check.fact.pair',
        { local: endOf(local), remote: endOf(remote), protocol: (local?.protocol ?? 'udp').toUpperCase() },
      ],
    ];
    return { state: 'ok', key: 'check.udp.ok', values: { millis: roundTrip }, facts };
  }

  /** Whether anything of this computer got as far as the server says on which way the packets are stopped. */
  async #blockedResult() {
    const server = await this.#askServer();
    const states = [server?.send?.transport, server?.receive?.transport];
    const local = [...(await this.#sending.getStats()).values()].filter(({ type }) => type === 'local-candidate');
    const facts = [
      ['check.fact.tried', { where: this.candidates.map(({ address, port }) => `${address}:${port}`).join(', ') }],
    ];
    if (!local.some(({ protocol }) => protocol === 'udp')) return { state: 'fail', key: 'check.udp.forbidden', facts };
    const arrived = states.some((state) => state && state !== 'new');
    return { state: 'fail', key: `check.udp.${arrived ? 'oneWay' : 'blocked'}`, facts };
  }
}

async function offer(pc) {
  await pc.setLocalDescription(await pc.createOffer());
  return withoutStrayFeedback(pc.localDescription.sdp);
}

const endOf = (candidate) =>
  candidate ? `${candidate.address ?? candidate.ip ?? '?'}:${candidate.port} (${candidate.candidateType})` : '?';

function candidatesOf(sdp) {
  const lines = [...sdp.matchAll(/^a=candidate:\S+ 1 udp \d+ (\S+) (\d+) /gim)];
  const seen = new Map(lines.map(([, address, port]) => [`${address} ${port}`, { address, port: Number(port) }]));
  return [...seen.values()];
}

function refusal(status, { detail = '' }) {
  if (status === 401) return { state: 'skipped', key: 'check.udp.noToken' };
  if ([429, 503].includes(status)) return { state: 'skipped', key: 'check.udp.busy' };
  return { state: 'fail', key: 'check.udp.refused', values: { message: detail || String(status) } };
}
