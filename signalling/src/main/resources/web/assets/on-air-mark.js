import { byId, clockText, el, setText } from './dom.js';
import { language, onLanguage, t } from './i18n.js';
import { icon } from './icons.js';

/** The red mark in the top bar with the time on air, and beside it how many watch. */
export class OnAirMark {
  #client;
  #word = el('span');
  #time = el('time');
  #count = el('span');

  constructor(client) {
    this.#client = client;
    byId('on-air').append(icon('onAir', 'icon-small'), this.#word, this.#time);
    byId('viewers').append(icon('eye', 'icon-small'), this.#count);
    for (const event of ['joined', 'room']) client.addEventListener(event, () => this.#render());
    setInterval(() => this.#renderTime(), 1_000);
    onLanguage(() => this.#render());
  }

  #render() {
    const { room } = this.#client;
    byId('on-air').hidden = !room?.onAir;
    byId('viewers').hidden = !room || (!room.onAir && room.audience === 0);
    setText(this.#word, t('onAir.mark'));
    if (room) {
      setText(this.#count, room.audience.toLocaleString(language()));
      byId('viewers').title = t('onAir.viewers', { count: room.audience });
      byId('viewers').ariaLabel = byId('viewers').title;
    }
    this.#renderTime();
  }

  #renderTime() {
    const { room, clockOffsetMillis } = this.#client;
    if (room?.onAir) setText(this.#time, clockText((Date.now() + clockOffsetMillis - room.onAirSince) / 1_000));
  }
}
