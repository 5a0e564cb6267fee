// Why a picture is missing or small, in words: on tiles, in the bubble of details and in the settings. What the server
// says is put in its mouth here, so that each reason can be seen.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { launchChromium } from './lib/chromium.mjs';
import { Scene } from './lib/scene.mjs';

const [MISSING, SMALL, FINE] = ['Борис', 'Глеб', 'Вера'];
const DESKTOP = { viewport: { width: 1366, height: 768 } };
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };
const SCREENS = { desktop: DESKTOP, phone: PHONE };
const LANGUAGES = { ru: 'ru-RU', en: 'en-GB' };
const LAYER = { rid: 'h', width: 320, height: 180, spatialLayer: 0, temporalLayer: 2 };
const LARGE = { rid: 'f', width: 1280, height: 720, spatialLayer: 0, temporalLayer: 2 };

const WORDS = {
  ru: {
    layerMissing: /до сервера не доходит/,
    waitingForKeyframe: /Ждём целый кадр/,
    noBandwidth: /не хватает скорости: для изображения нужно 151 кбит\/с, осталось 89 кбит\/с/,
    notAllowed: /не разрешено/,
    offScreen: /не на экране/,
    codecNotSupported: /не умеет показывать/,
    noReceiverReports: /не отвечает/,
    notConnected: /ещё устанавливается/,
    aReasonOfTomorrow: /Ждём изображение/,
    since: /^уже 1[2-9] с$/,
    limited: 'Изображение меньше: вашему интернету не хватает скорости',
    details: /320×180: на большее нужно 1,3 Мбит\/с, свободно 320 кбит\/с/,
    change: /Глеб, Камера.*1280x720/,
    link: /Связь пропускает около 480 кбит\/с/,
    figures: /сейчас 410 кбит\/с · потери 3 % · задержка 45 мс · 20 мс в очередях/,
  },
  en: {
    layerMissing: /no picture reaches the server/,
    waitingForKeyframe: /Waiting for a whole picture/,
    noBandwidth: /too slow for this picture: it needs 151 kbit\/s, 89 kbit\/s are left/,
    notAllowed: /may not see/,
    offScreen: /not on the screen/,
    codecNotSupported: /cannot show/,
    noReceiverReports: /says nothing about it/,
    notConnected: /Still connecting/,
    aReasonOfTomorrow: /Waiting for the picture/,
    since: /^for 1[2-9] s$/,
    limited: 'Smaller picture: your connection is slow',
    details: /320×180: a larger one needs 1\.3 Mbit\/s, 320 kbit\/s are free/,
    change: /Глеб, Camera.*1280x720/,
    link: /The link carries about 480 kbit\/s/,
    figures: /now 410 kbit\/s · loss 3% · delay 45 ms · 20 ms in queues/,
  },
};

const EXPLANATION = {
  slots: [],
  downlink: {
    feedback: 'transportCc', limiter: 'delay', estimateBps: 480_000, sentBps: 410_000, allocatedBps: 400_000, wantedBps: 1_900_000,
    lossPercent: 3, roundTripMillis: 45, queueDelayMillis: 20,
    text: {
      en: 'The link carries about 480 kbit/s. When more is sent, packets begin to queue: stop downloads on this network, or use a better one.',
      ru: 'Связь пропускает около 480 кбит/с. Если отправлять больше, пакеты копятся в очереди: остановите загрузки в этой сети или смените сеть.',
    },
  },
};

