// Making elements without markup in strings: names and messages of other people can never become HTML.

/**
 * `el('button.icon-button', {type: 'button', ariaLabel: 'Close', onclick}, icon('close'))`: properties of the element, or
 * attributes where there is no such property. Children that are null, undefined or false are left out.
 */
export function el(selector, properties = {}, ...children) {
  const [tag, ...classes] = selector.split('.');
  const element = document.createElement(tag);
  element.classList.add(...classes);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined) continue;
    if (name === 'data') Object.assign(element.dataset, value);
    else if (name in element) element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export const byId = (id) => document.getElementById(id);

/** Calls `job` once, soon, however often it is asked for. Runs in hidden pages too, unlike an animation frame. */
export function coalesce(job, delayMillis = 0) {
  let timer = 0;
  return () => {
    timer ||= setTimeout(() => {
      timer = 0;
      job();
    }, delayMillis);
  };
}

/** Writes only what differs: an untouched node keeps selection and costs no layout. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

const PALETTE = [
  '#c2410c',
  '#a16207',
  '#4d7c0f',
  '#15803d',
  '#0f766e',
  '#0369a1',
  '#4338ca',
  '#7e22ce',
  '#a21caf',
  '#be185d',
];

/** The same colour for the same person, in every browser. */
export function colourOf(identity) {
  let hash = 7;
  for (const character of identity) hash = (hash * 31 + character.codePointAt(0)) % 9973;
  return PALETTE[hash % PALETTE.length];
}

/** "Анна Сергеевна" gives "АС". */
export function initialsOf(name) {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const letters = words.length > 1 ? [words[0], words[1]] : words;
  return (
    letters
      .map((word) => [...word][0])
      .join('')
      .toUpperCase() || '?'
  );
}

/** 65 -> "1:05", 3725 -> "1:02:05". */
export function clockText(totalSeconds) {
  const seconds = Math.max(0, Math.floor(totalSeconds));
  const two = (number) => String(number).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}
