// What this browser can do of what a lesson needs.

const VIDEO = ['VP8', 'VP9', 'H264', 'AV1'];

/** What no lesson goes without, then what it is poorer without. */
export async function checkBrowser() {
  const facts = [['check.fact.browser', { browser: browserName(), cores: navigator.hardwareConcurrency ?? '?' }]];
  if (typeof RTCPeerConnection === 'undefined') return { state: 'fail', key: 'check.browser.noWebRtc', facts };
  const needed = ['addTransceiver', 'setLocalDescription', 'getStats'].every(
    (name) => name in RTCPeerConnection.prototype,
  );
  if (!needed || typeof WebSocket === 'undefined') return { state: 'fail', key: 'check.browser.old', facts };
  const send = codecs(RTCRtpSender);
  const receive = codecs(RTCRtpReceiver);
  facts.push(['check.fact.codecs', { send: send.join(', ') || '—', receive: receive.join(', ') || '—' }]);
  if (!receive.includes('VP8')) return { state: 'fail', key: 'check.browser.noVp8', facts };
  const lacking = [
    !sendsSeveralSizes() && 'simulcast',
    !navigator.mediaDevices?.getDisplayMedia && 'screen',
    !isSecureContext && 'secure',
  ].filter(Boolean);
  for (const name of lacking) facts.push([`check.lacks.${name}`, {}]);
  return { state: lacking.length ? 'warn' : 'ok', key: `check.browser.${lacking.length ? 'lacks' : 'ok'}`, facts };
}

function codecs(end) {
  const all = end.getCapabilities?.('video')?.codecs ?? [];
  return VIDEO.filter((name) => all.some(({ mimeType }) => mimeType.toLowerCase() === `video/${name.toLowerCase()}`));
}

function sendsSeveralSizes() {
  const pc = new RTCPeerConnection();
  try {
    const { sender } = pc.addTransceiver('video', {
      direction: 'sendonly',
      sendEncodings: [{ rid: 'q' }, { rid: 'h' }],
    });
    return sender.getParameters().encodings.length === 2;
  } catch {
    return false;
  } finally {
    pc.close();
  }
}

/** "Chromium 150, Linux" where the browser says so, else its whole self-description. */
export function browserName() {
  const about = navigator.userAgentData;
  const brand = about?.brands?.find(({ brand: name }) => !/not.?a.?brand/i.test(name.replace(/[^a-z]/gi, '')));
  if (brand) return `${brand.brand} ${brand.version}, ${about.platform}`;
  const known = navigator.userAgent.match(/(Firefox|Edg|OPR|YaBrowser|Chrome|Version)\/(\d+)/);
  return known
    ? `${known[1] === 'Version' ? 'Safari' : known[1]} ${known[2]}, ${navigator.platform}`
    : navigator.userAgent;
}
