import { byId, el } from './dom.js';
import { has, onLanguage, t } from './i18n.js';
import { icon } from './icons.js';

const PICTURES = { left: 'leave', kicked: 'remove', replaced: 'copy', room_gone: 'check', no_token: 'bell' };
/** Joining again with the same link can work. */
const ACTIONS = { left: 'again', replaced: 'here' };
const HOPELESS = ['kicked', 'unauthorized', 'token_expired', 'forbidden', 'room_gone', 'no_token', 'unsupported'];

let forget = () => {};

/**
 * The last screen: what happened and what to do now.
 *
 * @param {{code: string, message: string}} reason
 * @param {() => void} onAgain
 */
export function showEnded({ code, message }, onAgain) {
  for (const id of ['prejoin', 'call']) byId(id).hidden = true;
  byId('ended').hidden = false;
  forget();
  forget = onLanguage(() => render(code, message, onAgain));
}

function render(code, message, onAgain) {
  const known = has(`ended.${code}.title`);
  byId('ended-icon').replaceChildren(icon(PICTURES[code] ?? 'warning'));
  byId('ended-title').textContent = t(known ? `ended.${code}.title` : 'ended.other.title');
  byId('ended-text').textContent = known ? t(`ended.${code}.text`) : message;
  const again = el(
    'button.button.button-primary',
    { type: 'button', onclick: onAgain },
    t(`ended.${ACTIONS[code] ?? 'retry'}`),
  );
  byId('ended-actions').replaceChildren(...(HOPELESS.includes(code) ? [] : [again]));
}
