import {
  cameraLadder,
  downConvergenceMillis,
  fairnessIndex,
  feasibleKbps,
  freezesAfter,
  freezesPerMinute,
  freezesUnderLossPerMinute,
  layerChangesPerMinute,
  meanWhenSteady,
  queueDelayMillis,
  upConvergenceMillis,
  utilisationPercent,
  worst,
} from './quality-metrics.mjs';
import { framesBetween } from './quality-series.mjs';

/** What part of a link may be planned with: an estimator that backs off to 85 % of what passed cannot be asked for more. */
const PLANNED_SHARE = 0.85;
const VOICE_KBPS = 50;
const FULL_FPS = 30;
const SETTLED_MILLIS = 3000;
/** After a drop nobody blames the server for the sound before it can know. */
const AUDIO_SETTLES_MILLIS = 2000;

const round = (value) => Math.round(value * 100) / 100;

/**
 * All figures that one run gives, by their ids.
 *
 * @param {import('./quality-cases.mjs').Case} given
 * @param {object[]} phases with times in milliseconds
 * @param {object[]} samples of `sampled`
 * @param {object} played what was told
 */
export function figuresOf(given, phases, samples, played) {
  const { viewers, reference, from, to, queue } = played;
  const ladders = viewers.flatMap(() => given.pictures.map(({ height }) => cameraLadder(height)));
  const planned = phases.map((phase) => ({
    ...phase,
    feasibleKbps: feasibleKbps(ladders, phase.capacityKbps * PLANNED_SHARE - VOICE_KBPS * viewers.length),
  }));
  const { fullFps } = samples[0];
  const decoded = ({ samples: own }) => framesBetween(own, 0, from + SETTLED_MILLIS, to);
  const expected = decoded(reference);
  const thirdSecond = ({ samples: own }) => framesBetween(own, 0, from + SETTLED_MILLIS - 1000, from + SETTLED_MILLIS);
  const all = {
    downConvergenceMillis: worst(planned, ['drop'], (phase) => downConvergenceMillis(samples, phase)),
    upConvergenceMillis: worst(planned, ['start', 'rise'], (phase) => upConvergenceMillis(samples, phase, ladders)),
    utilisationPercent: utilisationPercent(samples, planned, ladders),
    queueDelayMillis: queueDelayMillis(samples, planned),
    audioLossPercent: Math.max(...viewers.map((viewer) => audioLossPercent(viewer.samples, phases, from))),
    freezesPerMinute: freezesPerMinute(samples, planned),
    freezesPerDrop: worst(planned, ['drop'], (phase) => freezesAfter(samples, phase)),
    layerChangesPerMinute: layerChangesPerMinute(samples, planned),
    fairnessIndex: viewers.length > 1 ? fairnessIndex(samples, planned, ladders) : NaN,
    fpsAfter3Seconds: Math.min(...viewers.map((viewer) => (thirdSecond(viewer) * FULL_FPS) / fullFps)),
    framesDecodedPercent: Math.min(...viewers.map((viewer) => (100 * decoded(viewer)) / expected)),
    freezesUnderLossPerMinute: freezesUnderLossPerMinute(samples),
    shownHeight: meanWhenSteady(samples, planned, ({ pictures }) => pictures[0].height),
    shownFps: meanWhenSteady(samples, planned, ({ pictures }) => pictures[0].fps),
    linkLossPercent: linkLoss(queue),
  };
  const meant = given.only ?? Object.keys(all).filter((id) => !BY_REQUEST.includes(id));
  return Object.fromEntries(meant.filter((id) => Number.isFinite(all[id])).map((id) => [id, round(all[id])]));
}

/** They mean something in some cases only, which name them. */
const BY_REQUEST = ['fpsAfter3Seconds', 'framesDecodedPercent', 'freezesUnderLossPerMinute'];

function audioLossPercent(samples, phases, from) {
  let [expected, lost] = [0, 0];
  for (const { fromMillis, toMillis } of phases) {
    const settled = samples.filter(({ at }) => at >= from + fromMillis + AUDIO_SETTLES_MILLIS && at < from + toMillis);
    if (settled.length < 2) continue;
    const grown = (name) => settled.at(-1)[name] - settled[0][name];
    lost += grown('audioLost');
    expected += grown('audioLost') + grown('audioReceived');
  }
  return expected ? (100 * Math.max(0, lost)) / expected : NaN;
}

function linkLoss(queue) {
  const [first, last] = [queue[0], queue.at(-1)];
  const dropped = last.drops - first.drops;
  return (100 * dropped) / Math.max(1, dropped + last.packets - first.packets);
}
