// What can go wrong, for programs (`code`) and for people (`message`).

/** Every promise of this module is rejected with one of these. */
export class ZvonokError extends Error {
  /**
   * @param {string} code stable, for programs
   * @param {string} message one sentence, for people
   * @param {boolean} [retryable] true if the same request may succeed later
   * @param {number} [retryAfterMillis] when, if that is known
   */
  constructor(code, message, retryable = false, retryAfterMillis = undefined) {
    super(message);
    this.name = 'ZvonokError';
    this.code = code;
    this.retryable = retryable;
    if (retryAfterMillis) this.retryAfterMillis = retryAfterMillis;
  }

  toJSON() {
    const { code, message, retryable, retryAfterMillis } = this;
    return { code, message, retryable, retryAfterMillis };
  }

  /** From the `error` of a reply. */
  static fromWire(error) {
    return new ZvonokError(
      error?.code ?? 'internal',
      error?.message ?? 'The server gave no reason',
      error?.retryable === true,
      error?.retryAfterMillis,
    );
  }
}

export const connectionLost = () => new ZvonokError('connection_lost', 'The connection to the server was lost', true);

// Close codes after which trying again would be wrong. All others are followed by a resume.
const FINAL_CLOSE_CODES = new Map([
  [4001, ['unauthorized', 'The server did not accept the token']],
  [4003, ['kicked', 'You were removed from the lesson']],
  [4004, ['room_gone', 'The lesson has ended']],
  [4009, ['replaced', 'You joined this lesson from another window or device']],
]);

/** The reason to stop for good, or null if a lost connection is to be taken up again. */
export function finalReason(closeCode) {
  const found = FINAL_CLOSE_CODES.get(closeCode);
  return found ? new ZvonokError(found[0], found[1]) : null;
}

/** Why a moderator's word ended it, where that says more than the close code. */
const REMOVALS = {
  refuse: ['refused', 'You were not let into the lesson'],
  ban: ['banned', 'You may not come back into this lesson'],
};

/** @param {string | null} action the last thing that a moderator did to us */
export function removalReason(reason, action) {
  const found = reason.code === 'kicked' ? REMOVALS[action] : undefined;
  return found ? new ZvonokError(...found) : reason;
}
