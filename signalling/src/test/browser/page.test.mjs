// The lesson page itself: what it looks like, and that each action of one person arrives at the others.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { drawnCamera } from './lib/cameras.mjs';
import { launchChromium } from './lib/chromium.mjs';
import { CuttableProxy } from './lib/cuttable-proxy.mjs';
import { Scene } from './lib/scene.mjs';

const TEACHER = 'Ирина';
const PUPIL = 'Анна';
const DESKTOP = { viewport: { width: 1366, height: 768 } };
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };
const SCREENS = { desktop: DESKTOP, phone: PHONE };
const LANGUAGES = { ru: 'ru-RU', en: 'en-GB' };
/** Words that must be on the page, so that its language is the right one. */
const JOIN = { ru: /войти|присоединиться/i, en: /join/i };

describe('the lesson page', () => {
  let scene;
  let browser;
  let teacher;
  let pupil;

  before(async () => {
    scene = await Scene.open('page', 'Алгебра-7Б');
    browser = await scene.launch(launchChromium);
    teacher = await scene.enter(browser, TEACHER, { role: 'teacher', prepare: { camera: drawnCamera(TEACHER) }, ...DESKTOP });
    pupil = await scene.enter(browser, PUPIL, { prepare: { camera: drawnCamera(PUPIL), quiet: true }, ...DESKTOP, locale: LANGUAGES.en });
    await scene.crowd(browser, ['Борис', 'Глеб']);
    for (const [name, participant] of scene.people) {
      await scene.waitFor(`${name} to be connected`, async () => (await participant.look()).state === 'connected');
    }
  });
  after(() => scene?.close());

  for (const [language, locale] of Object.entries(LANGUAGES)) {
    for (const [screen, size] of Object.entries(SCREENS)) {
      it(`shows the way in and the lesson on a ${screen} in ${language}`, async () => {
        const options = { ...size, locale, prepare: { camera: drawnCamera('Вера'), quiet: true } };
        const visitor = await scene.enter(browser, 'Вера', { ...options, autojoin: false });
        await scene.waitFor('the way in', async () => JOIN[language].test((await visitor.text('#join')) ?? ''));
        await scene.waitFor('the picture before joining', () => visitor.evaluate(() => document.querySelector('#preview-video').videoWidth > 0));
        await fits(visitor);
        await visitor.screenshot(`prejoin-${screen}-${language}`);

        await visitor.click('#join');
        await scene.rises(`frames of ${TEACHER}`, async () => (await visitor.look()).receiving(TEACHER, 'camera').framesDecoded, 15);
        await scene.waitFor('four pictures', () => visitor.evaluate(() => document.querySelectorAll('.tile.has-picture').length >= 4));
        assert.equal(await visitor.evaluate(() => document.documentElement.lang), language);
        await fits(visitor);
        await visitor.screenshot(`lesson-${screen}-${language}`);

        await visitor.click('.tool-chat');
        await visitor.screenshot(`chat-${screen}-${language}`);
        await fits(visitor);
        assert.deepEqual((await visitor.look()).errors, []);
        await visitor.leave();
        scene.forget(visitor);
      });
    }
  }

  it('tells the others who is muted', async () => {
    const muted = async () => (await pupil.look()).track(TEACHER, 'microphone')?.muted;
    assert.equal(await muted(), false);
    await teacher.click('.tool-microphone');
    await scene.waitFor('the muted microphone', muted);
    await teacher.click('.tool-microphone');
    await scene.waitFor('the open microphone', async () => (await muted()) === false);
  });

  it("takes a teacher's muting of a pupil", async () => {
    await openMenuOf(PUPIL);
    await teacher.click('.person-menu-entry:first-child');
    await scene.waitFor('the pupil to be muted', () => pupil.evaluate(() => window.zvonok.isMuted('microphone')));
    await scene.waitFor('the teacher to see it', async () => (await teacher.look()).track(PUPIL, 'microphone')?.muted);
    await teacher.click('#people-panel .panel-close');
  });

  it('shows a raised hand to the teacher, who lowers it', async () => {
    await pupil.click('.tool-hand');
    await scene.waitFor('the hand', async () => (await teacher.look()).participant(PUPIL).handRaisedAt);
    await scene.waitFor('the badge on the button', async () => (await teacher.text('.tool-people .tool-badge')) === '1');
    await teacher.click('.tool-people');
    await teacher.screenshot('people-desktop-ru');
    await teacher.evaluate(() => window.zvonok.moderate('lowerAllHands'));
    await scene.waitFor('the hand to be down', async () => !(await teacher.look()).participant(PUPIL).handRaisedAt);
    await scene.waitFor('the pupil to know', () => pupil.evaluate(() => !window.zvonok.you.handRaisedAt));
    await teacher.click('#people-panel .panel-close');
  });

  it('carries a chat message to everybody', async () => {
    const text = 'Откройте учебник на странице 42';
    await teacher.click('.tool-chat');
    await teacher.page.fill('#chat-text', text);
    await teacher.page.press('#chat-text', 'Enter');
    for (const participant of scene.people.values()) {
      await scene.waitFor(`the message at ${participant.name}`, async () => (await participant.look()).chat.includes(text));
    }
    await pupil.click('.tool-chat');
    await scene.waitFor('the message on the page', async () => (await pupil.text('#chat-log'))?.includes(text));
    await pupil.screenshot('chat-with-message-en');
    for (const participant of [teacher, pupil]) await participant.click('#chat-panel .panel-close');
  });

  it('goes on with sound and pictures while signalling is lost, and misses nothing', async () => {
    const proxy = await new CuttableProxy(scene.server.port).open();
    try {
      const traveller = await scene.enter(browser, 'Роман', { url: proxy.url, prepare: { camera: drawnCamera('Роман'), quiet: true } });
      const frames = async () => (await traveller.look()).receiving(TEACHER, 'camera').framesDecoded;
      await scene.rises('frames before', frames, 15);
      const before = await traveller.look();

      proxy.cut();
      await scene.waitFor('the page to be reconnecting', async () => (await traveller.look()).state === 'reconnecting');
      await scene.waitFor('the words for it', () => traveller.text('#banners .banner'));
      await traveller.screenshot('reconnecting-desktop-ru');
      const said = ['раз', 'два'];
      for (const text of said) await teacher.evaluate((words) => window.zvonok.sendChat(words), text);
      await scene.rises('frames meanwhile', frames, 15);

      proxy.mend();
      await scene.waitFor('the page to be connected again', async () => (await traveller.look()).state === 'connected');
      await scene.waitFor('what was said meanwhile', async () => (await traveller.look()).chat.includes('два'));
      const after = await traveller.look();
      assert.equal(after.sessionId, before.sessionId, 'the session');
      assert.equal(after.offerVersion, before.offerVersion, 'offers');
      assert.deepEqual(after.chat.filter((text) => said.includes(text)), said);
      await scene.waitFor('the words to be gone', async () => !(await traveller.text('#banners .banner')));
      await traveller.leave();
      scene.forget(traveller);
    } finally {
      proxy.close();
    }
  });

  it('puts a pupil out of the lesson', async () => {
    await openMenuOf(PUPIL);
    await teacher.click('.person-menu-entry.danger');
    await teacher.click('#confirm-yes');
    await scene.waitFor('the end of the lesson for the pupil', async () => (await pupil.look()).state === 'closed');
    await scene.waitFor('the words for it', () => pupil.text('#ended-title'));
    await pupil.screenshot('kicked-en');
    await scene.waitFor('the others to see it', async () => !(await teacher.look()).participant(PUPIL));
  });

  it('makes no page complain', async () => {
    for (const [name, participant] of scene.people) assert.deepEqual((await participant.look()).errors, [], name);
  });

  async function openMenuOf(name) {
    if (!(await teacher.text('#people-panel'))) await teacher.click('.tool-people');
    const { id } = (await teacher.look()).participant(name);
    await teacher.click(`.person[data-id="${id}"] .person-more`);
  }
});

/** Nothing sticks out to the side. */
async function fits(participant) {
  const { wide, window: inner } = await participant.evaluate(() => ({ wide: document.documentElement.scrollWidth, window: innerWidth }));
  assert.ok(wide <= inner, `the page is ${wide} pixels wide in a window of ${inner}`);
}
