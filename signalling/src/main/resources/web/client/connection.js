// One RTCPeerConnection, offered whole: four sections to send in, then the slots to receive in.

import { Formats, SOURCES } from './formats.js';

/**
 * Firefox ESR 153 keeps the a=rtcp-fb lines of codecs that setCodecPreferences took out; libwebrtc refuses a whole
 * description for one of them. What is sent is put right, the browser's own description stays as it is.
 */
export function withoutStrayFeedback(sdp) {
  return sdp
    .split(/^(?=m=)/m)
    .map((section) => {
      const payloadTypes = section.split('\r\n', 1)[0].split(' ').slice(3);
      return section.replace(/^a=rtcp-fb:(\d+) .*\r\n/gm, (line, payloadType) =>
        payloadTypes.includes(payloadType) ? line : '',
      );
    })
    .join('');
}

export class Connection {
  #sending;
  #receiving = [];
  #parameterJobs = new Map();
  /** By mid, by rid: false for an encoding that nobody watches. */
  #active = new Map();

  /**
   * @param {{videoSlots: number, audioSlots: number, formats: Formats,
   *     track: (source: string) => MediaStreamTrack | null}} options
   */
  constructor({ videoSlots, audioSlots, formats, track }) {
    this.pc = new RTCPeerConnection({ bundlePolicy: 'max-bundle', rtcpMuxPolicy: 'require' });
    this.#sending = new Map(SOURCES.map((source) => [source, formats.addSending(this.pc, source, track(source))]));
    for (let i = 0; i < audioSlots; i++) this.#receiving.push(formats.addReceiving(this.pc, 'audio'));
    for (let i = 0; i < videoSlots; i++) this.#receiving.push(formats.addReceiving(this.pc, 'video'));
  }

  /** Makes an offer and sets it as the local description; mids are known afterwards. */
  async offer({ iceRestart = false } = {}) {
    const offer = await this.pc.createOffer({ iceRestart });
    await this.pc.setLocalDescription(offer);
    return withoutStrayFeedback(this.pc.localDescription.sdp);
  }

  async accept(sdp) {
    await this.pc.setRemoteDescription({ type: 'answer', sdp });
    for (const mid of this.#active.keys()) this.#applyLayers(mid);
  }

  /** The mid of the section that carries a source. */
  midOf(source) {
    return this.#sending.get(source).mid;
  }

  /** What a section carries, by its mid. */
  sourceOf(mid) {
    return SOURCES.find((source) => this.midOf(source) === mid) ?? null;
  }

  /** [{mid, kind, track}] in the order of the offer. */
  get slots() {
    return this.#receiving.map((transceiver) => ({
      mid: transceiver.mid,
      kind: transceiver.receiver.track.kind,
      track: transceiver.receiver.track,
    }));
  }

  async replaceTrack(source, track) {
    const { sender } = this.#sending.get(source);
    await sender.replaceTrack(track);
    if (source === 'screen' && track) await this.#keepScreenSharp();
  }

  /**
   * Turns encodings of a section on and off: what nobody watches is not encoded. What is said of no section or encoding
   * of ours is passed over; what is said before the answer came holds after it.
   */
  async setLayers(mid, layers) {
    if (!this.#senderOf(mid)) return;
    const active = this.#active.get(mid) ?? new Map();
    for (const layer of layers) active.set(layer.rid ?? '', layer.active);
    this.#active.set(mid, active);
    await this.#applyLayers(mid);
  }

  close() {
    this.pc.close();
  }

  #senderOf(mid) {
    return [...this.#sending.values()].find((sending) => sending.mid === mid)?.sender;
  }

  #applyLayers(mid) {
    const active = this.#active.get(mid);
    return this.#changeParameters(this.#senderOf(mid), ({ encodings }) => {
      let changed = false;
      for (const encoding of encodings) {
        // A browser may give a name to a single encoding that has none on the wire.
        const rid = encodings.length === 1 && active.size === 1 ? [...active.keys()][0] : (encoding.rid ?? '');
        const wanted = active.get(rid) ?? encoding.active;
        changed ||= wanted !== encoding.active;
        encoding.active = wanted;
      }
      return changed;
    });
  }

  #keepScreenSharp() {
    return this.#changeParameters(this.#sending.get('screen').sender, (parameters) => {
      parameters.degradationPreference = 'maintain-resolution';
      return true;
    });
  }

  /** `setParameters` must follow its own `getParameters` with no other in between: one at a time for each sender. `change` says if there is one. */
  #changeParameters(sender, change) {
    const before = this.#parameterJobs.get(sender) ?? Promise.resolve();
    const job = before.then(async () => {
      const parameters = sender.getParameters();
      if (!parameters.encodings?.length || !change(parameters)) return;
      // A refusal (closed meanwhile, property unknown) leaves the sender as it was.
      await sender.setParameters(parameters).catch(() => {});
    });
    this.#parameterJobs.set(sender, job);
    return job;
  }
}
