// Pictures that carry the time they were drawn at, and the reading of it. Functions for a page: each must stand alone.

/**
 * From now on the page's camera is a canvas whose frames show the milliseconds of the machine's clock as a row of black and
 * white squares, which survive the encoder.
 */
export function stampCamera() {
  const [BITS, FPS, WIDTH, HEIGHT] = [20, 30, 1280, 720];
  const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async ({ audio }) => {
    const canvas = Object.assign(document.createElement('canvas'), { width: WIDTH, height: HEIGHT });
    const context = canvas.getContext('2d');
    const side = WIDTH / BITS;
    const draw = () => {
      const stamp = Math.round(performance.timeOrigin + performance.now()) % 2 ** BITS;
      context.fillStyle = `hsl(${(stamp / 40) % 360} 40% 50%)`;
      context.fillRect(0, side, WIDTH, HEIGHT - side);
      for (let bit = 0; bit < BITS; bit++) {
        context.fillStyle = (stamp >> bit) & 1 ? '#fff' : '#000';
        context.fillRect(bit * side, 0, side, side);
      }
    };
    draw();
    setInterval(draw, 1000 / FPS);
    const stream = canvas.captureStream(FPS);
    if (audio) stream.addTrack((await open({ audio })).getAudioTracks()[0]);
    return stream;
  };
}

/**
 * How old the frames of the page's first video are when they are shown, in milliseconds: `count` of them.
 *
 * @param {number} count
 */
export function readStamps(count) {
  const BITS = 20;
  const video = document.querySelector('video');
  const canvas = Object.assign(document.createElement('canvas'), { width: BITS, height: 1 });
  const context = canvas.getContext('2d', { willReadFrequently: true });
  const ages = [];
  return new Promise((resolve) => {
    const onFrame = (now, { expectedDisplayTime }) => {
      const side = video.videoWidth / BITS;
      let stamp = 0;
      for (let bit = 0; bit < BITS; bit++) {
        context.drawImage(video, bit * side + side / 4, side / 4, side / 2, side / 2, 0, 0, 1, 1);
        if (context.getImageData(0, 0, 1, 1).data[1] > 127) stamp |= 1 << bit;
      }
      const shown = Math.round(performance.timeOrigin + expectedDisplayTime) % 2 ** BITS;
      ages.push((shown - stamp + 2 ** BITS) % 2 ** BITS);
      if (ages.length < count) video.requestVideoFrameCallback(onFrame);
      else resolve(ages);
    };
    video.requestVideoFrameCallback(onFrame);
  });
}
