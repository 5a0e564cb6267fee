// What runs inside the bare pages of the quality laboratory: no lesson page, so that two cores are enough. Each function must
// stand alone: it is sent as text.

/**
 * Before anything is published: this publisher sends all it may, whatever happens. Its own way to the server is not what is
 * measured, and on a busy machine it would take loopback for a narrow link and keep its upper layers back, or make its
 * picture smaller.
 */
export function holdQuality({ kbps }) {
  const accept = RTCPeerConnection.prototype.setRemoteDescription;
  RTCPeerConnection.prototype.setRemoteDescription = async function ({ type, sdp }) {
    const bounds = `a=fmtp:$1 x-google-min-bitrate=${kbps};x-google-start-bitrate=${kbps}`;
    await accept.call(this, { type, sdp: sdp.replace(/^a=rtpmap:(\d+) (?:VP8|VP9|AV1)\/90000$/gm, `$&\r\n${bounds}`) });
    for (const sender of this.getSenders().filter(({ track }) => track?.kind === 'video')) {
      const parameters = sender.getParameters();
      parameters.degradationPreference = 'maintain-resolution';
      await sender.setParameters(parameters);
    }
  };
}

/** Publishes the browser's camera and microphone; the promise ends when the server takes them. */
export async function publishCamera({ token, frameRate = 30, videoCodec, scalabilityMode }) {
  const { ZvonokClient } = await import('/client/zvonok.js');
  const media = await navigator.mediaDevices.getUserMedia({
    audio: true,
    video: { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: frameRate, max: frameRate } },
  });
  const [camera] = media.getVideoTracks();
  const [microphone] = media.getAudioTracks();
  const client = new ZvonokClient({ token, camera, microphone, videoSlots: 0, audioSlots: 0, videoCodec, scalabilityMode });
  window.zvonok = client;
  await client.join();
}

/** Shares a screen on which somebody writes a page of text, turning it now and then. */
export async function publishScreen() {
  const WIDTH = 1280;
  const HEIGHT = 720;
  const LINES = 30;
  const canvas = Object.assign(document.createElement('canvas'), { width: WIDTH, height: HEIGHT });
  const context = canvas.getContext('2d');
  let line = 0;
  const write = () => {
    if (line % LINES === 0) {
      context.fillStyle = `hsl(${(line * 37) % 360} 40% 96%)`;
      context.fillRect(0, 0, WIDTH, HEIGHT);
    }
    context.fillStyle = '#123';
    context.font = '20px monospace';
    const y = 30 + (line % LINES) * 23;
    context.fillText(`${String(line).padStart(4, '0')}  ${'абвгдежзиклмнопрстуфхцчшщъыьэюя 0123456789 '.repeat(2).slice(line % 17)}`, 24, y);
    line += 1;
  };
  write();
  setInterval(write, 200);
  await window.zvonok.publish('screen', canvas.captureStream(30).getVideoTracks()[0]);
}

/** Asks the server now and then what it thinks of the links of some viewers. The answers are in `window.thoughts`. */
export function askAbout({ participantIds, everyMillis }) {
  clearInterval(window.asking);
  window.thoughts = [];
  window.asking = setInterval(() => {
    for (const participantId of participantIds) {
      window.zvonok.explain({ participantId }).then(
        ({ downlink, slots }) => window.thoughts.push({ at: Date.now(), participantId, downlink, slots: slots.filter(({ kind }) => kind === 'video') }),
        () => {}, // gone already
      );
    }
  }, everyMillis);
}

/**
 * Watches the teacher. `window.samples` grows: the browser's counters by slot, freezes without those that the server meant;
 * `window.changes`: what the server said of the slots.
 *
 * @param {{token: string, pictures: {source: string, width: number, height: number}[], everyMillis: number}} options
 */
export async function watch({ token, pictures, everyMillis }) {
  const { ZvonokClient } = await import('/client/zvonok.js');
  const { IntendedGaps } = await import('/client/gaps.js');
  const client = new ZvonokClient({ token, videoSlots: pictures.length, audioSlots: 1 });
  const gaps = new IntendedGaps();
  const frozen = new Map();
  Object.assign(window, { zvonok: client, samples: [], changes: [] });
  client.addEventListener('slots', ({ detail }) => {
    for (const slot of detail.items.filter(({ kind }) => kind === 'video')) {
      if (slot.state === 'active') gaps.close(slot.mid, performance.now());
      else gaps.open(slot.mid, performance.now());
      const { mid, state, reason, layer, limit, needBps, haveBps } = slot;
      window.changes.push({ at: Date.now(), mid, state, reason, layer, limit, needBps, haveBps });
    }
  });
  window.cameAt = Date.now();
  await client.join();
  const teacher = [...client.participants.values()].find(({ role }) => role === 'teacher');
  const mids = [...client.slots.values()].filter(({ kind }) => kind === 'video').map(({ mid }) => mid);
  client.setView(pictures.map((picture, i) => ({ mid: mids[i], want: teacher.id, ...picture })));
  window.mids = mids;
  setInterval(sample, everyMillis);

  async function sample() {
    const reports = [...(await client.pc.getStats()).values()];
    const incoming = reports.filter(({ type }) => type === 'inbound-rtp');
    const audio = incoming.filter(({ kind }) => kind === 'audio');
    const sum = (list, name) => list.reduce((total, report) => total + (report[name] ?? 0), 0);
    const pair = reports.find(({ type, nominated }) => type === 'candidate-pair' && nominated);
    window.samples.push({
      at: Date.now(),
      bytes: sum(incoming, 'bytesReceived') + sum(incoming, 'headerBytesReceived'),
      roundTripMillis: Math.round((pair?.currentRoundTripTime ?? -0.001) * 1000),
      audioReceived: sum(audio, 'packetsReceived'),
      audioLost: sum(audio, 'packetsLost'),
      concealedSamples: sum(audio, 'concealedSamples') - sum(audio, 'silentConcealedSamples'),
      audioSamples: sum(audio, 'totalSamplesReceived'),
      pictures: mids.map((mid) => picture(incoming.find((report) => report.mid === mid), mid)),
    });
  }

  function picture(report = {}, mid) {
    const now = gaps.interval(mid, report, performance.now());
    const { count: before = 0, millis = 0 } = frozen.get(mid) ?? {};
    frozen.set(mid, { count: before + now.freezes, millis: millis + now.freezeMillis });
    const count = (name) => report[name] ?? 0;
    return {
      height: count('frameHeight'),
      frames: count('framesDecoded'),
      keyFrames: count('keyFramesDecoded'),
      freezes: frozen.get(mid).count,
      frozenMillis: frozen.get(mid).millis,
      flowing: client.slots.get(mid)?.state === 'active',
      received: count('packetsReceived'),
      lost: count('packetsLost'),
      bufferMillis: Math.round((1000 * count('jitterBufferDelay')) / Math.max(1, count('jitterBufferEmittedCount'))),
    };
  }
}
