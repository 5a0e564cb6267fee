// The pages of a broadcast: who broadcasts from a browser, and viewers in Chromium and Firefox.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { drawnCamera } from './lib/cameras.mjs';
import { launchChromium } from './lib/chromium.mjs';
import { launchFirefox } from './lib/firefox.mjs';
import { Scene } from './lib/scene.mjs';

const HOST = 'Ирина';
const OLGA = 'Ольга';
const FYODOR = 'Фёдор';
const DESKTOP = { viewport: { width: 1366, height: 768 } };
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };
const SCREENS = { desktop: DESKTOP, phone: PHONE };
const LANGUAGES = { ru: 'ru-RU', en: 'en-GB' };
/** Words that must be on the page, so that its language is the right one. */
const SOUND_ON = { ru: 'Включить звук', en: 'Turn sound on' };

describe('a broadcast from the broadcast page', () => {
  let scene;
  let chromium;
  let host;
  const viewers = {};

  const slateOf = (viewer) => viewer.evaluate(() => document.querySelector('#slate').dataset.state);
  const framesAt = async (viewer) => (await viewer.look()).receiving(HOST, 'camera').framesDecoded;
  const commentsAt = (viewer) =>
    viewer.evaluate(() => [...document.querySelectorAll('#chat-log .message-text')].map(({ textContent }) => textContent));
  const comment = async (viewer, text) => {
    await viewer.page.locator('#chat-text').fill(text);
    await viewer.page.locator('.chat-send').click();
  };
  const seesComment = (viewer, text) => scene.waitFor(`"${text}" at ${viewer.name}`, async () => (await commentsAt(viewer)).includes(text));
  /** A moderator's menu of one message. */
  const openMenuOf = (text) =>
    host.evaluate((wanted) => {
      const row = [...document.querySelectorAll('#chat-log .message')].find((message) => message.textContent.includes(wanted));
      row.querySelector('.message-more').click();
    }, text);

  before(async () => {
    scene = await Scene.open('broadcast', 'Последний-звонок');
    const [one, firefox] = await Promise.all([scene.launch(launchChromium), scene.launch(launchFirefox)]);
    chromium = one;
    viewers[OLGA] = await scene.watch(chromium, OLGA, { prepare: { camera: drawnCamera('Вера'), quiet: true } });
    viewers[FYODOR] = await scene.watch(firefox, FYODOR);
  });
  after(() => scene?.close());

  it('tells viewers who came early that it starts by itself', async () => {
    for (const viewer of Object.values(viewers)) {
      await scene.waitFor(`the slate of ${viewer.name}`, async () => (await slateOf(viewer)) === 'notYet');
    }
    await viewers[OLGA].screenshot('watch-not-yet');
    host = await scene.enter(chromium, HOST, { at: 'broadcast', role: 'broadcaster', prepare: { camera: drawnCamera(HOST) } });
    await scene.waitFor('the host to be connected', async () => (await host.look()).state === 'connected');
    await scene.waitFor('the preview', () => host.evaluate(() => document.querySelector('#preview-camera').videoWidth > 0));
    await scene.waitFor('the number of viewers', async () => (await host.text('#air-text'))?.includes('2'));
    assert.equal(await slateOf(viewers[OLGA]), 'notYet', 'off air there is nothing to be seen');
  });

  it('goes on air with one button', async () => {
    await host.click('#air-button');
    await scene.waitFor('the red mark', async () => (await host.text('#on-air'))?.startsWith('В ЭФИРЕ'));
    for (const viewer of Object.values(viewers)) {
      await scene.rises(`frames at ${viewer.name}`, () => framesAt(viewer), 15);
      await scene.waitFor(`the slate of ${viewer.name} to go`, async () => (await slateOf(viewer)) === '');
      assert.ok(await viewer.text('#on-air'), `${viewer.name} sees the mark`);
    }
  });

  it('plays silently until somebody turns the sound on', async () => {
    for (const viewer of Object.values(viewers)) {
      const players = () => viewer.evaluate(() => [...document.querySelectorAll('#voices audio')].map(({ muted, paused }) => ({ muted, paused })));
      assert.ok((await players()).every(({ muted }) => muted), `${viewer.name} hears nothing yet`);
      await viewer.click('#sound-on');
      await scene.waitFor('the sound', async () => (await players()).every(({ muted, paused }) => !muted && !paused));
      assert.equal(await viewer.text('#sound-on'), null, 'the button has done its duty');
      await scene.rises(`the sound at ${viewer.name}`, async () => (await viewer.look()).receiving(HOST, 'microphone').totalAudioEnergy, 0.001);
    }
  });

  it('says in words which picture is shown', async () => {
    await scene.waitFor('the size', async () => /\d+×\d+/.test((await viewers[OLGA].text('#picture-words')) ?? ''));
    assert.match(await viewers[OLGA].text('#details'), /^\d+p$/);
    await scene.waitFor('what leaves the host', async () => /Камера: \d+×\d+/.test((await host.text('#sent')) ?? ''));
    assert.match(await host.text('#viewers-get'), new RegExp(`камеру ${HOST}`, 'i'));
  });

  for (const [language, locale] of Object.entries(LANGUAGES)) {
    for (const [screen, size] of Object.entries(SCREENS)) {
      it(`looks well on a ${screen} in ${language}`, async () => {
        const visitor = await scene.watch(chromium, 'Вера', { ...size, locale });
        await scene.waitFor('the words', async () => (await visitor.text('#sound-on')) === SOUND_ON[language]);
        await scene.rises('frames', () => framesAt(visitor), 5);
        await scene.waitFor('the words for the picture', () => visitor.text('#picture-words'));
        assert.equal(await visitor.evaluate(() => document.documentElement.lang), language);
        await fits(visitor);
        await visitor.screenshot(`watch-${screen}-${language}`);
        assert.deepEqual((await visitor.look()).errors, []);
        await visitor.leave();
        scene.forget(visitor);
      });
    }
  }

  it('carries a comment to everybody, with the time of the broadcast', async () => {
    await comment(viewers[OLGA], 'Поздравляю выпускников!');
    for (const reader of [host, ...Object.values(viewers)]) await seesComment(reader, 'Поздравляю выпускников!');
    assert.match(await viewers[FYODOR].text('#chat-log time'), /^\d+:\d\d$/);
    await host.page.locator('#chat-text').fill('Спасибо!');
    await host.page.locator('.chat-send').click();
    for (const viewer of Object.values(viewers)) await seesComment(viewer, 'Спасибо!');
  });

  it('gives late viewers the comments so far', async () => {
    const late = await scene.watch(chromium, 'Поздно');
    await seesComment(late, 'Поздравляю выпускников!');
    await late.leave();
    scene.forget(late);
  });

  it('takes a comment away from everybody', async () => {
    await comment(viewers[FYODOR], 'Это лишнее');
    for (const reader of [host, viewers[OLGA]]) await seesComment(reader, 'Это лишнее');
    await openMenuOf('Это лишнее');
    await host.screenshot('broadcast-moderation');
    await host.click('.message-menu .danger');
    for (const reader of [host, ...Object.values(viewers)]) {
      await scene.waitFor(`it to be gone at ${reader.name}`, async () => !(await commentsAt(reader)).includes('Это лишнее'));
    }
  });

  it('shows comments after approval when the host wants that', async () => {
    await host.click('#comments-preModerated');
    await scene.waitFor('the note', async () => (await viewers[OLGA].text('#chat-note'))?.includes('после проверки'));
    await comment(viewers[OLGA], 'Когда начнётся вальс?');
    await seesComment(viewers[OLGA], 'Когда начнётся вальс?');
    assert.ok(await viewers[OLGA].text('.message.pending'), 'the author sees that it waits');
    await seesComment(host, 'Когда начнётся вальс?');
    assert.ok(!(await commentsAt(viewers[FYODOR])).includes('Когда начнётся вальс?'), 'others see nothing');
    await host.screenshot('broadcast-desktop-ru');
    await host.click('.message-verdict button:first-child');
    await seesComment(viewers[FYODOR], 'Когда начнётся вальс?');
    await scene.waitFor('it to wait no more', async () => (await viewers[OLGA].text('.message.pending')) === null);
    await host.click('#comments-preModerated');
    await scene.waitFor('the note to go', async () => (await viewers[OLGA].text('#chat-note')) === null);
  });

  it('counts down to the next comment in slow mode, which the server keeps too', async () => {
    await host.page.locator('#comments-slow').selectOption('30');
    const newcomer = await scene.watch(chromium, 'Глеб', PHONE);
    await scene.waitFor('the note', async () => (await newcomer.text('#chat-note'))?.includes('30'));
    await comment(newcomer, 'Первый в медленном режиме');
    await seesComment(host, 'Первый в медленном режиме');
    await scene.waitFor('the countdown', async () => /^0:\d\d$/.test(await newcomer.text('#chat-wait')));
    await newcomer.screenshot('watch-slow-mode');
    const refused = await newcomer.evaluate(() => window.zvonok.sendChat('Второй сразу').catch(({ code, retryAfterMillis }) => ({ code, retryAfterMillis })));
    assert.equal(refused.code, 'rate_limited');
    assert.ok(refused.retryAfterMillis > 0 && refused.retryAfterMillis <= 30_000);
    await host.page.locator('#comments-slow').selectOption('0');
    await newcomer.leave();
    scene.forget(newcomer);
  });

  it('brings a viewer with a raised hand on stage, over the same connection', async () => {
    const viewer = viewers[OLGA];
    await viewer.evaluate(() => (window.pcBefore = window.zvonok.pc));
    const before = await viewer.look();
    await viewer.click('#hand');
    await scene.waitFor('the hand at the host', async () => (await host.text('.audience-member .person-hand')) !== null);
    await host.click(`.audience-member[data-id="${before.id}"] button`);
    await scene.waitFor('the invitation', () => viewer.text('#invitation'));
    await viewer.screenshot('watch-invitation');
    assert.deepEqual((await viewer.look()).sent.filter(({ packetsSent }) => packetsSent), [], 'nothing is sent before a yes');
    await viewer.click('#invitation-both');
    await scene.rises('frames of the visitor at the host', async () => (await host.look()).receiving(OLGA, 'camera').framesDecoded, 10);
    await scene.rises('the voice of the visitor at the host', async () => (await host.look()).receiving(OLGA, 'microphone').packetsReceived, 10);
    await scene.waitFor('the own picture with its words', async () => (await viewer.text('#self-text'))?.includes('зрители'));
    await viewer.screenshot('watch-on-stage');
    await host.screenshot('broadcast-with-visitor');
    const now = await viewer.look();
    assert.ok(await viewer.evaluate(() => window.pcBefore === window.zvonok.pc), 'the connection');
    assert.deepEqual([now.sessionId, now.offerVersion], [before.sessionId, before.offerVersion], 'session and offers');
    assert.equal((await host.look()).errors.length, 0);
  });

  it('shows viewers what the host chose', async () => {
    await host.click('#programme-manual');
    const { id } = (await host.look()).participant(OLGA);
    await host.page.locator(`.pick[data-key="${id}/camera"] input`).check();
    await scene.rises('frames of both at the other viewer', async () => (await viewers[FYODOR].look()).receiving(OLGA, 'camera').framesDecoded, 5);
    await scene.rises('frames of the host', () => framesAt(viewers[FYODOR]), 5);
    await scene.waitFor('the certainty of being seen', async () => (await viewers[OLGA].text('#self-text')) === 'Вас видят все зрители');
    await viewers[FYODOR].screenshot('watch-two-pictures-firefox');
    await host.click('#programme-auto');
  });

  it('lets the visitor go back to the audience, and watch on', async () => {
    const viewer = viewers[OLGA];
    await viewer.click('#leave-stage');
    await scene.waitFor('the host to see it', async () => !(await host.look()).participant(OLGA));
    await scene.waitFor('camera and microphone to be released', () => viewer.evaluate(() => Object.keys(window.zvonok.published).length === 0));
    await scene.rises('frames of the host', () => framesAt(viewer), 10);
    assert.ok(await viewer.evaluate(() => window.pcBefore === window.zvonok.pc), 'the connection');
  });

  it('ends for viewers when the host goes off air', async () => {
    await host.click('#air-button');
    await host.click('#confirm-yes');
    for (const viewer of Object.values(viewers)) {
      await scene.waitFor(`the end at ${viewer.name}`, async () => (await slateOf(viewer)) === 'over');
    }
  });

  it('tells how to broadcast from OBS and FFmpeg into this room', async () => {
    await host.click('#encoder summary');
    const address = await host.evaluate(() => document.querySelector('#whip-url').value);
    assert.equal(address, `${scene.server.url}/whip/${encodeURIComponent(scene.room)}`);
    assert.ok((await host.text('#ffmpeg-line')).endsWith(`-authorization TOKEN -f whip ${address}`));
    await host.page.locator('#ffmpeg-line').scrollIntoViewIfNeeded();
    await host.screenshot('broadcast-encoder');
  });

  it('is made with one click on the landing page in development', async () => {
    const visitor = await chromium.participant('visitor', {});
    await visitor.page.goto(`${scene.server.url}/`);
    await visitor.click('#create-broadcast');
    const links = await scene.waitFor('the links', async () => {
      const found = await visitor.evaluate(() => [...document.querySelectorAll('#made a')].map(({ href }) => href));
      return found.length > 0 && found;
    });
    assert.deepEqual(links.map((link) => new URL(link).pathname), ['/broadcast', '/watch', '/watch']);
    await visitor.screenshot('landing-broadcast');
    await visitor.page.goto(links[1]);
    await scene.waitFor('the page of a viewer', async () => (await slateOf(visitor)) === 'notYet');
    await visitor.close();
  });

  it('makes no page complain', async () => {
    for (const [name, participant] of scene.people) assert.deepEqual((await participant.look()).errors, [], name);
  });
});

/** Nothing sticks out to the side. */
async function fits(participant) {
  const { wide, window: inner } = await participant.evaluate(() => ({ wide: document.documentElement.scrollWidth, window: innerWidth }));
  assert.ok(wide <= inner, `the page is ${wide} pixels wide in a window of ${inner}`);
}
