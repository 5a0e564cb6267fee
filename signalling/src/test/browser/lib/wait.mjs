// Waiting with a deadline. Conditions are polled from here: a promise inside a page would hide what was seen last.

export const sleep = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

/** The result of `promise`, or an error when it takes longer. */
export function within(millis, what, promise) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${millis} ms: ${what}`)), millis);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/**
 * Polls `check` until it returns something true, which is returned. What it throws meanwhile counts as "not yet" and is
 * part of the failure.
 *
 * @param {string} what the end of the sentence "waited for ..."
 * @param {() => any} check
 */
export async function waitFor(what, check, { withinMillis = 30_000, everyMillis = 200 } = {}) {
  const deadline = Date.now() + withinMillis;
  let last = 'nothing';
  for (;;) {
    const left = deadline - Date.now();
    try {
      const value = await within(Math.max(1, left), 'the check itself', Promise.resolve(check()));
      if (value) return value;
      last = `${value}`;
    } catch (error) {
      // What was seen before says more than that there was no time to look again.
      if (left > 1000 || last === 'nothing') last = error.message;
    }
    if (Date.now() + everyMillis > deadline) throw new Error(`waited ${withinMillis} ms for ${what}; last: ${last}`);
    await sleep(everyMillis);
  }
}
