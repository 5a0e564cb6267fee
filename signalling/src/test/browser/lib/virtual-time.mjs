/** Timers and `performance.now` of a test's own time, until `restore`. */
export class VirtualTime {
  #real = { setTimeout, clearTimeout, now: performance.now };
  #timers = new Map();
  #lastId = 0;

  nowMillis = 1_000;

  constructor() {
    globalThis.setTimeout = (job, millis = 0) => {
      this.#timers.set(++this.#lastId, { job, at: this.nowMillis + Math.max(0, millis) });
      return this.#lastId;
    };
    globalThis.clearTimeout = (id) => this.#timers.delete(id);
    performance.now = () => this.nowMillis;
  }

  advance(millis) {
    const until = this.nowMillis + millis;
    for (;;) {
      const [id, next] = [...this.#timers].sort(([, a], [, b]) => a.at - b.at)[0] ?? [];
      if (!next || next.at > until) break;
      this.#timers.delete(id);
      this.nowMillis = next.at;
      next.job();
    }
    this.nowMillis = until;
  }

  restore() {
    Object.assign(globalThis, { setTimeout: this.#real.setTimeout, clearTimeout: this.#real.clearTimeout });
    performance.now = this.#real.now;
  }
}
