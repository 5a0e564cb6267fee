// One RTCPeerConnection, offered whole: four sections to send in, then the slots to receive in.

/** What a participant can send, in the order of the sections. */
export const SOURCES = ['microphone', 'camera', 'screen', 'screenAudio'];

const CAMERA_ENCODINGS = [
  { rid: 'q', scaleResolutionDownBy: 4, maxBitrate: 150_000 },
  { rid: 'h', scaleResolutionDownBy: 2, maxBitrate: 500_000 },
  { rid: 'f', scaleResolutionDownBy: 1, maxBitrate: 1_700_000 },
];
const SCREEN_ENCODINGS = [{ maxBitrate: 2_500_000 }];
const AUDIO_ENCODINGS = [{ maxBitrate: 40_000 }];

/** Best first; a longer list makes the offer three times as large for nothing. */
const CODECS = {
  audio: [/^audio\/opus$/i, /^audio\/red$/i],
  video: [/^video\/vp8$/i, /^video\/vp9$/i, /^video\/h264$/i, /^video\/av1$/i, /^video\/rtx$/i],
};

function isWanted(codec) {
  const fmtp = codec.sdpFmtpLine ?? '';
  if (/vp9$/i.test(codec.mimeType)) return !/profile-id=[^0]/.test(fmtp);
  if (/h264$/i.test(codec.mimeType)) return /packetization-mode=1/.test(fmtp) && /profile-level-id=42e01f/i.test(fmtp);
  return true;
}

function preferredCodecs(kind, capabilities) {
  return CODECS[kind].flatMap((type) =>
    capabilities.codecs.filter((codec) => type.test(codec.mimeType) && isWanted(codec)),
  );
}

function trim(transceiver, kind) {
  const from = transceiver.direction === 'recvonly' ? RTCRtpReceiver : RTCRtpSender;
  const codecs = preferredCodecs(kind, from.getCapabilities(kind));
  try {
    if (codecs.length) transceiver.setCodecPreferences(codecs);
  } catch {
    // The browser wants another list: its own order works too, the offer is only longer.
  }
}

/**
 * Firefox ESR 153 keeps the a=rtcp-fb lines of codecs that setCodecPreferences took out; libwebrtc refuses a whole
 * description for one of them. What is sent is put right, the browser's own description stays as it is.
 */
function withoutStrayFeedback(sdp) {
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
  #sending = new Map();
  #receiving = [];
  #parameterJobs = new Map();

  /** @param {{videoSlots: number, audioSlots: number, track: (source: string) => MediaStreamTrack | null}} options */
  constructor({ videoSlots, audioSlots, track }) {
    this.pc = new RTCPeerConnection({ bundlePolicy: 'max-bundle', rtcpMuxPolicy: 'require' });
    this.#addSending('microphone', 'audio', AUDIO_ENCODINGS, track);
    this.#addSending('camera', 'video', CAMERA_ENCODINGS, track);
    this.#addSending('screen', 'video', SCREEN_ENCODINGS, track);
    this.#addSending('screenAudio', 'audio', [{ maxBitrate: 96_000 }], track);
    for (let i = 0; i < audioSlots; i++) this.#addReceiving('audio');
    for (let i = 0; i < videoSlots; i++) this.#addReceiving('video');
  }

  /** Makes an offer and sets it as the local description; mids are known afterwards. */
  async offer({ iceRestart = false } = {}) {
    const offer = await this.pc.createOffer({ iceRestart });
    await this.pc.setLocalDescription(offer);
    return withoutStrayFeedback(this.pc.localDescription.sdp);
  }

  async accept(sdp) {
    await this.pc.setRemoteDescription({ type: 'answer', sdp });
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

  /** Turns encodings of a section on and off: what nobody watches is not encoded. */
  async setLayers(mid, layers) {
    const transceiver = [...this.#sending.values()].find((sending) => sending.mid === mid);
    if (!transceiver) return;
    await this.#changeParameters(transceiver.sender, (parameters) => {
      for (const encoding of parameters.encodings) {
        const layer =
          layers.find(({ rid }) => (rid || '') === (encoding.rid || '')) ?? (layers.length === 1 ? layers[0] : null);
        if (layer) encoding.active = layer.active;
      }
    });
  }

  close() {
    this.pc.close();
  }

  #addSending(source, kind, sendEncodings, track) {
    const transceiver = this.pc.addTransceiver(track(source) ?? kind, { direction: 'sendonly', sendEncodings });
    trim(transceiver, kind);
    this.#sending.set(source, transceiver);
  }

  #addReceiving(kind) {
    const transceiver = this.pc.addTransceiver(kind, { direction: 'recvonly' });
    trim(transceiver, kind);
    this.#receiving.push(transceiver);
  }

  #keepScreenSharp() {
    return this.#changeParameters(this.#sending.get('screen').sender, (parameters) => {
      parameters.degradationPreference = 'maintain-resolution';
    });
  }

  /** `setParameters` must follow its own `getParameters` with no other in between: one at a time for each sender. */
  #changeParameters(sender, change) {
    const before = this.#parameterJobs.get(sender) ?? Promise.resolve();
    const job = before.then(async () => {
      const parameters = sender.getParameters();
      if (!parameters.encodings?.length) return;
      change(parameters);
      // A refusal (closed meanwhile, property unknown) leaves the sender as it was.
      await sender.setParameters(parameters).catch(() => {});
    });
    this.#parameterJobs.set(sender, job);
    return job;
  }
}
