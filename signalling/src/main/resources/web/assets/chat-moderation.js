import { el } from './dom.js';
import { toastError } from './feedback.js';
import { t } from './i18n.js';
import { icon } from './icons.js';
import { mayDirect } from './rights.js';

/** What a moderator may do with a message: let it through, take it away, silence its author, bring them on stage. */
export class ChatModeration {
  #client;
  #log;
  #muted = new Set();

  /** @param {HTMLElement} log in which the messages stand */
  constructor(client, log) {
    this.#client = client;
    this.#log = log;
    document.addEventListener('pointerdown', (event) => {
      if (!event.target.closest?.('.message-menu, .message-more')) this.#closeMenus();
    });
    log.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || !this.#closeMenus()) return;
      event.stopPropagation();
    });
  }

  /** @param {import('./chat-message.js').ChatMessage} row */
  equip({ message, element }) {
    if (!mayDirect(this.#client) || message.awaited) return;
    if (message.pending) element.append(this.#verdict(message));
    else element.append(this.#moreButton(message, element));
  }

  #verdict({ messageId }) {
    const button = (picture, key, onclick) =>
      el('button.button.button-small', { type: 'button', onclick }, icon(picture, 'icon-small'), t(key));
    return el(
      'div.message-verdict',
      {},
      button('check', 'comments.approve', () => this.#client.approveChat(messageId).catch(toastError)),
      button('trash', 'comments.delete', () => this.#client.deleteChat(messageId).catch(toastError)),
    );
  }

  #moreButton(message, element) {
    return el(
      'button.icon-button.message-more',
      {
        type: 'button',
        ariaLabel: t('comments.actions', { name: message.name }),
        ariaExpanded: 'false',
        onclick: ({ currentTarget }) => this.#toggleMenu(message, element, currentTarget),
      },
      icon('more', 'icon-small'),
    );
  }

  #toggleMenu(message, element, button) {
    const open = element.querySelector('.message-menu') === null;
    this.#closeMenus();
    if (!open) return;
    button.setAttribute('aria-expanded', 'true');
    const menu = this.#menu(message);
    element.append(menu);
    menu.firstElementChild.focus();
    menu.scrollIntoView({ block: 'nearest' });
  }

  #menu({ messageId, participantId, tier }) {
    const entry = (picture, key, act) =>
      el(
        'button.person-menu-entry',
        {
          type: 'button',
          onclick: () => {
            this.#closeMenus();
            act();
          },
        },
        icon(picture, 'icon-small'),
        t(key),
      );
    const remove = entry('trash', 'comments.delete', () => this.#client.deleteChat(messageId).catch(toastError));
    remove.classList.add('danger');
    if (tier !== 'audience') return el('div.person-menu.message-menu', {}, remove);
    const muted = this.#muted.has(participantId);
    return el(
      'div.person-menu.message-menu',
      {},
      remove,
      entry('chat', muted ? 'comments.unmute' : 'comments.mute', () => this.#mute(participantId, !muted)),
      entry('toStage', 'audience.bringOnStage', () => this.#client.bringOnStage(participantId).catch(toastError)),
    );
  }

  async #mute(participantId, muted) {
    try {
      if (muted) await this.#client.muteChat(participantId);
      else await this.#client.unmuteChat(participantId);
    } catch (error) {
      return toastError(error);
    }
    if (muted) this.#muted.add(participantId);
    else this.#muted.delete(participantId);
  }

  /** True if there was one. */
  #closeMenus() {
    const menus = this.#log.querySelectorAll('.message-menu');
    for (const menu of menus) {
      menu.parentElement.querySelector('.message-more')?.setAttribute('aria-expanded', 'false');
      menu.remove();
    }
    return menus.length > 0;
  }
}
