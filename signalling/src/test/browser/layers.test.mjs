// The three encodings of one camera, and a viewer that moves between them. Two participants: what is measured here is
// smoothness, and a machine with too much to do is not smooth.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { launchChromium } from './lib/chromium.mjs';
import { Scene } from './lib/scene.mjs';

const SMALL = { viewport: { width: 640, height: 400 } };
const HEIGHTS = { q: 180, h: 360, f: 720 };
/** The top layer starts when the publisher's estimate allows: usually after 2 s, on a busy machine much later. */
const LAYERS_MILLIS = 60_000;
const LONGEST_FREEZE_SECONDS = 0.5;

describe('simulcast in Chromium', () => {
  let scene;
  let publisher;
  let viewer;

  before(async () => {
    scene = await Scene.open('layers', 'История-5А');
    const browser = await scene.launch(launchChromium);
    publisher = await scene.enter(browser, 'Ирина', { role: 'teacher', ...SMALL });
    viewer = await scene.enter(browser, 'Ольга', { role: 'parent', ...SMALL });
  });
  after(() => scene?.close());

  const receiving = async () => (await viewer.look()).receiving('Ирина', 'camera');
  const want = async (height) => {
    const { mid, participantId } = (await viewer.look()).slot('Ирина', 'camera');
    await viewer.setView({ mid, want: participantId, source: 'camera', width: (height * 16) / 9, height });
  };

  it('shows the publisher to the viewer', async () => {
    await scene.rises('frames', async () => (await receiving()).framesDecoded, 10, LAYERS_MILLIS);
    await viewer.takeOverView();
  });

  for (const [rid, height] of Object.entries(HEIGHTS)) {
    it(`brings layer ${rid} with ${height} lines to the server when somebody watches it`, async () => {
      await want(height);
      await scene.rises(
        `packets of layer ${rid}`,
        async () => {
          const report = await publisher.evaluate(() => window.zvonok.explain({ participantId: window.zvonok.you.id }));
          const { encodings } = report.tracks.find(({ source }) => source === 'camera');
          const encoding = encodings.find((candidate) => candidate.rid === rid);
          assert.equal(encoding?.height, height, `height of layer ${rid}`);
          return encoding.packets;
        },
        20,
        LAYERS_MILLIS,
      );
    });
  }

  it('moves a viewer between them without a freeze', async () => {
    for (const height of [180, 720, 360, 180, 360, 720]) {
      const before = await receiving();
      await want(height);
      await scene.waitFor(`${height} lines`, async () => {
        assert.equal((await receiving()).frameHeight, height);
        return true;
      });
      await scene.rises(`frames of ${height} lines`, async () => (await receiving()).framesDecoded, 30);
      const now = await receiving();
      const frozen = now.totalFreezesDuration - before.totalFreezesDuration;
      assert.ok(frozen < LONGEST_FREEZE_SECONDS, `frozen for ${frozen} s on the way from ${before.frameHeight} to ${height} lines`);
    }
  });

  it('makes no page complain', async () => {
    for (const [name, participant] of scene.people) assert.deepEqual((await participant.look()).errors, [], name);
  });
});
