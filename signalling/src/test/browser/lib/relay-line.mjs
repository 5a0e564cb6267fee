/** A small generator with a seed: the same losses in every run. Mulberry32. */
export function seededRandom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let z = Math.imul(state ^ (state >>> 15), state | 1);
    z ^= z + Math.imul(z ^ (z >>> 7), z | 61);
    return ((z ^ (z >>> 14)) >>> 0) / 2 ** 32;
  };
}

const PERFECT = { delayMillis: 0, jitterMillis: 0, lossPercent: 0, burstPackets: 1 };

/**
 * One direction of a link: decides of each packet whether it is lost and when it leaves. Sans-I/O; what it decides follows
 * from the seed, the packets' number and the times it is told.
 */
export class RelayLine {
  #random;
  #condition = PERFECT;
  #inBurst = false;
  #heldUntil = 0;
  #lastDue = 0;

  constructor(seed) {
    this.#random = seededRandom(seed);
  }

  /**
   * Takes effect with the next packet; what is not named stays.
   *
   * @param {object} condition
   * @param {number} [condition.delayMillis]
   * @param {number} [condition.jitterMillis] up to this much more, packet by packet; the order stays
   * @param {number} [condition.lossPercent] of all packets, in the long run
   * @param {number} [condition.burstPackets] how many are lost at a time, on average (Gilbert's model)
   */
  change(condition) {
    this.#condition = { ...this.#condition, ...condition };
  }

  /** What comes during this while leaves at its end, all at once. */
  hold(nowMillis, millis) {
    this.#heldUntil = Math.max(this.#heldUntil, nowMillis + millis);
  }

  /** When a packet that comes now leaves, or null: it is lost. */
  take(nowMillis) {
    if (this.#isLost()) return null;
    const { delayMillis, jitterMillis } = this.#condition;
    const jitter = jitterMillis ? this.#random() * jitterMillis : 0;
    this.#lastDue = Math.max(this.#lastDue, this.#heldUntil, nowMillis + delayMillis + jitter);
    return this.#lastDue;
  }

  #isLost() {
    const loss = this.#condition.lossPercent / 100;
    if (!loss) return (this.#inBurst = false);
    if (loss >= 1) return true;
    const length = Math.max(this.#condition.burstPackets, 1 / (1 - loss));
    const threshold = this.#inBurst ? 1 - 1 / length : loss / (1 - loss) / length;
    return (this.#inBurst = this.#random() < threshold);
  }
}
