import { clockText, colourOf, el, initialsOf } from './dom.js';
import { language, t } from './i18n.js';
import { icon } from './icons.js';

const LINK = /https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]]/g;
/** Messages of one person within this time stand under one name. */
const GROUP_MILLIS = 180_000;
const NAMED_ROLES = ['teacher', 'admin', 'broadcaster'];

/** True if a message stands under the name of the one before. */
export const followsOn = (message, before) =>
  before.participantId === message.participantId &&
  message.time - before.time < GROUP_MILLIS &&
  Boolean(before.pending) === Boolean(message.pending);

/** One message in the log. */
export class ChatMessage {
  #own;
  #identity;
  #marksAudience;

  /**
   * @param {object} message
   * @param {{own: boolean, identity: string, continues: boolean, marksAudience: boolean}} situation `continues`: under
   *     the name of the one before; `marksAudience`: who reads it is on stage
   */
  constructor(message, { own, identity, continues, marksAudience }) {
    this.message = message;
    this.continues = continues;
    this.#own = own;
    this.#identity = identity;
    this.#marksAudience = marksAudience;
    const { pending = false } = message;
    this.element = el(
      'div.message',
      { data: { id: message.messageId } },
      !continues && this.#head(),
      el('p.message-text', {}, linked(message.text)),
      pending && el('p.message-pending', {}, icon('clock', 'icon-small'), t('comments.pending')),
    );
    const { classList } = this.element;
    classList.toggle('own', own);
    classList.toggle('continues', continues);
    classList.toggle('pending', pending);
  }

  showHead() {
    if (!this.continues) return;
    this.continues = false;
    this.element.classList.remove('continues');
    this.element.prepend(this.#head());
  }

  #head() {
    const { name, role, time, mediaTime, tier } = this.message;
    const avatar = el('span.avatar', { ariaHidden: 'true' }, initialsOf(name));
    avatar.style.backgroundColor = colourOf(this.#identity);
    return el(
      'div.message-head',
      {},
      avatar,
      el('strong', {}, this.#own ? t('chat.you') : name),
      NAMED_ROLES.includes(role) && el('span.role-badge', {}, t(`role.${role}`)),
      this.#marksAudience && tier === 'audience' && el('span.audience-badge', {}, t('comments.fromAudience')),
      timeOf(time, mediaTime),
    );
  }
}

/** Of a broadcast since its start, as a player counts; else by the clock on the wall. */
function timeOf(time, mediaTime) {
  const wall = new Date(time).toLocaleTimeString(language(), { hour: '2-digit', minute: '2-digit' });
  if (mediaTime === undefined || mediaTime === null) return el('time', {}, wall);
  return el('time', { title: wall }, clockText(mediaTime / 1_000));
}

/** Text with its web addresses as links. */
function linked(text) {
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(LINK)) {
    parts.push(
      text.slice(end, match.index),
      el('a', { href: match[0], target: '_blank', rel: 'noopener noreferrer' }, match[0]),
    );
    end = match.index + match[0].length;
  }
  parts.push(text.slice(end));
  return parts;
}
