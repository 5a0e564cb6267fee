// The operator's page. The token is pasted or in the address (/admin#token=T), and kept in memory only.

import { Api } from './admin-api.js';
import { Track } from './admin-chart.js';
import { PersonView } from './admin-person.js';
import { RoomView } from './admin-room.js';
import { ServerRates, ServerView } from './admin-server.js';
import { byId, el, setText } from './dom.js';
import { addWords, has, onLanguage, t, wireLanguageSwitches } from './i18n.js';
import { adminEn } from './words-admin-en.js';
import { adminRu } from './words-admin-ru.js';

addWords({ en: adminEn, ru: adminRu });

const SERVER_MILLIS = 2_000;
const ROOMS_MILLIS = 4_000;
const ROOM_MILLIS = 2_000;
const TIMELINE_MILLIS = 5_000;
const KEPT_MILLIS = 600_000;
const MAX_LISTED = 300;

/** The answers that mean: this token is of no use. */
const HOPELESS = new Set(['unauthorized', 'token_expired', 'forbidden', '401', '403']);

class Console {
  #api;
  #rates = new ServerRates();
  #track = new Track(KEPT_MILLIS);
  #status = null;
  #rooms = { items: [], more: false };
  #room = null;
  #person = null;
  #view = null;
  #timers = [];
  #closed = false;
  #onRefused;

  /** @param {(refused: import('./admin-api.js').Refused) => void} onRefused */
  constructor(api, onRefused) {
    this.#api = api;
    this.#onRefused = onRefused;
  }

  async open() {
    this.#status = await this.#api.server();
    this.#rates.take(this.#status);
    this.#every(SERVER_MILLIS, () => this.#readServer());
    this.#every(ROOMS_MILLIS, () => this.#readRooms());
    this.#every(ROOM_MILLIS, () => this.#readRoom());
    this.#every(TIMELINE_MILLIS, () => this.#readTimeline());
    this.show();
  }

  close() {
    this.#closed = true;
    this.#timers.forEach(clearTimeout);
    this.#view?.close();
    byId('view').replaceChildren();
    byId('rooms').replaceChildren();
  }

  /** Again and again, not before the last answer came. */
  #every(delayMillis, job) {
    const slot = this.#timers.length;
    const again = async () => {
      try {
        await job();
        this.#say('');
      } catch (refused) {
        if (this.#closed) return;
        if (HOPELESS.has(refused.code)) return this.#onRefused(refused);
        this.#say(refused.code === 'not_found' ? '' : t(has(`admin.error.${refused.code}`) ? `admin.error.${refused.code}` : 'admin.error.other'));
      }
      if (!this.#closed) this.#timers[slot] = setTimeout(again, delayMillis);
    };
    this.#timers[slot] = 0;
    again();
  }

  #say(trouble) {
    const { version, draining } = this.#status;
    const line = trouble || t(draining ? 'admin.line.draining' : 'admin.line', { version });
    setText(byId('server-line'), line);
    byId('server-line').classList.toggle('trouble', trouble !== '');
  }

  async #readServer() {
    this.#status = await this.#api.server();
    const rates = this.#rates.take(this.#status);
    if (rates) this.#track.add(rates.time, rates.values);
    if (this.#view instanceof ServerView) this.#view.update(this.#status, this.#track);
  }

