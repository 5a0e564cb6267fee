import { recall, remember } from './preferences.js';

const CONSTRAINTS = {
  microphone: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  camera: { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30, max: 30 } },
};
const KINDS = { microphone: 'audio', camera: 'video' };
const PROBLEMS = {
  NotAllowedError: 'denied',
  SecurityError: 'denied',
  NotFoundError: 'missing',
  OverconstrainedError: 'missing',
  NotReadableError: 'busy',
  AbortError: 'busy',
};

/**
 * This machine's camera and microphone: which device, on or off, and why not. A camera that is off is released, so that
 * its light goes out; a microphone that is off stays open and silent, so that it is back at once.
 *
 * Fires `change` whenever a track, its state or the list of devices is another one.
 */
export class LocalMedia extends EventTarget {
  #tracks = { microphone: null, camera: null };
  #wanted = { microphone: false, camera: false };
  #jobs = Promise.resolve();

  /** 'denied', 'missing', 'busy', 'insecure' or null. */
  problems = { microphone: null, camera: null };
  devices = { audioinput: [], videoinput: [], audiooutput: [] };

  constructor() {
    super();
    navigator.mediaDevices?.addEventListener('devicechange', () => this.#listDevices());
  }

  trackOf(source) {
    return this.#tracks[source];
  }

  isOn(source) {
    const track = this.#tracks[source];
    return track !== null && track.enabled;
  }

  deviceOf(source) {
    return this.#tracks[source]?.getSettings().deviceId ?? recall(source) ?? '';
  }

  /** Opens what is asked for, both with one question to the user if possible. */
  async start({ microphone, camera }) {
    this.#wanted = { microphone, camera };
    await this.#inTurn(async () => {
      if (microphone && camera && (await this.#openBoth())) return;
      if (microphone) await this.#open('microphone');
      if (camera) await this.#open('camera');
    });
  }

  setOn(source, on) {
    this.#wanted[source] = on;
    return this.#inTurn(async () => {
      const track = this.#tracks[source];
      if (on && !track) await this.#open(source);
      else if (on) track.enabled = true;
      else if (source === 'camera') this.#release(source);
      else if (track) track.enabled = false;
    });
  }

  /** Uses another device from now on. */
  choose(source, deviceId) {
    remember(source, deviceId);
    return this.#inTurn(async () => {
      if (!this.#tracks[source]) return;
      const { enabled } = this.#tracks[source];
      this.#release(source);
      await this.#open(source);
      if (this.#tracks[source]) this.#tracks[source].enabled = enabled;
    });
  }

  stop() {
    for (const source of ['microphone', 'camera']) this.#release(source);
  }

  async #openBoth() {
    try {
      const stream = await this.#ask({ audio: this.#constraints('microphone'), video: this.#constraints('camera') });
      this.#take('microphone', stream.getAudioTracks()[0]);
      this.#take('camera', stream.getVideoTracks()[0]);
      return true;
    } catch {
      // One of them is missing or refused: asked for one by one, the other still comes, and we learn which.
      return false;
    }
  }

  async #open(source) {
    try {
      const stream = await this.#ask({ [KINDS[source]]: this.#constraints(source) });
      this.#take(source, stream.getTracks()[0]);
    } catch (error) {
      this.problems[source] = PROBLEMS[error.name] ?? (navigator.mediaDevices ? 'busy' : 'insecure');
    }
  }

  #ask(constraints) {
    return navigator.mediaDevices.getUserMedia(constraints);
  }

  #constraints(source) {
    const deviceId = recall(source);
    // `ideal`: a device that is not plugged in today is no reason to fail.
    return { ...CONSTRAINTS[source], ...(deviceId && { deviceId: { ideal: deviceId } }) };
  }

  #take(source, track) {
    this.#tracks[source] = track;
    this.problems[source] = null;
    if (source === 'camera') track.contentHint = 'motion';
    track.addEventListener('ended', () => this.#onEnded(source, track));
  }

  /** Unplugged: whatever else there is takes over. */
  #onEnded(source, track) {
    if (this.#tracks[source] !== track) return;
    this.#inTurn(async () => {
      this.#tracks[source] = null;
      if (this.#wanted[source]) await this.#open(source);
    });
  }

  #release(source) {
    const track = this.#tracks[source];
    this.#tracks[source] = null;
    track?.stop();
  }

  #inTurn(job) {
    this.#jobs = this.#jobs.then(job).then(() => this.#listDevices());
    return this.#jobs;
  }

  async #listDevices() {
    const all = (await navigator.mediaDevices?.enumerateDevices().catch(() => [])) ?? [];
    for (const kind of Object.keys(this.devices)) {
      this.devices[kind] = all.filter((device) => device.kind === kind && device.deviceId);
    }
    this.dispatchEvent(new Event('change'));
  }
}
