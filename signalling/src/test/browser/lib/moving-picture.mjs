import { closeSync, existsSync, openSync, renameSync, statSync, writeSync } from 'node:fs';
import { outputDirectory } from './paths.mjs';
import { seededRandom } from './relay-line.mjs';

const WIDTH = 1280;
const HEIGHT = 720;
const FPS = 30;
/** It ends as it began: the browser plays it in a loop. */
const FRAMES = 64;
const GRAIN = 14;

/**
 * A film for the fake camera that is as hard as a camera's picture, so that each layer takes the rate it may: a wall that
 * moves sideways behind a few balls, with grain that is new in each frame. Written to signalling/target once.
 */
export function movingPicture() {
  const path = `${outputDirectory('films')}moving-${WIDTH}x${HEIGHT}-${FRAMES}-${GRAIN}.y4m`;
  const frameBytes = (WIDTH * HEIGHT * 3) / 2;
  const header = `YUV4MPEG2 W${WIDTH} H${HEIGHT} F${FPS}:1 Ip A1:1 C420jpeg\n`;
  if (existsSync(path) && statSync(path).size === header.length + FRAMES * (6 + frameBytes)) return path;
  const part = `${path}.${process.pid}`;
  const file = openSync(part, 'w');
  writeSync(file, header);
  const wall = wallRows();
  const grain = grainOf(seededRandom(7));
  for (let i = 0; i < FRAMES; i++) {
    writeSync(file, 'FRAME\n');
    writeSync(file, frame(i, wall, grain));
  }
  closeSync(file);
  renameSync(part, path);
  return path;
}

/** Blotches of a few sizes, periodic in the width. */
function wallRows() {
  const wall = new Uint8Array(WIDTH * HEIGHT);
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const a = (2 * Math.PI * x) / WIDTH;
      const coarse = Math.sin(5 * a + y / 60) + Math.sin(9 * a - y / 37);
      const fine = Math.sin(40 * a + y / 7) * Math.sin(y / 5 - 23 * a);
      wall[y * WIDTH + x] = 126 + 26 * coarse + 22 * fine;
    }
  }
  return wall;
}

/** A long strip of it: each frame begins somewhere else. */
function grainOf(random) {
  const grain = new Int8Array(WIDTH * HEIGHT + 65_536);
  for (let i = 0; i < grain.length; i++) grain[i] = Math.round((random() + random() - 1) * GRAIN);
  return grain;
}

function frame(index, wall, grain) {
  const bytes = Buffer.alloc((WIDTH * HEIGHT * 3) / 2, 128);
  const shift = (index * WIDTH) / FRAMES;
  const start = (index * 7919) % 65_536;
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const at = y * WIDTH + x;
      bytes[at] = wall[y * WIDTH + ((x + shift) % WIDTH)] + grain[start + at];
    }
  }
  for (let ball = 0; ball < 5; ball++) paintBall(bytes, ball, (2 * Math.PI * index) / FRAMES);
  return bytes;
}

function paintBall(bytes, ball, angle) {
  const radius = 40 + 12 * ball;
  const cx = Math.round(WIDTH * (0.5 + 0.38 * Math.cos(angle * (1 + (ball % 2)) + ball)));
  const cy = Math.round(HEIGHT * (0.5 + 0.34 * Math.sin(angle + 2 * ball)));
  for (let y = Math.max(0, cy - radius); y < Math.min(HEIGHT, cy + radius); y++) {
    for (let x = Math.max(0, cx - radius); x < Math.min(WIDTH, cx + radius); x++) {
      if ((x - cx) ** 2 + (y - cy) ** 2 > radius ** 2) continue;
      bytes[y * WIDTH + x] = 60 + 30 * ball + ((x ^ y) & 15);
      const chroma = WIDTH * HEIGHT + (y >> 1) * (WIDTH / 2) + (x >> 1);
      bytes[chroma] = 90 + 20 * ball;
      bytes[chroma + (WIDTH * HEIGHT) / 4] = 200 - 25 * ball;
    }
  }
}
