// A lesson divided into groups: planned, begun, visited and ended by the teacher; nobody's connection changes for it.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { drawnCamera } from './lib/cameras.mjs';
import { launchChromium } from './lib/chromium.mjs';
import { loadPageModule } from './lib/page-module.mjs';
import { Scene } from './lib/scene.mjs';

const { GroupsDraft, dealt } = await loadPageModule('assets/groups-draft.js');

const TEACHER = 'Ирина';
const DESKTOP = { viewport: { width: 1366, height: 768 } };
const SMALL = { viewport: { width: 900, height: 560 } };
const PHONE = { width: 390, height: 844 };

describe('dealing people into groups', () => {
  const people = (count) => Array.from({ length: count }, (_, index) => `p-${index}`);

  it('puts each into one group, none of which has two more than another', () => {
    for (const [count, groups] of [[0, 2], [1, 3], [7, 3], [24, 5], [30, 30]]) {
      const all = dealt(people(count), groups);
      assert.equal(all.length, groups);
      assert.deepEqual(all.flat().sort(), people(count).sort());
      const sizes = all.map(({ length }) => length);
      assert.ok(Math.max(...sizes) - Math.min(...sizes) <= 1, `${count} into ${groups}: ${sizes}`);
    }
  });

  it('deals otherwise each time', () => {
    const deals = new Set(Array.from({ length: 20 }, () => JSON.stringify(dealt(people(12), 3))));
    assert.ok(deals.size > 15, `${deals.size} of 20 deals`);
  });

  it('keeps names and places when the number of groups changes, but nobody in a group that is gone', () => {
    const draft = new GroupsDraft((number) => `Group ${number}`);
    draft.resize(3);
    draft.rename('g1', ' Red ');
    draft.put('a', 'g1');
    draft.put('b', 'g3');
    draft.resize(2);
    assert.deepEqual(draft.groups, [{ id: 'g1', name: 'Red' }, { id: 'g2', name: 'Group 2' }]);
    assert.deepEqual([draft.groupOf('a'), draft.groupOf('b')], ['g1', null]);
    assert.deepEqual(draft.moves(['b', 'a', 'c']), [{ participantId: 'a', group: 'g1' }]);
    draft.put('a', null);
    assert.deepEqual(draft.moves(['a']), []);
  });
});

