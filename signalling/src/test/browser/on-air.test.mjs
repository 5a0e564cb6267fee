// A lesson goes on air, and an encoder that drops and comes back: what viewers see in the page of a broadcast.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { drawnCamera } from './lib/cameras.mjs';
import { launchChromium } from './lib/chromium.mjs';
import { Scene } from './lib/scene.mjs';
import { token } from './lib/token.mjs';
import { askSession, publishByWhip } from './lib/whip-page.mjs';

const TEACHER = 'Ирина';
const PUPIL = 'Анна';
const VIEWER = 'Ольга';
const SMALL = { viewport: { width: 960, height: 600 } };

const slateOf = (viewer) => viewer.evaluate(() => document.querySelector('#slate').dataset.state);

describe('a lesson on air', () => {
  let scene;
  let teacher;
  let pupil;
  let viewer;

  before(async () => {
    scene = await Scene.open('lesson-on-air', 'Открытый-урок');
    const browser = await scene.launch(launchChromium);
    teacher = await scene.enter(browser, TEACHER, { role: 'teacher', prepare: { camera: drawnCamera(TEACHER) } });
    pupil = await scene.enter(browser, PUPIL, { prepare: { camera: drawnCamera(PUPIL), quiet: true }, ...SMALL });
    viewer = await scene.watch(browser, VIEWER, SMALL);
    for (const [name, participant] of scene.people) {
      await scene.waitFor(`${name} to be connected`, async () => (await participant.look()).state === 'connected');
    }
  });
  after(() => scene?.close());

  it('lists no viewer in the lesson, but counts them', async () => {
    await scene.waitFor('the count', async () => (await teacher.text('#viewers')) === '1');
    assert.deepEqual((await teacher.look()).participants.map(({ name }) => name), [PUPIL]);
  });

  it('starts with a button and a second thought, and everybody on stage sees it', async () => {
    await teacher.click('.tool-broadcast');
    await teacher.click('#air-button');
    assert.ok((await teacher.text('#confirm-text')).includes(PUPIL), 'who will be seen');
    await teacher.screenshot('lesson-on-air-confirm');
    assert.equal(await teacher.text('#on-air'), null, 'not yet');
    await teacher.click('#confirm-yes');
    for (const person of [teacher, pupil]) {
      await scene.waitFor(`the mark at ${person.name}`, async () => (await person.text('#on-air'))?.startsWith('В ЭФИРЕ'));
    }
    await scene.waitFor('the picture at the viewer', async () => (await slateOf(viewer)) === '');
    await teacher.screenshot('lesson-on-air-teacher');
    await pupil.screenshot('lesson-on-air-pupil');
  });

  it('offers the panel of broadcasts to the teacher only', async () => {
    assert.equal(await pupil.text('.tool-broadcast'), null);
  });

  it('shows the chosen camera, and a screen large with the camera beside it', async () => {
    await teacher.click('#programme-manual');
    const { id } = (await teacher.look()).participant(PUPIL);
    await teacher.page.locator(`.pick[data-key="${id}/camera"] input`).check();
    await scene.rises('frames of the pupil', async () => (await viewer.look()).receiving(PUPIL, 'camera').framesDecoded, 5);
    await teacher.click('#programme-auto');
    await teacher.click('.tool-screen');
    await scene.rises('frames of the screen', async () => (await viewer.look()).receiving(TEACHER, 'screen').framesDecoded, 3);
    await scene.waitFor('both pictures', () => viewer.evaluate(() => document.querySelectorAll('#pictures .tile.has-picture').length >= 2));
    const widths = await viewer.evaluate(() => [...document.querySelectorAll('#pictures .tile')].map((tile) => [tile.classList.contains('screen'), tile.clientWidth]));
    const [screen, camera] = [true, false].map((wanted) => widths.find(([isScreen]) => isScreen === wanted)[1]);
    assert.ok(screen > 2 * camera, `the screen is ${screen} wide, the camera ${camera}`);
    await viewer.screenshot('watch-screen-share');
    await teacher.click('.tool-screen');
  });

  it('shows comments of the audience in the chat of the lesson', async () => {
    await viewer.page.locator('#chat-text').fill('Здравствуйте!');
    await viewer.page.locator('.chat-send').click();
    await scene.waitFor('the comment', async () => (await teacher.look()).chat.includes('Здравствуйте!'));
    await teacher.click('.tool-chat');
    await scene.waitFor('where it came from', async () => (await teacher.text('#chat-log'))?.includes('из зала'));
    await teacher.screenshot('lesson-on-air-chat');
    await teacher.click('.tool-broadcast');
    await scene.waitFor('its author in the panel', async () => (await teacher.text('#audience-list'))?.includes(VIEWER));
  });

  it('ends, and the lesson goes on', async () => {
    await teacher.click('#air-button');
    await teacher.click('#confirm-yes');
    await scene.waitFor('the end at the viewer', async () => (await slateOf(viewer)) === 'over');
    await scene.waitFor('the mark to go', async () => (await pupil.text('#on-air')) === null);
    await scene.rises('frames in the lesson', async () => (await pupil.look()).receiving(TEACHER, 'camera').framesDecoded, 5);
  });

  it('makes no page complain', async () => {
    for (const [name, participant] of scene.people) assert.deepEqual((await participant.look()).errors, [], name);
  });
});

describe('an encoder that drops', () => {
  let scene;
  let encoder;
  let viewer;

  const publish = () =>
    encoder.evaluate(publishByWhip, {
      endpoint: `${scene.server.url}/whip/${encodeURIComponent(scene.room)}`,
      token: token({ room: scene.room, identity: 'encoder', role: 'broadcaster', name: 'Камера' }),
    });
  const frames = async () => (await viewer.look()).receiving('Камера', 'camera').framesDecoded;

  before(async () => {
    scene = await Scene.open('encoder-drops', 'Линейка');
    const browser = await scene.launch(launchChromium);
    encoder = await browser.participant('encoder', {});
    await encoder.page.goto(`${scene.server.url}/`);
    viewer = await scene.watch(browser, VIEWER, SMALL);
  });
  after(() => scene?.close());

  it('is on air as soon as it publishes', async () => {
    await scene.waitFor('the slate before', async () => (await slateOf(viewer)) === 'notYet');
    assert.equal((await publish()).status, 201);
    await scene.rises('frames', frames, 15);
    await scene.waitFor('the slate to go', async () => (await slateOf(viewer)) === '');
  });

  it('leaves a slate when it is gone, and the picture comes back over the same connection', async () => {
    await viewer.evaluate(() => (window.pcBefore = window.zvonok.pc));
    assert.equal((await encoder.evaluate(askSession, { method: 'DELETE' })).status, 200);
    await scene.waitFor('the slate', async () => (await slateOf(viewer)) === 'gone');
    assert.equal(await viewer.text('#slate-title'), 'Трансляция сейчас продолжится');
    await viewer.screenshot('watch-source-gone');
    assert.equal((await publish()).status, 201);
    await scene.rises('frames of the source that came back', frames, 15);
    await scene.waitFor('the slate to go', async () => (await slateOf(viewer)) === '');
    assert.ok(await viewer.evaluate(() => window.pcBefore === window.zvonok.pc), 'the connection');
    assert.deepEqual((await viewer.look()).errors, []);
  });
});
