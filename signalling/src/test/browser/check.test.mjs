// The network check: what a school's administrator learns from a computer of a classroom, with UDP and without.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { launchChromium } from './lib/chromium.mjs';
import { loadPageModule } from './lib/page-module.mjs';
import { Scene } from './lib/scene.mjs';
import { ShapedNetwork, whyNoShaping } from './lib/shaped-network.mjs';

const { Measurement } = await loadPageModule('assets/check-figures.js');

const DESKTOP = { viewport: { width: 1366, height: 768 } };
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };
const CHECK_MILLIS = 90_000;

/** What a check that is over says of each step. */
const outcome = (page) =>
  page.evaluate(() => ({
    over: document.querySelector('#check-verdict').hidden === false,
    verdict: document.querySelector('#check-verdict').dataset.state,
    now: document.querySelector('#check-now').textContent,
    states: Object.fromEntries([...document.querySelectorAll('.check-step')].map(({ dataset }) => [dataset.name, dataset.state])),
    facts: [...document.querySelectorAll('.check-facts li')].map(({ textContent }) => textContent),
    needs: [...document.querySelectorAll('#check-needs-list > li')].map(({ dataset, textContent }) => `${dataset.state}: ${textContent}`),
    text: document.querySelector('main').innerText,
    errors: window.seen.errors,
  }));

async function check(scene, page) {
  await page.click('#check-start');
  const seen = new Set();
  await scene.waitFor(
    'the check to be over',
    async () => {
      const { over, now, states } = await outcome(page);
      seen.add(now);
      if (!over) throw new Error(`${now} ${JSON.stringify(states)}`);
      return true;
    },
    CHECK_MILLIS,
  );
  return { ...(await outcome(page)), seen };
}

/** Nothing sticks out to the side. */
async function fits(page) {
  const { wide, window: inner } = await page.evaluate(() => ({ wide: document.documentElement.scrollWidth, window: innerWidth }));
  assert.ok(wide <= inner, `the page is ${wide} pixels wide in a window of ${inner}`);
}

const picture = (page, name) => page.page.screenshot({ path: pathOf(name), fullPage: true });
const pathOf = (name) => new URL(`../../../target/screenshots/${name}.png`, import.meta.url).pathname;

describe('the figures of a network check', () => {
  /** As browsers count them, a second apart from each other by this machine's clock. */
  const reports = (...list) => new Map(list.map((report, index) => [String(index), report]));
  const pair = (counters) => ({ type: 'candidate-pair', nominated: true, state: 'succeeded', currentRoundTripTime: 0.04, ...counters });

  function measured({ samples = 12, upBytes = 0, downBytes = 0, lostEach = 0, packetsEach = 100 }) {
    const measurement = new Measurement();
    const { now } = performance;
    for (let second = 1; second <= samples; second++) {
      performance.now = () => second * 1_000;
      const encodings = [{ packets: second * packetsEach, lost: second * lostEach }];
      const inbound = { type: 'inbound-rtp', packetsReceived: second * packetsEach, packetsLost: second * lostEach, jitter: 0.005 };
      measurement.add(reports(pair({ bytesSent: second * upBytes })), reports(pair({ bytesReceived: second * downBytes }), inbound), { send: { encodings } });
    }
    performance.now = now;
    return measurement;
  }

  it('are rates of what went through after the beginning', () => {
    const measurement = measured({ upBytes: 250_000, downBytes: 200_000 });
    assert.deepEqual([measurement.up().state, measurement.up().values.rateBps], ['ok', 2_000_000]);
    assert.deepEqual([measurement.down().state, measurement.down().values.rateBps], ['ok', 1_600_000]);
  });

  for (const [what, conditions, key] of [
    ['a slow link', { upBytes: 60_000 }, 'check.up.slow'],
    ['a link for sound only', { upBytes: 20_000 }, 'check.up.narrow'],
    ['some loss', { upBytes: 250_000, lostEach: 6 }, 'check.up.lossy'],
    ['nothing at all', {}, 'check.up.nothing'],
  ]) {
    it(`call ${what} by its name`, () => assert.equal(measured(conditions).up().key, key));
  }

  it('tell a link that loses much from one that loses a little', () => {
    const state = (lostEach) => measured({ downBytes: 250_000, lostEach }).down().state;
    assert.deepEqual([state(0), state(6), state(30)], ['ok', 'warn', 'fail']);
  });
});

