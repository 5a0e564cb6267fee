// A publisher by WHIP and a player by WHEP inside a page. Each function must stand alone: it is sent as text.

/**
 * Publishes the browser's camera in three encodings and its microphone. `window.session` is the session.
 *
 * @param {{endpoint: string, token: string}} way
 */
export async function publishByWhip({ endpoint, token }) {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: { width: 1280, height: 720 } });
  const pc = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
  pc.addTransceiver(stream.getAudioTracks()[0], { direction: 'sendonly', streams: [stream] });
  const sendEncodings = [['q', 4], ['h', 2], ['f', 1]].map(([rid, scaleResolutionDownBy]) => ({ rid, scaleResolutionDownBy }));
  pc.addTransceiver(stream.getVideoTracks()[0], { direction: 'sendonly', streams: [stream], sendEncodings });
  await pc.setLocalDescription();
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/sdp' },
    body: pc.localDescription.sdp,
  });
  const answer = await response.text();
  if (response.status !== 201) return { status: response.status, answer };
  await pc.setRemoteDescription({ type: 'answer', sdp: answer });
  const location = new URL(response.headers.get('location'), endpoint).href;
  window.session = { pc, location, token, etag: response.headers.get('etag'), answer };
  return { status: response.status, answer, location };
}

/**
 * Plays what is on air, with sound. `window.session` is the session; its `answeredMillis`, `connectedMillis` and
 * `firstFrameMillis` count from the request.
 *
 * @param {{endpoint: string, token: string}} way
 */
export async function playByWhep({ endpoint, token }) {
  const pc = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
  const video = document.createElement('video');
  Object.assign(video, { autoplay: true, playsInline: true, srcObject: new MediaStream() });
  document.body.replaceChildren(video);
  pc.ontrack = ({ track }) => video.srcObject.addTrack(track);
  for (const kind of ['audio', 'video']) pc.addTransceiver(kind, { direction: 'recvonly' });
  await pc.setLocalDescription();
  const askedAt = performance.now();
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/sdp' },
    body: pc.localDescription.sdp,
  });
  const answer = await response.text();
  const since = (now) => Math.round(now - askedAt);
  const retryAfter = response.headers.get('retry-after');
  if (response.status !== 201) return { status: response.status, answer, retryAfter };
  const location = new URL(response.headers.get('location'), endpoint).href;
  window.session = { pc, location, token, etag: response.headers.get('etag'), answer, firstFrameMillis: null };
  window.session.answeredMillis = since(performance.now());
  pc.addEventListener('connectionstatechange', () => {
    if (pc.connectionState === 'connected') window.session.connectedMillis ??= since(performance.now());
  });
  video.requestVideoFrameCallback((now) => (window.session.firstFrameMillis = since(now)));
  await pc.setRemoteDescription({ type: 'answer', sdp: answer });
  return { status: response.status, answer, location };
}

/** Restarts ICE as RFC 9725 has it: credentials by PATCH, all else as it was. Returns the status. */
export async function restartIce() {
  const { pc, location, token, answer } = window.session;
  pc.restartIce();
  await pc.setLocalDescription();
  const offer = pc.localDescription.sdp;
  const line = (text, name) => text.match(new RegExp(`a=${name}:\\S+`))[0];
  const fragment = ['a=group:BUNDLE 0 1', 'm=audio 9 UDP/TLS/RTP/SAVPF 111', 'a=mid:0', line(offer, 'ice-ufrag'), line(offer, 'ice-pwd'), ''].join('\r\n');
  const response = await fetch(location, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/trickle-ice-sdpfrag', 'if-match': '*' },
    body: fragment,
  });
  const fresh = await response.text();
  if (response.status === 200) {
    const sdp = answer.replace(/a=ice-ufrag:\S+/g, line(fresh, 'ice-ufrag')).replace(/a=ice-pwd:\S+/g, line(fresh, 'ice-pwd'));
    await pc.setRemoteDescription({ type: 'answer', sdp });
  }
  return { status: response.status, etag: response.headers.get('etag') };
}

/** The browser's counters by kind, with the state of the connection and the time of the first frame. */
export async function counters() {
  const { pc, answeredMillis, connectedMillis, firstFrameMillis } = window.session;
  const reports = [...(await pc.getStats()).values()];
  const of = (type, kind) => reports.filter((report) => report.type === type && report.kind === kind);
  const sum = (list, name) => list.reduce((total, report) => total + (report[name] ?? 0), 0);
  return {
    state: pc.connectionState,
    ufrag: pc.currentRemoteDescription.sdp.match(/a=ice-ufrag:(\S+)/)[1],
    answeredMillis,
    connectedMillis,
    firstFrameMillis,
    framesDecoded: sum(of('inbound-rtp', 'video'), 'framesDecoded'),
    audioPackets: sum(of('inbound-rtp', 'audio'), 'packetsReceived'),
    audioEnergy: sum(of('inbound-rtp', 'audio'), 'totalAudioEnergy'),
    sentByRid: Object.fromEntries(of('outbound-rtp', 'video').map(({ rid, framesSent }) => [rid, framesSent ?? 0])),
  };
}

/** @param {{method: string, accept?: string}} question */
export async function askSession({ method, accept = '*/*' }) {
  const { location, token } = window.session;
  const response = await fetch(location, { method, headers: { authorization: `Bearer ${token}`, accept } });
  const text = await response.text();
  return { status: response.status, text };
}

/** As when a laptop is closed: nothing is said to the server. */
export function vanish() {
  window.session.pc.close();
}
