// One participant: link, slots with their reasons, why somebody is not seen or heard, and the last ten minutes.

import { Chart, columns } from './admin-chart.js';
import { eventRow } from './admin-events.js';
import { durationText, rateText } from './amounts.js';
import { el, setText } from './dom.js';
import { has, language, t } from './i18n.js';
import { roleText } from './admin-room.js';

const SOURCES = ['microphone', 'camera', 'screen', 'screenAudio'];
const GOOD = new Set(['active', 'oneself']);
const QUIET = new Set(['empty', 'offAir', 'offScreen', 'settling']);
const count = (value) => value.toLocaleString(language());
const percent = (value) => `${count(Math.round(value))} %`;
const millis = (value) => t('admin.millis', { value: count(Math.round(value)) });

/** What was done so that the sender or the viewer sees nothing is as good or bad as its reason. */
export const toneOf = (reason) => (GOOD.has(reason) ? 'good' : QUIET.has(reason) ? 'quiet' : 'bad');

export class PersonView {
  element;
  person;
  #room;
  #api;
  #names = new Map();
  #summary = el('p.summary');
  #figures = el('dl.figures');
  #slots = el('tbody');
  #events = el('ol.events', { tabIndex: 0, ariaLabel: t('admin.events') });
  #of = el('select.select', { id: 'ask-of' });
  #source = el('select.select', { id: 'ask-source' });
  #answer = el('div.answer', { role: 'status' });
  #charts;
  #eventsShown = '';

