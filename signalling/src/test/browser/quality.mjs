// The real-browser half of the quality laboratory: Chromium viewers behind shaped links. Needs root.
// npm run --silent quality -- --out DIR [--cases A,B] [--runs 5]
import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { CASES } from './lib/quality-cases.mjs';
import { QualityLab } from './lib/quality-lab.mjs';
import { median } from './lib/quality-metrics.mjs';
import { whyNoShaping } from './lib/shaped-network.mjs';

const USAGE = `Usage: npm run --silent quality -- --out DIR [--cases A,B] [--runs 5]

Writes DIR/chromium.json: one result for each run of each case. Cases:
${CASES.map(({ id }) => `  ${id}`).join('\n')}`;

const options = readOptions();
const obstacle = whyNoShaping();
if (obstacle) fail(3, obstacle);
mkdirSync(options.out, { recursive: true });

// Whoever is impatient leaves no namespace behind.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

const results = [];
const failed = [];
let lab = null;
for (let seed = 1; seed <= options.runs; seed++) {
  for (const given of options.cases) {
    const label = `run ${seed}/${options.runs} ${given.id}`;
    try {
      lab ??= await QualityLab.open('quality', seed);
      const result = await lab.run(given, seed);
      results.push(result);
      console.log(`${label}: ${inWords(result.figures)}; reference ${result.reference.fps} fps`);
    } catch (error) {
      failed.push(label);
      console.log(`${label}: failed: ${error.message}`);
      await closeLab();
    }
    writeFileSync(`${options.out}/chromium.json`, JSON.stringify(results));
  }
  await closeLab();
}

console.log('\nMedians');
for (const { id } of options.cases) {
  const figures = results.filter((result) => result.case === id).map((result) => result.figures);
  const ids = [...new Set(figures.flatMap(Object.keys))];
  const medians = ids.map((figure) => [figure, median(figures.map((run) => run[figure]).filter((value) => value !== undefined))]);
  console.log(`${id} (${figures.length} runs): ${inWords(Object.fromEntries(medians))}`);
}
if (failed.length) fail(1, `did not run: ${failed.join(', ')}`);

async function closeLab() {
  await lab?.close().catch((error) => console.log(`closing: ${error.message}`));
  lab = null;
}

function inWords(figures) {
  return Object.entries(figures).map(([id, value]) => `${id} ${value}`).join(', ');
}

function readOptions() {
  try {
    const { values } = parseArgs({ options: { out: { type: 'string' }, cases: { type: 'string' }, runs: { type: 'string', default: '5' }, help: { type: 'boolean' } } });
    if (values.help) {
      console.log(USAGE);
      process.exit(0);
    }
    const wanted = values.cases?.split(',') ?? CASES.map(({ id }) => id);
    const unknown = wanted.filter((id) => !CASES.some((given) => given.id === id));
    const runs = Number(values.runs);
    if (!values.out || !Number.isInteger(runs) || runs < 1 || unknown.length) throw new Error(unknown.length ? `unknown case ${unknown.join(', ')}` : '--out DIR is needed, --runs is a number');
    return { out: values.out, runs, cases: wanted.map((id) => CASES.find((given) => given.id === id)) };
  } catch (error) {
    return fail(2, `${error.message}\n\n${USAGE}`);
  }
}

function fail(code, message) {
  console.error(`quality: ${message}`);
  process.exit(code);
}
