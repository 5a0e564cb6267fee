import { el } from './dom.js';
import { linkText } from './why.js';

/** Four bars that say how good somebody's link is; the words are behind them. */
export function bars(properties = {}) {
  const button = el('button.bars', { type: 'button', ...properties });
  for (let i = 0; i < 4; i++) button.append(el('span'));
  return button;
}

export function showBars(button, quality) {
  const score = quality?.score ?? 0;
  button.dataset.score = score;
  button.ariaLabel = linkText(quality);
  button.classList.toggle('unknown', !quality);
}
