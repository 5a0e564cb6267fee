// Who sees, hears and knows of whom, changed while the lesson goes on: told in the roster, shown on the page, kept on packets.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { drawnCamera } from './lib/cameras.mjs';
import { launchChromium } from './lib/chromium.mjs';
import { Scene } from './lib/scene.mjs';
import { sleep } from './lib/wait.mjs';

const TEACHER = 'Ирина';
const STUDENT = 'Анна';
/** Seen by others only: of what this one sees, the other student tells. */
const OTHER = 'Борис';
const STUDENTS = [STUDENT, OTHER];
const PARENT = 'Павел';
const A_WHILE_MILLIS = 2_000;
const SMALL = { viewport: { width: 900, height: 560 } };

describe('a lesson with a policy', () => {
  let scene;
  const people = {};
  const offers = {};

  before(async () => {
    scene = await Scene.open('policy', 'Экзамен-9А');
    const browser = await scene.launch(launchChromium);
    people[TEACHER] = await scene.enter(browser, TEACHER, {
      role: 'teacher',
      prepare: { camera: drawnCamera(TEACHER), quiet: true },
      viewport: { width: 1366, height: 768 },
    });
    people[STUDENT] = await scene.enter(browser, STUDENT, { prepare: { camera: drawnCamera(STUDENT) }, ...SMALL });
    await scene.crowd(browser, [OTHER]);
    people[PARENT] = await scene.enter(browser, PARENT, { role: 'parent', ...SMALL });
    for (const [name, person] of Object.entries(people)) {
      await scene.waitFor(`${name} to be connected`, async () => (await person.look()).state === 'connected');
      offers[name] = (await person.look()).offerVersion;
    }
    await scene.waitFor('everybody to be there', async () => (await people[TEACHER].look()).participants.length === 3);
  });
  after(() => scene?.close());

  const names = async (viewer) => (await people[viewer].look()).participants.map(({ name }) => name).sort();
  const choose = async (policy) => {
    if (!(await people[TEACHER].text('#rules-panel'))) await people[TEACHER].click('.tool-rules');
    await people[TEACHER].click(`#rules-policy input[value="${policy}"]`);
    for (const [name, person] of Object.entries(people))
      await scene.waitFor(`${name} to be told of ${policy}`, () => person.evaluate((wanted) => window.zvonok.room.settings.policy === wanted, policy));
  };
  const knows = (viewer, others) =>
    scene.waitFor(`${viewer} to know of ${others}`, async () => {
      const known = await names(viewer);
      if (known.join() !== [...others].sort().join()) throw new Error(known.join());
      return true;
    });
  const sees = (viewer, other) =>
    scene.rises(`frames of ${other} at ${viewer}`, async () => (await people[viewer].look()).receiving(other, 'camera').framesDecoded, 8);
  const hears = (viewer, other) =>
    scene.rises(`packets of ${other}'s voice at ${viewer}`, async () => (await people[viewer].look()).receiving(other, 'microphone').packetsReceived, 20);

  /** What came in all slots of somebody, whoever it was of: {video: frames, audio: packets}. */
  const received = async (viewer) => {
    const all = Object.values((await people[viewer].look()).received);
    const sum = (kind, counter) => all.filter((report) => report.kind === kind).reduce((total, report) => total + report[counter], 0);
    return { video: sum('video', 'framesDecoded'), audio: sum('audio', 'packetsReceived') };
  };
  const slotsOfOthers = async (viewer, known) => {
    const seen = await people[viewer].look();
    const ids = known.map((name) => seen.participant(name).id);
    return seen.slots.filter(({ participantId }) => participantId && !ids.includes(participantId));
  };

  it('shows everybody to everybody to begin with', async () => {
    await knows(STUDENT, [TEACHER, OTHER, PARENT]);
    await sees(STUDENT, OTHER);
    await hears(STUDENT, OTHER);
    await sees(PARENT, STUDENT);
  });

  it('sets students apart: each sees, hears and knows of the teacher only', async () => {
    await choose('students-apart');
    await scene.waitFor('her to know of no student', async () => !(await names(STUDENT)).includes(OTHER));
    const known = await names(STUDENT);
    assert.ok(known.includes(TEACHER), known.join());
    await sees(STUDENT, TEACHER);
    await scene.waitFor('nobody else in her slots', async () => (await slotsOfOthers(STUDENT, known)).length === 0);
    for (const student of STUDENTS) await sees(TEACHER, student);
    await people[STUDENT].screenshot('policy-apart-student-ru');
    await people[TEACHER].screenshot('policy-apart-teacher-ru');
  });

  it('keeps it on packets: of the other student nothing arrives, whatever a page asks for', async () => {
    const student = people[STUDENT];
    const hidden = (await people[TEACHER].look()).participant(OTHER).id;
    await student.takeOverView();
    const slots = (await student.look()).slots.filter(({ participantId }) => !participantId);
    for (const { mid, kind } of slots.slice(0, 6)) {
      const source = kind === 'video' ? 'camera' : 'microphone';
      await student.setView({ mid, want: hidden, source, width: 1280, height: 720 });
    }
    await sleep(A_WHILE_MILLIS / 2);
    const free = new Set(slots.map(({ mid }) => mid));
    const inFree = async () => {
      const seen = await student.look();
      return [...free].reduce((total, mid) => total + (seen.received[mid]?.packetsReceived ?? 0), 0);
    };
    const before = await inFree();
    await sleep(A_WHILE_MILLIS);
    assert.equal(await inFree(), before, 'packets in slots that asked for the other student');
    await student.page.reload();
    await scene.waitFor('her to be connected again', async () => (await student.look()).state === 'connected');
    offers[STUDENT] = (await student.look()).offerVersion;
  });

  it('hides parents from students, who see each other again', async () => {
    await choose('silent-parents');
    await knows(STUDENT, [TEACHER, OTHER]);
    await sees(STUDENT, OTHER);
    await scene.waitFor('the teacher to know of the parent', async () => (await names(TEACHER)).includes(PARENT));
    await sees(PARENT, OTHER);
  });

  it('lets students and parents see the teacher only in an exam', async () => {
    await choose('exam');
    for (const viewer of [STUDENT, PARENT]) {
      await knows(viewer, [TEACHER]);
      await sees(viewer, TEACHER);
    }
    await knows(TEACHER, [...STUDENTS, PARENT]);
    for (const student of STUDENTS) await sees(TEACHER, student);
    const before = await received(PARENT);
    await sees(PARENT, TEACHER);
    assert.ok((await received(PARENT)).video > before.video);
    await people[STUDENT].screenshot('policy-exam-student-ru');
  });

  it('opens again, and nobody has made a new offer for it', async () => {
    await choose('open');
    await knows(STUDENT, [TEACHER, OTHER, PARENT]);
    await sees(STUDENT, OTHER);
    for (const [name, person] of Object.entries(people)) assert.equal((await person.look()).offerVersion, offers[name], `offers of ${name}`);
  });

  it('makes no page complain', async () => {
    for (const [name, participant] of scene.people) assert.deepEqual((await participant.look()).errors, [], name);
  });
});
