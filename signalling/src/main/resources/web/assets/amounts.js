// Rates and durations in words.

import { language, t } from './i18n.js';

const ROUNDING = { nearest: Math.round, up: Math.ceil, down: Math.floor };

/**
 * "480 kbit/s", "1.2 Mbit/s". What is needed is rounded up and what there is down, so that side by side they never look
 * as if it fitted.
 *
 * @param {'nearest' | 'up' | 'down'} [rounding]
 */
export function rateText(bps, rounding = 'nearest') {
  const round = ROUNDING[rounding];
  const kilobits = round(bps / 1_000);
  if (kilobits < 1_000) return t('rate.kilobits', { value: kilobits });
  return t('rate.megabits', { value: (round(bps / 100_000) / 10).toLocaleString(language()) });
}

/** "12 s", "3 min", "2 h". */
export function durationText(millis) {
  const seconds = Math.floor(millis / 1_000);
  if (seconds < 60) return t('time.seconds', { count: seconds });
  return seconds < 3_600
    ? t('time.minutes', { count: Math.floor(seconds / 60) })
    : t('time.hours', { count: Math.floor(seconds / 3_600) });
}
