import { byId, el } from './dom.js';
import { has, onLanguage, t } from './i18n.js';
import { icon } from './icons.js';

const PICTURES = {
  left: 'leave',
  kicked: 'remove',
  replaced: 'copy',
  room_gone: 'check',
  no_token: 'bell',
  refused: 'door',
  locked: 'lock',
  banned: 'ban',
};
/** Joining again with the same link can work. */
const ACTIONS = { left: 'again', replaced: 'here' };
const HOPELESS = [
  'kicked',
  'banned',
  'unauthorized',
  'token_expired',
  'forbidden',
  'room_gone',
  'no_token',
  'unsupported',
];

let forget = () => {};

/**
 * The last screen: what happened and what to do now.
 *
 * @param {{code: string, message: string}} reason
 * @param {() => void} onAgain
 * @param {'lesson' | 'broadcast'} [of] what it was the end of
 */
export function showEnded({ code, message }, onAgain, of = 'lesson') {
  for (const main of document.querySelectorAll('main')) main.hidden = main.id !== 'ended';
  forget();
  forget = onLanguage(() => render(code, message, onAgain, of));
}

function render(code, message, onAgain, of) {
  const known = [`ended.${code}.${of}`, `ended.${code}`].find((key) => has(`${key}.title`));
  byId('ended-icon').replaceChildren(icon(PICTURES[code] ?? 'warning'));
  byId('ended-title').textContent = t(`${known ?? 'ended.other'}.title`);
  byId('ended-text').textContent = known ? t(`${known}.text`) : message;
  const again = el(
    'button.button.button-primary',
    { type: 'button', onclick: onAgain },
    t(`ended.${ACTIONS[code] ?? 'retry'}`),
  );
  byId('ended-actions').replaceChildren(...(HOPELESS.includes(code) ? [] : [again]));
}
