// Figures of a broadcast for the README, printed and not judged: how soon a viewer sees something, and how old it is.
// npm run broadcast-figures
import { launchChromium } from './lib/chromium.mjs';
import { root } from './lib/paths.mjs';
import { Scene } from './lib/scene.mjs';
import { readStamps, stampCamera } from './lib/stamped-picture.mjs';
import { token } from './lib/token.mjs';
import { sleep } from './lib/wait.mjs';
import { askSession, counters, playByWhep, publishByWhip } from './lib/whip-page.mjs';

const JOINS = 10;
const FRAMES = 150;
const SETTLING_MILLIS = 4_000;

const sorted = (values) => [...values].sort((a, b) => a - b);
const at = (values, part) => sorted(values)[Math.min(values.length - 1, Math.floor(values.length * part))];
const told = (values) => `median ${at(values, 0.5)} ms, p95 ${at(values, 0.95)} ms`;

const scene = await Scene.open('broadcast-figures', 'broadcast-figures', [`${root}scripts/run`]);
try {
  const browser = await scene.launch(launchChromium);
  const way = (door, identity, role) => ({
    endpoint: `${scene.server.url}/${door}/${scene.room}`,
    token: token({ room: scene.room, identity, role, name: identity }),
  });
  const encoder = await browser.participant('encoder', {});
  await encoder.page.addInitScript(stampCamera);
  await encoder.page.goto(`${scene.server.url}/`);
  await encoder.evaluate(publishByWhip, way('whip', 'encoder', 'broadcaster'));
  await scene.waitFor('the encoder', async () => (await encoder.evaluate(counters)).state === 'connected');
  const player = await browser.participant('player', {});
  await player.page.goto(`${scene.server.url}/`);

  const play = async (page, identity) => {
    await page.evaluate(playByWhep, way('whep', identity, 'viewer'));
    return scene.waitFor('the first frame', async () => {
      const seen = await page.evaluate(counters);
      return seen.firstFrameMillis !== null && seen;
    });
  };
  const playMany = async (situation) => {
    const plays = [];
    for (let i = 0; i < JOINS; i++) {
      plays.push(await play(player, `player-${i}`));
      await player.evaluate(askSession, { method: 'DELETE' });
    }
    const first = plays.map(({ firstFrameMillis }) => firstFrameMillis);
    console.log(`WHEP POST to first frame, ${JOINS} players, ${situation}: ${told(first)}, all ${first.join(' ')}`);
    console.log(`  to the answer: ${told(plays.map(({ answeredMillis }) => answeredMillis))}`);
    console.log(`  to connected: ${told(plays.map(({ connectedMillis }) => connectedMillis))}`);
  };
  await playMany('nobody else watching');
  const other = await browser.participant('other', {});
  await other.page.goto(`${scene.server.url}/`);
  await play(other, 'other');
  await playMany('another watching');
  await other.evaluate(askSession, { method: 'DELETE' });
  await other.close();

  await play(player, 'last');
  await sleep(SETTLING_MILLIS);
  const ages = await player.evaluate(readStamps, FRAMES);
  console.log(`drawn to shown (WHIP, server, WHEP), ${FRAMES} frames: ${told(ages)}`);
  await player.evaluate(askSession, { method: 'DELETE' });

  const opened = [];
  const joined = [];
  for (let i = 0; i < JOINS; i++) {
    const viewer = await scene.watch(browser, `viewer-${i}`, { prepare: { timeFirstFrame: true } });
    const seen = await scene.waitFor('the first frame', () => viewer.evaluate(() => window.seen.firstFrameAt !== null && window.seen));
    opened.push(Math.round(seen.firstFrameAt));
    joined.push(Math.round(seen.firstFrameAt - seen.socketOpenAt));
    await viewer.leave();
    scene.forget(viewer);
  }
  console.log(`watch page, navigation to first frame, ${JOINS} viewers: ${told(opened)}`);
  console.log(`watch page, WebSocket open to first frame: ${told(joined)}, all ${joined.join(' ')}`);
} finally {
  await scene.close();
}
