// Three participants of one lesson in Chromium.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { drawnCamera } from './lib/cameras.mjs';
import { launchChromium } from './lib/chromium.mjs';
import { Scene } from './lib/scene.mjs';

const TEACHER = 'Ирина';
const PUPILS = ['Анна', 'Борис'];
const EVERYBODY = [TEACHER, ...PUPILS];
/** Software rendering costs more than decoding: only the page of which a picture is taken is large. */
const SMALL = { viewport: { width: 800, height: 450 } };

describe('a lesson in Chromium', () => {
  let scene;
  let browser;
  const people = {};

  before(async () => {
    scene = await Scene.open('lesson', 'Физика-8А');
    browser = await scene.launch(launchChromium);
    // The teacher's camera is Chromium's own at 720p; three of them would be more than two cores can encode.
    people[TEACHER] = await scene.enter(browser, TEACHER, { role: 'teacher', ...SMALL });
    people[PUPILS[0]] = await scene.enter(browser, PUPILS[0], { prepare: { camera: drawnCamera(PUPILS[0]) }, ...SMALL });
    people[PUPILS[1]] = await scene.enter(browser, PUPILS[1], { prepare: { camera: drawnCamera(PUPILS[1]) } });
  });
  after(() => scene?.close());

  it('connects everybody', async () => {
    for (const name of EVERYBODY) {
      await scene.waitFor(`${name} to be connected`, async () => (await people[name].look()).state === 'connected');
    }
  });

  for (const viewer of EVERYBODY) {
    for (const publisher of EVERYBODY.filter((name) => name !== viewer)) {
      it(`lets ${viewer} see and hear ${publisher}`, async () => {
        const receiving = async (source) => (await people[viewer].look()).receiving(publisher, source);
        await scene.rises(`frames of ${publisher} at ${viewer}`, async () => (await receiving('camera')).framesDecoded, 20);
        await scene.rises(`packets of ${publisher}'s voice at ${viewer}`, async () => (await receiving('microphone')).packetsReceived, 20);
        await scene.rises(`sound of ${publisher}'s voice at ${viewer}`, async () => (await receiving('microphone')).totalAudioEnergy, 0.001);
      });
    }
  }

  it('shows a shared screen and takes it away again', async () => {
    const viewer = people[PUPILS[1]];
    await people[TEACHER].click('.tool-screen');
    await scene.rises('frames of the screen', async () => (await viewer.look()).receiving(TEACHER, 'screen').framesDecoded, 10);
    await viewer.screenshot('lesson-screen-share');
    await people[TEACHER].click('.tool-screen');
    await scene.waitFor('the screen to be gone', async () => !(await viewer.look()).slot(TEACHER, 'screen'));
  });

  it('gives the slot of who leaves to who comes, with no new offer', async () => {
    const [staying, leaving] = PUPILS;
    const before = await people[TEACHER].look();
    const { mid } = before.slot(leaving, 'camera');
    await people[leaving].leave();
    scene.forget(people[leaving]);
    await scene.waitFor('the slot to be empty', async () => {
      const seen = await people[TEACHER].look();
      assert.equal(seen.participant(leaving), undefined);
      return seen.slots.find((slot) => slot.mid === mid).participantId === null;
    });

    const newcomer = 'Вера';
    people[newcomer] = await scene.enter(browser, newcomer, { prepare: { camera: drawnCamera(newcomer) }, ...SMALL });
    await scene.rises(`frames of ${newcomer} at the teacher`, async () => (await people[TEACHER].look()).receiving(newcomer, 'camera').framesDecoded, 20);
    await scene.rises(`frames of ${staying} at ${newcomer}`, async () => (await people[newcomer].look()).receiving(staying, 'camera').framesDecoded, 20);
    const after = await people[TEACHER].look();
    assert.equal(after.slot(newcomer, 'camera').mid, mid, 'the slot that became free');
    assert.equal(after.offerVersion, before.offerVersion, 'offers made by the teacher');
  });

  it('makes no page complain', async () => {
    for (const [name, participant] of scene.people) assert.deepEqual((await participant.look()).errors, [], name);
  });
});
