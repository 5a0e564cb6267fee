// Functions that run inside a page. Each must stand alone: it is sent as text.

/**
 * Runs before the page's own scripts: notes errors, refused resources, when the WebSocket opened and what views were told.
 *
 * @param {object} options
 * @param {{width: number, height: number, fps: number, hue: number, hair: string, clothes: string}} [options.camera]
 *     instead of the browser's own
 * @param {boolean} [options.quiet] a microphone in a quiet room instead of the browser's own, which beeps
 * @param {string[]} [options.deafTo] types of events that are heard from `serverSays` only, not from the server
 * @param {boolean} [options.timeFirstFrame] notes when the first frame of anybody else was there
 */
export function preparePage({ camera, quiet, deafTo = [], timeFirstFrame }) {
  if (window !== window.top) return;
  const seen = (window.seen = { errors: [], socketOpenAt: null, firstFrameAt: null, views: [] });
  addEventListener('error', (event) => seen.errors.push(String(event.message)));
  addEventListener('unhandledrejection', (event) => seen.errors.push(`unhandled: ${event.reason}`));
  document.addEventListener('securitypolicyviolation', (event) => seen.errors.push(`refused by policy: ${event.violatedDirective} ${event.blockedURI}`));

  // `serverSays` puts an event among those of the server; of what a test says the server is not heard any more.
  const unheard = new Set(deafTo);
  window.WebSocket = class extends WebSocket {
    #handler = null;
    #lastSeq = 0;
    #added = 0;
    constructor(...args) {
      super(...args);
      this.addEventListener('open', () => (seen.socketOpenAt ??= performance.now()));
      window.serverSays = (event) => {
        unheard.add(event.type);
        this.#deliver({ ...event, seq: this.#lastSeq + ++this.#added });
      };
    }
    set onmessage(handler) {
      this.#handler = handler;
      super.onmessage = (event) => this.#receive(JSON.parse(event.data));
    }
    send(text) {
      const { view = {}, slots = view.slots ?? [] } = JSON.parse(text);
      seen.views.push(...slots);
      super.send(text);
    }
    #receive(message) {
      if (message.seq === undefined) return this.#deliver(message);
      this.#lastSeq = message.seq;
      const type = unheard.has(message.type) ? 'unheard' : message.type;
      this.#deliver({ ...message, type, seq: message.seq + this.#added });
    }
    #deliver(message) {
      this.#handler?.({ data: JSON.stringify(message) });
    }
  };
  if (timeFirstFrame) {
    window.RTCPeerConnection = class extends RTCPeerConnection {
      constructor(...args) {
        super(...args);
        this.addEventListener('track', ({ track }) => track.kind === 'video' && watchFirstFrame(track));
      }
    };
  }
  function watchFirstFrame(track) {
    const video = document.createElement('video');
    Object.assign(video, { muted: true, autoplay: true, playsInline: true, srcObject: new MediaStream([track]) });
    video.style.cssText = 'position:fixed;left:0;bottom:0;width:2px;height:2px;opacity:0.01;pointer-events:none';
    document.documentElement.append(video);
    video.requestVideoFrameCallback((now) => {
      seen.firstFrameAt ??= now;
      video.srcObject = null;
      video.remove();
    });
  }

  Object.assign(window, { drawnCamera, silentMicrophone });
  const devices = navigator.mediaDevices;
  const openOwn = devices?.getUserMedia.bind(devices);
  if (devices) {
    devices.getUserMedia = async (constraints) => {
      const audio = !quiet && constraints?.audio;
      const video = !camera && constraints?.video;
      const stream = audio || video ? await openOwn({ audio, video }) : new MediaStream();
      if (quiet && constraints.audio) stream.addTrack(silentMicrophone());
      if (camera && constraints.video) stream.addTrack(drawnCamera(camera));
      return stream;
    };
  }

  /** Not quite: digital silence would be no packets at all. */
  function silentMicrophone() {
    const context = new AudioContext();
    const hum = context.createOscillator();
    const destination = context.createMediaStreamDestination();
    hum.connect(new GainNode(context, { gain: 0.001 })).connect(destination);
    hum.start();
    return destination.stream.getAudioTracks()[0];
  }

  /** Somebody before a wall, nodding: cheap to draw and to encode, and told from others at a glance. */
  function drawnCamera({ width, height, fps, hue, hair, clothes }) {
    const canvas = Object.assign(document.createElement('canvas'), { width, height });
    const context = canvas.getContext('2d');
    const disc = (x, y, rx, ry, colour) => {
      context.fillStyle = colour;
      context.beginPath();
      context.ellipse(x * width, y * height, rx * height, ry * height, 0, 0, 2 * Math.PI);
      context.fill();
    };
    const draw = () => {
      const nod = 0.012 * Math.sin(performance.now() / 400 + hue);
      const wall = context.createLinearGradient(0, 0, width, height);
      wall.addColorStop(0, `hsl(${hue} 32% 80%)`);
      wall.addColorStop(1, `hsl(${hue} 30% 58%)`);
      context.fillStyle = wall;
      context.fillRect(0, 0, width, height);
      disc(0.5, 1.08, 0.42, 0.42, clothes);
      disc(0.5, 0.42 + nod, 0.235, 0.27, hair);
      disc(0.5, 0.47 + nod, 0.19, 0.23, 'hsl(26 55% 74%)');
      for (const side of [-1, 1]) disc(0.5 + side * 0.045, 0.45 + nod, 0.02, 0.02, 'hsl(26 30% 20%)');
      disc(0.5, 0.56 + nod, 0.05, 0.01 + 0.008 * Math.abs(Math.sin(performance.now() / 170)), 'hsl(0 45% 45%)');
    };
    draw();
    setInterval(draw, 1000 / fps);
    return canvas.captureStream(fps).getVideoTracks()[0];
  }
}

