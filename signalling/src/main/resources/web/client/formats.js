// What each source is sent in: codecs, encodings and their layers.

import { ZvonokError } from './errors.js';

/** What a participant can send, in the order of the sections. */
export const SOURCES = ['microphone', 'camera', 'screen', 'screenAudio'];

const KINDS = { microphone: 'audio', camera: 'video', screen: 'video', screenAudio: 'audio' };

/** Temporal layers are frames that the server can leave out, for who has no room for all, without asking anybody. */
const TEMPORAL_LAYERS = 'L1T3';
const CAMERA = [
  { rid: 'q', scaleResolutionDownBy: 4, maxBitrate: 150_000, maxFramerate: 30 },
  { rid: 'h', scaleResolutionDownBy: 2, maxBitrate: 500_000, maxFramerate: 30 },
  { rid: 'f', scaleResolutionDownBy: 1, maxBitrate: 1_700_000, maxFramerate: 30 },
];
/** All layers in one encoding. */
const SVC_CAMERA = { maxBitrate: 2_000_000, maxFramerate: 30 };
const SCREEN = { maxBitrate: 2_500_000, maxFramerate: 30 };
const AUDIO = { microphone: { maxBitrate: 40_000 }, screenAudio: { maxBitrate: 96_000 } };

/** Best first; a longer list makes the offer three times as large for nothing. */
const CODECS = { audio: ['opus', 'red'], video: ['VP8', 'VP9', 'H264', 'AV1'] };
/** Layers that are written into one encoding, which only these codecs can. */
const SVC_CODECS = ['VP9', 'AV1'];
const MODE = /^L([1-3])T[1-3](h?(_KEY)?)$/;

const DEPENDENCY_DESCRIPTOR = 'https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension';

const isCodec = ({ mimeType }, name) => mimeType.split('/')[1].toLowerCase() === name.toLowerCase();

function isWanted(codec) {
  const fmtp = codec.sdpFmtpLine ?? '';
  if (isCodec(codec, 'VP9')) return !/profile-id=[^0]/.test(fmtp);
  if (isCodec(codec, 'H264')) return /packetization-mode=1/.test(fmtp) && /profile-level-id=42e01f/i.test(fmtp);
  return true;
}

/** How this client sends video: one codec, in simulcast or with all layers in one encoding. */
export class Formats {
  #videoCodec;
  #mode;
  #svc;

  /**
   * @param {{videoCodec?: string, scalabilityMode?: string | null}} options
   * @throws ZvonokError `bad_option` for what no browser could do
   */
  constructor({ videoCodec = CODECS.video[0], scalabilityMode = null }) {
    if (!CODECS.video.includes(videoCodec)) throw badOption('videoCodec', videoCodec, CODECS.video.join(', '));
    const spatial = scalabilityMode === null ? 1 : Number(MODE.exec(scalabilityMode)?.[1]);
    if (!spatial) throw badOption('scalabilityMode', scalabilityMode, 'L1T1 to L3T3, L2T1_KEY to L3T3_KEY');
    if (spatial > 1 && !SVC_CODECS.includes(videoCodec)) {
      throw badOption(
        'scalabilityMode',
        `${scalabilityMode} with ${videoCodec}`,
        `layers of size in ${SVC_CODECS.join(', ')}`,
      );
    }
    this.#videoCodec = videoCodec;
    this.#mode = spatial === 1 ? (scalabilityMode ?? TEMPORAL_LAYERS) : TEMPORAL_LAYERS;
    this.#svc = spatial > 1 && canSend(videoCodec, scalabilityMode) ? scalabilityMode : null;
  }

  /** Adds the section that a source is sent in. */
  addSending(pc, source, track) {
    const kind = KINDS[source];
    const sendEncodings = this.#encodings(source);
    const add = (encodings) => pc.addTransceiver(track ?? kind, { direction: 'sendonly', sendEncodings: encodings });
    let transceiver;
    try {
      transceiver = add(sendEncodings);
    } catch {
      // This browser knows scalability modes, but not these: without layers of time then.
      transceiver = add(sendEncodings.map(({ scalabilityMode, ...encoding }) => encoding));
    }
    this.#trim(transceiver, kind, RTCRtpSender);
    return transceiver;
  }

  /** Adds a slot. */
  addReceiving(pc, kind) {
    const transceiver = pc.addTransceiver(kind, { direction: 'recvonly' });
    this.#trim(transceiver, kind, RTCRtpReceiver);
    if (kind === 'video') takeDependencyDescriptor(transceiver);
    return transceiver;
  }

  #encodings(source) {
    if (KINDS[source] === 'audio') return [{ ...AUDIO[source] }];
    if (source === 'screen') return [{ ...SCREEN, scalabilityMode: this.#mode }];
    if (this.#svc) return [{ ...SVC_CAMERA, scalabilityMode: this.#svc }];
    return CAMERA.map((encoding) => ({ ...encoding, scalabilityMode: this.#mode }));
  }

  #trim(transceiver, kind, end) {
    const order = kind === 'audio' ? CODECS.audio : [this.#videoCodec, ...CODECS.video, 'rtx'];
    const all = end.getCapabilities(kind).codecs.filter(isWanted);
    const codecs = [...new Set(order.flatMap((name) => all.filter((codec) => isCodec(codec, name))))];
    try {
      if (codecs.length) transceiver.setCodecPreferences(codecs);
    } catch {
      // The browser wants another list: its own order works too, the offer is only longer.
    }
  }
}

/** Chromium asks for it only beside something of its own in layers; AV1 in layers does not play without. */
function takeDependencyDescriptor(transceiver) {
  try {
    const extensions = transceiver.getHeaderExtensionsToNegotiate?.() ?? [];
    const wanted = extensions.find(({ uri, direction }) => uri === DEPENDENCY_DESCRIPTOR && direction === 'stopped');
    if (!wanted) return;
    wanted.direction = 'sendrecv';
    transceiver.setHeaderExtensionsToNegotiate(extensions);
  } catch {
    // The browser decides otherwise: codecs that do not need it still play.
  }
}

/** Some browsers leave out what they do not know without a word, and would send one large picture for everybody. */
function canSend(videoCodec, scalabilityMode) {
  if (!RTCRtpSender.getCapabilities('video').codecs.some((codec) => isCodec(codec, videoCodec))) return false;
  const pc = new RTCPeerConnection();
  try {
    const { sender } = pc.addTransceiver('video', { direction: 'sendonly', sendEncodings: [{ scalabilityMode }] });
    return sender.getParameters().encodings[0]?.scalabilityMode === scalabilityMode;
  } catch {
    return false;
  } finally {
    pc.close();
  }
}

function badOption(name, value, allowed) {
  return new ZvonokError('bad_option', `${name} cannot be ${value}; possible: ${allowed}`);
}
