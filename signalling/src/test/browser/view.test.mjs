// The view that a page tells the server follows what is on the screen.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { launchChromium } from './lib/chromium.mjs';
import { joinAndFollow } from './lib/in-page.mjs';
import { Scene } from './lib/scene.mjs';
import { token } from './lib/token.mjs';
import { loadPageModule } from './lib/page-module.mjs';
import { VirtualTime } from './lib/virtual-time.mjs';

const [FIRST, SECOND] = ['Борис', 'Глеб'];
const DESKTOP = { viewport: { width: 1366, height: 768 } };
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };
const STEP_PIXELS = 16;

const inSteps = (pixels) => Math.ceil(pixels / STEP_PIXELS) * STEP_PIXELS;

describe('what is told of a view', () => {
  const A = { mid: '1', want: 'auto', width: 640, height: 368 };
  const B = { ...A, mid: '2' };
  const of = (slot, width) => ({ ...slot, width, height: Math.round(width / 2) });
  let time;
  let view;
  /** [[milliseconds since the start, mid:width ...], ...] */
  let told;

  beforeEach(async () => {
    const { View } = await loadPageModule('client/view.js');
    time = new VirtualTime();
    told = [];
    const start = time.nowMillis;
    view = new View((slots) => told.push([time.nowMillis - start, ...slots.map(({ mid, width }) => `${mid}:${width}`)]));
    view.rebuild([{ mid: '1', kind: 'video' }, { mid: '2', kind: 'video' }]);
    view.set([A, B]);
    time.advance(0);
  });
  afterEach(() => time.restore());

  const since = (moment) => told.filter(([at]) => at > moment);

  it('grows at once, but not more often than every 100 ms', () => {
    time.advance(1_000);
    for (let step = 1; step <= 30; step++) {
      view.set([of(A, 640 + 16 * step)]);
      time.advance(10);
    }
    time.advance(1_000);
    assert.deepEqual(since(0), [[1_000, '1:656'], [1_100, '1:800'], [1_200, '1:960'], [1_300, '1:1120']]);
  });

  it('shrinks after a moment, if it is still smaller', () => {
    view.set([of(A, 320), of(B, 320)]);
    time.advance(200);
    view.set([B]);
    time.advance(1_000);
    assert.deepEqual(since(0), [[250, '1:320']]);
  });

  it('says nothing of what was gone for a glance', () => {
    view.set([of(A, 0)]);
    time.advance(450);
    view.set([A]);
    time.advance(1_000);
    view.set([of(A, 0)]);
    time.advance(1_000);
    assert.deepEqual(since(0), [[1_950, '1:0']]);
  });

  it('gives what vanishes its whole time, also when something else grows or it shrank before', () => {
    view.set([of(A, 320)]);
    time.advance(200);
    view.set([of(A, 0), of(B, 1280)]);
    time.advance(1_000);
    assert.deepEqual(since(0), [[200, '2:1280'], [700, '1:0']]);
  });

  it('is in the join of a new connection as it was', () => {
    view.set([of(A, 1280)]);
    const joined = view.rebuild([{ mid: '1', kind: 'video' }, { mid: '3', kind: 'video' }]);
    time.advance(1_000);
    assert.deepEqual(joined.map(({ mid, width }) => `${mid}:${width}`), ['1:1280', '3:320']);
    assert.deepEqual(since(0), []);
  });
});

