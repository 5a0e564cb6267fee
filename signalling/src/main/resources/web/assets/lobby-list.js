import { durationText } from './amounts.js';
import { byId, colourOf, el, initialsOf } from './dom.js';
import { toast, toastError } from './feedback.js';
import { onLanguage, t } from './i18n.js';
import { icon } from './icons.js';

const TICK_MILLIS = 10_000;

/** Who waits to be let in, for a moderator. */
export class LobbyList {
  #client;
  #known = new Set();

  /** @param {{onWaiting: () => void}} actions `onWaiting`: from a click on the news of somebody who waits */
  constructor(client, { onWaiting }) {
    this.#client = client;
    client.addEventListener('joined', () => this.#render());
    client.addEventListener('lobby', ({ detail }) => {
      this.#tellOfNew(detail.items, onWaiting);
      this.#render();
    });
    setInterval(() => client.lobby.length > 0 && this.#render(), TICK_MILLIS);
    onLanguage(() => this.#render());
  }

  #tellOfNew(items, onclick) {
    const fresh = items.filter(({ participantId }) => !this.#known.has(participantId));
    this.#known = new Set(items.map(({ participantId }) => participantId));
    if (fresh.length === 1) toast(t('lobby.news', { name: fresh[0].name }), { picture: 'door', onclick });
    if (fresh.length > 1) toast(t('lobby.newsMany', { count: items.length }), { picture: 'door', onclick });
  }

  #render() {
    const { lobby, grants } = this.#client;
    const root = byId('lobby');
    root.hidden = !grants.moderate || lobby.length === 0;
    if (root.hidden) return root.replaceChildren();
    const focused = document.activeElement?.closest?.('.lobby-person')?.dataset.id;
    root.replaceChildren(
      el(
        'header.lobby-header',
        {},
        el('h3', {}, t('lobby.title'), ' ', el('span.count', {}, String(lobby.length))),
        lobby.length > 1 &&
          el(
            'button.button.button-small.button-primary.lobby-admit-all',
            { type: 'button', onclick: () => this.#client.admitAll().catch(toastError) },
            t('lobby.admitAll'),
          ),
      ),
      el(
        'ul.lobby-list',
        {},
        lobby.map((item) => this.#row(item)),
      ),
    );
    if (focused) root.querySelector('.lobby-person button')?.focus();
  }

  #row({ participantId, identity, name, role, since }) {
    const avatar = el('span.avatar', { ariaHidden: 'true' }, initialsOf(name));
    avatar.style.backgroundColor = colourOf(identity);
    const waits = durationText(Math.max(0, Date.now() + this.#client.clockOffsetMillis - since));
    return el(
      'li.lobby-person',
      { data: { id: participantId } },
      avatar,
      el(
        'span.person-name',
        {},
        el('span.person-name-text', {}, name),
        el('span.person-role', {}, `${t(`role.${role}`)} · ${waits}`),
      ),
      el(
        'button.button.button-small.lobby-admit',
        {
          type: 'button',
          ariaLabel: t('lobby.admit.name', { name }),
          onclick: () => this.#client.admit(participantId).catch(toastError),
        },
        t('lobby.admit'),
      ),
      el(
        'button.icon-button.lobby-refuse',
        {
          type: 'button',
          title: t('lobby.refuse'),
          ariaLabel: t('lobby.refuse.name', { name }),
          onclick: () => this.#client.refuse(participantId).catch(toastError),
        },
        icon('close', 'icon-small'),
      ),
    );
  }
}
