const SPEAKING_LEVEL = 0.35;
const SPEAKING_HOLD_MILLIS = 600;
const MUTED_SPEECH_MILLIS = 1_500;
const REMIND_MILLIS = 30_000;

/** Keeps what is published in step with what the devices deliver, and knows what your own tile shows. */
export class OwnMedia {
  #client;
  #media;
  #stream = null;
  #loudAt = -Infinity;
  #loudSince = 0;
  #speaking = false;
  #remindedAt = -Infinity;
  #jobs = Promise.resolve();

  constructor(client, media) {
    this.#client = client;
    this.#media = media;
    media.addEventListener('change', () => this.#publish());
    client.addEventListener('joined', () => this.#publish());
  }

  isOn(source) {
    return this.#media.isOn(source) && !(this.#client.published[source] && this.#client.isMuted(source));
  }

  problem(source) {
    return this.#media.problems[source] !== null;
  }

  async toggle(source) {
    if (this.isOn(source)) return this.turnOff(source);
    await this.turnOn(source);
  }

  /** Also without the right to it for now: the server passes it on when that comes. */
  async turnOn(source) {
    if (!this.#client.grants.publish.includes(source)) return;
    await this.#media.setOn(source, true);
    const opened = this.#media.trackOf(source) !== null;
    if (opened && this.#client.published[source]) await this.#client.setMuted(source, false);
  }

  async turnOff(source) {
    if (this.#client.published[source]) await this.#client.setMuted(source, true);
    await this.#media.setOn(source, false);
  }

  /** You, as others see you, known here before the server says so. */
  participant() {
    const { you } = this.#client;
    const others = you.tracks.filter(({ source }) => source !== 'microphone' && source !== 'camera');
    const here = ['microphone', 'camera'].map((source) => ({
      source,
      muted: !this.isOn(source),
      active: true,
      gated: this.#client.isGated(source),
    }));
    return { ...you, tracks: [...here, ...others] };
  }

  stream() {
    const track = this.isOn('camera') ? this.#media.trackOf('camera') : null;
    if (this.#stream?.getVideoTracks()[0] !== track) this.#stream = track && new MediaStream([track]);
    return this.#stream ?? null;
  }

  speaking() {
    return this.#speaking;
  }

  /** True if `speaking` changed. */
  onLevel(level) {
    const now = performance.now();
    const loud = level >= SPEAKING_LEVEL;
    if (loud && now - this.#loudAt > SPEAKING_HOLD_MILLIS) this.#loudSince = now;
    if (loud) this.#loudAt = now;
    const speaking =
      this.isOn('microphone') && !this.#client.isGated('microphone') && now - this.#loudAt < SPEAKING_HOLD_MILLIS;
    const changed = speaking !== this.#speaking;
    this.#speaking = speaking;
    return changed;
  }

  /** True once in a while when somebody talks to a microphone that is off. */
  isTalkingMuted() {
    const now = performance.now();
    const { published } = this.#client;
    if (!published.microphone?.muted || now - this.#loudAt > 200 || now - this.#loudSince < MUTED_SPEECH_MILLIS)
      return false;
    if (now - this.#remindedAt < REMIND_MILLIS) return false;
    this.#remindedAt = now;
    return true;
  }

  #publish() {
    if (!this.#client.you || this.#client.state === 'closed') return;
    this.#jobs = this.#jobs.then(async () => {
      for (const source of ['microphone', 'camera']) await this.#publishOne(source).catch(() => {});
    });
  }

  async #publishOne(source) {
    if (!this.#client.grants.publish.includes(source)) return;
    const track = this.#media.trackOf(source);
    const published = this.#client.published[source];
    if (!published) {
      if (track) await this.#client.publish(source, track);
      return;
    }
    if (published.track !== track) await this.#client.replaceTrack(source, track);
    if (!track && !published.muted) await this.#client.setMuted(source, true);
  }
}
