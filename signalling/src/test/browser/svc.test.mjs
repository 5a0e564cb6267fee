// A camera sent with all its layers in one encoding: each viewer is given as many of them as it has room for, and can decode
// what is left. Bare pages: nothing is drawn, everything is decoded.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { launchChromium } from './lib/chromium.mjs';
import { holdQuality, publishCamera, watch } from './lib/quality-page.mjs';
import { Scene } from './lib/scene.mjs';
import { token } from './lib/token.mjs';

const SCALABILITY_MODE = 'L3T3_KEY';
/** All three layers together. */
const UPLINK_KBPS = 2000;
const HEIGHTS = [180, 720];
/** Three layers of 720 lines are much for a machine with other work. */
const FIRST_FRAMES_MILLIS = 40_000;

for (const videoCodec of ['VP9', 'AV1']) {
  describe(`${videoCodec} with layers in one encoding`, () => {
    let scene;
    let publisher;
    const viewers = new Map();

    before(async () => {
      scene = await Scene.open(`svc-${videoCodec}`);
      const browser = await scene.launch(launchChromium);
      publisher = await openPage(browser, 'publisher');
      await publisher.evaluate(holdQuality, { kbps: UPLINK_KBPS });
      await publisher.evaluate(publishCamera, { token: tokenOf('publisher', 'teacher'), videoCodec, scalabilityMode: SCALABILITY_MODE });
      for (const height of HEIGHTS) {
        const viewer = await openPage(browser, `viewer of ${height}`);
        const pictures = [{ source: 'camera', width: (height * 16) / 9, height }];
        await viewer.evaluate(watch, { token: tokenOf(viewer.name, 'parent'), pictures, everyMillis: 250 });
        viewers.set(height, viewer);
      }
    });
    after(() => scene?.close());

    const tokenOf = (name, role) => token({ room: scene.room, identity: `${name}-id`, role, name });

    async function openPage(browser, name) {
      const page = await browser.participant(name, {});
      scene.people.set(name, page);
      await page.page.goto(`${scene.server.url}/`);
      return page;
    }

    const shown = (height) => viewers.get(height).evaluate(() => window.samples.at(-1).pictures[0]);

    it('is sent as one encoding', () =>
      scene.waitFor('the encoding', async () => {
        const sent = (await publisher.look()).sent.filter(({ kind, packetsSent }) => kind === 'video' && packetsSent > 5);
        assert.equal(sent.length, 1, `${sent.length} encodings`);
        const { codec } = (await publisher.evaluate(() => window.zvonok.takeStats())).send.find(({ source }) => source === 'camera');
        assert.equal(codec, videoCodec);
        return true;
      }));

    for (const height of HEIGHTS) {
      it(`gives who wants ${height} lines just these`, async () => {
        await scene.waitFor(
          `${height} lines`,
          async () => {
            assert.equal((await shown(height)).height, height);
            return true;
          },
          FIRST_FRAMES_MILLIS,
        );
        await scene.rises(`frames of ${height} lines`, async () => (await shown(height)).frames, 40, FIRST_FRAMES_MILLIS);
        assert.equal((await shown(height)).height, height);
      });
    }

    it('sends less to who wants less', async () => {
      const [few, many] = await Promise.all(HEIGHTS.map((height) => receivedBytes(height)));
      assert.ok(few < many / 2, `${few} bytes for ${HEIGHTS[0]} lines, ${many} for ${HEIGHTS[1]}`);
    });

    /** In four seconds. */
    async function receivedBytes(height) {
      const bytes = () => viewers.get(height).evaluate(() => window.samples.at(-1));
      const from = await bytes();
      await scene.waitFor('four seconds of samples', async () => (await bytes()).at > from.at + 4000);
      return (await bytes()).bytes - from.bytes;
    }

    it('makes no page complain', async () => {
      for (const [name, participant] of scene.people) assert.deepEqual((await participant.look()).errors, [], name);
    });
  });
}
