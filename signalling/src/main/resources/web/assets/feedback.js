import { byId, el } from './dom.js';
import { icon } from './icons.js';
import { t } from './i18n.js';

const TOAST_MILLIS = 5_000;
const MAX_TOASTS = 3;
const PICTURES = { info: 'screen', warning: 'warning', good: 'check' };

/** Says something that needs no answer. */
export function toast(text, { picture = 'bell', millis = TOAST_MILLIS, onclick } = {}) {
  const root = byId('toasts');
  const element = el(
    onclick ? 'button.toast' : 'div.toast',
    onclick ? { type: 'button' } : {},
    icon(picture, 'icon-small'),
    el('span', {}, text),
  );
  if (onclick) {
    element.addEventListener('click', () => {
      element.remove();
      onclick();
    });
  }
  root.append(element);
  while (root.children.length > MAX_TOASTS) root.firstElementChild.remove();
  setTimeout(() => element.remove(), millis);
}

/** Tells of a request that was refused or lost. */
export const toastError = (error) => toast(t('toast.failed', { message: error.message }), { picture: 'warning' });

/** Strips at the top of the lesson: one for each key, as long as something is so. */
export class Banners {
  #root = byId('banners');
  #shown = new Map();

  /** @param {{kind?: 'info' | 'warning' | 'good', picture?: string, action?: string, onclick?: () => void}} [options] */
  show(key, text, { kind = 'warning', picture = PICTURES[kind], action, onclick } = {}) {
    const signature = `${kind} ${text} ${action}`;
    if (this.#shown.get(key)?.dataset.signature === signature) return;
    this.hide(key);
    const button = action && el('button.button.button-small', { type: 'button', onclick }, action);
    const banner = el(
      `div.banner.banner-${kind}`,
      { data: { signature } },
      icon(picture, 'icon-small'),
      el('span', {}, text),
      button,
    );
    this.#shown.set(key, banner);
    this.#root.append(banner);
  }

  hide(key) {
    this.#shown.get(key)?.remove();
    this.#shown.delete(key);
  }
}

/** Resolves to true if the answer is yes. */
export function confirm({ title, text, yes }) {
  const dialog = byId('confirm');
  byId('confirm-title').textContent = title;
  byId('confirm-text').textContent = text;
  byId('confirm-yes').textContent = yes;
  return new Promise((resolve) => {
    const answer = new AbortController();
    const listen = (id, value) =>
      byId(id).addEventListener('click', () => dialog.close(value), { signal: answer.signal });
    listen('confirm-yes', 'yes');
    listen('confirm-no', '');
    dialog.addEventListener(
      'close',
      () => {
        answer.abort();
        resolve(dialog.returnValue === 'yes');
      },
      { once: true },
    );
    dialog.returnValue = '';
    dialog.showModal();
  });
}
