// From what the pages, the relay and the queue told to one sample every 100 ms.
import { SAMPLE_MILLIS, median } from './quality-metrics.mjs';

/** Bytes of Ethernet, IPv4 and UDP headers: the queue counts them, the relay does not see them. */
const HEADER_BYTES = 42;
/** How far apart the ends of one and the same freeze are seen. */
const SAME_FREEZE_MILLIS = 500;
const STILL_FROZEN_MILLIS = 2000;

/** The last entry at or before a time; entries are in order. */
function lastAt(entries, at) {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (entries[middle].at <= at) low = middle + 1;
    else high = middle;
  }
  return entries[low - 1];
}

function fpsAt(samples, picture, at) {
  const [now, before] = [lastAt(samples, at), lastAt(samples, at - 1000)];
  if (!now) return 0;
  const frames = now.pictures[picture].frames - (before?.pictures[picture].frames ?? 0);
  const millis = before ? now.at - before.at : 1000;
  return millis > 0 ? Math.round((frames * 1000) / millis) : 0;
}

/**
 * When a picture froze: [{from, to}]. The browser counts a freeze when it is over, and one that is not over not at all; as
 * long as its last sample is flowing, a picture that has stood still to the end has frozen too.
 */
export function freezesOf(samples, picture) {
  const seen = samples.map(({ at, pictures }) => ({ at, ...pictures[picture] }));
  const freezes = [];
  let movedAt = seen[0]?.at;
  for (let i = 1; i < seen.length; i++) {
    const count = seen[i].freezes - seen[i - 1].freezes;
    for (let n = 0; n < count; n++) freezes.push({ from: n ? seen[i - 1].at : movedAt, to: seen[i].at });
    if (seen[i].frames > seen[i - 1].frames) movedAt = seen[i].at;
  }
  const last = seen.at(-1);
  if (last?.flowing && last.frames > 0 && last.at - movedAt > STILL_FROZEN_MILLIS) freezes.push({ from: movedAt, to: last.at });
  return freezes;
}

/** Those that were not as long for the one with the perfect link: what froze there froze on this machine, not on the link. */
export function ofTheLink(freezes, reference) {
  const length = ({ from, to }) => to - from;
  const overlap = (a, b) => a.from < b.to + SAME_FREEZE_MILLIS && b.from < a.to + SAME_FREEZE_MILLIS;
  return freezes.filter((own) => !reference.some((other) => overlap(own, other) && length(own) <= length(other) + SAME_FREEZE_MILLIS));
}

const bpsToKbps = (bps) => (bps >= 0 ? Math.round(bps / 1000) : -1);

/** The known values of a list added up, -1 if none is known. */
function sumOfKnown(values) {
  const known = values.filter((value) => value >= 0);
  return known.length ? known.reduce((sum, value) => sum + value, 0) : -1;
}

/**
 * @param {object} told
 * @param {number} told.from epoch milliseconds of the start, in whole tenths of a second
 * @param {number} told.to
 * @param {{name: string, id: string, mids: string[], samples: object[]}[]} told.viewers
 * @param {object[]} told.reference samples of the viewer with the perfect link
 * @param {object[]} told.bins of the relay
 * @param {object[]} told.queue `{at, backlogBytes}`
 * @param {object[]} told.thoughts of the server
 * @param {(tMillis: number) => number} told.capacityKbps
 */
export function sampled(told) {
  const { from, to, viewers, reference, bins, queue, thoughts, capacityKbps } = told;
  const sentAt = new Map(bins.map((bin) => [bin.at, ((bin.downBytes + HEADER_BYTES * bin.downPackets) * 8) / SAMPLE_MILLIS]));
  const fullFps = referenceFps(reference, from, to);
  const machineFroze = freezesOf(reference, 0);
  const columns = viewers.flatMap(({ id, mids, samples }) =>
    mids.map((mid, picture) => {
      const freezes = ofTheLink(freezesOf(samples, picture), machineFroze);
      const ofSlot = thoughts.filter(({ participantId }) => participantId === id).map(({ at, slots }) => ({ at, layer: slots.find((slot) => slot.mid === mid)?.layer }));
      return (at) => ({
        height: lastAt(samples, at)?.pictures[picture].height ?? 0,
        fps: fpsAt(samples, picture, at),
        freezes: freezes.filter((freeze) => freeze.from <= at).length,
        temporalLayer: lastAt(ofSlot, at)?.layer?.temporalLayer ?? -1,
      });
    }),
  );
  const estimates = viewers.map(({ id }) => thoughts.filter(({ participantId }) => participantId === id));
  const result = [];
  for (let at = from; at < to; at += SAMPLE_MILLIS) {
    const capacity = capacityKbps(at - from);
    const waiting = queue.filter((entry) => entry.at > at - SAMPLE_MILLIS && entry.at <= at);
    const longest = waiting.length ? Math.max(...waiting.map(({ backlogBytes }) => backlogBytes)) : (lastAt(queue, at)?.backlogBytes ?? 0);
    result.push({
      tMillis: at - from,
      capacityKbps: capacity,
      sentKbps: Math.round(sentAt.get(at) ?? 0),
      estimateKbps: sumOfKnown(estimates.map((list) => bpsToKbps(lastAt(list, at)?.downlink?.estimateBps ?? -1))),
      queueDelayMillis: Math.round((longest * 8) / capacity),
      fullFps,
      pictures: columns.map((column) => column(at)),
    });
  }
  return result;
}

/** What the viewer with the perfect link is shown: on a busy machine less than the camera's 30. */
export function referenceFps(reference, from, to) {
  const values = [];
  for (let at = from; at < to; at += 500) values.push(fpsAt(reference, 0, at));
  return Math.max(1, median(values));
}

/** Columns instead of rows, as the report wants them. */
export function asSeries(samples, names) {
  const column = (name) => samples.map((sample) => sample[name]);
  return {
    ...Object.fromEntries(['tMillis', 'capacityKbps', 'sentKbps', 'estimateKbps', 'queueDelayMillis'].map((name) => [name, column(name)])),
    viewers: names.map((name, i) => ({
      name,
      ...Object.fromEntries(['height', 'fps', 'freezes', 'temporalLayer'].map((value) => [value, samples.map(({ pictures }) => pictures[i][value])])),
    })),
  };
}

/** Frames of one picture between two times. */
export function framesBetween(samples, picture, from, to) {
  return (lastAt(samples, to)?.pictures[picture].frames ?? 0) - (lastAt(samples, from)?.pictures[picture].frames ?? 0);
}
