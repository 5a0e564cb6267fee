import { recall, remember } from './preferences.js';

/**
 * The sound of the lesson: one `<audio>` for each audio slot, made once. A browser may refuse to play before the first
 * click: then `blocked` fires, and `resume` is to be called from a click. Silence it never refuses.
 */
export class Voices extends EventTarget {
  #root;
  #players = [];
  #muted;
  #volume = 1;

  /** @param {{muted?: boolean}} [options] */
  constructor(root, { muted = false } = {}) {
    super();
    this.#root = root;
    this.#muted = muted;
  }

  get muted() {
    return this.#muted;
  }

  /** From 0 to 1. */
  get volume() {
    return this.#volume;
  }

  /** Sound is turned on from a click. */
  set({ muted = this.#muted, volume = this.#volume }) {
    this.#muted = muted;
    this.#volume = volume;
    for (const player of this.#players) Object.assign(player, { muted, volume });
    if (!muted) this.resume();
  }

  /** @param {Iterable<{kind: string, stream: MediaStream}>} slots */
  rebuild(slots) {
    for (const player of this.#players) player.srcObject = null;
    this.#players = [...slots].filter(({ kind }) => kind === 'audio').map(({ stream }) => this.#player(stream));
    this.#root.replaceChildren(...this.#players);
    this.choose(recall('speaker') ?? '');
    this.resume();
  }

  resume() {
    this.dispatchEvent(new Event('allowed'));
    for (const player of this.#players) {
      player.play().catch((error) => {
        if (error.name === 'NotAllowedError') this.dispatchEvent(new Event('blocked'));
      });
    }
  }

  /** The device to play on, where the browser lets a page choose. */
  choose(deviceId) {
    remember('speaker', deviceId);
    for (const player of this.#players) player.setSinkId?.(deviceId).catch(() => {});
  }

  static get canChoose() {
    return 'setSinkId' in HTMLMediaElement.prototype;
  }

  #player(stream) {
    const player = document.createElement('audio');
    Object.assign(player, { autoplay: true, muted: this.#muted, volume: this.#volume, srcObject: stream });
    return player;
  }
}
