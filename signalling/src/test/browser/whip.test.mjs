// A browser that publishes by WHIP, browsers that play by WHEP, and a lesson page in the same room.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { launchChromium } from './lib/chromium.mjs';
import { launchFirefox } from './lib/firefox.mjs';
import { Scene } from './lib/scene.mjs';
import { token } from './lib/token.mjs';
import { askSession, counters, playByWhep, publishByWhip, restartIce, vanish } from './lib/whip-page.mjs';

const ROOM = 'День-открытых-дверей';

describe('a broadcast by WHIP and WHEP', () => {
  let scene;
  let encoder;
  let chromium;
  let lesson;
  const players = {};

  const way = (door, identity, role) => ({
    endpoint: `${scene.server.url}/${door}/${encodeURIComponent(ROOM)}`,
    token: token({ room: ROOM, identity, role, name: identity }),
  });
  const open = async (browser, name) => {
    const page = await browser.participant(name, {});
    await page.page.goto(`${scene.server.url}/`);
    return page;
  };
  const publish = () => encoder.evaluate(publishByWhip, way('whip', 'encoder', 'broadcaster'));
  const played = async (name) => players[name].evaluate(counters);

  before(async () => {
    scene = await Scene.open('whip', ROOM);
    const [one, other] = await Promise.all([scene.launch(launchChromium), scene.launch(launchFirefox)]);
    chromium = one;
    encoder = await open(chromium, 'encoder');
    players.Chromium = await open(chromium, 'player');
    players.Firefox = await open(other, 'player');
  });
  after(() => scene?.close());

  it('asks a player to come again while nothing is on air', async () => {
    const refused = await players.Chromium.evaluate(playByWhep, way('whep', 'player', 'viewer'));
    assert.equal(refused.status, 409, refused.answer);
    assert.match(refused.retryAfter, /^\d+$/);
    assert.equal(JSON.parse(refused.answer).status, 409);
  });

  it('lets no viewer publish', async () => {
    const refused = await encoder.evaluate(publishByWhip, way('whip', 'player', 'viewer'));
    assert.equal(refused.status, 403, refused.answer);
  });

  it('takes all encodings of a publisher', async () => {
    const { status, answer } = await publish();
    assert.equal(status, 201, answer);
    assert.match(answer, /a=simulcast:recv q;h;f/);
    await scene.waitFor('the encoder to be connected', async () => (await encoder.evaluate(counters)).state === 'connected');
    await scene.rises('pictures of the smallest encoding', async () => (await encoder.evaluate(counters)).sentByRid.q, 10);
  });

  for (const name of ['Chromium', 'Firefox']) {
    it(`plays in ${name}`, async () => {
      const { status, answer } = await players[name].evaluate(playByWhep, way('whep', `player-${name}`, 'viewer'));
      assert.equal(status, 201, answer);
      assert.ok(!answer.includes('transport-wide-cc'), 'feedback once in a while is enough');
      assert.match(answer, /a=rtcp-fb:\d+ goog-remb/);
      await scene.rises(`frames in ${name}`, async () => (await played(name)).framesDecoded, 10);
      await scene.rises(`sound in ${name}`, async () => (await played(name)).audioPackets, 20);
      console.log(`# first frame in ${name}: ${(await played(name)).firstFrameMillis} ms after the request`);
    });
  }

  it('is heard', async () => {
    await scene.rises('the energy of the sound', async () => (await played('Chromium')).audioEnergy, 0.001);
  });

  it('is seen in the lesson page of the room, where nobody sees the audience', async () => {
    lesson = await scene.enter(chromium, 'Ольга', { role: 'student', prepare: { quiet: true, camera: { width: 320, height: 180, fps: 4, hue: 90, hair: '#333', clothes: '#666' } }, viewport: { width: 640, height: 400 } });
    await scene.rises('frames in the lesson', async () => (await lesson.look()).receiving('encoder', 'camera').framesDecoded, 10);
    const { participants } = await lesson.look();
    assert.deepEqual(participants.map(({ name }) => name), ['encoder'], 'the others, without the players');
    await lesson.leave();
    scene.forget(lesson);
  });

  it('goes on over an ICE restart', async () => {
    const before = await played('Chromium');
    const { status, etag } = await players.Chromium.evaluate(restartIce);
    assert.equal(status, 200);
    assert.equal(etag, '"ice-1"');
    await scene.rises('frames after the restart', async () => (await played('Chromium')).framesDecoded, 20);
    assert.notEqual((await played('Chromium')).ufrag, before.ufrag);
  });

  it('tells the encoder what is seen of it', async () => {
    const { status, text } = await encoder.evaluate(askSession, { method: 'GET', accept: 'application/json' });
    assert.equal(status, 200);
    const { kind, notices, report } = JSON.parse(text);
    assert.equal(kind, 'publisher');
    assert.deepEqual(notices, []);
    assert.equal(report.transport.state, 'connected');
  });

  it('drops and comes back without a player asking anew', async () => {
    await encoder.evaluate(vanish);
    assert.equal((await publish()).status, 201);
    for (const name of Object.keys(players)) {
      await scene.rises(`frames in ${name} of the source that came back`, async () => (await played(name)).framesDecoded, 10);
    }
  });

  it('ends when the encoder says so', async () => {
    assert.equal((await encoder.evaluate(askSession, { method: 'DELETE' })).status, 200);
    assert.equal((await encoder.evaluate(askSession, { method: 'DELETE' })).status, 404);
    const refused = await encoder.evaluate(playByWhep, way('whep', 'late', 'viewer'));
    assert.equal(refused.status, 409);
    for (const name of Object.keys(players)) {
      assert.equal((await players[name].evaluate(askSession, { method: 'DELETE' })).status, 200, name);
    }
  });
});
