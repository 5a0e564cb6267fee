// What this client wants to see, told to the server as sparingly as possible: more at once, less after a moment.

const SHRINK_DELAY_MILLIS = 200;
/** While somebody drags a window border. */
const MIN_SPACING_MILLIS = 100;

const ANY = { want: 'auto', source: null, width: 0, height: 0, priority: 0 };
/** Before the page has said how large it shows a slot. */
const FIRST = { audio: ANY, video: { ...ANY, width: 320, height: 180 } };
const FIELDS = Object.keys(ANY);

const grows = (now, before) =>
  now.want !== before.want || now.source !== before.source || now.width > before.width || now.height > before.height;
const differs = (now, before) => FIELDS.some((field) => now[field] !== before[field]);

export class View {
  #send;
  #wanted = new Map();
  #sent = new Map();
  #timer = 0;
  #due = Infinity;
  #lastSentAt = -Infinity;

  /** @param {(slots: object[]) => void} send */
  constructor(send) {
    this.#send = send;
  }

  /** A new connection: what was wanted of slots that still exist stays wanted. Returns what `join` is to carry. */
  rebuild(slots) {
    this.#stopTimer();
    const before = this.#wanted;
    this.#wanted = new Map(slots.map(({ mid, kind }) => [mid, before.get(mid) ?? { ...FIRST[kind] }]));
    this.#sent = new Map(this.#wanted);
    return this.#wire([...this.#wanted].filter(([, wanted]) => differs(wanted, FIRST.audio)));
  }

  /** @param {object[]} items `{mid, want, source?, width, height, priority?}`; slots not named keep their view */
  set(items) {
    let wait = Infinity;
    for (const { mid, ...item } of items) {
      if (!this.#wanted.has(mid)) continue;
      const now = { ...ANY, ...item };
      this.#wanted.set(mid, now);
      const before = this.#sent.get(mid);
      if (differs(now, before)) wait = Math.min(wait, grows(now, before) ? 0 : SHRINK_DELAY_MILLIS);
    }
    if (wait !== Infinity) this.#schedule(wait);
  }

  #schedule(waitMillis) {
    const now = performance.now();
    const due = Math.max(now + waitMillis, this.#lastSentAt + MIN_SPACING_MILLIS);
    if (due >= this.#due) return;
    this.#stopTimer();
    this.#due = due;
    this.#timer = setTimeout(() => this.#flush(), due - now);
  }

  #stopTimer() {
    clearTimeout(this.#timer);
    this.#due = Infinity;
  }

  #flush() {
    this.#due = Infinity;
    this.#lastSentAt = performance.now();
    const changed = new Map([...this.#wanted].filter(([mid, wanted]) => differs(wanted, this.#sent.get(mid))));
    this.#sent = new Map(this.#wanted);
    if (changed.size) this.#send(this.#wire(changed));
  }

  #wire(views) {
    return [...views].map(([mid, { want, source, width, height, priority }]) => ({
      mid,
      want,
      ...(source ? { source } : {}),
      width,
      height,
      priority,
    }));
  }
}
