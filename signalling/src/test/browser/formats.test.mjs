// What a browser sends: sizes, layers of time, one encoding with everything, and only what somebody watches.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { launchChromium } from './lib/chromium.mjs';
import { Scene } from './lib/scene.mjs';

const SMALL = { viewport: { width: 800, height: 450 } };
const MICROPHONE_AND = { prepare: { quiet: true, deafTo: ['publisherLayers'] }, role: 'teacher', ...SMALL };
/** Mids of an offer of ours: sending sections come first. */
const [CAMERA, SCREEN] = ['1', '2'];
const RIDS = ['q', 'h', 'f'];

describe('what a camera is sent in', () => {
  let scene;
  let browser;
  let teacher;

  before(async () => {
    scene = await Scene.open('formats', 'Биология-7Г');
    browser = await scene.launch(launchChromium);
    teacher = await scene.enter(browser, 'Ирина', MICROPHONE_AND);
    await scene.waitFor('the connection', async () => (await teacher.look()).state === 'connected');
  });
  after(() => scene?.close());

  const encodings = (index) =>
    teacher.evaluate((at) => {
      const { encodings } = window.zvonok.pc.getSenders()[at].getParameters();
      return Object.fromEntries(encodings.map(({ rid = '', active }) => [rid, active]));
    }, index);
  const are = (index, wanted) =>
    scene.waitFor(`the encodings to be ${JSON.stringify(wanted)}`, async () => {
      assert.deepEqual(await encodings(index), wanted);
      return true;
    });
  const framesOf = async (mid, rid) => (await teacher.look()).sending(mid).get(rid).framesSent;
  const says = (mid, layers) =>
    teacher.hear({ type: 'publisherLayers', mid, layers: Object.entries(layers).map(([rid, active]) => ({ rid, active })) });

  it('is three sizes, each with three layers of time', async () => {
    for (const rid of RIDS) await scene.rises(`frames of ${rid}`, () => framesOf(CAMERA, rid), 5, 60_000);
    const sent = (await teacher.look()).sending(CAMERA);
    assert.deepEqual(Object.fromEntries([...sent].map(([rid, { scalabilityMode }]) => [rid, scalabilityMode])), { q: 'L1T3', h: 'L1T3', f: 'L1T3' });
  });

  it('is only the encodings that somebody watches', async () => {
    await says(CAMERA, { q: true, h: false, f: false });
    await are(1, { q: true, h: false, f: false });
    await scene.waitFor('the large ones to rest', async () => {
      const sent = (await teacher.look()).sending(CAMERA);
      return RIDS.every((rid) => sent.get(rid).active === (rid === 'q'));
    });
    const resting = await framesOf(CAMERA, 'f');
    await scene.rises('frames of q', () => framesOf(CAMERA, 'q'), 10);
    assert.equal(await framesOf(CAMERA, 'f'), resting);
    const { send } = await teacher.evaluate(() => window.zvonok.takeStats());
    const digest = Object.fromEntries(send.filter(({ source }) => source === 'camera').map(({ rid, layers, active }) => [rid, [layers, active]]));
    assert.deepEqual(digest, { q: ['L1T3', true], h: ['L1T3', false], f: ['L1T3', false] });
    await says(CAMERA, { f: true });
    await are(1, { q: true, h: false, f: true });
    await scene.rises('frames of f', () => framesOf(CAMERA, 'f'), 5, 60_000);
    await says(CAMERA, { h: true });
    await are(1, { q: true, h: true, f: true });
  });

  it('does not mind what is said of sections and encodings that are not there', async () => {
    await says('99', { q: false });
    await says(CAMERA, { x: false, '': false });
    await says(CAMERA, { f: false });
    await are(1, { q: true, h: true, f: false });
  });

  it('waits for a track, and is one size for a screen', async () => {
    await says(SCREEN, { '': false });
    await are(2, { '': false });
    await teacher.click('.tool-screen');
    await scene.waitFor('the screen to be shared', async () => (await teacher.look()).you.tracks.some(({ source }) => source === 'screen'));
    await scene.rises('frames of q meanwhile', () => framesOf(CAMERA, 'q'), 10);
    assert.equal((await teacher.look()).sending(SCREEN).get('')?.framesSent ?? 0, 0);
    await says(SCREEN, { '': true });
    await scene.rises('frames of the screen', () => framesOf(SCREEN, ''), 5);
    assert.equal((await teacher.look()).sending(SCREEN).get('').scalabilityMode, 'L1T3');
    await teacher.click('.tool-screen');
  });

  it('is everything again on a new connection', async () => {
    const before = (await teacher.look()).sessionId;
    await teacher.hear({ type: 'goAway', action: 'reconnect', reason: 'test', retryAfterMillis: 1 });
    await scene.waitFor('a new session', async () => {
      const { state, sessionId } = await teacher.look();
      return state === 'connected' && sessionId !== before;
    });
    await are(1, { q: true, h: true, f: true });
    await says(CAMERA, { f: false });
    await are(1, { q: true, h: true, f: false });
  });

  it('asks for the dependency descriptor in slots, whatever else is offered', async () => {
    const alone = await teacher.evaluate(async () => {
      const { Formats } = await import('/client/formats.js');
      const pc = new RTCPeerConnection();
      new Formats({}).addReceiving(pc, 'video');
      const { sdp } = await pc.createOffer();
      pc.close();
      return sdp;
    });
    const whole = await teacher.evaluate(() => window.zvonok.pc.localDescription.sdp);
    const slots = [alone, whole].flatMap((sdp) => sdp.split(/^(?=m=)/m)).filter((section) => /^m=video[^]*a=recvonly/.test(section));
    assert.equal(slots.length, 1 + 9);
    for (const slot of slots) assert.match(slot, /^a=extmap:\d+ \S+#dependency-descriptor-rtp-header-extension/m);
  });

  it('offers Opus first, then RED, in both directions', async () => {
    const sections = await teacher.evaluate(() => window.zvonok.pc.localDescription.sdp.split(/^(?=m=)/m));
    for (const section of sections.filter((candidate) => candidate.startsWith('m=audio'))) {
      const names = section.split('\r\n', 1)[0].split(' ').slice(3).map((payloadType) => section.match(new RegExp(`^a=rtpmap:${payloadType} (\\w+)`, 'm'))[1]);
      assert.deepEqual(names, ['opus', 'red']);
    }
  });

  for (const [codec, mode] of [['VP9', 'L3T3_KEY'], ['AV1', 'L3T3_KEY']]) {
    it(`is one encoding with all layers when ${codec} ${mode} is asked for`, async () => {
      const more = { codec, svc: mode };
      const pupil = await scene.enter(browser, 'Семён', { ...MICROPHONE_AND, role: 'student', more });
      await scene.rises('frames', async () => (await pupil.look()).sending(CAMERA).get('').framesSent, 5, 60_000);
      const [sent] = (await pupil.look()).sending(CAMERA).values();
      assert.equal(sent.scalabilityMode, mode);
      assert.equal(await pupil.evaluate(() => window.zvonok.pc.getSenders()[1].getParameters().codecs[0].mimeType), `video/${codec}`);
      assert.deepEqual((await pupil.look()).errors, []);
      await pupil.leave();
      scene.forget(pupil);
    });
  }

  it('passes over what no browser could do', async () => {
    const pupil = await scene.enter(browser, 'Семён', { ...MICROPHONE_AND, role: 'student', more: { codec: 'VP8', svc: 'L3T3_KEY' } });
    await scene.rises('frames', async () => (await pupil.look()).sending(CAMERA).get('q').framesSent, 5, 60_000);
    const refused = await pupil.evaluate(async (mode) => {
      const { connect } = await import('/client/zvonok.js');
      return connect({ token: 'x', videoCodec: 'VP8', scalabilityMode: mode }).catch(({ code }) => code);
    }, 'L3T3_KEY');
    assert.equal(refused, 'bad_option');
    await pupil.leave();
    scene.forget(pupil);
  });

  it('makes no page complain', async () => {
    assert.deepEqual((await teacher.look()).errors, []);
  });
});
