// When to try again. A school behind one router loses and finds its connection all at once, so delays are spread.

const FIRST_DELAY_MILLIS = 300;
const MAX_DELAY_MILLIS = 7_000;
const DISCONNECTED_MILLIS = 3_000;
const RESTART_TIMEOUT_MILLIS = 8_000;
const MAX_RESTARTS = 3;

/** Doubles from 0.3 s to 7 s, each delay drawn from its upper half; the browser coming online ends a wait. */
export class BackOff {
  #attempt = 0;

  reset() {
    this.#attempt = 0;
  }

  /** @param {number} [atLeastMillis] what the server asked for */
  wait(atLeastMillis = 0) {
    const longest = Math.min(MAX_DELAY_MILLIS, FIRST_DELAY_MILLIS * 2 ** this.#attempt++);
    const delay = Math.max(atLeastMillis, longest * (0.5 + Math.random() / 2));
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        removeEventListener('online', done);
        resolve();
      };
      const timer = setTimeout(done, delay);
      if (!atLeastMillis) addEventListener('online', done);
    });
  }
}

/** Watches a connection's ICE: asks for a restart when media stops, and for a new connection when restarts do not help. */
export class IceWatch {
  #pc;
  #actions;
  #timer = 0;
  #restarts = 0;
  #stopped = false;

  /** True once packets have flowed and until they have stopped for good. */
  flowing = false;

  /**
   * @param {RTCPeerConnection} pc
   * @param {{changed: () => void, restart: () => boolean, giveUp: () => void}} actions `restart` answers false if it
   *     cannot be done now; `check` is to be called when it can
   */
  constructor(pc, actions) {
    this.#pc = pc;
    this.#actions = actions;
    pc.addEventListener('iceconnectionstatechange', () => this.#onState());
    pc.addEventListener('connectionstatechange', () => this.#onState());
  }

  /** Looks again: call it when a restart has become possible. */
  check() {
    if (!this.flowing) this.#onState();
  }

  stop() {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  #onState() {
    if (this.#stopped) return;
    const ice = this.#pc.iceConnectionState;
    if (this.#pc.connectionState === 'connected' && (ice === 'connected' || ice === 'completed'))
      return this.#recovered();
    if (ice === 'disconnected') return this.#schedule(DISCONNECTED_MILLIS);
    if (ice === 'failed') return this.#restart();
    // ICE is well, DTLS is not: the server has forgotten us, or its certificate is another one.
    if (this.#pc.connectionState === 'failed') this.#giveUp();
  }

  #recovered() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.#restarts = 0;
    this.#setFlowing(true);
  }

  #schedule(delayMillis) {
    if (this.#timer) return;
    this.#timer = setTimeout(() => {
      this.#timer = 0;
      this.#restart();
    }, delayMillis);
  }

  #restart() {
    if (this.#timer) return;
    this.#setFlowing(false);
    if (this.#restarts === MAX_RESTARTS) return this.#giveUp();
    if (!this.#actions.restart()) return;
    this.#restarts += 1;
    this.#schedule(RESTART_TIMEOUT_MILLIS);
  }

  #giveUp() {
    this.#setFlowing(false);
    this.stop();
    this.#actions.giveUp();
  }

  #setFlowing(flowing) {
    if (this.flowing === flowing) return;
    this.flowing = flowing;
    this.#actions.changed();
  }
}
