// How the figures come out of the samples, for browsers; the simulator's half has the same rules (Metrics.java of
// media-core, package quality) and the ids stand in its quality/figures.json. Pure functions; times are milliseconds since
// the viewers came, one sample every 100 ms. What was not reached within a phase counts as the length of the phase.

export const SAMPLE_MILLIS = 100;
/** A state has to hold that long to count as reached. */
const HOLD_SAMPLES = 10;
/** The rate sent is taken over this long: a frame or two are no rate. */
const RATE_SAMPLES = 5;
const LONG_QUEUE_MILLIS = 100;
const AFTER_DROP_MILLIS = 10_000;
const BEST = 0.95;
/** A new size and the frame rate that comes with it, a moment apart, are one change. */
const TOGETHER_SAMPLES = 20;
/** What follows a phase's beginning until its link counts as steady. */
const SETTLES_MILLIS = { start: 15_000, drop: 5_000, rise: 15_000, other: 15_000 };

const CAMERA = [
  { height: 180, kbps: 150 },
  { height: 360, kbps: 500 },
  { height: 720, kbps: 1500 },
];

/** The layers that one camera's picture may be shown in, up to the size it has on screen. */
export const cameraLadder = (height) => CAMERA.filter((step) => step.height <= height);

/** The rate of what is shown: the layer's, by the part of its frames that are shown; `fullFps` is what others are shown. */
function shownKbps({ height, fps }, ladder, fullFps) {
  const step = ladder.findLast((candidate) => height >= candidate.height);
  return (step?.kbps ?? 0) * Math.min(1, fps / (BEST * fullFps));
}

/** The best sum of one layer, or none, of each ladder within a budget. */
export function feasibleKbps(ladders, budgetKbps) {
  let sums = new Set([0]);
  for (const ladder of ladders) {
    sums = new Set([...sums].flatMap((sum) => [sum, ...ladder.map(({ kbps }) => sum + kbps)]).filter((sum) => sum <= budgetKbps));
  }
  return Math.max(...sums);
}

const within = (samples, from, to) => samples.filter(({ tMillis }) => tMillis >= from && tMillis < to);
const steadyFrom = (phase) => phase.fromMillis + SETTLES_MILLIS[phase.kind];
const steadyOf = (samples, phase) => within(samples, steadyFrom(phase), phase.toMillis);
const steadyMillis = (phases) => phases.reduce((sum, phase) => sum + Math.max(0, phase.toMillis - steadyFrom(phase)), 0);
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

function firstHeld(samples, phase, holds) {
  let since = -1;
  for (const [i, { tMillis }] of samples.entries()) {
    if (tMillis < phase.fromMillis || tMillis >= phase.toMillis) continue;
    since = !holds(i) ? -1 : since < 0 ? i : since;
    if (since >= 0 && i - since + 1 >= HOLD_SAMPLES) return samples[since].tMillis - phase.fromMillis;
  }
  return phase.toMillis - phase.fromMillis;
}

/** From the drop until, for a second, no more is sent than the link carries and the queue is short. */
export function downConvergenceMillis(samples, drop) {
  const sent = (i) => mean(samples.slice(Math.max(0, i - RATE_SAMPLES + 1), i + 1).map(({ sentKbps }) => sentKbps));
  return firstHeld(samples, drop, (i) => sent(i) <= drop.capacityKbps && samples[i].queueDelayMillis < LONG_QUEUE_MILLIS);
}

const allShown = (sample, ladders) => sample.pictures.reduce((sum, picture, i) => sum + shownKbps(picture, ladders[i], sample.fullFps), 0);

/** From the rise until, for a second, (almost) the best sum of layers is shown. */
export function upConvergenceMillis(samples, rise, ladders) {
  return firstHeld(samples, rise, (i) => allShown(samples[i], ladders) >= BEST * rise.feasibleKbps);
}