describe('the view of a lesson page', () => {
  let scene;
  let browser;
  let viewer;

  before(async () => {
    scene = await Scene.open('view', 'География-6В');
    browser = await scene.launch(launchChromium);
    await scene.crowd(browser, [FIRST, SECOND]);
    viewer = await scene.enter(browser, 'Ольга', { role: 'parent', ...DESKTOP });
  });
  after(() => scene?.close());

  /** The slot of somebody's camera is wanted in the size of the tile, in device pixels. Returns that size. */
  async function fitsTile(participant, name, density) {
    let told;
    await scene.waitFor(`${participant.name}'s view of ${name} to fit the tile`, async () => {
      const { mid } = (await participant.look()).slot(name, 'camera');
      told = await participant.toldOf(mid);
      const tile = await tileOf(participant, name);
      assert.deepEqual([told.width, told.height], [inSteps(tile.width * density), inSteps(tile.height * density)]);
      return true;
    });
    return told;
  }

  const tileOf = (participant, name) =>
    participant.evaluate((wanted) => {
      const tile = [...document.querySelectorAll('.tile')].find((candidate) => candidate.ariaLabel === wanted);
      return { width: tile.offsetWidth, height: tile.offsetHeight };
    }, name);

  const becomes = (mid, width, height) =>
    scene.waitFor(`slot ${mid} to be wanted at ${width}x${height}`, async () => {
      const told = await viewer.toldOf(mid);
      assert.deepEqual([told.width, told.height], [width, height]);
      return true;
    });

  it('is as large as the tiles, and stays so as the window changes', async () => {
    const large = await fitsTile(viewer, FIRST, 1);
    await viewer.page.setViewportSize({ width: 700, height: 420 });
    await scene.waitFor('the tile to be smaller', async () => (await tileOf(viewer, FIRST)).width < large.width / 1.5);
    await fitsTile(viewer, FIRST, 1);
    await viewer.page.setViewportSize(DESKTOP.viewport);
    await scene.waitFor('the tile to be large again', async () => (await tileOf(viewer, FIRST)).width > large.width / 1.5);
    assert.deepEqual(await fitsTile(viewer, FIRST, 1), large);
  });

  it('counts device pixels', async () => {
    const phone = await scene.enter(browser, 'Анна', { prepare: { quiet: true }, role: 'parent', ...PHONE });
    await fitsTile(phone, FIRST, 2);
    await phone.leave();
    scene.forget(phone);
  });

  it('is empty for a tile that is not displayed', async () => {
    const { mid } = (await viewer.look()).slot(FIRST, 'camera');
    const { width, height } = await fitsTile(viewer, FIRST, 1);
    const display = (value) => viewer.evaluate((wanted) => (document.querySelector('#tiles').style.display = wanted), value);
    await display('none');
    await becomes(mid, 0, 0);
    await display('');
    await becomes(mid, width, height);
  });

  it('is empty while the page is in the background', async () => {
    const { mid } = (await viewer.look()).slot(FIRST, 'camera');
    const { width, height } = await fitsTile(viewer, FIRST, 1);
    const turn = (state) =>
      viewer.evaluate((visibility) => {
        Object.defineProperty(document, 'visibilityState', { value: visibility, configurable: true });
        document.dispatchEvent(new Event('visibilitychange'));
      }, state);
    await turn('hidden');
    await becomes(mid, 0, 0);
    await turn('visible');
    await becomes(mid, width, height);
  });

  it('grows when a tile goes onto the stage, told once', async () => {
    const { mid } = (await viewer.look()).slot(SECOND, 'camera');
    const before = await fitsTile(viewer, SECOND, 1);
    const told = await viewer.evaluate(() => window.seen.views.length);
    await viewer.page.dblclick(`.tile[aria-label="${SECOND}"]`);
    await scene.waitFor('the tile to be large', async () => (await tileOf(viewer, SECOND)).width > 1.5 * before.width);
    const large = await fitsTile(viewer, SECOND, 1);
    const sizes = await viewer.evaluate(
      ({ from, slot }) => window.seen.views.slice(from).filter((view) => view.mid === slot).map(({ width }) => width),
      { from: told, slot: mid },
    );
    assert.deepEqual([...new Set(sizes)].filter((width) => width !== before.width), [large.width], 'the widths told');
  });

  it('makes the page not complain', async () => {
    assert.deepEqual((await viewer.look()).errors, []);
  });
});

describe('an element that follows a slot', () => {
  let scene;
  let page;
  let mids;

  before(async () => {
    scene = await Scene.open('follow');
    const browser = await scene.launch(launchChromium);
    page = await browser.participant('embedder', DESKTOP);
    await page.page.goto(`${scene.server.url}/`);
    await page.evaluate(joinAndFollow, { token: token({ room: 'follow', identity: 'embedder' }) });
    mids = await page.evaluate(() => [...window.zvonok.slots.keys()]);
  });
  after(() => scene?.close());

  const sizes = (mid) =>
    page.evaluate((wanted) => window.seen.views.filter((view) => view.mid === wanted).map(({ width }) => width), mid);
  const becomes = (mid, width) =>
    scene.waitFor(`slot ${mid} to be wanted ${width} wide`, async () => {
      assert.equal((await sizes(mid)).at(-1), width);
      return true;
    });
  /** Two frames: observers have told what they saw. */
  const scrollTo = (top) =>
    page.evaluate(async (wanted) => {
      window.box.scrollTop = wanted;
      for (let i = 0; i < 2; i++) await new Promise(requestAnimationFrame);
    }, top);

  it('wants nothing before it is scrolled to, then its size', async () => {
    await becomes(mids[0], 400);
    await becomes(mids[1], 0);
    await scrollTo(300);
    await becomes(mids[1], 400);
    await scrollTo(500);
    await becomes(mids[0], 0);
  });

  it('wants another size with the element', async () => {
    await scrollTo(0);
    await page.evaluate(() => (window.elements[0].style.width = '500px'));
    await becomes(mids[0], 512);
  });

  it('grows and shrinks with the density of the screen', async () => {
    const session = await page.page.context().newCDPSession(page.page);
    const { width, height } = DESKTOP.viewport;
    // Chromium tells of another density only together with another size; the element's stays.
    for (const [deviceScaleFactor, wanted] of [[2, 1008], [1, 512]]) {
      const metrics = { width: width + deviceScaleFactor, height, deviceScaleFactor, mobile: false };
      await session.send('Emulation.setDeviceMetricsOverride', metrics);
      await becomes(mids[0], wanted);
    }
  });

  it('passes its slot on, and lets go of it', async () => {
    await page.evaluate((mid) => window.followings[0].update({ mid }), mids[1]);
    await becomes(mids[1], 512);
    await becomes(mids[0], 0);
    await page.evaluate(() => window.followings[1].stop());
    await page.evaluate(() => (window.elements[0].style.width = '600px'));
    await becomes(mids[1], 608);
    await page.evaluate(() => window.followings[0].stop());
    await becomes(mids[1], 0);
  });

  it('is forgotten with the client', async () => {
    await page.evaluate(async () => {
      await window.zvonok.leave();
      window.elements[0].remove();
    });
    assert.deepEqual(await page.evaluate(() => window.seen.errors), []);
  });
});
