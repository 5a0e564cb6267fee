import { launchChromium } from './chromium.mjs';
import { movingPicture } from './moving-picture.mjs';
import { figuresOf } from './quality-figures.mjs';
import { askAbout, publishCamera, publishScreen, holdQuality, watch } from './quality-page.mjs';
import { asSeries, referenceFps, sampled } from './quality-series.mjs';
import { Scene } from './scene.mjs';
import { ShapedNetwork } from './shaped-network.mjs';
import { token } from './token.mjs';
import { sleep } from './wait.mjs';

const ROOM = 'quality';
/** More than all layers together. */
const UPLINK_KBPS = 2600;
const SAMPLE_MILLIS = 200;
const QUEUE_MILLIS = 80;
const ASK_MILLIS = 500;
const CAMERA = [{ source: 'camera', width: 1280, height: 720 }];
const PERFECT = { delayMillis: 0, jitterMillis: 0, lossPercent: 0, burstPackets: 1 };

/**
 * A lesson with one camera, a viewer with a perfect link (the reference: what a busy machine can do at all) and a shaped
 * link behind which the viewers of a case come and go. All pages are bare: nothing is drawn, everything is decoded.
 */
export class QualityLab {
  #network;
  #scene;
  #near;
  #far;
  #publisher;
  #reference;
  #hasScreen = false;

  static async open(name, seed) {
    const lab = new QualityLab();
    try {
      await lab.#start(name, seed);
      return lab;
    } catch (error) {
      await lab.close().catch(() => {});
      throw error;
    }
  }

  /**
   * Plays one case.
   *
   * @param {import('./quality-cases.mjs').Case} given
   * @param {number} seed the number of the run
   */
  async run(given, seed) {
    if (given.pictures.some(({ source }) => source === 'screen') && !this.#hasScreen) {
      await this.#publisher.evaluate(publishScreen);
      this.#hasScreen = true;
    }
    const viewers = await this.#bring(given);
    try {
      const played = await this.#play(given, viewers);
      return result(given, seed, played);
    } finally {
      for (const viewer of viewers) await viewer.page.leave().catch(() => viewer.page.close());
      this.#link.setRate('down', 0);
      for (const way of ['down', 'up']) await this.#link.setCondition(way, PERFECT);
    }
  }

  async close() {
    await this.#scene?.close();
    await this.#network?.close();
  }