/** Everything a test asks about: the client's state, its slots, and the browser's own counters by section. */
export async function look() {
  const RECEIVED = ['framesDecoded', 'frameHeight', 'framesPerSecond', 'freezeCount', 'totalFreezesDuration', 'packetsReceived', 'packetsLost', 'nackCount', 'pliCount', 'totalAudioEnergy'];
  const SENT = ['framesSent', 'frameHeight', 'framesPerSecond', 'packetsSent'];
  const pick = (from, names) => Object.fromEntries(names.map((name) => [name, from[name]]));
  const count = (report, names) => Object.fromEntries(names.map((name) => [name, report[name] ?? 0]));

  const { errors } = window.seen;
  const client = window.zvonok;
  if (!client) return { state: 'not begun', participants: [], slots: [], chat: [], received: {}, sent: [], errors };
  const reports = client.pc ? [...(await client.pc.getStats()).values()] : [];
  const midOfTrack = new Map(client.pc?.getTransceivers().map(({ mid, receiver }) => [receiver.track.id, mid]));
  const received = reports
    .filter(({ type }) => type === 'inbound-rtp')
    .map((report) => [report.mid ?? midOfTrack.get(report.trackIdentifier), { kind: report.kind, ...count(report, RECEIVED) }]);
  const sent = reports
    .filter(({ type }) => type === 'outbound-rtp')
    .map((report) => ({ ...pick(report, ['kind', 'mid', 'rid', 'scalabilityMode', 'active', 'qualityLimitationReason']), ...count(report, SENT) }));
  return {
    ...pick(client, ['state', 'signallingState', 'mediaState', 'sessionId', 'you']),
    participants: [...client.participants.values()],
    slots: [...client.slots.values()].map((slot) => pick(slot, ['mid', 'kind', 'participantId', 'source', 'state', 'reason', 'layer', 'limit', 'needBps', 'haveBps'])),
    chat: client.chat.map(({ text }) => text),
    received: Object.fromEntries(received),
    sent,
    offerVersion: client.pc?.localDescription?.sdp.match(/^o=\S+ \d+ (\d+)/m)[1],
    errors,
  };
}

/**
 * Joins as somebody who is only seen: no page, nothing received, so that a room costs little.
 *
 * @param {{token: string, camera: object}} person
 */
export async function joinUnseeing({ token, camera }) {
  const { connect } = await import('/client/zvonok.js');
  const tracks = { camera: window.drawnCamera(camera), microphone: window.silentMicrophone() };
  await connect({ token, ...tracks, videoSlots: 0, audioSlots: 0 });
}

/** Takes the view out of the page's hands: from now on only `setView` of this window counts. */
export function takeOverView() {
  const client = window.zvonok;
  window.setView = client.setView.bind(client);
  client.setView = () => {};
}

/**
 * Joins in a page that has nothing else: two video slots, each followed by an element, one below the other in a box that
 * shows half of one. `window.elements` are theirs, `window.box` is the box.
 *
 * @param {{token: string}} person
 */
export async function joinAndFollow({ token }) {
  const { connect } = await import('/client/zvonok.js');
  const box = document.createElement('div');
  box.style.cssText = 'width:640px;height:200px;overflow:auto';
  const elements = [0, 1].map(() => {
    const element = document.createElement('div');
    element.style.cssText = 'width:400px;height:400px';
    box.append(element);
    return element;
  });
  document.body.replaceChildren(box);
  const client = await connect({ token, videoSlots: 2, audioSlots: 0 });
  const followings = [...client.slots.keys()].map((mid, i) => client.follow(elements[i], { mid, want: 'auto' }));
  Object.assign(window, { zvonok: client, box, elements, followings });
}
