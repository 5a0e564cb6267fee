// What happens in the cases of the quality laboratory, as data. The ids are those of the simulator's half.

const CAMERA = { source: 'camera', width: 1280, height: 720 };
const RTT_50 = { delayMillis: 25 };
const RTT_150 = { delayMillis: 75 };

/**
 * @typedef {object} Phase
 * @property {'start' | 'drop' | 'rise'} kind
 * @property {number} seconds
 * @property {number} kbps of the link towards the viewers
 *
 * @typedef {object} Case
 * @property {string} id
 * @property {Phase[]} phases
 * @property {number} [viewers] behind the one link
 * @property {object[]} [pictures] that each of them has on screen
 * @property {object} [both] delay of each way
 * @property {object} [down] what is lost towards the viewers, all the time
 * @property {{everyMillis: number, forMillis?: number, condition?: object, holdMillis?: number}} [again] what befalls the
 *     link again and again: a condition for a while, or a pause after which all comes at once
 * @property {string[]} [only] figures that mean something here; all that can be had if absent
 */

const steady = (kbps, seconds) => [{ kind: 'start', seconds, kbps }];
const LOSS_FIGURES = ['framesDecodedPercent', 'freezesUnderLossPerMinute', 'shownHeight', 'shownFps'];

const underLoss = (percent, roundTripMillis, both) => ({
  id: `loss-${percent}-rtt${roundTripMillis}`,
  phases: steady(5000, 45),
  both,
  down: { lossPercent: percent },
  only: LOSS_FIGURES,
});

/** @type {Case[]} */
export const CASES = [
  { id: 'steady-3M', phases: steady(3000, 75) },
  {
    id: 'step-3M-500k-3M',
    phases: [
      { kind: 'start', seconds: 20, kbps: 3000 },
      { kind: 'drop', seconds: 20, kbps: 500 },
      { kind: 'rise', seconds: 25, kbps: 3000 },
    ],
  },
  {
    id: 'drop-to-10-percent',
    phases: [
      { kind: 'start', seconds: 20, kbps: 3000 },
      { kind: 'drop', seconds: 10, kbps: 300 },
      { kind: 'rise', seconds: 25, kbps: 3000 },
    ],
  },
  {
    id: 'camera-500k-from-start',
    phases: steady(500, 30),
    only: ['fpsAfter3Seconds', 'upConvergenceMillis', 'queueDelayMillis', 'audioLossPercent', 'freezesPerMinute', 'shownHeight', 'shownFps', 'linkLossPercent'],
  },
  { id: 'five-viewers-2M', phases: steady(2000, 60), viewers: 5 },
  {
    id: 'screen-400k',
    phases: steady(400, 45),
    pictures: [
      { source: 'screen', width: 1280, height: 720 },
      { source: 'camera', width: 320, height: 180 },
    ],
    only: ['queueDelayMillis', 'audioLossPercent', 'freezesPerMinute', 'layerChangesPerMinute', 'shownHeight', 'shownFps', 'linkLossPercent'],
  },
  ...[2, 5, 10].flatMap((percent) => [underLoss(percent, 50, RTT_50), underLoss(percent, 150, RTT_150)]),
  {
    id: 'burst-loss-30',
    phases: steady(3000, 60),
    again: { everyMillis: 8000, forMillis: 1000, condition: { lossPercent: 30, burstPackets: 4 } },
    only: LOSS_FIGURES,
  },
  { id: 'jitter-spikes', phases: steady(3000, 60), again: { everyMillis: 6000, holdMillis: 300 } },
].map((given) => ({ viewers: 1, pictures: [CAMERA], both: RTT_50, down: {}, ...given }));