describe('a lesson in groups', () => {
  let scene;
  let teacher;
  let anna;
  const connections = new Map();

  before(async () => {
    scene = await Scene.open('groups', 'История-8Б');
    const browser = await scene.launch(launchChromium);
    const look = (name) => ({ prepare: { camera: drawnCamera(name), quiet: true } });
    teacher = await scene.enter(browser, TEACHER, { role: 'teacher', ...look(TEACHER), ...DESKTOP });
    anna = await scene.enter(browser, 'Анна', { ...look('Анна'), ...SMALL });
    await scene.crowd(browser, ['Борис', 'Вера', 'Глеб']);
    for (const person of [teacher, anna]) {
      await scene.waitFor(`${person.name} to be connected`, async () => (await person.look()).state === 'connected');
      connections.set(person, (await person.look()).offerVersion);
      await person.evaluate(() => (window.connectionAtFirst = window.zvonok.pc));
    }
    await scene.waitFor('everybody to be there', async () => (await teacher.look()).participants.length === 4);
  });
  after(() => scene?.close());

  const idOf = async (name) => (await teacher.look()).participant(name).id;
  const put = async (name, group) => teacher.page.selectOption(`.group-person[data-id="${await idOf(name)}"] .group-choice`, group);
  /** As a hand does: the browser sees where it goes before it lets go. */
  async function drag(from, to) {
    await teacher.page.hover(from);
    await teacher.page.mouse.down();
    await teacher.page.hover(to);
    await teacher.page.hover(to, { position: { x: 12, y: 4 } });
    await teacher.page.mouse.up();
  }
  const boxOf = async (name) =>
    teacher.evaluate((id) => document.querySelector(`.group-person[data-id="${id}"]`)?.closest('.group-box').dataset.group, await idOf(name));
  const sees = (viewer, name) =>
    scene.rises(`frames of ${name} at ${viewer.name}`, async () => (await viewer.look()).receiving(name, 'camera').framesDecoded, 6);
  const doesNotSee = (viewer, name) =>
    scene.waitFor(`${name} in no slot of ${viewer.name}`, async () => {
      const seen = await viewer.look();
      return !seen.slot(name, 'camera') && !seen.slot(name, 'microphone');
    });
  const says = (person, selector, words) =>
    scene.waitFor(`${selector} to say ${words} to ${person.name}`, async () => {
      const text = await person.text(selector);
      if (!words.test(text ?? '')) throw new Error(text);
      return true;
    });
  const tilesOf = (person) => person.evaluate(() => [...document.querySelectorAll('.tile[aria-label]')].map((tile) => tile.getAttribute('aria-label')));
  async function sameConnections() {
    for (const [person, offers] of connections) {
      assert.equal((await person.look()).offerVersion, offers, `offers of ${person.name}`);
      assert.equal(await person.evaluate(() => window.connectionAtFirst === window.zvonok.pc), true, `connection of ${person.name}`);
    }
  }

  it('is planned: dealt at random, then by hand with keys or by dragging', async () => {
    await teacher.click('.tool-groups');
    assert.equal(await teacher.evaluate(() => document.querySelectorAll('.group-box').length), 3);
    await teacher.click('#groups-deal');
    const dealt = await teacher.evaluate(() => [...document.querySelectorAll('.group-box .count')].map(({ textContent }) => textContent));
    assert.deepEqual(dealt, ['2', '2', '0'], 'two groups of two');
    for (const [name, group] of [['Анна', 'g1'], ['Вера', 'g1'], ['Борис', 'g2']]) await put(name, group);
    await put('Глеб', '');
    await drag(`.group-person[data-id="${await idOf('Глеб')}"] .group-person-name`, '.group-box[data-group="g2"] .group-box-header');
    await scene.waitFor('Глеб to be where he was dragged', async () => (await boxOf('Глеб')) === 'g2');
    for (const [name, group] of [['Анна', 'g1'], ['Вера', 'g1'], ['Борис', 'g2'], ['Глеб', 'g2']]) assert.equal(await boxOf(name), group, name);
    await teacher.page.fill('.group-box[data-group="g1"] .group-name', 'Наполеон');
    await teacher.page.press('.group-box[data-group="g1"] .group-name', 'Enter');
    await teacher.screenshot('groups-plan-desktop-ru');
  });

  it('begins: each group sees itself only, and its name and members', async () => {
    await teacher.click('#groups-start');
    await says(anna, '#banners', /Вы в группе «Наполеон» вместе с: Вера/);
    await sees(anna, 'Вера');
    await doesNotSee(anna, 'Борис');
    await doesNotSee(anna, TEACHER);
    await doesNotSee(teacher, 'Анна');
    assert.deepEqual((await tilesOf(anna)).sort(), ['Анна (вы)', 'Вера']);
    await says(anna, '#group-mark', /Наполеон/);
    await anna.click('#group-mark');
    await says(anna, '.popover:not([hidden])', /Наполеон.*Анна.*Вера/);
    await anna.screenshot('groups-student-desktop-ru');
    await anna.page.setViewportSize(PHONE);
    await anna.screenshot('groups-student-phone-ru');
    await anna.page.setViewportSize(SMALL.viewport);
    await teacher.screenshot('groups-running-desktop-ru');
    await sameConnections();
  });

  it('keeps what is written within a group', async () => {
    await anna.evaluate(() => window.zvonok.sendChat('тайна Наполеона'));
    await teacher.evaluate(() => window.zvonok.sendChat('для общего урока'));
    await scene.waitFor('her own words', async () => (await anna.look()).chat.includes('тайна Наполеона'));
    await scene.waitFor('the teacher’s own words', async () => (await teacher.look()).chat.includes('для общего урока'));
    assert.equal((await anna.look()).chat.includes('для общего урока'), false);
    assert.equal((await teacher.look()).chat.includes('тайна Наполеона'), false);
  });

  it('moves somebody to another group, with no new offer', async () => {
    await put('Анна', 'g2');
    await says(anna, '#banners', /Группа 2/);
    await sees(anna, 'Борис');
    await doesNotSee(anna, 'Вера');
    await sameConnections();
  });

  it('lets the teacher visit a group and come back', async () => {
    await teacher.click('.group-box[data-group="g2"] .group-enter');
    await sees(teacher, 'Анна');
    await sees(anna, TEACHER);
    await doesNotSee(teacher, 'Вера');
    await says(teacher, '.group-box.here', /Вы здесь/);
    await teacher.screenshot('groups-visit-desktop-ru');
    await teacher.click('#banners .banner .button');
    await doesNotSee(teacher, 'Анна');
    await sameConnections();
  });

  it('lets the teacher speak to all groups', async () => {
    await teacher.click('#groups-to-all');
    await sees(anna, TEACHER);
    await scene.waitFor('her tile', async () => (await tilesOf(anna)).includes(TEACHER));
    await anna.screenshot('groups-teacher-to-all-desktop-ru');
    await teacher.click('#groups-to-all');
    await doesNotSee(anna, TEACHER);
  });

  it('calls everybody back, and ends', async () => {
    await teacher.click('#groups-call-back');
    for (const name of ['Вера', TEACHER, 'Борис']) await sees(anna, name);
    await says(anna, '#group-mark', /Общий урок/);
    await teacher.click('#groups-end');
    await teacher.click('#confirm-yes');
    await scene.waitFor('no groups', () => anna.evaluate(() => window.zvonok.room.settings.groups.length === 0));
    await scene.waitFor('the mark to be gone', async () => (await anna.text('#group-mark')) === null);
    await sameConnections();
  });

  it('makes no page complain', async () => {
    for (const [name, participant] of scene.people) assert.deepEqual((await participant.look()).errors, [], name);
  });
});