  async #readRooms() {
    this.#rooms = await this.#api.rooms();
    this.listRooms();
  }

  async #readRoom() {
    const room = this.#room;
    if (!room) return;
    const view = this.#view;
    try {
      const [about, people] = await Promise.all([this.#api.room(room), this.#api.participants(room)]);
      if (this.#view !== view) return;
      if (view instanceof RoomView) view.update(about, people);
      if (view instanceof PersonView) await this.#readPerson(view, people.items);
    } catch (refused) {
      if (refused.code !== 'not_found') throw refused;
      if (this.#view === view) this.#gone();
    }
  }

  async #readPerson(view, people) {
    view.updatePeople(people);
    if (!people.some(({ id }) => id === view.person.id)) return this.#gone();
    const report = await this.#api.explain(this.#room, view.person.id);
    if (this.#view === view) view.updateReport(report);
  }

  async #readTimeline() {
    const view = this.#view;
    if (!(view instanceof PersonView)) return;
    const timeline = await this.#api.timeline(this.#room, view.person.id);
    if (this.#view === view) view.updateTimeline(timeline);
  }

  /** The participant left, or the room closed. */
  #gone() {
    const left = this.#person?.identity ?? this.#room;
    if (!this.#person) this.#room = null;
    this.#person = null;
    this.show();
    byId('view').prepend(el('p.notice', { role: 'status' }, t('admin.gone', { who: left })));
  }

  // What is shown

  showServer() {
    this.#room = null;
    this.#person = null;
    this.show();
  }

  showRoom(room) {
    this.#room = room;
    this.#person = null;
    this.show();
  }

  #showPerson(person) {
    this.#person = person;
    this.show();
  }

  show() {
    this.#view?.close();
    this.#view = this.#viewNow();
    byId('view').replaceChildren(this.#view.element);
    byId('view').scrollTop = 0;
    if (this.#view instanceof ServerView) this.#view.update(this.#status, this.#track);
    else this.#readSoon();
    this.listRooms();
  }

  #viewNow() {
    if (this.#person) return new PersonView(this.#api, this.#room, this.#person, () => this.showRoom(this.#room));
    if (this.#room) return new RoomView(this.#room, (person) => this.#showPerson(person));
    return new ServerView(this.#status.loops.length);
  }

  #readSoon() {
    this.#readRoom()
      .then(() => this.#readTimeline())
      .catch(() => {}); // the next regular one tells
  }

  listRooms() {
    const wanted = byId('search').value.trim().toLocaleLowerCase();
    const found = this.#rooms.items.filter(({ id }) => id.toLocaleLowerCase().includes(wanted));
    setText(byId('room-count'), `${found.length}${this.#rooms.more ? '+' : ''}`);
    byId('rooms').replaceChildren(...found.slice(0, MAX_LISTED).map((room) => this.#roomEntry(room)));
    byId('no-rooms').hidden = found.length > 0;
    setText(byId('no-rooms'), t(wanted ? 'admin.rooms.notFound' : 'admin.rooms.none'));
    byId('to-server').setAttribute('aria-current', String(!this.#room));
  }

  #roomEntry(room) {
    const people = room.participants + (room.audience ?? 0);
    const figures = el('span.room-people', { title: t('admin.room.people', { count: people }) }, String(people));
    const air = room.onAir && el('span.dot-air', { role: 'img', ariaLabel: t('admin.onAir'), title: t('admin.onAir') });
    const button = el('button.room-button', { type: 'button' }, el('span.room-name', {}, room.id), air, figures);
    button.setAttribute('aria-current', String(room.id === this.#room));
    button.addEventListener('click', () => {
      this.showRoom(room.id);
      byId('view').focus({ preventScroll: true });
    });
    return el('li', {}, button);
  }
}

let shown = null;

async function enter(token) {
  leave();
  const opening = new Console(new Api(token), (refused) => ask(refused));
  try {
    await opening.open();
  } catch (refused) {
    return ask(refused);
  }
  shown = opening;
  byId('way-in').hidden = true;
  byId('console').hidden = false;
  byId('forget').hidden = false;
}

function leave() {
  shown?.close();
  shown = null;
}

/** @param {import('./admin-api.js').Refused} [refused] why the last token was of no use */
function ask(refused) {
  leave();
  byId('console').hidden = true;
  byId('forget').hidden = true;
  byId('way-in').hidden = false;
  setText(byId('server-line'), '');
  byId('token').value = '';
  byId('token-error').hidden = !refused;
  if (refused) {
    const key = `admin.error.${refused.code}`;
    setText(byId('token-error'), has(key) ? t(key) : refused.message || t('admin.error.other'));
  }
  byId('token').focus();
}

function tokenOfAddress() {
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  if (location.hash) history.replaceState(history.state, '', location.pathname + location.search);
  return token;
}

byId('token-form').addEventListener('submit', (event) => {
  event.preventDefault();
  const token = byId('token').value.trim();
  byId('token').value = '';
  if (token) enter(token);
});
byId('forget').addEventListener('click', () => ask());
byId('search').addEventListener('input', () => shown?.listRooms());
byId('to-server').addEventListener('click', () => shown?.showServer());
window.addEventListener('hashchange', () => {
  const token = tokenOfAddress();
  if (token) enter(token);
});
wireLanguageSwitches();
onLanguage(() => {
  document.title = t('admin.pageTitle');
  shown?.show();
});

const given = tokenOfAddress();
if (given) enter(given);
else ask();
