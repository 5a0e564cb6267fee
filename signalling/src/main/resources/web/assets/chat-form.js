import { byId, clockText, setText } from './dom.js';
import { toast } from './feedback.js';
import { has, onLanguage, t } from './i18n.js';
import { icon } from './icons.js';

const TICK_MILLIS = 500;
const MAX_HEIGHT = 120;

/** The place to write: who may, how soon again, and what became of it. */
export class ChatForm {
  #client;
  #onPending;
  #onSent;
  #text = byId('chat-text');
  #wait = byId('chat-wait');
  #note = byId('chat-note');
  #sending = false;
  #mayWriteAt = 0;
  #timer = 0;

  /** @param {{onPending: (message: object) => void, onSent: () => void}} actions */
  constructor(client, { onPending, onSent }) {
    this.#client = client;
    this.#onPending = onPending;
    this.#onSent = onSent;
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
    for (const event of ['joined', 'room', 'tier', 'participantupdated'])
      client.addEventListener(event, () => this.#render());
    onLanguage(() => this.#render());
  }

  focus() {
    // On a phone the keyboard would cover the messages one came to read.
    if (matchMedia('(hover: hover)').matches) this.#text.focus();
  }

  /** Null if one may write, else the key of why not. */
  get #obstacle() {
    const { grants, rights, room, tier } = this.#client;
    if (grants.chat && !rights.chat) return 'chat.closed';
    if (!grants.chat) return tier === 'audience' ? 'comments.forbidden' : 'chat.forbidden';
    return tier === 'audience' && room?.comments?.enabled === false ? 'comments.closed' : null;
  }

  #render() {
    const { limits, room, tier } = this.#client;
    const obstacle = this.#obstacle;
    const watching = tier === 'audience';
    this.#text.maxLength = limits.chatMaxLength ?? 2000;
    this.#text.disabled = obstacle !== null;
    byId('chat-form').classList.toggle('forbidden', obstacle !== null);
    this.#text.placeholder = t(obstacle ?? (watching ? 'comments.placeholder' : 'chat.placeholder'));
    this.#text.ariaLabel = t(watching ? 'comments.placeholder' : 'chat.placeholder');
    const { slowModeSeconds = 0, preModerated = false } = (watching && !obstacle && room?.comments) || {};
    const notes = [
      preModerated && t('comments.preModerated'),
      slowModeSeconds > 0 && t('comments.slow', { count: slowModeSeconds }),
    ].filter(Boolean);
    setText(this.#note, notes.join(' '));
    this.#note.hidden = notes.length === 0;
    this.#tick();
  }

  async #send() {
    const text = this.#text.value.trim();
    if (!text || this.#sending || this.#obstacle || Date.now() < this.#mayWriteAt) return;
    this.#sending = true;
    try {
      const { messageId, pending } = await this.#client.sendChat(text);
      this.#text.value = '';
      this.#fitText();
      if (pending) this.#onPending(this.#awaited(messageId, text));
      this.#onSent();
      if (this.#client.tier === 'audience') this.#pause((this.#client.room.comments?.slowModeSeconds ?? 0) * 1_000);
    } catch (error) {
      // The text stays, to be sent again.
      if (error.code === 'rate_limited') this.#pause(error.retryAfterMillis ?? 1_000);
      toast(reasonOf(error), { picture: 'warning' });
    } finally {
      this.#sending = false;
    }
  }

  /** What only its author sees until a moderator has read it. */
  #awaited(messageId, text) {
    const { you, room, clockOffsetMillis, tier } = this.#client;
    const { id: participantId, name, role } = you;
    const time = Date.now() + clockOffsetMillis;
    const mediaTime = room.onAir ? time - room.onAirSince : undefined;
    return { messageId, participantId, name, role, tier, text, time, mediaTime, pending: true, awaited: true };
  }

  #pause(millis) {
    this.#mayWriteAt = Math.max(this.#mayWriteAt, Date.now() + millis);
    this.#tick();
  }

  /** Counts down to when one may write again. */
  #tick() {
    const left = Math.ceil((this.#mayWriteAt - Date.now()) / 1_000);
    this.#wait.hidden = left <= 0;
    byId('chat-form').classList.toggle('waiting', left > 0);
    clearTimeout(this.#timer);
    if (left <= 0) return;
    setText(this.#wait, clockText(left));
    this.#wait.title = this.#wait.ariaLabel = t('comments.wait', { time: clockText(left) });
    this.#timer = setTimeout(() => this.#tick(), TICK_MILLIS);
  }

  #fitText() {
    this.#text.style.height = 'auto';
    this.#text.style.height = `${Math.min(this.#text.scrollHeight, MAX_HEIGHT)}px`;
  }
}

function reasonOf({ code, message }) {
  if (code === 'connection_lost') return t('toast.chatLost');
  return has(`comments.error.${code}`) ? t(`comments.error.${code}`) : t('toast.failed', { message });
}
