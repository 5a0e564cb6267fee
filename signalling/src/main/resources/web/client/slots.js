// The receive sections: whose picture or voice each carries now. Filled by the server's `slots` messages.

/** One receive section. Its track never changes while the connection lives; who is in it does. */
export class Slot {
  constructor({ mid, kind, track }) {
    this.mid = mid;
    this.kind = kind;
    this.track = track;
    this.stream = new MediaStream([track]);
    this.participantId = null;
    this.source = null;
    this.state = 'empty';
    this.reason = 'empty';
    this.layer = null;
    /** Why it shows nothing better; `needBps` and `haveBps` are what that would take and what there is, 0 if not known. */
    this.limit = 'none';
    this.needBps = 0;
    this.haveBps = 0;
    /** When the state began, by this machine's clock. */
    this.since = Date.now();
  }

  toJSON() {
    const { mid, kind, participantId, source, state, reason, layer, limit, needBps, haveBps, since } = this;
    return { mid, kind, participantId, source, state, reason, layer, limit, needBps, haveBps, since };
  }
}

export class SlotTable {
  /** @type {Map<string, Slot>} */
  byMid = new Map();
  #gaps;

  /** @param {import('./gaps.js').IntendedGaps} gaps is told when a slot falls silent and when it flows again */
  constructor(gaps) {
    this.#gaps = gaps;
  }

  /** A new connection: new tracks, all slots empty. */
  rebuild(sections) {
    this.byMid.clear();
    this.#gaps.clear();
    for (const section of sections) {
      this.byMid.set(section.mid, new Slot(section));
      this.#gaps.open(section.mid, performance.now());
    }
  }

  /** Returns the slots that changed. */
  apply(items) {
    const changed = [];
    for (const item of items) {
      const slot = this.byMid.get(item.mid);
      if (!slot) continue;
      slot.participantId = item.participantId ?? null;
      slot.source = item.source ?? null;
      slot.state = item.state;
      slot.reason = item.reason;
      slot.layer = item.layer ?? null;
      slot.limit = item.limit ?? 'none';
      slot.needBps = item.needBps ?? 0;
      slot.haveBps = item.haveBps ?? 0;
      slot.since = Date.now() - (item.sinceMillis ?? 0);
      if (slot.state === 'active') this.#gaps.close(slot.mid, performance.now());
      else this.#gaps.open(slot.mid, performance.now());
      changed.push(slot);
    }
    return changed;
  }

  /** The slot that shows or plays a source of a participant. */
  find(participantId, source) {
    for (const slot of this.byMid.values()) {
      if (slot.participantId === participantId && slot.source === source) return slot;
    }
    return null;
  }
}