  get #link() {
    return this.#network.links[0];
  }

  async #start(name, seed) {
    this.#network = ShapedNetwork.open();
    this.#scene = await Scene.open(name, ROOM, undefined, this.#network.serverOptions);
    await this.#network.join(this.#scene.server, { seed });
    this.#near = await this.#scene.launch(() => launchChromium({ flags: [`--use-file-for-fake-video-capture=${movingPicture()}`] }));
    this.#far = await this.#scene.launch(() => this.#link.launchChromium());
    this.#publisher = await this.#openPage(this.#near, 'publisher');
    await this.#publisher.evaluate(holdQuality, { kbps: UPLINK_KBPS });
    await this.#publisher.evaluate(publishCamera, { token: this.#token('publisher', 'teacher') });
    this.#reference = await this.#openPage(this.#near, 'reference');
    await this.#reference.evaluate(watch, { token: this.#token('reference', 'parent'), pictures: CAMERA, everyMillis: SAMPLE_MILLIS });
    await this.#scene.rises('frames of 720 lines at the viewer with the perfect link', () => this.#reference.evaluate(() => {
      const [picture] = window.samples.at(-1).pictures;
      if (picture.height !== 720) throw new Error(`${picture.height} lines`);
      return picture.frames;
    }), 60, 60_000);
  }

  #token(name, role) {
    return token({ room: ROOM, identity: `${name}-id`, role, name });
  }

  /** The page has the client module before its link is narrow. */
  async #openPage(browser, name, url = this.#scene.server.url) {
    const page = await browser.participant(name, {});
    await page.page.goto(`${url}/`);
    await page.evaluate(() => import('/client/zvonok.js').then(() => {}));
    return page;
  }

  async #bring({ viewers, phases, both, down }) {
    const pages = [];
    for (let i = 0; i < viewers; i++) pages.push({ name: `v${i}`, page: await this.#openPage(this.#far, `v${i}`, this.#link.url) });
    await this.#link.setCondition('up', { ...PERFECT, ...both });
    await this.#link.setCondition('down', { ...PERFECT, ...both, ...down });
    this.#link.setRate('down', phases[0].kbps);
    await this.#link.takeBins();
    return pages;
  }

  async #play(given, viewers) {
    const events = [];
    const queue = this.#watchQueue();
    // Their link is narrow, so is the time until they are in: the phases begin when they start to join.
    await this.#reference.evaluate(() => void window.samples.splice(0, window.samples.length - 10));
    const from = Math.ceil(Date.now() / 100) * 100;
    const joining = viewers.map(({ name, page }) => page.evaluate(watch, { token: this.#token(name, 'parent'), pictures: given.pictures, everyMillis: SAMPLE_MILLIS }));
    const asked = Promise.all(joining).then(async () => {
      for (const viewer of viewers) viewer.id = await viewer.page.evaluate(() => window.zvonok.you.id);
      await this.#publisher.evaluate(askAbout, { participantIds: viewers.map(({ id }) => id), everyMillis: ASK_MILLIS });
    });
    await Promise.all([asked, this.#playTimeline(given, from, (text) => events.push({ tMillis: Date.now() - from, text }))]);
    const to = Date.now();
    const queueEntries = await queue.stop();
    const thoughts = await this.#publisher.evaluate(() => (clearInterval(window.asking), window.thoughts));
    for (const viewer of viewers) Object.assign(viewer, await viewer.page.evaluate(() => ({ samples: window.samples, changes: window.changes, mids: window.mids })));
    const reference = await this.#reference.evaluate(() => ({ samples: window.samples, changes: window.changes }));
    return { from, to, viewers, events, thoughts, queue: queueEntries, bins: await this.#link.takeBins(), reference };
  }

  async #playTimeline({ phases, both, down, again }, from, tell) {
    const steps = [];
    let at = 0;
    for (const [i, { seconds, kbps }] of phases.entries()) {
      steps.push({ at, text: `${kbps} kbit/s`, act: () => i > 0 && this.#link.setRate('down', kbps) });
      at += seconds * 1000;
    }
    for (let t = again?.everyMillis ?? Infinity; t < at; t += again.everyMillis) {
      if (again.holdMillis) steps.push({ at: t, text: `all held for ${again.holdMillis} ms`, act: () => this.#link.hold('down', again.holdMillis) });
      if (!again.condition) continue;
      steps.push({ at: t, text: Object.entries(again.condition).map((entry) => entry.join(' ')).join(', '), act: () => this.#link.setCondition('down', again.condition) });
      steps.push({ at: t + again.forMillis, text: 'as before', act: () => this.#link.setCondition('down', { ...PERFECT, ...both, ...down }) });
    }
    for (const step of steps.sort((a, b) => a.at - b.at)) {
      await sleep(Math.max(0, from + step.at - Date.now()));
      await step.act();
      tell(step.text);
    }
    await sleep(Math.max(0, from + at - Date.now()));
  }

  #watchQueue() {
    const entries = [];
    let stopped = false;
    const loop = async () => {
      while (!stopped) {
        const now = await this.#link.queue();
        if (now) entries.push({ at: Date.now(), ...now });
        await sleep(QUEUE_MILLIS);
      }
      return entries;
    };
    const done = loop();
    return { stop: () => ((stopped = true), done) };
  }
}

function result(given, seed, played) {
  const { from, to, viewers, reference } = played;
  let at = 0;
  const phases = given.phases.map(({ kind, seconds, kbps }) => ({ kind, capacityKbps: kbps, fromMillis: at, toMillis: (at += seconds * 1000) }));
  const capacityKbps = (tMillis) => phases.findLast(({ fromMillis }) => fromMillis <= tMillis).capacityKbps;
  const samples = sampled({ ...played, reference: reference.samples, capacityKbps });
  const names = viewers.flatMap(({ name }) => given.pictures.map(({ source }) => (given.pictures.length > 1 ? `${name} ${source}` : name)));
  return {
    case: given.id,
    where: 'chromium',
    seed,
    figures: figuresOf(given, phases, samples, played),
    reference: { fps: referenceFps(reference.samples, from, to), layerChanges: reference.changes.filter((change) => change.at >= from).length },
    series: asSeries(samples, names),
    events: [...played.events, ...viewers.flatMap(({ name, changes }) => changes.map((change) => ({ tMillis: change.at - from, text: `${name}: ${inWords(change)}` })))].sort((a, b) => a.tMillis - b.tMillis),
  };
}

function inWords({ reason, layer, limit, needBps, haveBps }) {
  const numbers = needBps ? ` need ${Math.round(needBps / 1000)} have ${Math.round((haveBps ?? 0) / 1000)}` : '';
  const held = limit && limit !== 'none' ? `, limited by ${limit}` : '';
  return `${reason}${layer ? ` ${layer.height}p` : ''}${held}${numbers}`;
}
