// Where tiles go: pure arithmetic on rectangles {left, top, width, height}.

const GAP = 8;
const WIDE = 16 / 9;
const STRIP_TILE_WIDTH = 208;

/** The most people that fit so that a face can still be recognised. */
export function gridCapacity(width, height) {
  const narrow = width < 600;
  const columns = Math.max(1, Math.floor((width + GAP) / ((narrow ? 150 : 220) + GAP)));
  const rows = Math.max(1, Math.floor((height + GAP) / ((narrow ? 130 : 124) + GAP)));
  return Math.min(narrow ? 8 : 10, Math.max(2, columns * rows));
}

/** As large as possible, all of one size, the last row in the middle. */
export function gridLayout(count, width, height) {
  const narrowest = width < 600 ? 0.8 : 4 / 3;
  let best = null;
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns);
    const cellWidth = (width - GAP * (columns - 1)) / columns;
    const cellHeight = (height - GAP * (rows - 1)) / rows;
    const aspect = Math.min(WIDE, Math.max(narrowest, cellWidth / cellHeight));
    const tileWidth = Math.floor(Math.min(cellWidth, cellHeight * aspect));
    const tileHeight = Math.floor(Math.min(cellHeight, tileWidth / aspect));
    // A lone tile in the last row costs a little, so that 4 are two and two.
    const area = tileWidth * tileHeight * (count % columns === 1 && columns > 2 ? 0.97 : 1);
    if (!best || area > best.area) best = { area, columns, rows, tileWidth, tileHeight };
  }
  return best ? centred(count, best, width, height) : [];
}

function centred(count, { columns, rows, tileWidth, tileHeight }, width, height) {
  const top = (height - rows * tileHeight - (rows - 1) * GAP) / 2;
  return Array.from({ length: count }, (_, index) => {
    const row = Math.floor(index / columns);
    const inRow = Math.min(columns, count - row * columns);
    const left = (width - inRow * tileWidth - (inRow - 1) * GAP) / 2;
    return {
      left: Math.round(left + (index % columns) * (tileWidth + GAP)),
      top: Math.round(top + row * (tileHeight + GAP)),
      width: tileWidth,
      height: tileHeight,
    };
  });
}

/**
 * One large, the others small: beside it on a wide screen, below it on a tall one.
 *
 * @returns {{stage: object, strip: object[]}} `strip` has fewer places than `others` if there is no room for all
 */
export function speakerLayout(others, width, height) {
  if (others === 0) return { stage: { left: 0, top: 0, width, height }, strip: [] };
  return width > height ? besideStage(others, width, height) : belowStage(others, width, height);
}

function besideStage(others, width, height) {
  const tileWidth = Math.min(STRIP_TILE_WIDTH, Math.round(width * 0.24));
  const tileHeight = Math.round(tileWidth / WIDE);
  const places = Math.min(others, Math.max(1, Math.floor((height + GAP) / (tileHeight + GAP))));
  const left = width - tileWidth;
  const top = Math.max(0, Math.round((height - places * tileHeight - (places - 1) * GAP) / 2));
  const strip = Array.from({ length: places }, (_, index) => ({
    left,
    top: top + index * (tileHeight + GAP),
    width: tileWidth,
    height: tileHeight,
  }));
  return { stage: { left: 0, top: 0, width: left - GAP, height }, strip };
}

function belowStage(others, width, height) {
  const columns = width > 700 ? 3 : 2;
  const tileWidth = Math.floor((width - GAP * (columns - 1)) / columns);
  const tileHeight = Math.round(tileWidth / 1.5);
  const smallestStage = Math.round(Math.max(width / WIDE, height * 0.4));
  const mostRows = Math.max(1, Math.floor((height - smallestStage) / (tileHeight + GAP)));
  const rows = Math.min(mostRows, Math.ceil(others / columns));
  const stageHeight = height - rows * (tileHeight + GAP);
  const strip = Array.from({ length: Math.min(others, rows * columns) }, (_, index) => ({
    left: (index % columns) * (tileWidth + GAP),
    top: stageHeight + GAP + Math.floor(index / columns) * (tileHeight + GAP),
    width: tileWidth,
    height: tileHeight,
  }));
  return { stage: { left: 0, top: 0, width, height: stageHeight }, strip };
}
