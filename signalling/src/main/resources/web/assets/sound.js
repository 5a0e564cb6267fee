import { byId, setText } from './dom.js';
import { onLanguage, t } from './i18n.js';
import { icon } from './icons.js';

/**
 * The sound of a broadcast. It starts silent, which every browser lets a page do by itself, with one large button to
 * turn it on.
 */
export class Sound {
  #voices;

  constructor(client, voices) {
    this.#voices = voices;
    client.addEventListener('joined', () => voices.rebuild(client.slots.values()));
    voices.addEventListener('blocked', () => this.turn(false));
    byId('sound-on').append(icon('volumeOff'), document.createElement('span'));
    byId('sound-on').addEventListener('click', () => this.turn(true));
    byId('sound').addEventListener('click', () => this.turn(!this.on));
    byId('volume').addEventListener('input', () => this.#setVolume());
    onLanguage(() => this.#render());
  }

  get on() {
    return !this.#voices.muted;
  }

  /** From a click or a key. */
  turn(on) {
    const volume = on && this.#voices.volume === 0 ? 1 : this.#voices.volume;
    this.#voices.set({ muted: !on, volume });
    this.#render();
  }

  #setVolume() {
    const volume = byId('volume').valueAsNumber / 100;
    this.#voices.set({ muted: volume === 0, volume });
    this.#render();
  }

  #render() {
    byId('sound-on').hidden = this.on;
    setText(byId('sound-on').lastChild, t('watch.soundOn'));
    const button = byId('sound');
    button.ariaLabel = button.title = t(this.on ? 'watch.sound.off' : 'watch.sound.on');
    button.replaceChildren(icon(this.on ? 'volume' : 'volumeOff'));
    byId('volume').value = this.on ? Math.round(this.#voices.volume * 100) : 0;
  }
}
