import { coalesce, el, setText } from './dom.js';
import { DominantSpeaker, isSpeaking } from './dominant-speaker.js';
import { isWithYou } from './group-names.js';
import { onLanguage, t } from './i18n.js';
import { gridCapacity, gridLayout, speakerLayout } from './layout.js';
import { Pager } from './pager.js';
import { recall, remember } from './preferences.js';
import { SlotViews } from './slot-views.js';
import { handPlaces, inOrder, keyOf, mostProminent, planView, screensOf } from './tile-choice.js';
import { Tile } from './tile.js';
import { isShowing } from './why.js';

const PAGER_HEIGHT = 54;
const TICK_MILLIS = 1_000;

/** The tiles: chooses whom to show, puts them in their places and tells the server which slot is for which of them. */
export class Stage extends EventTarget {
  #client;
  #own;
  #root;
  #pager;
  #tiles = new Map();
  #more = el('button.tile.more-tile', { type: 'button' });
  #alone = el('p.alone');
  #dominant = new DominantSpeaker();
  #mode = recall('layout') === 'speaker' ? 'speaker' : 'grid';
  #modeDuringScreen = null;
  #pinned = null;
  #page = 0;
  #tileActions;
  #slotViews;

  /** Renders soon. */
  update = coalesce(() => this.#render());

  /**
   * @param {import('../client/zvonok.js').ZvonokClient} client
   * @param {{participant: () => object, stream: () => MediaStream | null, speaking: () => boolean}} own
   * @param {{root: HTMLElement, pager: HTMLElement, onMore: () => void, onDetails: Function}} page
   */
  constructor(client, own, { root, pager, onMore, onDetails }) {
    super();
    this.#client = client;
    this.#own = own;
    this.#slotViews = new SlotViews(client);
    this.#root = root;
    this.#pager = new Pager(pager, (step) => this.#turnPage(step));
    this.#more.addEventListener('click', onMore);
    this.#tileActions = { onPin: (tile) => this.pin(tile.key), onDetails };
    root.append(this.#alone);
    const events = [
      'joined',
      'participantjoined',
      'participantupdated',
      'slots',
      'quality',
      'hand',
      'published',
      'moderated',
      'room',
      'participants',
    ];
    for (const event of events) client.addEventListener(event, this.update);
    client.addEventListener('participantleft', ({ detail }) => this.#onLeft(detail.participant));
    client.addEventListener('speakers', ({ detail }) => this.#onSpeakers(detail.items));
    new ResizeObserver(this.update).observe(root);
    setInterval(() => this.#tiles.forEach((shown) => shown.tick()), TICK_MILLIS);
    onLanguage(this.update);
  }

  /** 'grid' or 'speaker'. A screen share and the spotlight take the stage until somebody chooses otherwise. */
  get mode() {
    if (!this.#stageIsTaken) return this.#mode;
    return this.#modeDuringScreen ?? 'speaker';
  }

  set mode(mode) {
    if (this.#stageIsTaken) this.#modeDuringScreen = mode;
    else this.#mode = mode;
    if (mode === 'grid') this.#pinned = null;
    remember('layout', this.#mode);
    this.update();
  }

  pin(key) {
    this.#pinned = this.#pinned === key ? null : key;
    if (this.#pinned) this.mode = 'speaker';
    this.update();
  }

  get #stageIsTaken() {
    return this.#spotlit !== undefined || screensOf(this.#people).length > 0;
  }

  /** Whom a moderator has put into the spotlight; undefined if it is nobody who is with you, or yourself. */
  get #spotlit() {
    const id = this.#client.room?.settings?.spotlight;
    return id ? this.#people.find((participant) => participant.id === id) : undefined;
  }

  /** Everybody else who is with you: in the same group, while there are groups. */
  get #people() {
    return [...this.#client.participants.values()].filter((participant) => isWithYou(this.#client, participant));
  }

  #render() {
    const { clientWidth: width, clientHeight: height } = this.#root;
    if (!width || !height || !this.#client.you) return;
    if (!this.#stageIsTaken) this.#modeDuringScreen = null;
    const others = inOrder(this.#people);
    const placed = this.mode === 'grid' ? this.#grid(others, width, height) : this.#speaker(others, width, height);
    this.#reconcile(placed);
    this.#alone.hidden = others.length > 0;
    setText(this.#alone, t('stage.alone'));
    this.#tellView(placed);
    this.dispatchEvent(new Event('rendered'));
  }

  #grid(others, width, height) {
    const screens = screensOf(others);
    const total = others.length + screens.length + 1;
    const roomy = gridCapacity(width, height);
    const paged = total > roomy;
    const used = paged ? height - PAGER_HEIGHT : height;
    const capacity = gridCapacity(width, used);
    const firstPage = mostProminent(
      others,
      Math.max(1, capacity - 1 - screens.length),
      this.#dominant.spokeAt,
      performance.now(),
    );
    const rest = others.filter((participant) => !firstPage.includes(participant));
    const pages = 1 + Math.ceil(rest.length / capacity);
    this.#page = Math.min(this.#page, pages - 1);
    this.#pager.show(this.#page, pages);
    const wanted =
      this.#page === 0
        ? [
            ...screens.map((participant) => tile(participant, 'screen')),
            ...firstPage.map((participant) => tile(participant)),
            this.#ownTile(),
          ]
        : rest.slice((this.#page - 1) * capacity, this.#page * capacity).map((participant) => tile(participant));
    this.#more.remove();
    const places = gridLayout(wanted.length, width, used);
    return wanted.map((wantedTile, index) => ({ ...wantedTile, place: places[index], stage: false }));
  }

  #speaker(others, width, height) {
    this.#pager.show(0, 1);
    const onStage = this.#chooseStage(others);
    const candidates = [
      this.#ownTile(),
      ...screensOf(others).map((participant) => tile(participant, 'screen')),
      ...others.map((participant) => tile(participant)),
    ];
    const beside = candidates.filter(({ key }) => key !== onStage.key);
    const { stage, strip } = speakerLayout(beside.length, width, height);
    const shown = this.#fitStrip(beside, strip);
    return [
      { ...onStage, place: stage, stage: true },
      ...shown.map((wanted, index) => ({ ...wanted, place: strip[index], stage: false })),
    ];
  }

  /** If not all fit, the last place says how many more there are. */
  #fitStrip(beside, strip) {
    if (beside.length <= strip.length) {
      this.#more.remove();
      return beside;
    }
    const fixed = beside.filter(({ self, source }) => self || source === 'screen');
    const people = beside.filter((candidate) => !fixed.includes(candidate)).map(({ participant }) => participant);
    const room = Math.max(0, strip.length - 1 - fixed.length);
    const chosen = mostProminent(people, room, this.#dominant.spokeAt, performance.now());
    setText(this.#more, `+${people.length - chosen.length}`);
    this.#more.ariaLabel = t('stage.more', { count: people.length - chosen.length });
    this.#root.append(this.#more);
    placeElement(this.#more, strip.at(-1));
    return [...fixed, ...chosen.map((participant) => tile(participant))];
  }

  #chooseStage(others) {
    const screens = screensOf(others);
    const pinned = this.#pinned && this.#descriptor(this.#pinned);
    if (pinned) return pinned;
    this.#pinned = null;
    if (screens.length) return tile(screens.at(-1), 'screen');
    if (this.#spotlit) return tile(this.#spotlit);
    const speaker = others.find(({ id }) => id === this.#dominant.current);
    if (speaker) return tile(speaker);
    return others.length ? tile(others[0]) : this.#ownTile();
  }

  #descriptor(key) {
    const [id, source] = key.split('/');
    if (id === this.#client.you.id) return this.#ownTile();
    const participant = this.#client.participants.get(id);
    return participant && (source !== 'screen' || isShowing(participant, source)) ? tile(participant, source) : null;
  }

  #ownTile() {
    return { ...tile(this.#client.you), participant: this.#own.participant(), self: true };
  }

  #reconcile(placed) {
    const hands = handPlaces([...this.#client.participants.values(), this.#client.you]);
    const kept = new Set(placed.map(({ key }) => key));
    for (const [key, old] of this.#tiles) {
      if (kept.has(key)) continue;
      old.remove();
      this.#tiles.delete(key);
    }
    for (const { key, participant, source, self, place, stage } of placed) {
      const slot = self ? null : this.#client.findSlot(participant.id, source);
      const shown = this.#tiles.get(key) ?? this.#add(key);
      shown.place(place);
      shown.update({
        participant,
        source,
        self,
        slot,
        stage,
        stream: self ? this.#own.stream() : slot?.state === 'active' ? slot.stream : null,
        pinned: this.#pinned === key,
        speaking:
          source === 'camera' && (self ? this.#own.speaking() : isSpeaking(this.#client.speakers, participant.id)),
        handPlace: hands.get(participant.id) ?? 0,
        quality: this.#client.quality.get(participant.id) ?? null,
      });
    }
  }

  #add(key) {
    const added = new Tile(key, this.#tileActions);
    this.#tiles.set(key, added);
    this.#root.append(added.element);
    return added;
  }

  #tellView(placed) {
    const slots = [...this.#client.slots.values()].filter(({ kind }) => kind === 'video');
    const visible = placed.filter(({ self }) => !self);
    const people = this.#people;
    const cameras = people.filter((participant) => isShowing(participant, 'camera')).length;
    const roomForAll = cameras + screensOf(people).length <= slots.length;
    const plan = planView(visible, slots, { roomForAll, next: placed.at(-1).key });
    this.#slotViews.apply(plan, (key) => this.#tiles.get(key)?.element);
    this.#client.setView(this.#pinnedVoice());
  }

  /** Whoever is pinned is heard among any number of louder ones; the other audio slots stay with the loudest. */
  #pinnedVoice() {
    const slot = [...this.#client.slots.values()].findLast(({ kind }) => kind === 'audio');
    const pinned = this.#client.participants.get(this.#pinned?.split('/')[0]);
    return slot
      ? [{ mid: slot.mid, want: pinned?.id ?? 'auto', source: pinned ? 'microphone' : null, width: 0, height: 0 }]
      : [];
  }

  #onSpeakers(items) {
    this.#dominant.update(items, performance.now());
    this.update();
  }

  #onLeft(participant) {
    this.#dominant.forget(participant.id);
    this.update();
  }

  #turnPage(step) {
    this.#page = Math.max(0, this.#page + step);
    this.update();
  }
}

const tile = (participant, source = 'camera') => ({
  key: keyOf(participant.id, source),
  participant,
  source,
  self: false,
});

function placeElement(element, { left, top, width, height }) {
  Object.assign(element.style, { left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` });
}
