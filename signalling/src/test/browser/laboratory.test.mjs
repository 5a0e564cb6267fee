// What the quality laboratory itself is made of: the relay's lines and the rules by which figures come out of samples.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as metrics from './lib/quality-metrics.mjs';
import { freezesOf, ofTheLink } from './lib/quality-series.mjs';
import { RelayLine } from './lib/relay-line.mjs';

const PACKETS = 100_000;

/** Which of many packets, one a millisecond, are lost. */
function losses(condition, seed = 1) {
  const line = new RelayLine(seed);
  line.change(condition);
  return Array.from({ length: PACKETS }, (_, i) => line.take(i) === null);
}

const share = (lost) => lost.filter(Boolean).length / lost.length;
const runs = (lost) => lost.filter((now, i) => now && !lost[i - 1]).length;

describe('a line of the relay', () => {
  it('loses as much as it is told', () => {
    assert.ok(Math.abs(share(losses({ lossPercent: 5 })) - 0.05) < 0.005);
    assert.equal(share(losses({})), 0);
    assert.equal(share(losses({ lossPercent: 100 })), 1);
  });

  it('loses the same packets with the same seed, others with another', () => {
    assert.deepEqual(losses({ lossPercent: 5 }, 7), losses({ lossPercent: 5 }, 7));
    assert.notDeepEqual(losses({ lossPercent: 5 }, 7), losses({ lossPercent: 5 }, 8));
  });

  it('loses in bursts of the length it is told', () => {
    const lost = losses({ lossPercent: 10, burstPackets: 4 });
    assert.ok(Math.abs(share(lost) - 0.1) < 0.01, `share ${share(lost)}`);
    assert.ok(Math.abs((share(lost) * PACKETS) / runs(lost) - 4) < 0.3, 'mean length');
  });

  it('delays, and keeps the order when delays differ', () => {
    const line = new RelayLine(1);
    line.change({ delayMillis: 40, jitterMillis: 30 });
    const due = Array.from({ length: 1000 }, (_, i) => line.take(i));
    due.forEach((at, i) => assert.ok(at >= i + 40 && at <= i + 70 && at >= (due[i - 1] ?? 0)));
  });

  it('lets out at once what it held', () => {
    const line = new RelayLine(1);
    line.hold(100, 300);
    assert.deepEqual([line.take(110), line.take(390), line.take(410)], [400, 400, 410]);
  });
});

/** Samples of one picture, one each tenth of a second; `at` gives what is not as usual. */
function samples(toMillis, at) {
  return Array.from({ length: toMillis / 100 }, (_, i) => {
    const tMillis = 100 * i;
    const { sentKbps = 500, queueDelayMillis = 5, ...picture } = at(tMillis);
    return { tMillis, sentKbps, queueDelayMillis, fullFps: 30, pictures: [{ height: 360, fps: 30, freezes: 0, temporalLayer: 2, ...picture }] };
  });
}

const CAMERA = [metrics.cameraLadder(720)];
const phase = (kind, fromMillis, toMillis, capacityKbps, feasibleKbps) => ({ kind, fromMillis, toMillis, capacityKbps, feasibleKbps });

describe('the figures', () => {
  it('converge down when no more is sent than fits and the queue is short, for a second', () => {
    const drop = phase('drop', 1000, 11_000, 500, 150);
    const run = samples(11_000, (t) => ({ sentKbps: t < 2000 ? 1500 : 400, queueDelayMillis: t < 3000 || t === 3500 ? 180 : 20 }));
    assert.equal(metrics.downConvergenceMillis(run, drop), 2600);
    assert.equal(metrics.downConvergenceMillis(samples(11_000, () => ({ sentKbps: 1500 })), drop), 10_000);
  });

  it('converge up when the best layers are shown with all their frames', () => {
    const rise = phase('rise', 2000, 20_000, 3000, 1500);
    const run = samples(20_000, (t) => ({ height: t < 5000 ? 360 : 720, fps: t < 8000 ? 15 : 29 }));
    assert.equal(metrics.upConvergenceMillis(run, rise, CAMERA), 6000);
  });

  it('measure frames against what a perfect link shows', () => {
    const start = phase('start', 0, 20_000, 3000, 1500);
    const slow = samples(20_000, () => ({ height: 720, fps: 20 })).map((sample) => ({ ...sample, fullFps: 20 }));
    assert.equal(metrics.utilisationPercent(slow, [start], CAMERA), 100);
    assert.ok(metrics.utilisationPercent(samples(20_000, () => ({ height: 720, fps: 20 })), [start], CAMERA) < 71);
  });

  it('count freezes and changes of the steady time only', () => {
    const start = phase('start', 0, 75_000, 700, 500);
    const run = samples(75_000, (t) => ({ freezes: t < 10_000 ? 0 : t < 40_000 ? 3 : 4, height: t < 12_000 || t > 50_000 ? 180 : 360 }));
    assert.equal(metrics.freezesPerMinute(run, [start]), 1);
    assert.equal(metrics.layerChangesPerMinute(run, [start]), 1);
    assert.equal(metrics.freezesAfter(run, phase('drop', 5000, 75_000, 700, 500)), 3);
  });

  it('take a new size and its frame rate, a moment apart, for one change', () => {
    const start = phase('start', 0, 75_000, 700, 500);
    const run = samples(75_000, (t) => ({ height: t < 30_000 ? 180 : 360, temporalLayer: t < 30_500 ? 2 : t < 50_000 ? 0 : 1 }));
    assert.equal(metrics.layerChangesPerMinute(run, [start]), 2);
  });

  it('know the best sum of layers and how fair shares are', () => {
    const two = [metrics.cameraLadder(720), metrics.cameraLadder(360)];
    assert.deepEqual([100, 700, 1700, 9000].map((budget) => metrics.feasibleKbps(two, budget)), [0, 650, 1650, 2000]);
    assert.equal(metrics.jainIndex([5, 5, 5, 5]), 1);
    assert.equal(metrics.jainIndex([8, 0, 0, 0]), 0.25);
    assert.equal(metrics.percentile([3, 1, 2, 4], 95), 4);
  });

  it('place a freeze where it began, and see one that has not ended', () => {
    const frames = [10, 14, 14, 14, 18, 22, 22, 22, 22];
    const seen = frames.map((count, i) => ({ at: 1000 * i, pictures: [{ frames: count, freezes: i < 4 ? 0 : 1, flowing: true }] }));
    assert.deepEqual(freezesOf(seen, 0), [{ from: 1000, to: 4000 }, { from: 5000, to: 8000 }]);
  });

  it('leave out what froze on the perfect link as long', () => {
    const own = [{ from: 1000, to: 1600 }, { from: 5000, to: 15_000 }, { from: 20_000, to: 20_400 }];
    const reference = [{ from: 1200, to: 1500 }, { from: 6000, to: 6500 }];
    assert.deepEqual(ofTheLink(own, reference), own.slice(1));
  });
});
