// Firefox and Chromium in one lesson, both directions.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { drawnCamera } from './lib/cameras.mjs';
import { launchChromium } from './lib/chromium.mjs';
import { launchFirefox } from './lib/firefox.mjs';
import { Scene } from './lib/scene.mjs';

describe('a lesson of Firefox and Chromium', () => {
  let scene;
  const people = {};

  before(async () => {
    scene = await Scene.open('firefox', 'Химия-9В');
    const [firefox, chromium] = await Promise.all([scene.launch(launchFirefox), scene.launch(launchChromium)]);
    people.Фёдор = await scene.enter(firefox, 'Фёдор', { role: 'teacher' });
    people.Хлоя = await scene.enter(chromium, 'Хлоя', { prepare: { camera: drawnCamera('Хлоя') } });
  });
  after(() => scene?.close());

  for (const [viewer, publisher] of [['Фёдор', 'Хлоя'], ['Хлоя', 'Фёдор']]) {
    it(`lets ${viewer} see and hear ${publisher}`, async () => {
      const receiving = async (source) => (await people[viewer].look()).receiving(publisher, source);
      await scene.rises(`frames of ${publisher} at ${viewer}`, async () => (await receiving('camera')).framesDecoded, 30);
      await scene.rises(`packets of ${publisher}'s voice at ${viewer}`, async () => (await receiving('microphone')).packetsReceived, 30);
      await people[viewer].screenshot(`firefox-${viewer === 'Фёдор' ? 'sees-chromium' : 'seen-in-chromium'}`);
    });
  }

  it('lets Firefox stop the encodings that nobody watches', async () => {
    const wanted = { q: true, h: false, f: false };
    const layers = Object.entries(wanted).map(([rid, active]) => ({ rid, active }));
    await people.Фёдор.hear({ type: 'publisherLayers', mid: '1', layers });
    await scene.waitFor('two to rest', async () => {
      const active = await people.Фёдор.evaluate(() =>
        window.zvonok.pc.getSenders()[1].getParameters().encodings.map(({ rid, active }) => [rid, active]),
      );
      assert.deepEqual(Object.fromEntries(active), wanted);
      return true;
    });
    await scene.rises('frames meanwhile', async () => (await people.Хлоя.look()).receiving('Фёдор', 'camera').framesDecoded, 20);
  });

  it('makes neither page complain', async () => {
    for (const [name, participant] of scene.people) assert.deepEqual((await participant.look()).errors, [], name);
  });
});
