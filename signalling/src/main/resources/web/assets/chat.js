import { toast } from './feedback.js';
import { byId, colourOf, el, initialsOf } from './dom.js';
import { language, onLanguage, t } from './i18n.js';
import { icon } from './icons.js';

const LINK = /https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]]/g;
/** Messages of one person within this time stand under one name. */
const GROUP_MILLIS = 180_000;

/** The chat panel. */
export class Chat {
  #client;
  #log = byId('chat-log');
  #text = byId('chat-text');
  #sending = false;

  constructor(client) {
    this.#client = client;
    byId('chat-form').addEventListener('submit', (event) => {
      event.preventDefault();
      this.#send();
    });
    document.querySelector('.chat-send').append(icon('send'));
    this.#text.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.#send();
    });
    this.#text.addEventListener('input', () => this.#fitText());
    client.addEventListener('joined', () => this.#onJoined());
    client.addEventListener('chat', ({ detail }) => this.#append(detail.message));
    onLanguage(() => this.#render());
  }

  focus() {
    this.#scrollToEnd();
    // On a phone the keyboard would cover the messages one came to read.
    if (matchMedia('(hover: hover)').matches) this.#text.focus();
  }

  #onJoined() {
    this.#text.maxLength = this.#client.limits.chatMaxLength ?? 2000;
    byId('chat-form').classList.toggle('forbidden', !this.#client.grants.chat);
    this.#text.disabled = !this.#client.grants.chat;
    this.#render();
  }

  #render() {
    this.#log.replaceChildren();
    this.#text.placeholder = t(this.#text.disabled ? 'chat.forbidden' : 'chat.placeholder');
    if (this.#client.chat.length === 0) this.#log.append(el('p.chat-empty', {}, t('chat.empty')));
    for (const message of this.#client.chat) this.#append(message);
    this.#scrollToEnd();
  }

  #append(message) {
    const atEnd = this.#log.scrollHeight - this.#log.scrollTop - this.#log.clientHeight < 60;
    this.#log.querySelector('.chat-empty')?.remove();
    const last = this.#log.lastElementChild;
    const own = message.participantId === this.#client.you?.id;
    const continues =
      last?.dataset.from === message.participantId && message.time - Number(last.dataset.time) < GROUP_MILLIS;
    this.#log.append(
      el(
        'div.message',
        { data: { from: message.participantId, time: String(message.time) } },
        !continues && this.#head(message, own),
        el('p.message-text', {}, linked(message.text)),
      ),
    );
    this.#log.lastElementChild.classList.toggle('own', own);
    this.#log.lastElementChild.classList.toggle('continues', continues);
    if (atEnd || own) this.#scrollToEnd();
  }

  #head(message, own) {
    const identity = this.#client.participant(message.participantId)?.identity ?? message.participantId;
    const avatar = el('span.avatar', { ariaHidden: 'true' }, initialsOf(message.name));
    avatar.style.backgroundColor = colourOf(identity);
    const time = new Date(message.time).toLocaleTimeString(language(), { hour: '2-digit', minute: '2-digit' });
    const badge = ['teacher', 'admin'].includes(message.role) && el('span.role-badge', {}, t(`role.${message.role}`));
    return el(
      'div.message-head',
      {},
      avatar,
      el('strong', {}, own ? t('chat.you') : message.name),
      badge,
      el('time', {}, time),
    );
  }

  async #send() {
    const text = this.#text.value.trim();
    if (!text || this.#sending) return;
    this.#sending = true;
    try {
      await this.#client.sendChat(text);
      this.#text.value = '';
      this.#fitText();
    } catch (error) {
      // The text stays, to be sent again.
      toast(error.code === 'connection_lost' ? t('toast.chatLost') : t('toast.failed', { message: error.message }), {
        picture: 'warning',
      });
    } finally {
      this.#sending = false;
    }
  }

  #fitText() {
    this.#text.style.height = 'auto';
    this.#text.style.height = `${Math.min(this.#text.scrollHeight, 120)}px`;
  }

  #scrollToEnd() {
    this.#log.scrollTop = this.#log.scrollHeight;
  }
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
