/** Grain makes the encoder use the rate that it is given; drawn once, it costs little to move about. */
const GRAIN_SIZE = 192;
const FRAMES_PER_SECOND = 15;
const TONE_HZ = 440;
const TONE_LEVEL = 0.02;

/** A picture that moves and a quiet tone, made by the page: a check needs no camera and shows nobody. */
export class TestSource {
  #timer;
  #context = typeof AudioContext === 'undefined' ? null : new AudioContext();
  #canvas = Object.assign(document.createElement('canvas'), { width: 1280, height: 720 });

  constructor() {
    const brush = this.#canvas.getContext('2d');
    const grain = brush.createPattern(grainTile(), 'repeat');
    let frame = 0;
    const draw = () => {
      frame++;
      const { width, height } = this.#canvas;
      brush.fillStyle = `hsl(${(frame * 2) % 360} 40% 55%)`;
      brush.fillRect(0, 0, width, height);
      brush.globalAlpha = 0.35;
      grain.setTransform(new DOMMatrix().translate((frame * 37) % GRAIN_SIZE, (frame * 53) % GRAIN_SIZE));
      brush.fillStyle = grain;
      brush.fillRect(0, 0, width, height);
      brush.globalAlpha = 1;
    };
    draw();
    this.#timer = setInterval(draw, 1_000 / FRAMES_PER_SECOND);
    this.video = this.#canvas.captureStream(FRAMES_PER_SECOND).getVideoTracks()[0];
    this.audio = this.#tone();
  }

  #tone() {
    if (!this.#context) return null;
    const tone = new OscillatorNode(this.#context, { frequency: TONE_HZ });
    const end = this.#context.createMediaStreamDestination();
    tone.connect(new GainNode(this.#context, { gain: TONE_LEVEL })).connect(end);
    tone.start();
    return end.stream.getAudioTracks()[0];
  }

  stop() {
    clearInterval(this.#timer);
    this.video.stop();
    this.audio?.stop();
    this.#context?.close();
  }
}

function grainTile() {
  const tile = Object.assign(document.createElement('canvas'), { width: GRAIN_SIZE, height: GRAIN_SIZE });
  const brush = tile.getContext('2d');
  const image = brush.createImageData(GRAIN_SIZE, GRAIN_SIZE);
  for (let i = 0; i < image.data.length; i += 4) {
    image.data.fill(Math.floor(Math.random() * 256), i, i + 3);
    image.data[i + 3] = 255;
  }
  brush.putImageData(image, 0, 0);
  return tile;
}
