// What this client wants to see, told to the server as sparingly as possible: more at once, less after a moment.

/** While a layout settles, or somebody makes a window smaller. */
const SHRINK_DELAY_MILLIS = 250;
/** What is scrolled past, or hidden for a glance at another window, is not worth a switch. */
const HIDE_DELAY_MILLIS = 500;
/** While somebody drags a window border. */
const MIN_SPACING_MILLIS = 100;
/** Timers may fire this much early by a coarse clock. */
const EARLY_MILLIS = 1;

const ANY = { want: 'auto', source: null, width: 0, height: 0, priority: 0 };
/** Before the page has said how large it shows a slot. */
const FIRST = { audio: ANY, video: { ...ANY, width: 320, height: 180 } };
const FIELDS = Object.keys(ANY);

const differs = (now, before) => FIELDS.some((field) => now[field] !== before[field]);

function delayOf(now, before) {
  if (now.want !== before.want || now.source !== before.source) return 0;
  if (now.width > before.width || now.height > before.height) return 0;
  return now.width === 0 || now.height === 0 ? HIDE_DELAY_MILLIS : SHRINK_DELAY_MILLIS;
}

/** The only place where a view waits: pages say what they want as often as they like. */
export class View {
  #send;
  #wanted = new Map();
  #sent = new Map();
  /** {delay, at} of the slots whose change is not told yet. */
  #due = new Map();
  #timer = 0;
  #timerAt = Infinity;
  #lastSentAt = -Infinity;

  /** @param {(slots: object[]) => void} send */
  constructor(send) {
    this.#send = send;
  }

  /** A new connection: what was wanted of slots that still exist stays wanted. Returns what `join` is to carry. */
  rebuild(slots) {
    this.#stopTimer();
    this.#due.clear();
    const before = this.#wanted;
    this.#wanted = new Map(slots.map(({ mid, kind }) => [mid, before.get(mid) ?? { ...FIRST[kind] }]));
    this.#sent = new Map(this.#wanted);
    return this.#wire([...this.#wanted].filter(([, wanted]) => differs(wanted, FIRST.audio)));
  }

  /** @param {object[]} items `{mid, want, source?, width, height, priority?}`; slots not named keep their view */
  set(items) {
    for (const { mid, ...item } of items) {
      if (this.#wanted.has(mid)) this.#want(mid, { ...ANY, ...item });
    }
    this.#schedule();
  }

  #want(mid, wanted) {
    this.#wanted.set(mid, wanted);
    const sent = this.#sent.get(mid);
    if (!differs(wanted, sent)) return this.#due.delete(mid);
    const delay = delayOf(wanted, sent);
    if (this.#due.get(mid)?.delay !== delay) this.#due.set(mid, { delay, at: performance.now() + delay });
  }

  #schedule() {
    const earliest = Math.min(...[...this.#due.values()].map(({ at }) => at));
    const at = Math.max(earliest, this.#lastSentAt + MIN_SPACING_MILLIS);
    if (at === this.#timerAt) return;
    this.#stopTimer();
    if (at === Infinity) return;
    this.#timerAt = at;
    this.#timer = setTimeout(() => this.#flush(), at - performance.now());
  }

  #stopTimer() {
    clearTimeout(this.#timer);
    this.#timerAt = Infinity;
  }

  #flush() {
    this.#timerAt = Infinity;
    const now = performance.now();
    const told = [...this.#due].filter(([, { at }]) => at <= now + EARLY_MILLIS).map(([mid]) => mid);
    if (told.length) {
      this.#lastSentAt = now;
      for (const mid of told) {
        this.#due.delete(mid);
        this.#sent.set(mid, this.#wanted.get(mid));
      }
      this.#send(this.#wire(told.map((mid) => [mid, this.#wanted.get(mid)])));
    }
    this.#schedule();
  }

  #wire(views) {
    return views.map(([mid, { want, source, width, height, priority }]) => ({
      mid,
      want,
      ...(source ? { source } : {}),
      width,
      height,
      priority,
    }));
  }
}
