// The server as a whole: what it carries, what each media loop costs, what is dropped and why.

import { columns, Chart } from './admin-chart.js';
import { rateText } from './amounts.js';
import { el, setText } from './dom.js';
import { language, t } from './i18n.js';

/** Counters of what is not passed on though somebody sent it. What a viewer is not meant to get is none of these. */
const DROPS = [
  'rtp_not_allowed',
  'rtp_not_connected',
  'rtp_malformed',
  'rtp_undescribed',
  'rtp_unknown_ssrc',
  'rtp_unknown_payload_type',
  'rtp_too_late',
  'rtp_overtaken',
  'rtp_jump',
  'rtp_lost',
  'backlog_given_up',
  'slots_no_bandwidth',
  'rtx_not_found',
  'rtx_over_budget',
  'rtx_no_room',
  'rtx_too_soon',
  'relay_dropped',
  'relay_late',
  'send_dropped',
  'send_failed',
  'srtp_rejected',
  'srtp_before_keys',
  'unknown_source',
  'handler_failed',
];
const MINUTE = 60_000;
const number = (value) => Math.round(value).toLocaleString(language());

/** Turns what the server has counted since its start into rates, from one answer to the next. */
export class ServerRates {
  #last = null;

  /** @returns {{time: number, values: Record<string, number>} | null} null for the first answer */
  take(status) {
    const before = this.#last;
    this.#last = status;
    const seconds = before ? (status.time - before.time) / 1000 : 0;
    if (seconds <= 0) return null;
    const grown = (name) => Math.max(0, (status.counters[name] ?? 0) - (before.counters[name] ?? 0));
    const values = {
      inBps: (grown('bytes_in') * 8) / seconds,
      outBps: (grown('bytes_out') * 8) / seconds,
      packetsIn: grown('rtp_in') / seconds,
      packetsOut: grown('rtp_out') / seconds,
      joined: grown('dtls_handshakes_done'),
      dropped: DROPS.reduce((sum, name) => sum + grown(name), 0) / seconds,
    };
    status.loops.forEach((loop, i) => {
      values[`lag${i}`] = loop.lagMicros / 1000;
      const cpu = loop.cpuMicros - (before.loops[i]?.cpuMicros ?? loop.cpuMicros);
      values[`cpu${i}`] = loop.cpuMicros < 0 ? null : Math.min(100, Math.max(0, cpu / 10_000 / seconds));
    });
    for (const name of DROPS) values[name] = grown(name);
    return { time: status.time, values };
  }
}

export class ServerView {
  element;
  #charts = {};
  #tiles = {};
  #drops = el('tbody');
  #noDrops = el('p.small', {}, t('admin.drops.none'));
  #loops;

  /** @param {number} loops media loops of the server */
  constructor(loops) {
    this.#loops = Array.from({ length: loops }, (_, i) => i);
    const tiles = ['rooms', 'participants', 'in', 'out', 'cpu', 'lag'].map((name) => this.#tile(name));
    const perLoop = this.#loops.map((i) => ({ label: t('admin.loop', { number: i + 1 }) }));
    const percent = (value) => `${number(value)} %`;
    const directions = [{ label: t('admin.out') }, { label: t('admin.in') }];
    this.#charts = {
      rate: new Chart({ title: t('admin.chart.rate'), series: directions, format: rateText }),
      packets: new Chart({ title: t('admin.chart.packets'), series: directions, format: number }),
      cpu: new Chart({ title: t('admin.chart.cpu'), series: perLoop, format: percent, top: 20 }),
      lag: new Chart({ title: t('admin.chart.lag'), series: perLoop, format: (value) => millis(value), top: 5 }),
      joins: new Chart({ title: t('admin.chart.joins'), series: [{ label: '', stepped: true }], format: number, top: 5 }),
      drops: new Chart({ title: t('admin.chart.drops'), series: [{ label: '' }], format: number, top: 5 }),
    };
    this.element = el(
      'div.server-view',
      {},
      el('h1', {}, t('admin.server')),
      el('div.tiles', {}, tiles),
      el('div.charts.charts-3', {}, Object.values(this.#charts).map((chart) => chart.element)),
      el(
        'section.card',
        {},
        el('h2', {}, t('admin.drops')),
        el('table.table.drops', {}, el('thead', {}, el('tr', {}, header('admin.drops.reason'), header('admin.drops.minute'), header('admin.drops.total'))), this.#drops),
        this.#noDrops,
      ),
    );
  }

  #tile(name) {
    this.#tiles[name] = el('span.figure');
    return el('div.stat', {}, el('span.stat-name', {}, t(`admin.tile.${name}`)), this.#tiles[name]);
  }

  /** @param {import('./admin-chart.js').Track} track */
  update(status, track) {
    const rows = track.rows;
    const newest = rows[rows.length - 1]?.values;
    setText(this.#tiles.rooms, number(status.rooms));
    setText(this.#tiles.participants, number(status.participants));
    if (newest) {
      setText(this.#tiles.in, rateText(newest.inBps));
      setText(this.#tiles.out, rateText(newest.outBps));
      setText(this.#tiles.cpu, `${number(this.#loops.reduce((sum, i) => sum + (newest[`cpu${i}`] ?? 0), 0))} %`);
      setText(this.#tiles.lag, millis(Math.max(...this.#loops.map((i) => newest[`lag${i}`] ?? 0))));
    }
    this.#charts.rate.set(columns(rows, 'outBps', 'inBps'));
    this.#charts.packets.set(columns(rows, 'packetsOut', 'packetsIn'));
    this.#charts.cpu.set(columns(rows, ...this.#loops.map((i) => `cpu${i}`)));
    this.#charts.lag.set(columns(rows, ...this.#loops.map((i) => `lag${i}`)));
    this.#charts.joins.set(columns(perMinute(rows, 'joined'), 'joined'));
    this.#charts.drops.set(columns(rows, 'dropped'));
    this.#listDrops(status, rows);
  }

  #listDrops(status, rows) {
    const since = status.time - MINUTE;
    const recent = rows.filter((row) => row.time >= since);
    const listed = DROPS.map((name) => ({
      name,
      minute: recent.reduce((sum, row) => sum + (row.values[name] ?? 0), 0),
      total: status.counters[name] ?? 0,
    })).filter((drop) => drop.total > 0);
    listed.sort((a, b) => b.minute - a.minute || b.total - a.total);
    this.#noDrops.hidden = listed.length > 0;
    this.#drops.parentElement.hidden = listed.length === 0;
    this.#drops.replaceChildren(
      ...listed.map(({ name, minute, total }) =>
        el('tr', {}, el('td', {}, t(`admin.drop.${name}`), ' ', el('code', {}, name)), cell(minute), cell(total)),
      ),
    );
  }

  close() {
    for (const chart of Object.values(this.#charts)) chart.close();
  }
}

const header = (key) => el('th', { scope: 'col' }, t(key));
const cell = (value) => el('td.numeric', {}, number(value));

function millis(value) {
  const rounded = value < 10 ? Math.round(value * 10) / 10 : Math.round(value);
  return t('admin.millis', { value: rounded.toLocaleString(language()) });
}

/** The sum of the minute before each moment. */
function perMinute(rows, name) {
  let from = 0;
  let sum = 0;
  return rows.map((row) => {
    sum += row.values[name];
    while (rows[from].time <= row.time - MINUTE) sum -= rows[from++].values[name];
    return { time: row.time, values: { [name]: sum } };
  });
}
