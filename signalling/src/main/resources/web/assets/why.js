import { t } from './i18n.js';

/** Whether a source of a participant could be seen at all, as far as presence tells. */
export function isShowing(participant, source) {
  const track = participant.tracks.find((candidate) => candidate.source === source);
  return track !== undefined && track.active && !track.muted;
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
  return t(`why.${slot.reason}`);
}

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
