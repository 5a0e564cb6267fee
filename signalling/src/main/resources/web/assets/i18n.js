// The words of the pages in Russian and English, and the choice between the two.

import { recall, remember } from './preferences.js';
import { broadcastEn } from './words-broadcast-en.js';
import { broadcastRu } from './words-broadcast-ru.js';
import { checkEn } from './words-check-en.js';
import { checkRu } from './words-check-ru.js';
import { en } from './words-en.js';
import { moderationEn } from './words-moderation-en.js';
import { moderationRu } from './words-moderation-ru.js';
import { ru } from './words-ru.js';

const WORDS = {
  ru: { ...ru, ...broadcastRu, ...checkRu, ...moderationRu },
  en: { ...en, ...broadcastEn, ...checkEn, ...moderationEn },
};
const listeners = new Set();
let current = firstChoice();
let plurals = new Intl.PluralRules(current);

export const language = () => current;

/**
 * The text of a key. `{name}` is replaced from `values`; a text with forms is chosen by `values.count`.
 *
 * @param {string} key
 * @param {Record<string, string | number>} [values]
 */
export function t(key, values = {}) {
  const found = WORDS[current][key] ?? key;
  const text = typeof found === 'string' ? found : (found[plurals.select(values.count)] ?? found.other);
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? '');
}

/** Words that only one page needs. To be called before anything is shown. @param {{ru: object, en: object}} more */
export function addWords(more) {
  for (const chosen of Object.keys(WORDS)) Object.assign(WORDS[chosen], more[chosen]);
}

/** True if there are words for this key. */
export const has = (key) => key in WORDS[current];

export function setLanguage(chosen) {
  if (chosen === current || !WORDS[chosen]) return;
  current = chosen;
  plurals = new Intl.PluralRules(chosen);
  remember('language', chosen);
  translate(document.documentElement);
  for (const listener of [...listeners]) listener();
}

/** Calls `listener` now and whenever the language changes. Returns a function that stops it. */
export function onLanguage(listener) {
  listeners.add(listener);
  listener();
  return () => listeners.delete(listener);
}

/** Fills in what the markup says with data-i18n (text), -label (aria-label), -title and -placeholder; and `lang`. */
export function translate(root) {
  document.documentElement.lang = current;
  const each = (name, apply) => {
    for (const element of root.querySelectorAll(`[data-${name}]`))
      apply(element, t(element.getAttribute(`data-${name}`)));
  };
  each('i18n', (element, text) => (element.textContent = text));
  each('i18n-label', (element, text) => element.setAttribute('aria-label', text));
  each('i18n-title', (element, text) => element.setAttribute('title', text));
  each('i18n-placeholder', (element, text) => element.setAttribute('placeholder', text));
  for (const button of root.querySelectorAll('[data-language]')) {
    button.setAttribute('aria-pressed', String(button.dataset.language === current));
  }
}

/** The switches in the markup: buttons with data-language. */
export function wireLanguageSwitches() {
  for (const button of document.querySelectorAll('[data-language]')) {
    button.addEventListener('click', () => setLanguage(button.dataset.language));
  }
  translate(document.documentElement);
}

function firstChoice() {
  const asked = new URLSearchParams(location.search).get('lang') ?? recall('language');
  if (asked in WORDS) return asked;
  const preferred = (navigator.languages ?? [navigator.language]).map((tag) => tag.slice(0, 2).toLowerCase());
  return preferred.find((tag) => tag in WORDS) ?? 'en';
}
