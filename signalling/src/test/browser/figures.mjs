// Figures for the README, printed and not judged: start, join time and cost of the server that scripts/run starts.
// npm run figures
import { readFileSync } from 'node:fs';
import { drawnCamera } from './lib/cameras.mjs';
import { launchChromium } from './lib/chromium.mjs';
import { root } from './lib/paths.mjs';
import { Scene } from './lib/scene.mjs';
import { sleep } from './lib/wait.mjs';

const JOINS = 15;
const SETTLING_MILLIS = 20_000;
const LESSON_SECONDS = 20;
const TICKS_PER_SECOND = 100;

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

function usage(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  const megabytes = Number(readFileSync(`/proc/${pid}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)[1]) / 1024;
  return { cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND, megabytes };
}

const scene = await Scene.open('figures', 'figures', [`${root}scripts/run`]);
try {
  console.log(`scripts/run to /readyz 200: ${scene.server.readyMillis} ms`);
  await sleep(3000);
  console.log(`idle server: ${usage(scene.server.pid).megabytes.toFixed(0)} MB RSS`);

  const browser = await scene.launch(launchChromium);
  const teacher = await scene.enter(browser, 'Ирина', { role: 'teacher' });
  await scene.waitFor('the teacher', async () => (await teacher.look()).state === 'connected');
  await sleep(3000);

  const millis = [];
  for (let i = 0; i < JOINS; i++) {
    const visitor = await scene.enter(browser, `Гость ${i}`, { prepare: { camera: drawnCamera('Гость'), timeFirstFrame: true } });
    const seen = await scene.waitFor('the first frame', () => visitor.evaluate(() => window.seen.firstFrameAt !== null && window.seen));
    millis.push(Math.round(seen.firstFrameAt - seen.socketOpenAt));
    await visitor.leave();
    scene.forget(visitor);
  }
  console.log(`WebSocket open to first frame, ${JOINS} joins: median ${median(millis)} ms, all ${millis.join(' ')}`);

  for (const name of ['Анна', 'Борис']) await scene.enter(browser, name);
  await sleep(SETTLING_MILLIS);
  const before = usage(scene.server.pid);
  await sleep(LESSON_SECONDS * 1000);
  const now = usage(scene.server.pid);
  const percent = ((now.cpuSeconds - before.cpuSeconds) / LESSON_SECONDS) * 100;
  console.log(`lesson of three at 720p: ${percent.toFixed(1)} % of one core, ${now.megabytes.toFixed(0)} MB RSS`);
  // Three cameras at 720p are much for a small machine: what was sent and received belongs to the figure.
  const pictures = (list) => list.filter(({ framesPerSecond }) => framesPerSecond).map(({ frameHeight, framesPerSecond }) => `${frameHeight}p at ${framesPerSecond} fps`);
  for (const [name, participant] of scene.people) {
    const { received, sent } = await participant.look();
    console.log(`  ${name} sends ${pictures(sent).join(', ')}; receives ${pictures(Object.values(received)).join(', ')}`);
  }
} finally {
  await scene.close();
}
