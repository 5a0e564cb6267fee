import { ZvonokError } from './errors.js';
import { SOURCES } from './formats.js';

/**
 * What this client sends. A track comes and goes by `replaceTrack` in a section that is there from the start, so nothing
 * is ever renegotiated; the server is told by `publish` and `mute`.
 */
export class Publisher {
  #request;
  #onChange;
  #connection = null;
  #published = new Map();
  #listened = new WeakSet();

  /**
   * @param {(type: string, fields: object) => Promise<object>} request
   * @param {(source: string, ended: boolean) => void} onChange
   */
  constructor(request, onChange) {
    this.#request = request;
    this.#onChange = onChange;
  }

  trackOf(source) {
    return this.#published.get(source)?.track ?? null;
  }

  isMuted(source) {
    return this.#published.get(source)?.muted ?? true;
  }

  /** {camera: {track, muted}, ...}: sources that are not published are absent. */
  get sources() {
    return Object.fromEntries(this.#published);
  }

  /** Before the first connection: what the offer is made with. */
  prepare(source, track) {
    this.#published.set(source, { track, muted: !track.enabled });
    this.#listen(source, track);
  }

  attach(connection) {
    this.#connection = connection;
  }

  /** The `publish` of a `join`. */
  sections() {
    return [...this.#published].map(([source, { muted }]) => ({ mid: this.#connection.midOf(source), source, muted }));
  }

  /** Without telling the server, which takes nothing any more. */
  async withdrawAll() {
    for (const source of [...this.#published.keys()]) {
      this.#published.delete(source);
      this.#onChange(source, false);
      await this.#connection.replaceTrack(source, null);
    }
  }

  async publish(source, track) {
    if (!SOURCES.includes(source)) throw new ZvonokError('bad_source', `There is no source "${source}"`);
    if (!this.#connection) return this.prepare(source, track);
    if (source === 'screen' && !track.contentHint) track.contentHint = 'detail';
    this.#published.set(source, { track, muted: !track.enabled });
    this.#listen(source, track);
    await this.#connection.replaceTrack(source, track);
    this.#onChange(source, false);
    await this.#request('publish', { mid: this.#connection.midOf(source), source, muted: !track.enabled });
  }

  async unpublish(source) {
    if (!this.#published.delete(source)) return;
    await this.#connection.replaceTrack(source, null);
    this.#onChange(source, false);
    await this.#request('publish', { mid: this.#connection.midOf(source), source: null, muted: true });
  }

  /** Another device for a published source; null keeps it published with nothing to send (a camera that is off). */
  async replaceTrack(source, track) {
    const published = this.#published.get(source);
    if (!published) throw new ZvonokError('wrong_state', `"${source}" is not published`);
    published.track = track;
    if (track) {
      track.enabled = !published.muted;
      this.#listen(source, track);
    }
    await this.#connection.replaceTrack(source, track);
  }

  async setMuted(source, muted) {
    if (!this.muteLocally(source, muted)) return;
    await this.#request('mute', { source, muted });
  }

  /** Without telling the server, which knows. False if nothing changed. */
  muteLocally(source, muted) {
    const published = this.#published.get(source);
    if (!published || published.muted === muted) return false;
    published.muted = muted;
    if (published.track) published.track.enabled = !muted;
    this.#onChange(source, false);
    return true;
  }

  #listen(source, track) {
    if (this.#listened.has(track)) return;
    this.#listened.add(track);
    track.addEventListener('ended', () => {
      if (this.trackOf(source) === track) this.#onChange(source, true);
    });
  }
}