describe('the network check', () => {
  let scene;
  let browser;

  before(async () => {
    scene = await Scene.open('check');
    browser = await scene.launch(launchChromium);
  });
  after(() => scene?.close());

  const visit = async (options) => {
    const page = await browser.participant('Администратор', options);
    scene.people.set('Администратор', page);
    await page.page.goto(`${scene.server.url}/check`);
    return page;
  };

  it('finds everything in order where it is, and tells the administrator what must be open', async () => {
    const page = await visit(DESKTOP);
    await fits(page);
    await page.screenshot('check-begin-ru');
    const { states, needs, facts, seen, errors } = await check(scene, page);
    for (const step of ['page', 'socket', 'udp', 'camera']) assert.equal(states[step], 'ok', step);
    for (const step of ['browser', 'microphone']) assert.ok(['ok', 'warn'].includes(states[step]), step);
    for (const step of ['up', 'down']) assert.ok(['ok', 'warn', 'fail'].includes(states[step]), step);
    assert.equal(needs.length, 4);
    assert.match(needs[0], new RegExp(`works: TCP до 127\\.0\\.0\\.1, порт ${scene.server.port} `));
    assert.match(needs[1], new RegExp(`works: .*ws://127\\.0\\.0\\.1:${scene.server.port}/ws`));
    assert.match(needs[2], /works: UDP до .+, порты \d+/);
    assert.match(needs[3], /works: .*камера и микрофон/);
    assert.ok(facts.some((fact) => /^UDP: .+ → .+:\d+ \(host\)$/.test(fact)), facts.join('\n'));
    assert.ok(seen.size >= 3, `progress in words: ${[...seen]}`);
    assert.deepEqual(errors, []);
    await fits(page);
    await picture(page, 'check-desktop-ru');

    await page.click('[data-language="en"]');
    assert.match((await outcome(page)).needs[2], /works: UDP to .+, ports \d+/);
    await picture(page, 'check-desktop-en');
    await page.page.emulateMedia({ media: 'print' });
    await picture(page, 'check-print-en');
    await page.close();
  });

  it('sends what it measures through a room of its own, which is gone when the check is over', async () => {
    const page = await visit(PHONE);
    await page.click('#check-start');
    await scene.waitFor('the picture to flow', () => page.evaluate(() => window.zvonokCheck?.running === 'up'), CHECK_MILLIS);
    const during = await page.evaluate(() => window.zvonokCheck.candidates.length);
    assert.ok(during > 0, 'candidates');
    await scene.waitFor('the check to be over', async () => (await outcome(page)).over, CHECK_MILLIS);
    const { up, down } = await page.evaluate(() => window.zvonokCheck.results);
    assert.ok(up.values.rateBps > 0 && down.values.rateBps > 0, JSON.stringify({ up, down }));
    await fits(page);
    await picture(page, 'check-phone-ru');
    await page.close();
  });

  it('measures with the link of a lesson, and says what is missing without one where one is needed', async () => {
    const page = await browser.participant('Ученик', { ...DESKTOP, locale: 'en-GB' });
    await page.page.route('**/check/needs', (route) => route.fulfill({ json: { tokenNeeded: true, udpPorts: { first: 10000, last: 10003 } } }));
    await page.page.route('**/check/sessions', (route) => route.fulfill({ status: 401, json: { detail: 'a token is needed' } }));
    await page.page.goto(`${scene.server.url}/check`);
    await scene.waitFor('the words for it', () => page.text('#check-notice .notice'));
    const { states, verdict, needs } = await check(scene, page);
    assert.equal(states.udp, 'skipped');
    assert.equal(verdict, 'warn');
    assert.match(needs[2], /untested: UDP to 127\.0\.0\.1, ports 10000–10003/);
    await picture(page, 'check-no-token-en');
    await page.close();
  });
});

const obstacle = whyNoShaping();

describe('the network check in a school that blocks UDP', { skip: obstacle ?? false }, () => {
  let network;
  let scene;
  let link;

  before(async () => {
    network = ShapedNetwork.open();
    [link] = network.links;
    scene = await Scene.open('check-blocked', undefined, undefined, network.serverOptions);
    await network.join(scene.server);
  });
  after(async () => {
    await scene?.close();
    await network?.close();
  });

  const visit = async (options) => {
    const there = await scene.launch(() => link.launchChromium());
    const page = await there.participant('Администратор', { ...DESKTOP, ...options });
    await page.page.goto(`${link.url}/check`);
    return page;
  };

  it('says that nothing of the computer arrives', async () => {
    await link.setCondition('up', { lossPercent: 100 });
    const page = await visit({});
    const { states, verdict, needs, text } = await check(scene, page);
    assert.deepEqual([states.page, states.socket, states.udp, states.up, states.down], ['ok', 'ok', 'fail', 'skipped', 'skipped']);
    assert.equal(verdict, 'fail');
    assert.match(text, /исходящий UDP закрыт/);
    assert.match(needs[2], /^fails: UDP до .*10\.77\..*, порты \d+/);
    await picture(page, 'check-blocked-ru');
  });

  it('says that packets arrive but answers do not come back', async () => {
    await link.setCondition('up', { lossPercent: 0 });
    await link.setCondition('down', { lossPercent: 100 });
    const page = await visit({ locale: 'en-GB' });
    const { states, text } = await check(scene, page);
    assert.equal(states.udp, 'fail');
    assert.match(text, /its answers do not come back/);
    await picture(page, 'check-one-way-en');
  });
});
