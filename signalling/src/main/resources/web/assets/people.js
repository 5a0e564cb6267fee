import { byId, coalesce, colourOf, el, initialsOf, setText } from './dom.js';
import { confirm, toastError } from './feedback.js';
import { groupName } from './group-names.js';
import { onLanguage, t } from './i18n.js';
import { icon } from './icons.js';
import { PersonMenu } from './person-menu.js';
import { handPlaces, inOrder } from './tile-choice.js';
import { isMuted } from './why.js';

/** The list of participants, with the teacher's actions. */
export class People {
  #client;
  #ownParticipant;
  #list = byId('people-list');
  #openMenuOf = null;
  #menu;
  #update = coalesce(() => this.#render());

  /** @param {() => object} ownParticipant you, with what this page knows of your devices */
  constructor(client, ownParticipant) {
    this.#client = client;
    this.#ownParticipant = ownParticipant;
    this.#menu = new PersonMenu(client, () => this.#openMenu(null));
    const events = [
      'joined',
      'participantjoined',
      'participantupdated',
      'participantleft',
      'hand',
      'published',
      'moderated',
      'room',
      'participants',
    ];
    for (const event of events) client.addEventListener(event, this.#update);
    document.addEventListener('pointerdown', (event) => {
      if (this.#openMenuOf && !event.target.closest?.('.person-menu, .person-more')) this.#openMenu(null);
    });
    onLanguage(this.#update);
  }

  #render() {
    if (!this.#client.you) return;
    const everybody = [this.#ownParticipant(), ...this.#client.participants.values()];
    const hands = handPlaces(everybody);
    // Raised hands first: they are what a teacher opens this list for.
    const sorted = inOrder(everybody).sort(
      (a, b) => (hands.get(a.id) ?? Infinity) - (hands.get(b.id) ?? Infinity) || 0,
    );
    setText(byId('people-count'), String(everybody.length));
    this.#renderActions(hands.size);
    const focused = focusedWithin();
    this.#list.replaceChildren(...sorted.map((participant) => this.#row(participant, hands.get(participant.id))));
    if (focused) this.#list.querySelector(focused)?.focus();
  }

  #renderActions(raisedHands) {
    const actions = byId('people-actions');
    actions.hidden = !this.#client.grants.moderate || this.#client.participants.size === 0;
    if (actions.hidden) return;
    const button = (picture, key, onclick) =>
      el('button.button.button-small', { type: 'button', onclick }, icon(picture, 'icon-small'), t(key));
    const buttons = [button('microphoneOff', 'people.muteAll', () => this.#muteAll())];
    if (raisedHands > 0) buttons.push(button('hand', 'people.lowerAll', () => this.#moderate('lowerAllHands')));
    actions.replaceChildren(...buttons);
  }

  #row(participant, handPlace) {
    const { id, name, identity, connection } = participant;
    const you = id === this.#client.you.id;
    const avatar = el('span.avatar', { ariaHidden: 'true' }, initialsOf(name));
    avatar.style.backgroundColor = colourOf(identity);
    const row = el(
      'li.person',
      { data: { id } },
      avatar,
      el(
        'span.person-name',
        {},
        el('span.person-name-text', {}, name),
        el('span.person-role', {}, this.#about(participant)),
      ),
      participant.floor &&
        el(
          'span.person-floor',
          { title: t('people.floor'), role: 'img', ariaLabel: t('people.floor') },
          icon('floor', 'icon-small'),
        ),
      this.#client.room.settings?.spotlight === id &&
        el(
          'span.person-spotlight',
          { title: t('people.spotlit'), role: 'img', ariaLabel: t('people.spotlit') },
          icon('spotlight', 'icon-small'),
        ),
      handPlace &&
        el(
          'span.person-hand',
          { title: t('people.hand', { place: handPlace }) },
          icon('hand', 'icon-small'),
          String(handPlace),
        ),
      sign(participant, 'microphone'),
      sign(participant, 'camera'),
      !you && this.#client.grants.moderate && this.#moreButton(participant),
    );
    row.classList.toggle('away', connection !== 'connected');
    if (this.#openMenuOf === id) row.append(this.#menu.element(participant, handPlace));
    return row;
  }

  #about({ id, role, group }) {
    const name = groupName(this.#client, group);
    return [t(`role.${role}`), id === this.#client.you.id && t('people.you'), name].filter(Boolean).join(' · ');
  }

  #moreButton({ id, name }) {
    return el(
      'button.icon-button.person-more',
      {
        type: 'button',
        ariaLabel: t('people.actions', { name }),
        ariaExpanded: String(this.#openMenuOf === id),
        onclick: () => this.#openMenu(this.#openMenuOf === id ? null : id),
      },
      icon('more'),
    );
  }

  #openMenu(id) {
    this.#openMenuOf = id;
    this.#render();
    this.#list.querySelector('.person-menu button')?.focus();
    this.#list.querySelector('.person-menu')?.scrollIntoView({ block: 'nearest' });
  }

  async #muteAll() {
    const yes = await confirm({
      title: t('confirm.muteAll.title'),
      text: t('confirm.muteAll.text'),
      yes: t('confirm.muteAll.yes'),
    });
    if (yes) this.#moderate('muteAll');
  }

  #moderate(action, target) {
    if (this.#openMenuOf) this.#openMenu(null);
    this.#client.moderate(action, target).catch(toastError);
  }
}

/** Where the focus is in the list, as a selector that finds it again when the list has been drawn anew. */
function focusedWithin() {
  const { activeElement } = document;
  const id = activeElement?.closest?.('.person')?.dataset.id;
  if (!id) return null;
  const { action, right } = activeElement.dataset;
  const what = action ? `[data-action="${action}"]` : right ? `[data-right="${right}"]` : '.person-more';
  return `[data-id="${CSS.escape(id)}"] ${what}`;
}

function sign(participant, source) {
  const off = isMuted(participant, source);
  const text = t(`people.${source}${off ? 'Off' : 'On'}`);
  const element = el(
    'span.person-sign',
    { title: text, role: 'img', ariaLabel: text },
    icon(off ? `${source}Off` : source, 'icon-small'),
  );
  element.classList.toggle('off', off);
  return element;
}
