// One room: who is in it. By identity only: names are none of an operator's business.

import { durationText } from './amounts.js';
import { el, setText } from './dom.js';
import { t } from './i18n.js';
import { icon } from './icons.js';

const SOURCES = ['microphone', 'camera', 'screen', 'screenAudio'];
const ICONS = { microphone: 'microphone', camera: 'camera', screen: 'screen', screenAudio: 'volume' };
const OFF = { microphone: 'microphoneOff', camera: 'cameraOff', screen: 'screenStop', screenAudio: 'volumeOff' };

export class RoomView {
  element;
  #figures = el('p.small');
  #badge = el('span.badge.badge-air', { hidden: true }, t('admin.onAir'));
  #rows = el('tbody');
  #none = el('p.small', { hidden: true }, t('admin.room.empty'));
  #onChoose;
  #byId = new Map();

  /** @param {(participant: object) => void} onChoose */
  constructor(room, onChoose) {
    this.#onChoose = onChoose;
    const names = ['identity', 'role', 'connection', 'sources', 'joined'];
    const head = el('thead', {}, el('tr', {}, names.map((name) => el('th', { scope: 'col' }, t(`admin.person.${name}`)))));
    this.element = el(
      'div.room-view',
      {},
      el('div.heading', {}, el('h1', {}, room), this.#badge, this.#figures),
      el('section.card.card-table', {}, el('table.table.people', {}, head, this.#rows), this.#none),
    );
  }

  /** @param {{items: object[], more: boolean}} participants */
  update(room, participants) {
    const people = participants.items;
    this.#badge.hidden = !room.onAir;
    setText(
      this.#figures,
      [
        t('admin.room.stage', { count: people.filter(({ tier }) => tier !== 'audience').length }),
        t('admin.room.audience', { count: room.audience ?? 0 }),
        t('admin.room.open', { time: durationText(Date.now() - room.createdAt) }),
      ].join(' · '),
    );
    this.#none.hidden = people.length > 0;
    const rows = new Map(people.map((person) => [person.id, this.#rowOf(person)]));
    for (const [id, row] of this.#byId) if (!rows.has(id)) row.element.remove();
    this.#byId = rows;
    const shown = [...rows.values()].map((row) => row.element);
    const changed = shown.length !== this.#rows.children.length || shown.some((row, i) => this.#rows.children[i] !== row);
    if (changed) this.#rows.replaceChildren(...shown);
  }

  #rowOf(person) {
    const known = this.#byId.get(person.id) ?? this.#newRow(person);
    known.person = person;
    setText(known.role, roleText(person));
    known.connection.className = `chip chip-${person.connection}`;
    setText(known.connection, t(`admin.connection.${person.connection}`));
    const look = JSON.stringify([person.tracks, person.handRaisedAt]);
    if (look !== known.look) {
      known.look = look;
      known.sources.replaceChildren(...sourceIcons(person));
    }
    setText(known.joined, durationText(Date.now() - person.joinedAt));
    return known;
  }

  #newRow(person) {
    const row = { role: el('td'), connection: el('span'), sources: el('td.sources'), joined: el('td.numeric') };
    const button = el('button.link-button', { type: 'button' }, person.identity);
    button.addEventListener('click', () => this.#onChoose(row.person));
    row.element = el('tr', {}, el('td.identity', {}, button), row.role, el('td', {}, row.connection), row.sources, row.joined);
    return row;
  }

  close() {}
}

export const roleText = ({ role, tier }) =>
  tier === 'audience' ? `${t(`role.${role}`)}, ${t('admin.inAudience')}` : t(`role.${role}`);

function sourceIcons({ tracks, handRaisedAt }) {
  const icons = SOURCES.flatMap((source) => {
    const track = tracks.find((candidate) => candidate.source === source);
    if (!track) return [];
    const state = track.gated ? 'gated' : track.muted ? 'muted' : track.active ? 'active' : 'silent';
    const title = `${t(`admin.source.${source}`)}: ${t(`admin.track.${state}`)}`;
    const picture = icon(state === 'muted' || state === 'gated' ? OFF[source] : ICONS[source]);
    return [el(`span.source.source-${state}`, { title, role: 'img', ariaLabel: title }, picture)];
  });
  if (handRaisedAt) {
    const title = t('admin.hand');
    icons.push(el('span.source.source-hand', { title, role: 'img', ariaLabel: title }, icon('hand')));
  }
  return icons;
}
