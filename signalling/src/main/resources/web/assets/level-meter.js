const INTERVAL_MILLIS = 100;

/**
 * How loud a microphone is, ten times a second, 0 to 1. Listens to a copy of the track, so that it hears somebody who
 * talks while muted; nothing of the copy leaves the page.
 */
export class LevelMeter {
  #context = null;
  #analyser = null;
  #samples = new Float32Array(1024);
  #source = null;
  #copy = null;
  #original = null;
  #timer = 0;
  #onLevel;

  constructor(onLevel) {
    this.#onLevel = onLevel;
  }

  /** @param {MediaStreamTrack | null} track null stops */
  listen(track) {
    if (track === this.#original) return;
    this.#disconnect();
    this.#original = track;
    if (!track || typeof AudioContext === 'undefined') return;
    this.#context ??= new AudioContext();
    this.#context.resume().catch(() => {});
    this.#analyser ??= new AnalyserNode(this.#context, { fftSize: this.#samples.length });
    this.#copy = track.clone();
    this.#copy.enabled = true;
    this.#source = this.#context.createMediaStreamSource(new MediaStream([this.#copy]));
    this.#source.connect(this.#analyser);
    this.#timer = setInterval(() => this.#measure(), INTERVAL_MILLIS);
  }

  #measure() {
    this.#analyser.getFloatTimeDomainData(this.#samples);
    let sum = 0;
    for (const sample of this.#samples) sum += sample * sample;
    const decibels = 10 * Math.log10(sum / this.#samples.length + 1e-10);
    this.#onLevel(Math.min(1, Math.max(0, (decibels + 60) / 50)));
  }

  #disconnect() {
    clearInterval(this.#timer);
    this.#source?.disconnect();
    this.#copy?.stop();
    this.#source = null;
    this.#copy = null;
    this.#onLevel(0);
  }
}
