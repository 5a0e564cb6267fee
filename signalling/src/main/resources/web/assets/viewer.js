import { Chat } from './chat.js';
import { ConnectionBanners } from './connection-banners.js';
import { Details } from './details.js';
import { byId, coalesce, setText } from './dom.js';
import { Banners } from './feedback.js';
import { onLanguage, t } from './i18n.js';
import { icon } from './icons.js';
import { OnAirMark } from './on-air-mark.js';
import { ProgrammePictures } from './programme-pictures.js';
import { Slate } from './slate.js';
import { Sound } from './sound.js';
import { StageVisit } from './stage-visit.js';
import { pictureText, whyNoPicture } from './why.js';

/** The broadcast on the screen of somebody who watches: puts the parts together and says how the picture is. */
export class Viewer {
  #client;
  #room;
  #pictures;
  #details;
  #slate;

  #update = coalesce(() => this.#render());

  /**
   * @param {import('../client/zvonok.js').ZvonokClient} client not joined yet
   * @param {{room: string, claims: object}} invitation
   * @param {import('./voices.js').Voices} voices
   */
  constructor(client, { room, claims }, voices) {
    this.#client = client;
    this.#room = claims.room || room;
    this.#details = new Details(client);
    this.#pictures = new ProgrammePictures(client, {
      root: byId('pictures'),
      onFullscreen: toggleFullscreen,
      onDetails: (tile, anchor) => this.#details.show(tile, anchor),
    });
    this.#slate = new Slate(client, this.#pictures);
    const sound = new Sound(client, voices);
    this.parts = [
      new Chat(client),
      new StageVisit(client, { onEnter: () => sound.turn(true) }),
      new OnAirMark(client),
      new ConnectionBanners(client, new Banners()),
    ];
    for (const event of ['joined', 'room', 'slots', 'state']) client.addEventListener(event, this.#update);
    this.#pictures.addEventListener('rendered', this.#update);
    byId('fullscreen').append(icon('expand'));
    byId('fullscreen').addEventListener('click', toggleFullscreen);
    byId('details').addEventListener('click', () => this.#showDetails());
    document.addEventListener('keydown', (event) => this.#onKey(event, sound));
    document.addEventListener('fullscreenchange', this.#update);
    onLanguage(this.#update);
  }

  #render() {
    const name = this.#client.room?.name || this.#room;
    setText(byId('room-name'), name);
    document.title = `${name} · Zvonok`;
    this.#slate.update();
    const button = byId('fullscreen');
    button.ariaLabel = button.title = t(document.fullscreenElement ? 'watch.fullscreen.leave' : 'tile.fullscreen');
    const main = this.#pictures.main;
    const lines = main?.slot.state === 'active' ? main.slot.layer?.height : 0;
    byId('details').hidden = !lines;
    setText(byId('details'), lines ? `${lines}p` : '');
    byId('details').ariaLabel = t('watch.details', { lines });
    setText(byId('picture-words'), this.#words(main));
  }

  /** What is shown of the largest picture, and why not more. */
  #words(main) {
    const { room, state } = this.#client;
    if (!main || !room?.onAir) return '';
    if (state === 'reconnecting') return t('why.reconnecting');
    const { participant, source, slot } = main;
    if (slot.state !== 'active') return whyNoPicture(participant, source, slot);
    return pictureText(source, slot);
  }

  #showDetails() {
    const tile = this.#pictures.mainTile;
    if (tile) this.#details.show(tile, byId('details'));
  }

  /** As in every player: M for the sound, F for the full screen. */
  #onKey(event, sound) {
    const typing = event.target.matches?.('input:not([type="range"]), textarea');
    if (typing || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (document.querySelector('dialog[open]')) return;
    if (event.code === 'KeyM') sound.turn(!sound.on);
    if (event.code === 'KeyF') toggleFullscreen();
  }
}

function toggleFullscreen() {
  if (document.fullscreenElement) document.exitFullscreen();
  else byId('player').requestFullscreen?.().catch(() => {});
}
