import { colourOf, el, initialsOf } from './dom.js';
import { t } from './i18n.js';

const TYPE = 'text/x-zvonok-person';

/**
 * Boxes of people, one for each group and one for the whole lesson. People are moved by dragging, or by the choice on each
 * of them, which keys and a phone can use.
 */
export class GroupBoard {
  element = el('div.group-board');
  #onMove;
  #dragging = false;
  /** What was to be shown while somebody was being dragged, or a name was being typed: that would have been lost. */
  #held = null;

  /** @param {(participantId: string, group: string | null) => void} onMove */
  constructor(onMove) {
    this.#onMove = onMove;
    this.element.addEventListener('pointerdown', ({ target }) => {
      this.#dragging = Boolean(target.closest('.group-person')) && !target.matches('select');
    });
    addEventListener('pointerup', () => this.#letGo());
    this.element.addEventListener('dragend', () => this.#letGo());
    this.element.addEventListener('focusout', () => queueMicrotask(() => this.#showHeld()));
  }

  /**
   * @param {{id: string | null, title: Node[] | string, actions?: Node[]}[]} boxes null: the whole lesson
   * @param {object[]} people participants
   * @param {(participant: object) => string | null} groupOf
   * @param {{id: string, name: string}[]} groups to choose from
   */
  show(boxes, people, groupOf, groups) {
    this.#held = null;
    if (this.#dragging || this.#isTyping()) {
      this.#held = [boxes, people, groupOf, groups];
      return;
    }
    const focused = document.activeElement?.closest?.('.group-person')?.dataset.id;
    this.element.replaceChildren(
      ...boxes.map(({ id, title, actions = [], here = false }) => {
        const members = people.filter((person) => groupOf(person) === id);
        return this.#box(id, title, actions, here, members, groups);
      }),
    );
    if (focused) this.element.querySelector(`[data-id="${CSS.escape(focused)}"] select`)?.focus();
  }

  #isTyping() {
    const field = document.activeElement;
    return this.element.contains(field) && field.matches('input') && field.value !== field.defaultValue;
  }

  #letGo() {
    this.#dragging = false;
    this.#showHeld();
  }

  #showHeld() {
    if (this.#held) this.show(...this.#held);
  }

  #box(id, title, actions, here, members, groups) {
    const box = el(
      'section.group-box',
      { data: { group: id ?? '' } },
      el('header.group-box-header', {}, title, el('span.count', {}, String(members.length)), actions),
      members.length === 0 && el('p.group-empty', {}, t('groups.empty')),
      el(
        'ul.group-people',
        {},
        members.map((person) => this.#person(person, id, groups)),
      ),
    );
    box.classList.toggle('here', here);
    box.addEventListener('dragover', (event) => {
      if (!event.dataTransfer.types.includes(TYPE)) return;
      event.preventDefault();
      box.classList.add('target');
    });
    box.addEventListener('dragleave', (event) => box.contains(event.relatedTarget) || box.classList.remove('target'));
    box.addEventListener('drop', (event) => {
      const dropped = event.dataTransfer.getData(TYPE);
      if (!dropped) return;
      event.preventDefault();
      box.classList.remove('target');
      this.#dragging = false;
      this.#onMove(dropped, id);
      this.#showHeld();
    });
    return box;
  }

  #person({ id, identity, name }, group, groups) {
    const avatar = el('span.avatar', { ariaHidden: 'true' }, initialsOf(name));
    avatar.style.backgroundColor = colourOf(identity);
    const choice = el(
      'select.group-choice',
      { ariaLabel: t('groups.choose', { name }) },
      el('option', { value: '' }, t('groups.whole')),
      groups.map((each) => el('option', { value: each.id }, each.name)),
    );
    choice.value = group ?? '';
    choice.addEventListener('change', () => this.#onMove(id, choice.value || null));
    const row = el(
      'li.group-person',
      { draggable: true, data: { id } },
      avatar,
      el('span.group-person-name', {}, name),
      choice,
    );
    row.addEventListener('dragstart', (event) => {
      event.dataTransfer.setData(TYPE, id);
      event.dataTransfer.effectAllowed = 'move';
    });
    return row;
  }
}
