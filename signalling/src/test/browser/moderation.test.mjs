// A teacher keeps a lesson: who comes in, who speaks, who shows what, and when it is over. Rights are shown by what is heard.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { drawnCamera } from './lib/cameras.mjs';
import { launchChromium } from './lib/chromium.mjs';
import { Scene } from './lib/scene.mjs';
import { sleep } from './lib/wait.mjs';

const TEACHER = 'Ирина';
const SPEAKER = 'Анна';
const DESKTOP = { viewport: { width: 1366, height: 768 } };
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };
/** Of a tone that is heard for a moment; a slot that carries nothing stays at 0. */
const AUDIBLE = 0.0005;
const A_WHILE_MILLIS = 2_000;

describe('a lesson that a teacher moderates', () => {
  let scene;
  let browser;
  let teacher;
  let speaker;

  before(async () => {
    scene = await Scene.open('moderation', 'Биология-6В');
    browser = await scene.launch(launchChromium);
    teacher = await scene.enter(browser, TEACHER, { role: 'teacher', prepare: { camera: drawnCamera(TEACHER), quiet: true }, ...DESKTOP });
    await connected(teacher);
  });
  after(() => scene?.close());

  const connected = (person) => scene.waitFor(`${person.name} to be connected`, async () => (await person.look()).state === 'connected');
  const shows = (person, selector, words) =>
    scene.waitFor(`${selector} to say ${words} to ${person.name}`, async () => {
      const text = await person.text(selector);
      if (!words.test(text ?? '')) throw new Error(text);
      return true;
    });
  const come = (name, options = {}) =>
    scene.enter(browser, name, { prepare: { camera: drawnCamera(name), quiet: true }, ...DESKTOP, ...options });
  const openPanel = async (name) => {
    if (!(await teacher.text(`#${name}-panel`))) await teacher.click(`.tool-${name}`);
  };
  const rule = async (name) => {
    await openPanel('rules');
    await teacher.click(`#rules-${name}`);
  };
  const settings = (person) => person.evaluate(() => window.zvonok.room.settings);
  const openMenuOf = async (name) => {
    await openPanel('people');
    const { id } = (await teacher.look()).participant(name);
    if (!(await teacher.text(`.person[data-id="${id}"] .person-menu`))) await teacher.click(`.person[data-id="${id}"] .person-more`);
    return id;
  };
  const choose = async (name, action) => {
    const id = await openMenuOf(name);
    await teacher.click(`.person[data-id="${id}"] [data-action="people.${action}"]`);
  };
  const energyOf = async (listener, name) => {
    const seen = await listener.look();
    const slot = seen.slot(name, 'microphone');
    return slot ? (seen.received[slot.mid]?.totalAudioEnergy ?? 0) : 0;
  };

  describe('the lobby', () => {
    it('is opened by a switch', async () => {
      await rule('lobby');
      await scene.waitFor('the lobby to be on', async () => (await settings(teacher)).lobby);
      await teacher.screenshot('rules-desktop-ru');
    });

    it('keeps a student waiting, whom the teacher sees', async () => {
      speaker = await come(SPEAKER, { prepare: { camera: drawnCamera(SPEAKER) } });
      await shows(speaker, '#waiting h1', /впустят/);
      assert.equal((await speaker.look()).participants.length, 0, 'nobody is told to who waits');
      await scene.waitFor('the badge', async () => (await teacher.text('.tool-people .tool-badge')) === '1');
      await speaker.screenshot('lobby-waiting-desktop-ru');
      await openPanel('people');
      await shows(teacher, '#lobby', new RegExp(SPEAKER));
      await teacher.screenshot('lobby-teacher-desktop-ru');
    });

    it('lets in whom the teacher admits, on the same socket and with the same offer', async () => {
      const before = await speaker.evaluate(() => window.seen.socketOpenAt);
      await teacher.click('.lobby-admit');
      await connected(speaker);
      await scene.rises(`frames of ${TEACHER}`, async () => (await speaker.look()).receiving(TEACHER, 'camera').framesDecoded, 5);
      assert.equal(await speaker.evaluate(() => window.seen.socketOpenAt), before, 'the socket');
      assert.equal(await speaker.text('#waiting'), null);
      await scene.waitFor('nobody to wait any more', async () => (await teacher.text('#lobby')) === null);
    });

    it('tells whom the teacher refuses', async () => {
      const refused = await come('Борис', { ...PHONE, locale: 'en-GB' });
      await shows(refused, '#waiting h1', /let in soon/);
      await refused.screenshot('lobby-waiting-phone-en');
      await scene.waitFor('him in the list', () => teacher.text('.lobby-person'));
      await teacher.click('.lobby-refuse');
      await shows(refused, '#ended-title', /not let in/);
      await refused.screenshot('lobby-refused-phone-en');
      await refused.close();
      scene.forget(refused);
    });

    it('lets in all who wait with one click', async () => {
      const others = [await come('Вера'), await come('Глеб')];
      await scene.waitFor('both in the list', async () => (await teacher.text('.lobby-header .count')) === '2');
      await teacher.screenshot('lobby-two-desktop-ru');
      await teacher.click('.lobby-admit-all');
      for (const other of others) await connected(other);
      for (const other of others) {
        await other.leave();
        scene.forget(other);
      }
      await rule('lobby');
    });
  });

  it('is closed to newcomers when it is locked', async () => {
    await rule('locked');
    await scene.waitFor('the mark of the lock', async () => !(await teacher.evaluate(() => document.querySelector('#lock-mark').hidden)));
    const late = await come('Дина');
    await shows(late, '#ended-title', /закрыт/);
    await late.screenshot('locked-desktop-ru');
    await late.close();
    scene.forget(late);
    await rule('locked');
    await scene.waitFor('the lesson to be open', async () => !(await settings(teacher)).locked);
  });

  describe('the floor', () => {
    it('is heard from everybody while microphones are open', async () => {
      await scene.rises(`sound of ${SPEAKER}`, () => energyOf(teacher, SPEAKER), AUDIBLE);
    });

    it('closes microphones by a switch, and says so to a student', async () => {
      await rule('microphone');
      await shows(speaker, '#banners', /Поднимите руку/);
      await scene.waitFor('the microphone to be off', () => speaker.evaluate(() => window.zvonok.isMuted('microphone')));
      assert.equal(await speaker.evaluate(() => document.querySelector('.tool-microphone').dataset.limit), 'ask');
      await speaker.screenshot('floor-closed-desktop-ru');
    });

    it('arms the microphone of who raises a hand, and nobody hears it', async () => {
      await speaker.click('.tool-microphone');
      await shows(speaker, '#banners', /откроется, когда учитель даст вам слово/);
      await scene.waitFor('the microphone to be on', () => speaker.evaluate(() => !window.zvonok.isMuted('microphone')));
      await scene.waitFor('the others to know', async () => (await teacher.look()).track(SPEAKER, 'microphone')?.gated === true);
      await scene.waitFor('the hand', async () => (await teacher.look()).participant(SPEAKER).handRaisedAt);
      const before = await energyOf(teacher, SPEAKER);
      await sleep(A_WHILE_MILLIS);
      const heard = (await energyOf(teacher, SPEAKER)) - before;
      assert.ok(heard < AUDIBLE, `heard before the floor was given: ${heard}`);
      await speaker.screenshot('floor-armed-desktop-ru');
    });

    it('is given by the teacher: then the voice is heard, with nothing from the student', async () => {
      const offers = (await speaker.look()).offerVersion;
      await openMenuOf(SPEAKER);
      await teacher.screenshot('person-menu-desktop-ru');
      await choose(SPEAKER, 'giveFloor');
      await scene.rises(`sound of ${SPEAKER}`, () => energyOf(teacher, SPEAKER), AUDIBLE);
      await shows(speaker, '#banners', /Вам дали слово: вас слышат все/);
      assert.equal((await speaker.look()).offerVersion, offers, 'offers');
      await scene.waitFor('the hand to be down', async () => !(await teacher.look()).participant(SPEAKER).handRaisedAt);
      assert.equal(await speaker.evaluate(() => window.zvonok.you.floor), true);
      await speaker.screenshot('floor-given-desktop-ru');
      await teacher.screenshot('floor-given-teacher-desktop-ru');
    });

    it('is taken back: the voice is heard no more', async () => {
      await choose(SPEAKER, 'takeFloor');
      await shows(speaker, '#banners', /Поднимите руку/);
      await scene.waitFor('the microphone to be off', () => speaker.evaluate(() => window.zvonok.isMuted('microphone')));
      await sleep(A_WHILE_MILLIS / 2);
      const before = await energyOf(teacher, SPEAKER);
      await sleep(A_WHILE_MILLIS);
      const heard = (await energyOf(teacher, SPEAKER)) - before;
      assert.ok(heard < AUDIBLE, `heard after the floor was taken: ${heard}`);
    });

    it('lowers the hand, and with it the microphone, by a click on the microphone', async () => {
      await speaker.click('.tool-microphone');
      await scene.waitFor('the hand to be up', async () => (await teacher.look()).participant(SPEAKER).handRaisedAt);
      await scene.waitFor('the microphone to be on', () => speaker.evaluate(() => !window.zvonok.isMuted('microphone')));
      await speaker.click('.tool-microphone');
      await scene.waitFor('the hand to be down', async () => !(await teacher.look()).participant(SPEAKER).handRaisedAt);
      await scene.waitFor('the microphone to be off', () => speaker.evaluate(() => window.zvonok.isMuted('microphone')));
      await rule('microphone');
      await scene.waitFor('microphones to be open', async () => (await settings(speaker)).rights.microphone);
      assert.equal(await speaker.evaluate(() => window.zvonok.isMuted('microphone')), true, 'nobody opens a microphone but its owner');
    });
  });

  describe('rights of one person', () => {
    const toggle = async (right) => {
      const id = await openMenuOf(SPEAKER);
      await teacher.click(`.person[data-id="${id}"] [data-right="${right}"]`);
    };

    it('takes the camera away and gives it back', async () => {
      await scene.waitFor('her camera', async () => (await teacher.look()).track(SPEAKER, 'camera')?.muted === false);
      await toggle('camera');
      await scene.waitFor('her camera to be off', async () => (await speaker.evaluate(() => window.zvonok.isMuted('camera'))) === true);
      assert.equal(await speaker.evaluate(() => window.zvonok.rights.camera), false);
      await shows(speaker, '#toasts', /камеру/);
      await speaker.screenshot('right-camera-taken-desktop-ru');
      await toggle('camera');
      await scene.waitFor('her right to it', () => speaker.evaluate(() => window.zvonok.rights.camera));
      assert.equal(await speaker.evaluate(() => window.zvonok.you.rights ?? null), null, 'as in the room again');
    });

    it('closes the chat for her, and words are taken away', async () => {
      await speaker.evaluate(() => window.zvonok.sendChat('лишнее'));
      await scene.waitFor('what she said', async () => (await teacher.look()).chat.includes('лишнее'));
      await toggle('chat');
      await scene.waitFor('the chat to be closed', () => speaker.evaluate(() => document.querySelector('#chat-text').disabled));
      await assert.rejects(() => speaker.evaluate(() => window.zvonok.sendChat('ещё')));
      await openPanel('chat');
      await teacher.evaluate(() => document.querySelector('.message-more').click());
      await teacher.click('.message-menu .danger');
      await scene.waitFor('the words to be gone', async () => !(await speaker.look()).chat.includes('лишнее'));
      await toggle('chat');
    });

    it('shows whom the teacher puts into the spotlight large to everybody', async () => {
      await choose(SPEAKER, 'spotlight');
      const { id } = (await teacher.look()).participant(SPEAKER);
      await scene.waitFor('the setting', async () => (await settings(speaker)).spotlight === id);
      await scene.waitFor('her tile on the stage', () => teacher.text('.tile.on-stage'));
      await teacher.screenshot('spotlight-desktop-ru');
      await choose(SPEAKER, 'spotlightOff');
      await scene.waitFor('nobody in the spotlight', async () => (await settings(speaker)).spotlight === null);
    });
  });

  it('removes somebody for good: a new link does not help', async () => {
    const rude = await come('Егор');
    await connected(rude);
    await choose('Егор', 'ban');
    await teacher.click('#confirm-yes');
    await shows(rude, '#ended-text', /Вернуться в этот урок нельзя/);
    await rude.close();
    const again = await come('Егор');
    await shows(again, '#ended-title', /Вход закрыт/);
    await again.close();
    scene.forget(again);
  });

  it('fits on a phone, with all of a teacher’s panels', async () => {
    const phone = await scene.enter(browser, 'Жанна', { role: 'teacher', prepare: { camera: drawnCamera('Жанна'), quiet: true }, ...PHONE });
    await connected(phone);
    for (const name of ['rules', 'groups', 'people']) {
      await phone.click('.tool-more');
      await phone.click(`.tool-${name}`);
      const { wide, inner } = await phone.evaluate(() => ({ wide: document.documentElement.scrollWidth, inner: innerWidth }));
      assert.ok(wide <= inner, `the page is ${wide} pixels wide in a window of ${inner} with ${name}`);
      await phone.screenshot(`${name}-phone-ru`);
      await phone.click(`#${name}-panel .panel-close`);
    }
    await phone.leave();
    scene.forget(phone);
  });

  it('ends for everybody when the teacher says so, who is asked first', async () => {
    await teacher.click('.tool-leave');
    await teacher.screenshot('leaving-desktop-ru');
    await teacher.click('#leaving-all');
    for (const person of [teacher, speaker]) await shows(person, '#ended-title', /окончен|законч/i);
    await speaker.screenshot('lesson-ended-desktop-ru');
  });

  it('makes no page complain', async () => {
    for (const [name, participant] of scene.people) assert.deepEqual((await participant.look()).errors, [], name);
  });
});
