// A slot that the server leaves empty on purpose looks like a frozen picture and lost sound to the browser's counters:
// `freezeCount` and `totalFreezesDuration` jump when the next picture comes, `concealedSamples` runs all the time.
// This class takes what was intended out of them again.

const SAMPLE_RATE_HZ = 48_000;
/** The browser measures from picture to picture, so its freeze is a little longer than our gap. */
const TOLERANCE_SECONDS = 0.5;
/** A freeze is counted with the first picture after the gap; later ones are not ours. */
const CLAIM_MILLIS = 15_000;

export class IntendedGaps {
  #openSince = new Map();
  #closed = new Map();
  #last = new Map();

  clear() {
    this.#openSince.clear();
    this.#closed.clear();
    this.#last.clear();
  }

  open(mid, nowMillis) {
    if (!this.#openSince.has(mid)) this.#openSince.set(mid, nowMillis);
  }

  close(mid, nowMillis) {
    const start = this.#openSince.get(mid);
    if (start === undefined) return;
    this.#openSince.delete(mid);
    const gaps = this.#closed.get(mid) ?? [];
    gaps.push({ start, end: nowMillis, claimed: false });
    this.#closed.set(mid, gaps);
  }

  /**
   * What happened since the last call for this slot, without what was intended.
   *
   * @param {{freezeCount?: number, totalFreezesDuration?: number, concealedSamples?: number,
   *     silentConcealedSamples?: number, totalSamplesReceived?: number}} counters totals as the browser counts them
   * @returns {{freezes: number, freezeMillis: number, concealedPercent: number}}
   */
  interval(mid, counters, nowMillis) {
    const last = this.#last.get(mid) ?? { at: nowMillis, counters: {} };
    this.#last.set(mid, { at: nowMillis, counters });
    const grown = (name) => Math.max(0, (counters[name] ?? 0) - (last.counters[name] ?? 0));
    const freezes = this.#withoutGaps(mid, grown('freezeCount'), grown('totalFreezesDuration'));
    const intended = (this.#millisIn(mid, last.at, nowMillis) / 1000) * SAMPLE_RATE_HZ;
    const audible = grown('concealedSamples') - grown('silentConcealedSamples');
    const concealed = Math.max(0, Math.min(audible, grown('concealedSamples') - intended));
    const samples = grown('totalSamplesReceived') - intended;
    this.#forget(mid, nowMillis);
    return { ...freezes, concealedPercent: samples > 0 ? Math.min(100, Math.round((concealed / samples) * 100)) : 0 };
  }

  #withoutGaps(mid, count, seconds) {
    for (const gap of this.#closed.get(mid) ?? []) {
      const length = (gap.end - gap.start) / 1000;
      if (gap.claimed || count === 0 || seconds + TOLERANCE_SECONDS < length) continue;
      gap.claimed = true;
      count -= 1;
      seconds = Math.max(0, seconds - length - TOLERANCE_SECONDS);
    }
    return { freezes: count, freezeMillis: count === 0 ? 0 : Math.round(seconds * 1000) };
  }

  #millisIn(mid, from, to) {
    let sum = 0;
    for (const { start, end } of this.#closed.get(mid) ?? [])
      sum += Math.max(0, Math.min(end, to) - Math.max(start, from));
    const open = this.#openSince.get(mid);
    return open === undefined ? sum : sum + Math.max(0, to - Math.max(open, from));
  }

  #forget(mid, nowMillis) {
    const kept = (this.#closed.get(mid) ?? []).filter(({ end }) => nowMillis - end < CLAIM_MILLIS);
    this.#closed.set(mid, kept);
  }
}
