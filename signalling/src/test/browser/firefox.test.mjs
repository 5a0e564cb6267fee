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

  it('makes neither page complain', async () => {
    for (const [name, participant] of scene.people) assert.deepEqual((await participant.look()).errors, [], name);
  });
});
