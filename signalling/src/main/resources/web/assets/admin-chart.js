// A plot over time (uPlot), in the colours of the page, with its newest values in words beside its name.

import { el, setText } from './dom.js';
import { language } from './i18n.js';

const HEIGHT = 150;
const GAP_SECONDS = 30;
const sync = window.uPlot?.sync('admin');

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

export class Chart {
  element;
  #options;
  #host = el('div.chart-plot');
  #values;
  #plot = null;
  #data;
  #at = null;
  #sizes = new ResizeObserver(() => this.#resize());
  #scheme = window.matchMedia('(prefers-color-scheme: dark)');
  #redraw = () => this.#draw();

  /**
   * @param {{title: string, series: {label: string, stepped?: boolean}[], format: (value: number) => string, top?: number,
   *   height?: number}} options `top`: the axis reaches at least that far
   */
  constructor(options) {
    this.#options = options;
    this.#values = options.series.map(() => el('b'));
    this.#data = [[], ...options.series.map(() => [])];
    const keys = options.series.map((series, i) =>
      el('span.chart-key', { data: { series: i + 1 } }, el('i', { ariaHidden: 'true' }), series.label, ' ', this.#values[i]),
    );
    const head = el('figcaption.chart-head', {}, el('strong', {}, options.title), el('span.chart-keys', {}, keys));
    this.element = el('figure.chart', { tabIndex: 0, ariaLabel: options.title }, head, this.#host);
    this.element.addEventListener('keydown', (event) => this.#onKey(event));
    this.element.addEventListener('blur', () => this.#plot?.setCursor({ left: -10, top: -10 }));
    this.#sizes.observe(this.#host);
    this.#scheme.addEventListener('change', this.#redraw);
  }

  /** @param {number[][]} data times in seconds, then the values of each series; null where nothing is known */
  set(data) {
    this.#data = data;
    if (this.#plot) this.#plot.setData(data);
    else this.#draw();
    this.element.dataset.points = data[0].length;
    this.#tell();
  }

  close() {
    this.#sizes.disconnect();
    this.#scheme.removeEventListener('change', this.#redraw);
    this.#plot?.destroy();
    this.#plot = null;
  }

  #resize() {
    const width = this.#host.clientWidth;
    if (!width) return;
    if (this.#plot) this.#plot.setSize({ width, height: this.#height });
    else this.#draw();
  }

  get #height() {
    return this.#options.height ?? HEIGHT;
  }

  #draw() {
    this.#plot?.destroy();
    this.#plot = null;
    const width = this.#host.clientWidth;
    if (!width || !window.uPlot) return;
    this.#plot = new window.uPlot(this.#plotOptions(width), this.#data, this.#host);
    sync?.sub(this.#plot);
  }

  #plotOptions(width) {
    const { series, format, top = 0 } = this.#options;
    const text = colour('--text-2');
    const grid = { stroke: colour('--line'), width: 1 };
    const font = '11px system-ui, sans-serif';
    const lines = series.map(({ label, stepped }, i) => ({
      label,
      stroke: colour(`--series-${i + 1}`),
      width: 2,
      fill: i === 0 ? colour('--series-1-soft') : undefined,
      paths: stepped ? window.uPlot.paths.stepped({ align: 1 }) : undefined,
      points: { show: false },
      spanGaps: false,
    }));
    return {
      width,
      height: this.#height,
      padding: [8, 24, 0, 0],
      legend: { show: false },
      cursor: { sync: { key: 'admin' }, drag: { x: false, y: false }, points: { size: 7 }, y: false },
      scales: { x: { time: true }, y: { range: (_, __, max) => [0, Math.max(top, (max ?? 0) * 1.12) || 1] } },
      axes: [
        { stroke: text, grid: { show: false }, ticks: { show: false }, font, size: 24, space: 70, values: clock },
        { stroke: text, grid, ticks: { show: false }, font, size: 74, space: 32, values: (_, ticks) => ticks.map((tick) => format(tick)) },
      ],
      series: [{}, ...lines],
      hooks: { setCursor: [(plot) => this.#point(plot.cursor.idx ?? null)] },
    };
  }

  #point(index) {
    if (index === this.#at) return;
    this.#at = index;
    this.#tell();
  }

  #tell() {
    const newest = this.#data[0].length - 1;
    const at = this.#at !== null && this.#at <= newest ? this.#at : newest;
    const told = this.#options.series.map(({ label }, i) => {
      const value = this.#data[i + 1][at];
      const words = value === null || value === undefined ? '–' : this.#options.format(value);
      setText(this.#values[i], words);
      return `${label} ${words}`;
    });
    this.element.ariaLabel = `${this.#options.title}: ${told.join(', ')}`;
  }

  #onKey(event) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const times = this.#data[0];
    if (!step || !this.#plot || !times.length) return;
    event.preventDefault();
    const from = this.#at ?? (step > 0 ? -1 : times.length);
    const next = Math.min(times.length - 1, Math.max(0, from + step));
    this.#plot.setCursor({ left: this.#plot.valToPos(times[next], 'x'), top: 10 });
  }
}

const clock = (_, ticks) => {
  const seconds = ticks.length > 1 && ticks[1] - ticks[0] < 60;
  const parts = { hour: '2-digit', minute: '2-digit', ...(seconds && { second: '2-digit' }), hourCycle: 'h23' };
  return ticks.map((tick) => new Date(tick * 1000).toLocaleTimeString(language(), parts));
};

/** Values of the last minutes, a row for each moment. */
export class Track {
  #rows = [];
  #keptMillis;

  constructor(keptMillis) {
    this.#keptMillis = keptMillis;
  }

  /** @param {number} time in milliseconds @param {Record<string, number | null>} values */
  add(time, values) {
    this.#rows.push({ time, values });
    while (this.#rows[0].time < time - this.#keptMillis) this.#rows.shift();
  }

  get rows() {
    return this.#rows;
  }

  columns = (...names) => columns(this.#rows, ...names);
}

/** What a chart takes, out of rows; a gap where no row came for long. */
export function columns(rows, ...names) {
  const data = [[], ...names.map(() => [])];
  let before = null;
  for (const { time, values } of rows) {
    const seconds = time / 1000;
    if (before !== null && seconds - before > GAP_SECONDS) {
      data[0].push(before + 1);
      names.forEach((_, i) => data[i + 1].push(null));
    }
    before = seconds;
    data[0].push(seconds);
    names.forEach((name, i) => data[i + 1].push(values[name] ?? null));
  }
  return data;
}
