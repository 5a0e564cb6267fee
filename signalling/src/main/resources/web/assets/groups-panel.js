import { byId, coalesce, el, setText } from './dom.js';
import { confirm, toastError } from './feedback.js';
import { GroupBoard } from './group-board.js';
import { GroupsDraft, MAX_GROUPS } from './groups-draft.js';
import { onLanguage, t } from './i18n.js';
import { icon } from './icons.js';
import { inOrder } from './tile-choice.js';

const MODERATING_ROLES = ['teacher', 'admin', 'broadcaster'];

/** The panel of groups: planned before they begin, led while they last. */
export class GroupsPanel {
  #client;
  #draft = new GroupsDraft((number) => t('groups.name', { number }));
  #board = new GroupBoard((id, group) => this.#move(id, group));
  #head = el('div.groups-head');
  #foot = el('div.groups-foot');
  #toAll = false;
  #update = coalesce(() => this.#render(), 100);

  constructor(client) {
    this.#client = client;
    byId('groups').append(this.#head, this.#board.element, this.#foot);
    const events = ['joined', 'room', 'participantjoined', 'participantupdated', 'participantleft', 'participants'];
    for (const event of events) client.addEventListener(event, this.#update);
    onLanguage(this.#update);
  }

  get #running() {
    return this.#client.room?.settings?.groups ?? [];
  }

  /** Those who are divided: not who keeps the lesson. */
  get #people() {
    return inOrder(this.#client.participants.values()).filter(({ role }) => !MODERATING_ROLES.includes(role));
  }

  #render() {
    if (!this.#client.you || !this.#client.grants.moderate) return;
    if (this.#running.length) this.#renderRunning();
    else this.#renderDraft();
  }

  // Before they begin

  #renderDraft() {
    this.#toAll = false;
    const { groups, size } = this.#draft;
    const people = this.#people;
    const count = el('input.groups-count', {
      id: 'groups-count',
      type: 'number',
      min: 1,
      max: MAX_GROUPS,
      value: size,
    });
    count.addEventListener('change', () => this.#resize(count.valueAsNumber || size));
    if (document.activeElement?.id !== 'groups-count') {
      this.#head.replaceChildren(
        el('p.rule-note', {}, t('groups.lead')),
        el(
          'div.groups-row',
          {},
          el('label', { htmlFor: 'groups-count' }, t('groups.count')),
          stepper('−', t('groups.fewer'), () => this.#resize(size - 1)),
          count,
          stepper('+', t('groups.more'), () => this.#resize(size + 1)),
        ),
        el(
          'div.groups-row',
          {},
          button('shuffle', 'groups.deal', () => this.#deal(), { id: 'groups-deal' }),
          el('span.rule-note', {}, t('groups.each', { count: Math.ceil(people.length / size) })),
        ),
      );
    }
    const boxes = [...groups.map((group) => ({ id: group.id, title: this.#nameField(group) })), whole()];
    this.#board.show(boxes, people, ({ id }) => this.#draft.groupOf(id), groups);
    this.#foot.replaceChildren(
      button('groups', 'groups.start', () => this.#start(), { id: 'groups-start', className: 'button button-primary' }),
    );
  }

  #nameField({ id, name }) {
    const field = el('input.group-name', { defaultValue: name, maxLength: 40, ariaLabel: t('groups.rename', { name }) });
    field.addEventListener('change', () => {
      this.#draft.rename(id, field.value);
      field.defaultValue = field.value;
      this.#update();
    });
    return field;
  }

  #resize(count) {
    this.#draft.resize(count);
    document.activeElement?.blur();
    this.#renderDraft();
  }

  #deal() {
    this.#draft.deal(this.#people.map(({ id }) => id));
    this.#renderDraft();
  }

  async #start() {
    const ids = this.#people.map(({ id }) => id);
    if (this.#draft.moves(ids).length === 0) this.#draft.deal(ids);
    const { groups } = this.#draft;
    try {
      await this.#client.setGroups(groups);
      const moves = this.#draft.moves(ids);
      if (moves.length) await this.#client.moveAll(moves);
    } catch (error) {
      toastError(error);
    }
  }

  // While they last

  #renderRunning() {
    const groups = this.#running;
    const own = this.#client.you.group ?? null;
    const toAll = el('input', { id: 'groups-to-all', type: 'checkbox', role: 'switch', checked: this.#toAll });
    toAll.addEventListener('change', () => this.#speakToAll(toAll.checked));
    if (document.activeElement?.id !== 'groups-to-all') {
      this.#head.replaceChildren(
        el(
          'label.switch-row',
          {},
          el(
            'span.rule-words',
            {},
            el('span', {}, t('groups.toAll')),
            el('span.rule-note', {}, t('groups.toAll.note')),
          ),
          toAll,
        ),
        el(
          'div.groups-row',
          {},
          button('back', 'groups.callBack', () => this.#client.callBack().catch(toastError), {
            id: 'groups-call-back',
          }),
        ),
      );
    }
    const boxes = groups.map(({ id, name }) => ({
      id,
      here: own === id,
      title: el('strong.group-title', {}, name),
      actions: [own === id ? here() : this.#enter(id, name)],
    }));
    boxes.push({
      ...whole(),
      here: own === null,
      actions: [own === null ? here() : this.#enter(null, t('groups.whole'))],
    });
    this.#board.show(boxes, this.#people, ({ group }) => group ?? null, groups);
    this.#foot.replaceChildren(button('close', 'groups.end', () => this.#end(), { id: 'groups-end' }));
  }

  #enter(id, name) {
    return el(
      'button.button.button-small.group-enter',
      {
        type: 'button',
        ariaLabel: t('groups.dropIn.name', { name }),
        onclick: () => this.#client.dropIn(id).catch(toastError),
      },
      t('groups.dropIn'),
    );
  }

  async #speakToAll(enabled) {
    try {
      await this.#client.speakToAll(enabled);
      this.#toAll = enabled;
    } catch (error) {
      toastError(error);
    }
    document.activeElement?.blur();
    this.#update();
  }

  async #end() {
    const yes = await confirm({
      title: t('confirm.groups.title'),
      text: t('confirm.groups.text'),
      yes: t('confirm.groups.yes'),
    });
    if (yes) await this.#client.setGroups([]).catch(toastError);
  }

  #move(id, group) {
    if (this.#running.length) return this.#client.moveToGroup(id, group).catch(toastError);
    this.#draft.put(id, group);
    this.#update();
  }
}

const whole = () => ({ id: null, title: el('strong.group-title', {}, t('groups.whole')) });
const here = () => el('span.group-here', {}, t('groups.here'));

const stepper = (sign, label, onclick) =>
  el('button.icon-button.groups-step', { type: 'button', ariaLabel: label, title: label, onclick }, sign);

function button(picture, key, onclick, { id, className = 'button' } = {}) {
  const element = el('button', { type: 'button', id, className, onclick }, icon(picture, 'icon-small'), el('span'));
  setText(element.lastChild, t(key));
  return element;
}
