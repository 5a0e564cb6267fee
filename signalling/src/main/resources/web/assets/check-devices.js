import { LevelMeter } from './level-meter.js';

const LISTEN_MILLIS = 3_000;
const PICTURE_MILLIS = 4_000;
/** Less than this of the meter's range is a microphone that hears nothing. */
const AUDIBLE = 0.02;

const wait = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

/** Opens the microphone and listens for a moment. */
export async function checkMicrophone(media, onProgress) {
  await media.setOn('microphone', true);
  const track = media.trackOf('microphone');
  if (!track) return { state: 'fail', key: `devices.microphone.${media.problems.microphone}` };
  let loudest = 0;
  const meter = new LevelMeter((level) => (loudest = Math.max(loudest, level)));
  meter.listen(track);
  for (let part = 1; part <= 10; part++) {
    await wait(LISTEN_MILLIS / 10);
    onProgress(part / 10);
  }
  meter.listen(null);
  const facts = [['check.fact.device', { name: track.label || '?' }]];
  const heard = loudest > AUDIBLE;
  return { state: heard ? 'ok' : 'warn', key: `check.microphone.${heard ? 'ok' : 'silent'}`, facts };
}

/** Opens the camera and waits for its picture. */
export async function checkCamera(media) {
  await media.setOn('camera', true);
  const track = media.trackOf('camera');
  if (!track) return { state: 'fail', key: `devices.camera.${media.problems.camera}` };
  const facts = [['check.fact.device', { name: track.label || '?' }]];
  const size = await firstPicture(track);
  if (!size) return { state: 'warn', key: 'check.camera.noPicture', facts };
  return { state: 'ok', key: 'check.camera.ok', values: size, facts };
}

function firstPicture(track) {
  const video = Object.assign(document.createElement('video'), { muted: true, playsInline: true });
  video.srcObject = new MediaStream([track]);
  video.play().catch(() => {});
  const shown = new Promise((resolve) => {
    video.onresize = video.onloadeddata = () =>
      video.videoWidth && resolve({ width: video.videoWidth, height: video.videoHeight });
  });
  return Promise.race([shown, wait(PICTURE_MILLIS).then(() => null)]).finally(() => (video.srcObject = null));
}