describe('the words for a picture that is missing or small', () => {
  let scene;
  let browser;

  before(async () => {
    scene = await Scene.open('reasons', 'Литература-9А');
    browser = await scene.launch(launchChromium);
    await scene.crowd(browser, [MISSING, SMALL, FINE]);
  });
  after(() => scene?.close());

  for (const [language, locale] of Object.entries(LANGUAGES)) {
    for (const [screen, size] of Object.entries(SCREENS)) {
      describe(`on a ${screen} in ${language}`, () => {
        const words = WORDS[language];
        let viewer;

        before(async () => {
          viewer = await scene.enter(browser, 'Ольга', { role: 'parent', prepare: { quiet: true }, locale, ...size });
          await scene.waitFor('three pictures', () => viewer.evaluate(() => document.querySelectorAll('.tile.has-picture').length === 3));
        });
        after(async () => {
          await viewer.leave();
          scene.forget(viewer);
        });

        /** The server says something else of the slot in which somebody's camera is. */
        const says = async (name, change) => {
          const { mid, participantId, source } = (await viewer.look()).slot(name, 'camera');
          const slot = { mid, kind: 'video', participantId, source, layer: null, limit: 'none', sinceMillis: 0 };
          await viewer.hear({ type: 'slots', items: [{ ...slot, ...change }] });
        };
        const tile = (name) => `.tile[aria-label="${name}"]`;
        const reads = (selector, wanted) =>
          scene.waitFor(`${selector} to say ${wanted}`, async () => {
            const text = (await viewer.text(selector)) ?? 'nothing';
            assert.match(text.replaceAll('\u00a0', ' '), wanted);
            return true;
          });

        it('says each reason on the tile, and since when', async () => {
          const reasons = Object.keys(words).slice(0, Object.keys(words).indexOf('since'));
          for (const reason of reasons) {
            const figures = reason === 'noBandwidth' ? { needBps: 150_001, haveBps: 89_999 } : {};
            await says(MISSING, { state: 'waiting', reason, ...figures, sinceMillis: 12_000 });
            await reads(`${tile(MISSING)} .tile-reason`, words[reason]);
          }
          await says(MISSING, { state: 'waiting', reason: 'noBandwidth', needBps: 150_001, haveBps: 89_999, sinceMillis: 12_000 });
          await reads(`${tile(MISSING)} .tile-reason`, words.noBandwidth);
          if (screen === 'desktop') await reads(`${tile(MISSING)} .tile-since`, words.since);
          assert.equal(await viewer.text(`${tile(FINE)} .tile-reason`), null, 'words on a tile with a picture');
        });

        it('marks a picture that is small because of the link, and tells the rest', async () => {
          assert.equal(await viewer.text(`${tile(SMALL)} .tile-limited`), null, 'a mark before');
          await says(SMALL, { state: 'active', reason: 'active', layer: LAYER, limit: 'bandwidth', needBps: 1_200_001, haveBps: 320_999 });
          await scene.waitFor('the mark', async () => (await viewer.text(`${tile(SMALL)} .tile-limited`)) !== null);
          assert.equal(await viewer.evaluate((mark) => document.querySelector(mark).title, `${tile(SMALL)} .tile-limited`), words.limited);
          await viewer.click(`${tile(SMALL)} .tile-limited`);
          await reads('.popover', words.details);
          await fits(viewer);
          await viewer.screenshot(`reasons-${screen}-${language}`);
          await viewer.page.keyboard.press('Escape');
          await says(SMALL, { state: 'active', reason: 'active', layer: LARGE });
          await scene.waitFor('the mark to be gone', async () => (await viewer.text(`${tile(SMALL)} .tile-limited`)) === null);
        });

        it('shows what the link carries and how pictures changed', async () => {
          const { participantId } = (await viewer.look()).slot(SMALL, 'camera');
          const text = {
            en: 'From 1280x720 to 320x180, because the link fell to 480 kbit/s.',
            ru: 'Было 1280x720, стало 320x180: связь упала до 480 кбит/с.',
          };
          const change = { mid: '8', participantId, source: 'camera', from: LARGE, to: LAYER, cause: 'bandwidthFell', estimateBps: 480_000, text };
          await viewer.evaluate((report) => (window.zvonok.explain = async () => report), {
            ...EXPLANATION,
            layerChanges: [{ ...change, agoMillis: 12_000 }, { ...change, agoMillis: 95_000 }],
          });
          if (screen === 'phone') await viewer.click('.tool-more');
          await viewer.click('.tool-settings');
          await viewer.click('#settings details.connection summary');
          await reads('#downlink-text', words.link);
          await reads('#downlink-figures', words.figures);
          await reads('#layer-changes-list li', words.change);
          await viewer.evaluate(() => document.querySelector('#layer-changes').scrollIntoView({ block: 'end' }));
          await fits(viewer);
          await viewer.screenshot(`downlink-${screen}-${language}`);
          await viewer.click('#settings .dialog-close');
          assert.deepEqual((await viewer.look()).errors, []);
        });
      });
    }
  }
});

/** Nothing sticks out to the side. */
async function fits(participant) {
  const { wide, window: inner } = await participant.evaluate(() => ({ wide: document.documentElement.scrollWidth, window: innerWidth }));
  assert.ok(wide <= inner, `the page is ${wide} pixels wide in a window of ${inner}`);
}