/** Mean over the steady time of what is shown, in percent of the best; more than the best counts as the best. */
export function utilisationPercent(samples, phases, ladders) {
  return mean(
    phases.flatMap((phase) => steadyOf(samples, phase).map((sample) => 100 * Math.min(1, allShown(sample, ladders) / phase.feasibleKbps))),
  );
}

export function meanWhenSteady(samples, phases, value) {
  return mean(phases.flatMap((phase) => steadyOf(samples, phase).map(value)));
}

/** The smallest value that at least so many percent of the values do not exceed; NaN of nothing. */
export function percentile(values, percent) {
  if (!values.length) return NaN;
  return [...values].sort((a, b) => a - b)[Math.max(0, Math.ceil((percent / 100) * values.length) - 1)];
}

export const median = (values) => percentile(values, 50);

export function queueDelayMillis(samples, phases) {
  return percentile(phases.flatMap((phase) => steadyOf(samples, phase).map((sample) => sample.queueDelayMillis)), 95);
}

/** Freezes of one picture in a part of a run. */
function freezesIn(samples, picture, from, to) {
  const part = within(samples, from, to).map((sample) => sample.pictures[picture].freezes);
  return part.length ? part.at(-1) - part[0] : 0;
}

const worstPicture = (samples, count) => Math.max(...samples[0].pictures.map((_, picture) => count(picture)));
const perMinute = (count, millis) => (millis ? (count * 60_000) / millis : NaN);

export function freezesPerMinute(samples, phases) {
  const count = (picture) => phases.reduce((sum, phase) => sum + freezesIn(samples, picture, steadyFrom(phase), phase.toMillis), 0);
  return perMinute(worstPicture(samples, count), steadyMillis(phases));
}

/** From the fourth second on, steady or not: what random loss does. */
export function freezesUnderLossPerMinute(samples) {
  const end = samples.at(-1).tMillis;
  return perMinute(worstPicture(samples, (picture) => freezesIn(samples, picture, 3000, end)), end - 3000);
}

export function freezesAfter(samples, drop) {
  const end = Math.min(drop.toMillis, drop.fromMillis + AFTER_DROP_MILLIS);
  return worstPicture(samples, (picture) => freezesIn(samples, picture, drop.fromMillis, end));
}

function changesIn(samples, picture) {
  let sinceHeight = TOGETHER_SAMPLES;
  let sinceTemporal = TOGETHER_SAMPLES;
  let count = 0;
  for (let i = 1; i < samples.length; i++) {
    const [before, now] = [samples[i - 1].pictures[picture], samples[i].pictures[picture]];
    const height = before.height !== now.height;
    const temporal = !height && before.temporalLayer !== now.temporalLayer;
    if ((height && sinceTemporal >= TOGETHER_SAMPLES) || (temporal && sinceHeight >= TOGETHER_SAMPLES)) count += 1;
    sinceHeight = height ? 0 : sinceHeight + 1;
    sinceTemporal = temporal ? 0 : sinceTemporal + 1;
  }
  return count;
}

export function layerChangesPerMinute(samples, phases) {
  const count = (picture) => phases.reduce((sum, phase) => sum + changesIn(steadyOf(samples, phase), picture), 0);
  return perMinute(worstPicture(samples, count), steadyMillis(phases));
}

/** Jain's index: 1 if all have the same, 1/n if one has everything, 0 if nobody has anything. */
export function jainIndex(shares) {
  const sum = shares.reduce((total, share) => total + share, 0);
  const squares = shares.reduce((total, share) => total + share * share, 0);
  return squares === 0 ? 0 : (sum * sum) / (shares.length * squares);
}

/** Of what the viewers are shown, on average over the steady time. */
export function fairnessIndex(samples, phases, ladders) {
  return jainIndex(ladders.map((ladder, i) => meanWhenSteady(samples, phases, (sample) => shownKbps(sample.pictures[i], ladder, sample.fullFps))));
}

/** The worst of the phases of one kind; NaN if there is none. */
export function worst(phases, kinds, value) {
  const values = phases.filter(({ kind }) => kinds.includes(kind)).map(value);
  return values.length ? Math.max(...values) : NaN;
}
