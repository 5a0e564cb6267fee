import { ChatForm } from './chat-form.js';
import { ChatMessage, followsOn } from './chat-message.js';
import { ChatModeration } from './chat-moderation.js';
import { byId, el } from './dom.js';
import { onLanguage, t } from './i18n.js';

const NEAR_THE_END_PIXELS = 60;

/** The chat of a lesson and the comments on a broadcast: what was written, and the place to write. */
export class Chat {
  #client;
  #log = byId('chat-log');
  #form;
  #moderation;
  /** By message id. */
  #rows = new Map();

  constructor(client) {
    this.#client = client;
    this.#form = new ChatForm(client, {
      onPending: (message) => this.#append(message),
      onSent: () => this.#scrollToEnd(),
    });
    this.#moderation = new ChatModeration(client, this.#log);
    for (const event of ['joined', 'tier']) client.addEventListener(event, () => this.#render());
    client.addEventListener('chat', ({ detail }) => this.#onChat(detail.message));
    client.addEventListener('chatdeleted', ({ detail }) => detail.ids.forEach((id) => this.#remove(id)));
    onLanguage(() => this.#render());
  }

  focus() {
    this.#scrollToEnd();
    this.#form.focus();
  }

  #render() {
    this.#rows.clear();
    this.#log.replaceChildren(el('p.chat-empty', {}, t('chat.empty')));
    for (const message of this.#client.chat) this.#append(message);
    this.#scrollToEnd();
  }

  /** One that waited for approval comes again: it stands where it will be seen, at the end. */
  #onChat(message) {
    this.#remove(message.messageId);
    this.#append(message);
  }

  #append(message) {
    const { scrollHeight, scrollTop, clientHeight } = this.#log;
    const atEnd = scrollHeight - scrollTop - clientHeight < NEAR_THE_END_PIXELS;
    const own = message.participantId === this.#client.you?.id;
    const last = [...this.#rows.values()].at(-1);
    const row = new ChatMessage(message, {
      own,
      identity: this.#client.participant(message.participantId)?.identity ?? message.participantId,
      marksAudience: this.#client.tier === 'stage',
      continues: last !== undefined && followsOn(message, last.message),
    });
    this.#moderation.equip(row);
    this.#rows.set(message.messageId, row);
    this.#log.append(row.element);
    if (atEnd || own) this.#scrollToEnd();
  }

  #remove(messageId) {
    const row = this.#rows.get(messageId);
    if (!row) return;
    const rows = [...this.#rows.values()];
    const next = rows[rows.indexOf(row) + 1];
    // Whose name stood above it needs one of its own now.
    if (next && !row.continues) next.showHead();
    this.#rows.delete(messageId);
    row.element.remove();
  }

  #scrollToEnd() {
    this.#log.scrollTop = this.#log.scrollHeight;
  }
}
