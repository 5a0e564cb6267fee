// The operator's page beside a lesson: the server's plots, rooms and who is in them, why somebody is not heard.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { drawnCamera } from './lib/cameras.mjs';
import { launchChromium } from './lib/chromium.mjs';
import { Scene } from './lib/scene.mjs';
import { token } from './lib/token.mjs';

const ROOM = 'algebra-7b';
const TEACHER = 'Ирина';
const PUPIL = 'Анна';
const DESKTOP = { viewport: { width: 1366, height: 768 } };
const LANGUAGES = { ru: 'ru-RU', en: 'en-GB' };
const SCHEMES = ['light', 'dark'];
const HEADING = { ru: 'Сервер', en: 'Server' };

const backend = (more) => token({ identity: 'operator', role: 'server', ...more });

/** In the page: true if each plot has lines on it, not only a frame. */
function everyPlotIsDrawn() {
  const plots = [...document.querySelectorAll('.chart canvas')];
  return plots.every((plot) => {
    const { data } = plot.getContext('2d').getImageData(0, 0, plot.width, plot.height);
    let inked = 0;
    for (let i = 3; i < data.length; i += 4) inked += data[i] > 200;
    return inked > 300;
  });
}

describe("the operator's page", () => {
  let scene;
  let browser;
  let operator;

  before(async () => {
    scene = await Scene.open('admin', ROOM);
    browser = await scene.launch(launchChromium);
    const camera = (name) => ({ prepare: { camera: drawnCamera(name) }, ...DESKTOP });
    await scene.enter(browser, TEACHER, { role: 'teacher', ...camera(TEACHER) });
    await scene.enter(browser, PUPIL, camera(PUPIL));
    await scene.crowd(browser, ['Борис']);
    for (const [name, participant] of scene.people) {
      await scene.waitFor(`${name} to be connected`, async () => (await participant.look()).state === 'connected');
    }
    await scene.waitFor('the pupil to see the teacher', async () => (await scene.people.get(PUPIL).look()).receiving(TEACHER, 'camera').framesDecoded > 0);
    operator = await open(backend());
  });
  after(() => scene?.close());

  /** The page for somebody with this token; its complaints are in `complaints`. */
  async function open(secret, { locale = LANGUAGES.en, colorScheme = 'light' } = {}) {
    const visitor = await browser.participant('operator', { ...DESKTOP, locale, colorScheme });
    visitor.complaints = [];
    visitor.page.on('pageerror', (error) => visitor.complaints.push(error.message));
    visitor.page.on('console', (message) => message.type() === 'error' && visitor.complaints.push(message.text()));
    await visitor.page.goto(`${scene.server.url}/admin${secret ? `#token=${secret}` : ''}`);
    return visitor;
  }

  const count = (visitor, selector) => visitor.evaluate((wanted) => document.querySelectorAll(wanted).length, selector);
  const rowOf = (name) => `.people tr:has(.link-button:text-is("${name}-id"))`;

  async function fits(visitor) {
    const { wide, high } = await visitor.evaluate(() => ({
      wide: document.documentElement.scrollWidth - innerWidth,
      high: document.documentElement.scrollHeight - innerHeight,
    }));
    assert.ok(wide <= 0 && high <= 0, `the page is ${wide} px too wide, ${high} px too high`);
  }

  async function openPerson(visitor, name) {
    await visitor.page.click('#to-server');
    await visitor.page.click(`.room-list .room-button:has-text("${ROOM}")`);
    await visitor.page.click(`${rowOf(name)} .link-button`);
    await scene.waitFor('slots', async () => (await count(visitor, '.slots tbody tr')) > 4);
  }

  it('takes the token out of the address and keeps it nowhere', async () => {
    await scene.waitFor('the console', () => operator.evaluate(() => !document.querySelector('#console').hidden));
    const kept = await operator.evaluate(() => ({ address: location.href, stored: JSON.stringify([{ ...localStorage }, { ...sessionStorage }]) }));
    assert.ok(!kept.address.includes('token'), kept.address);
    assert.ok(!/eyJ/.test(kept.stored), kept.stored);
    await operator.page.reload();
    await scene.waitFor('the question for a token', async () => (await operator.text('#token-form')) !== null);
    await operator.page.fill('#token', backend());
    await operator.page.keyboard.press('Tab');
    await operator.page.keyboard.press('Enter');
    await scene.waitFor('the console', () => operator.evaluate(() => !document.querySelector('#console').hidden));
  });

  for (const [language, locale] of Object.entries(LANGUAGES)) {
    for (const colorScheme of SCHEMES) {
      it(`plots the server and a participant in ${language}, ${colorScheme}`, async () => {
        const visitor = await open(backend(), { locale, colorScheme });
        await scene.waitFor('the plots', async () => (await count(visitor, '.chart canvas')) === 6);
        assert.equal(await visitor.text('.view h1'), HEADING[language]);
        await scene.waitFor('rates', async () => /\d/.test(await visitor.text('.tiles .stat:nth-child(4) .figure')), 15_000);
        await scene.waitFor('a line', () => visitor.evaluate(() => [...document.querySelectorAll('.chart')].every((chart) => Number(chart.dataset.points) > 4)));
        await scene.waitFor('ink on every plot', () => visitor.evaluate(everyPlotIsDrawn));
        await fits(visitor);
        await visitor.screenshot(`admin-server-${language}-${colorScheme}`);

        await visitor.page.click(`.room-list .room-button:has-text("${ROOM}")`);
        await scene.waitFor('three people', async () => (await count(visitor, '.people tbody tr')) === 3);
        await fits(visitor);
        await visitor.screenshot(`admin-room-${language}-${colorScheme}`);

        await visitor.page.click(`${rowOf(PUPIL)} .link-button`);
        await scene.waitFor('slots', async () => (await count(visitor, '.slots tbody tr')) > 4);
        await scene.waitFor('the past', async () => (await count(visitor, '.event')) > 3);
        await scene.waitFor('ink on every plot', () => visitor.evaluate(everyPlotIsDrawn));
        await fits(visitor);
        await visitor.screenshot(`admin-person-${language}-${colorScheme}`);
        assert.deepEqual(visitor.complaints, []);
        await visitor.close();
      });
    }
  }

  it('shows whoever is there by identity, never by name', async () => {
    await operator.page.click(`.room-list .room-button:has-text("${ROOM}")`);
    await scene.waitFor('the people', async () => (await count(operator, '.people tbody tr')) === 3);
    const text = await operator.text('.people');
    assert.match(text, new RegExp(`${TEACHER}-id`));
    assert.ok(!new RegExp(`${TEACHER}(?!-id)`).test(text), text);
    assert.equal(await count(operator, `.people .chip-connected`), 3);
  });

  it('finds a room, and opens it by keyboard', async () => {
    await operator.page.fill('#search', 'nothing');
    await scene.waitFor('no room', async () => (await operator.text('#no-rooms')) !== null);
    await operator.page.fill('#search', 'ALGEBRA');
    await operator.page.click('#to-server');
    await operator.page.focus('#search');
    await operator.page.keyboard.press('Tab');
    await operator.page.keyboard.press('Enter');
    await scene.waitFor('the room', async () => (await operator.text('.room-view h1')) === ROOM);
    await scene.waitFor('its people', async () => (await count(operator, '.people tbody tr')) === 3);
    await operator.page.keyboard.press('Tab');
    await operator.page.keyboard.press('Enter');
    await scene.waitFor('somebody', async () => (await operator.text('.person-view h1')) !== null);
    await operator.page.fill('#search', '');
  });

  it('tells the reasons of slots and plots what came', async () => {
    await openPerson(operator, PUPIL);
    await scene.waitFor('a picture that is shown', async () => (await count(operator, '.slots .chip-good')) > 0);
    await scene.waitFor('samples', () => operator.evaluate(() => /\d/.test(document.querySelector('.chart').ariaLabel)), 20_000);
    const label = () => operator.evaluate(() => document.querySelector('.person-view .chart').ariaLabel);
    assert.match(await label(), /sent [\d.]+\skbit|sent [\d.]+\sMbit/);
  });

  it('explains why somebody is not heard, and what to do', async () => {
    await openPerson(operator, PUPIL);
    await operator.page.selectOption('#ask-of', { label: `${TEACHER}-id` });
    await operator.page.selectOption('#ask-source', 'microphone');
    const causeIs = (expected) => async () => {
      await operator.page.click('.ask button');
      const text = (await operator.text('.answer .chip')) ?? '';
      if (!expected.test(text)) throw new Error(text);
      return true;
    };
    await scene.people.get(TEACHER).click('.tool-microphone');
    await scene.waitFor('the cause', causeIs(/Muted by the sender/));
    assert.match(await operator.text('.answer'), /Ask the sender to switch it on/);
    await operator.screenshot('admin-explained');
    await scene.people.get(TEACHER).click('.tool-microphone');
    await scene.waitFor('another cause', causeIs(/It is sent|Others are louder|About to be shown/));
    assert.deepEqual(operator.complaints, []);
  });

  it('says so when somebody leaves who is looked at', async () => {
    const passer = await scene.enter(browser, 'Глеб', { prepare: { camera: drawnCamera('Глеб'), quiet: true }, ...DESKTOP });
    await operator.page.click('#to-server');
    await operator.page.click(`.room-list .room-button:has-text("${ROOM}")`);
    await scene.waitFor('him in the list', async () => (await operator.page.locator(rowOf('Глеб')).count()) > 0, 60_000);
    await operator.page.click(`${rowOf('Глеб')} .link-button`);
    await scene.waitFor('him to be in', async () => (await passer.look()).id, 60_000);
    await passer.leave();
    scene.forget(passer);
    await scene.waitFor('the notice', async () => /Глеб-id is gone/.test((await operator.text('.view .notice')) ?? ''));
  });

  it('lets in with the right token only', async () => {
    for (const [secret, words] of [
      ['rubbish', /does not accept/],
      [backend({ seconds: -7200 }), /expired/],
      [token({ room: ROOM, identity: 's', role: 'student' }), /no right/],
    ]) {
      const visitor = await open(secret);
      await scene.waitFor(`${words}`, async () => words.test((await visitor.text('#token-error')) ?? ''));
      await visitor.close();
    }
    const admin = await open(token({ room: ROOM, identity: 'head', role: 'admin' }));
    await scene.waitFor('its one room', async () => (await count(admin, '.room-list .room-button')) === 1);
    await admin.close();
  });
});