  /** @param {import('./admin-api.js').Api} api */
  constructor(api, room, person, onBack) {
    this.#api = api;
    this.#room = room;
    this.person = person;
    this.#charts = {
      rate: new Chart({
        title: t('admin.chart.personRate'),
        series: ['sent', 'received', 'estimate'].map((name) => ({ label: t(`admin.series.${name}`) })),
        format: (value) => rateText(value),
        top: 100_000,
      }),
      loss: new Chart({ title: t('admin.chart.loss'), series: labels('down', 'up'), format: percent, top: 5 }),
      delay: new Chart({ title: t('admin.chart.delay'), series: labels('roundTrip', 'queue'), format: millis, top: 50 }),
      shown: new Chart({
        title: t('admin.chart.shown'),
        series: labels('large', 'medium', 'small', 'missing', 'voices').map((line) => ({ ...line, stepped: true })),
        format: count,
        top: 3,
      }),
    };
    this.#source.append(el('option', { value: '' }, t('admin.ask.any')), ...SOURCES.map((source) => el('option', { value: source }, t(`admin.source.${source}`))));
    this.element = this.#build(onBack);
  }

  #build(onBack) {
    const back = el('button.link-button.back', { type: 'button' }, `‹ ${this.#room}`);
    back.addEventListener('click', onBack);
    const slotHead = ['slot', 'who', 'reason', 'layer', 'since', 'words'].map((name) => el('th', { scope: 'col' }, t(`admin.slot.${name}`)));
    const ask = el(
      'form.ask',
      {},
      el('div.field', {}, el('label', { htmlFor: 'ask-of' }, t('admin.ask.of', { identity: this.person.identity })), this.#of),
      el('div.field', {}, el('label', { htmlFor: 'ask-source' }, t('admin.ask.source')), this.#source),
      el('button.button.button-primary', { type: 'submit' }, t('admin.ask.why')),
    );
    ask.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#ask();
    });
    return el(
      'div.person-view',
      {},
      el('div.heading', {}, back, el('h1', {}, this.person.identity), el('span.small', {}, roleText(this.person))),
      el('section.card.person-top', {}, this.#summary, this.#figures),
      el('section.card.ask-card', {}, el('h2', {}, t('admin.ask')), ask, this.#answer),
      el('div.person-middle', {}, el('div.charts.charts-2', {}, Object.values(this.#charts).map((chart) => chart.element)), el('section.card.events-card', {}, el('h2', {}, t('admin.events')), this.#events)),
      el('section.card.card-table', {}, el('h2', {}, t('admin.slots')), el('table.table.slots', {}, el('thead', {}, el('tr', {}, slotHead)), this.#slots)),
    );
  }

  /** @param {object[]} people of the room */
  updatePeople(people) {
    this.#names = new Map(people.map(({ id, identity }) => [id, identity]));
    const others = people.filter(({ id }) => id !== this.person.id);
    const chosen = this.#of.value;
    const same = others.map(({ id }) => id).join() === [...this.#of.options].map(({ value }) => value).join();
    if (!same) {
      this.#of.replaceChildren(...others.map(({ id, identity }) => el('option', { value: id }, identity)));
      if (others.some(({ id }) => id === chosen)) this.#of.value = chosen;
    }
  }

  updateReport(report) {
    setText(this.#summary, report.text[language()]);
    const { transport, downlink } = report;
    const rate = (bps) => (bps < 0 ? '–' : rateText(bps));
    const figures = {
      connection: t(`admin.transport.${transport.state}`),
      score: t(`admin.score.${transport.score}`),
      roundTrip: transport.roundTripMillis < 0 ? '–' : millis(transport.roundTripMillis),
      lossUp: percent(transport.uplinkLossPercent),
      lossDown: percent(transport.downlinkLossPercent),
      estimate: rate(downlink.estimateBps),
      sent: rate(downlink.sentBps),
      wanted: rate(downlink.wantedBps),
    };
    this.#figures.replaceChildren(
      ...Object.entries(figures).map(([name, value]) => el('div', {}, el('dt', {}, t(`admin.figure.${name}`)), el('dd', {}, value))),
    );
    this.#slots.replaceChildren(...report.slots.map((slot) => this.#slotRow(slot)));
  }

  #slotRow(slot) {
    const { layer } = slot;
    const size = layer?.width ? `${layer.width} × ${layer.height}` : '–';
    const rates = slot.needBps > 0 ? ` (${t('admin.slot.rates', { need: rateText(slot.needBps, 'up'), have: rateText(slot.haveBps ?? 0, 'down') })})` : '';
    const reason = slot.reason === 'active' && slot.limit === 'bandwidth' ? 'limited' : slot.reason;
    return el(
      'tr',
      {},
      el('td.slot-mid', {}, `${t(`admin.kind.${slot.kind}`)} ${slot.mid}`),
      el('td', {}, slot.participantId ? this.#who(slot.participantId, slot.source) : '–'),
      el('td', {}, el(`span.chip.chip-${reason === 'limited' ? 'warn' : toneOf(reason)}`, {}, t(`admin.reason.${reason}`)), rates),
      el('td.numeric', {}, size),
      el('td.numeric', {}, durationText(slot.sinceMillis)),
      el('td.words', {}, slot.text[language()]),
    );
  }

  #who(id, source) {
    const identity = this.#names.get(id) ?? id;
    return source ? `${identity}, ${t(`admin.source.${source}`).toLocaleLowerCase(language())}` : identity;
  }

  updateTimeline(timeline) {
    const rows = timeline.samples.map((sample) => ({ time: sample.time, values: known(sample) }));
    this.#charts.rate.set(spaced(rows, 'sentBps', 'receivedBps', 'estimateBps'));
    this.#charts.loss.set(spaced(rows, 'downlinkLossPercent', 'uplinkLossPercent'));
    this.#charts.delay.set(spaced(rows, 'roundTripMillis', 'queueDelayMillis'));
    this.#charts.shown.set(spaced(rows, 'large', 'medium', 'small', 'missing', 'voices'));
    const key = JSON.stringify([timeline.events, [...this.#names]]);
    if (key === this.#eventsShown) return;
    this.#eventsShown = key;
    const events = [...timeline.events].reverse().map((event) => eventRow(event, (id, source) => this.#who(id, source)));
    this.#events.replaceChildren(...(events.length ? events : [el('li.small', {}, t('admin.events.none'))]));
  }

  async #ask() {
    if (!this.#of.value) return;
    try {
      const answer = await this.#api.relation(this.#room, this.person.id, this.#of.value, this.#source.value);
      this.#answer.replaceChildren(...answerRows(answer.relation ?? answer));
    } catch (refused) {
      this.#answer.replaceChildren(el('p.small', {}, has(`admin.error.${refused.code}`) ? t(`admin.error.${refused.code}`) : refused.message));
    }
  }

  close() {
    for (const chart of Object.values(this.#charts)) chart.close();
  }
}

function answerRows({ cause, source, sinceMillis, needBps, haveBps, requests, advice }) {
  const details = [
    t(`admin.source.${source}`),
    sinceMillis !== undefined && sinceMillis !== null && t('admin.ask.since', { time: durationText(sinceMillis) }),
    needBps > 0 && t('admin.slot.rates', { need: rateText(needBps, 'up'), have: rateText(haveBps ?? 0, 'down') }),
    requests > 0 && t('admin.ask.requests', { count: requests }),
  ].filter(Boolean);
  return [
    el('p.answer-cause', {}, el(`span.chip.chip-${toneOf(cause)}`, {}, t(`admin.cause.${cause}`)), el('span.small', {}, details.join(' · '))),
    el('p', {}, advice[language()]),
  ];
}

const labels = (...names) => names.map((name) => ({ label: t(`admin.series.${name}`) }));

/** -1 is the server's word for what it does not know. */
const known = (sample) => Object.fromEntries(Object.entries(sample).map(([name, value]) => [name, value < 0 ? null : value]));

const spaced = (rows, ...names) => columns(rows, ...names);
