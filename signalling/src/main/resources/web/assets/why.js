import { durationText, rateText } from './amounts.js';
import { has, t } from './i18n.js';

/** What is over sooner needs no clock. */
const WORTH_TELLING_MILLIS = 5_000;

/** Whether a source of a participant could be seen at all, as far as presence tells. */
export function isShowing(participant, source) {
  const track = participant.tracks.find((candidate) => candidate.source === source);
  return track !== undefined && track.active && !track.muted && !track.gated;
}

export function isMuted(participant, source) {
  return !isShowing(participant, source);
}

/**
 * Why there is no picture, in words; empty if there is one or if nothing needs saying.
 *
 * @param {object | null} slot the slot that is meant to show it
 */
export function whyNoPicture(participant, source, slot) {
  if (participant.connection === 'reconnecting') return t('why.reconnecting');
  if (!isShowing(participant, source)) return source === 'camera' ? '' : t('why.senderMuted');
  if (!slot) return t('why.waiting');
  if (slot.state === 'active') return '';
  if (slot.reason === 'noBandwidth' && slot.needBps > 0) return t('why.noBandwidth.figures', needAndHave(slot));
  return t([`why.${slot.reason}.${source}`, `why.${slot.reason}`].find(has) ?? 'why.waiting');
}

/** Since when the reason of a slot has held: "for 12 s"; empty while that is not worth telling. */
export function howLong({ participant, slot }) {
  if (!slot || slot.state === 'active' || participant.connection === 'reconnecting') return '';
  const millis = Date.now() - slot.since;
  return millis < WORTH_TELLING_MILLIS ? '' : t('why.since', { time: durationText(millis) });
}

/** True if the link of this viewer keeps a slot from showing more. */
export const isLimited = (slot) => slot?.state === 'active' && slot.limit === 'bandwidth';

/** The picture that a slot shows and why it is no better. */
export function pictureText(source, { layer, limit, ...slot }) {
  const size = layer?.width ? t('link.picture', layer) : '';
  const kind = source === 'screen' ? 'screen' : 'camera';
  const why = {
    bandwidth: () => (slot.needBps > 0 ? t(`link.better.${kind}`, needAndHave(slot)) : t(`link.noBetter.${kind}`)),
    sender: () => t('link.sender'),
    waiting: () => t('link.coming'),
  }[limit]?.();
  return size && why ? `${size}: ${why}` : size;
}

const needAndHave = ({ needBps, haveBps }) => ({ need: rateText(needBps, 'up'), have: rateText(haveBps, 'down') });

/** One sentence about somebody's link. */
export function linkText(quality) {
  if (!quality) return t('link.unknown');
  return t(`link.${quality.score}`);
}

/** Delay and losses of somebody's link in words; nothing that is not known. */
export const linkFigures = (quality) => figures(quality, 'link.loss');

/** The same, said to the one whose link it is. */
export const ownFigures = (quality) => figures(quality, 'link.ownLoss');

function figures(quality, lossKey) {
  if (!quality) return '';
  const loss = t(lossKey, { up: quality.uplinkLossPercent, down: quality.downlinkLossPercent });
  return quality.roundTripMillis < 0 ? loss : `${t('link.delay', { millis: quality.roundTripMillis })} · ${loss}`;
}
