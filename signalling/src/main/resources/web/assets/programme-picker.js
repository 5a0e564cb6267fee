import { byId, coalesce, el, setText } from './dom.js';
import { toastError } from './feedback.js';
import { onLanguage, t } from './i18n.js';
import { inOrder } from './tile-choice.js';
import { isShowing } from './why.js';

/** What viewers see: the server's choice, or cameras and screens that the director ticks. */
export class ProgrammePicker {
  #client;
  #ownParticipant;

  update = coalesce(() => this.#render());

  constructor(client, ownParticipant) {
    this.#client = client;
    this.#ownParticipant = ownParticipant;
    const events = ['participantjoined', 'participantupdated', 'participantleft', 'published', 'moderated'];
    for (const event of events) client.addEventListener(event, this.update);
    for (const mode of ['auto', 'manual'])
      byId(`programme-${mode}`).addEventListener('click', () => this.#setMode(mode));
    onLanguage(this.update);
  }

  get #chosen() {
    const { mode, sources = [] } = this.#client.room.programme;
    return mode === 'manual' ? sources : [];
  }

  #setMode(mode) {
    if (mode === 'auto') return this.#choose('auto');
    const pickable = this.#pickable();
    const first = pickable.find(({ source }) => source === 'screen') ?? pickable[0];
    if (first) this.#choose([first]);
  }

  #toggle({ participantId, source }, on) {
    const others = this.#chosen.filter((pick) => pick.participantId !== participantId || pick.source !== source);
    this.#choose(on ? [...others, { participantId, source }] : others);
  }

  #choose(programme) {
    const chosen =
      programme === 'auto' ? programme : programme.map(({ participantId, source }) => ({ participantId, source }));
    this.#client.setProgramme(chosen).catch((error) => {
      toastError(error);
      this.update();
    });
  }

  /** Everything on stage that has a picture, and what was chosen and has none just now. */
  #pickable() {
    const chosen = this.#chosen;
    const people = [this.#ownParticipant(), ...inOrder(this.#client.participants.values())];
    return people.flatMap((participant) =>
      ['screen', 'camera']
        .filter(
          (source) =>
            isShowing(participant, source) ||
            chosen.some((pick) => pick.participantId === participant.id && pick.source === source),
        )
        .map((source) => ({ participantId: participant.id, source, name: participant.name })),
    );
  }

  #render() {
    const { room, you } = this.#client;
    if (!room?.programme || !you) return;
    const { mode } = room.programme;
    for (const each of ['auto', 'manual']) byId(`programme-${each}`).setAttribute('aria-pressed', each === mode);
    setText(byId('programme-text'), t(`director.programme.${mode}.text`));
    const pickable = this.#pickable();
    byId('picks').hidden = mode !== 'manual';
    const focused = document.activeElement?.closest?.('.pick')?.dataset.key;
    const rows = pickable.map((pick) => this.#row(pick, you));
    if (rows.length === 0) rows.push(el('li', {}, el('p', {}, t('director.programme.empty'))));
    byId('picks').replaceChildren(...rows);
    if (focused) byId('picks').querySelector(`[data-key="${CSS.escape(focused)}"] input`)?.focus();
  }

  #row(pick, you) {
    const { participantId, source, name } = pick;
    const checked = this.#chosen.some((one) => one.participantId === participantId && one.source === source);
    const shown = participantId === you.id ? t('director.you', { name }) : name;
    const box = el('input', {
      type: 'checkbox',
      checked,
      // Nothing chosen would mean that the server chooses.
      disabled: checked && this.#chosen.length === 1,
      onchange: ({ target }) => this.#toggle(pick, target.checked),
    });
    return el(
      'li',
      {},
      el(
        'label.pick',
        { data: { key: `${participantId}/${source}` } },
        box,
        el('span', {}, t(`director.${source}`, { name: shown })),
      ),
    );
  }
}
