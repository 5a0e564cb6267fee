const MIN_LEVEL = 8;
/** A cough does not take the stage. */
const CLAIM_MILLIS = 1_200;
/** Nor does the stage change faster than one can look. */
const STAY_MILLIS = 3_000;

/** Who has the floor, from the server's `speakers` events: whoever was loudest for a while, until somebody else is. */
export class DominantSpeaker {
  #claimant = null;
  #claimedAt = 0;
  #since = -Infinity;

  /** A participant's id, null before anybody spoke. */
  current = null;
  /** Participant id -> when it last spoke. */
  spokeAt = new Map();

  /** @param {{participantId: string, level: number}[]} items */
  update(items, now) {
    let loudest = null;
    for (const item of items) {
      if (item.level < MIN_LEVEL) continue;
      this.spokeAt.set(item.participantId, now);
      if (!loudest || item.level > loudest.level) loudest = item;
    }
    if (!loudest || loudest.participantId === this.current) {
      this.#claimant = null;
      return;
    }
    if (this.#claimant !== loudest.participantId) {
      this.#claimant = loudest.participantId;
      this.#claimedAt = now;
    }
    const first = this.current === null;
    if (first || (now - this.#claimedAt >= CLAIM_MILLIS && now - this.#since >= STAY_MILLIS)) {
      this.current = this.#claimant;
      this.#since = now;
    }
  }

  forget(participantId) {
    this.spokeAt.delete(participantId);
    if (this.current === participantId) this.current = null;
  }
}

export const isSpeaking = (items, participantId) =>
  items.some((item) => item.participantId === participantId && item.level >= MIN_LEVEL);
