import { byId, setText } from './dom.js';
import { t } from './i18n.js';
import { icon } from './icons.js';

const PICTURES = {
  connecting: 'clock',
  notYet: 'clock',
  over: 'check',
  gone: 'onAir',
  waiting: 'clock',
  soundOnly: 'volume',
};

/** What stands where the picture would be: why there is none, and that nothing needs to be done. */
export class Slate {
  #client;
  #pictures;
  #wasOnAir = false;
  #drawn = '';

  /** @param {import('./programme-pictures.js').ProgrammePictures} pictures */
  constructor(client, pictures) {
    this.#client = client;
    this.#pictures = pictures;
  }

  update() {
    const state = this.#state();
    const slate = byId('slate');
    slate.hidden = state === null;
    slate.dataset.state = state ?? '';
    if (state === null) return;
    if (this.#drawn !== state) byId('slate-icon').replaceChildren(icon(PICTURES[state]));
    this.#drawn = state;
    setText(byId('slate-title'), t(`slate.${state}.title`));
    setText(byId('slate-text'), t(`slate.${state}.text`));
  }

  #state() {
    const { room, tier, slots } = this.#client;
    if (!room) return 'connecting';
    this.#wasOnAir ||= room.onAir;
    if (room.onAir && room.sourceGone) return 'gone';
    if (this.#pictures.flows) return null;
    if (!room.onAir && tier === 'audience') return this.#wasOnAir ? 'over' : 'notYet';
    const heard = [...slots.values()].some(({ kind, participantId }) => kind === 'audio' && participantId);
    // A picture that does not move says itself why.
    if (this.#pictures.main) return null;
    return heard ? 'soundOnly' : 'waiting';
  }
}
