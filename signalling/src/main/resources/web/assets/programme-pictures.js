import { coalesce } from './dom.js';
import { onLanguage } from './i18n.js';
import { gridLayout, speakerLayout } from './layout.js';
import { SlotViews } from './slot-views.js';
import { keyOf } from './tile-choice.js';
import { Tile } from './tile.js';

/** So that what stands beside a screen does not touch the frame. */
const EDGE = 10;

/** The pictures of the programme: a screen with the camera beside it, or whoever is on air. Fires `rendered`. */
export class ProgrammePictures extends EventTarget {
  #client;
  #root;
  #actions;
  #slotViews;
  #tiles = new Map();
  #shown = [];

  /** Renders soon. */
  update = coalesce(() => this.#render());

  /** @param {{root: HTMLElement, onFullscreen: () => void, onDetails: Function}} page */
  constructor(client, { root, onFullscreen, onDetails }) {
    super();
    this.#client = client;
    this.#root = root;
    this.#actions = { onPin: onFullscreen, onDetails };
    this.#slotViews = new SlotViews(client);
    const events = ['joined', 'slots', 'room', 'tier', 'participants', 'participantjoined', 'participantupdated'];
    for (const event of events) client.addEventListener(event, this.update);
    new ResizeObserver(this.update).observe(root);
    onLanguage(this.update);
  }

  /** The largest picture, `{participant, source, slot}`, or null. */
  get main() {
    return this.#shown[0] ?? null;
  }

  get mainTile() {
    return this.main && this.#tiles.get(this.main.key);
  }

  /** True if a picture moves. */
  get flows() {
    return this.#shown.some(({ slot }) => slot.state === 'active');
  }

  #render() {
    if (!this.#client.room) return;
    const slots = [...this.#client.slots.values()].filter(({ kind }) => kind === 'video');
    this.#shown = this.#inOrder(slots.filter(({ participantId }) => participantId));
    this.#reconcile();
    this.#tellView(slots);
    this.dispatchEvent(new Event('rendered'));
  }

  /** A screen first, then as the director chose. */
  #inOrder(filled) {
    const chosen = this.#client.room.programme?.sources ?? [];
    const place = ({ participantId, source }) => {
      const index = chosen.findIndex((pick) => pick.participantId === participantId && pick.source === source);
      return (source === 'screen' ? 0 : 100) + (index < 0 ? 50 : index);
    };
    return filled
      .sort((a, b) => place(a) - place(b))
      .map((slot) => {
        const { participantId, source } = slot;
        const participant = this.#client.participant(participantId) ?? stranger(participantId, source);
        return { key: keyOf(participantId, source), participant, source, slot };
      });
  }

  #places() {
    const { clientWidth: width, clientHeight: height } = this.#root;
    if (this.main?.source !== 'screen') return gridLayout(this.#shown.length, width, height);
    const { stage, strip } = speakerLayout(this.#shown.length - 1, width - EDGE, height);
    return [stage, ...strip];
  }

  #reconcile() {
    const places = this.#places();
    this.#shown = this.#shown.slice(0, places.length);
    const kept = new Set(this.#shown.map(({ key }) => key));
    for (const [key, old] of this.#tiles) {
      if (kept.has(key)) continue;
      old.remove();
      this.#tiles.delete(key);
    }
    this.#shown.forEach(({ key, participant, source, slot }, index) => {
      const tile = this.#tiles.get(key) ?? this.#add(key);
      tile.place(places[index]);
      tile.update({
        participant,
        source,
        self: false,
        slot,
        stage: index === 0,
        stream: slot.state === 'active' ? slot.stream : null,
        pinned: false,
        speaking: false,
        handPlace: 0,
        quality: null,
      });
    });
  }

  #add(key) {
    const added = new Tile(key, this.#actions);
    this.#tiles.set(key, added);
    this.#root.append(added.element);
    return added;
  }

  /** Whatever comes next is wanted as large as the whole player. */
  #tellView(slots) {
    const plan = slots.map((slot) => {
      const index = this.#shown.findIndex((shown) => shown.slot === slot);
      const priority = index === 0 ? 4 : 0;
      return { mid: slot.mid, want: 'auto', source: null, priority, tile: this.#shown[index]?.key ?? '' };
    });
    this.#slotViews.apply(plan, (key) => this.#tiles.get(key)?.element ?? this.#root);
  }
}

/** Somebody in a slot of whom presence has not told yet. */
const stranger = (id, source) => ({
  id,
  identity: id,
  name: '',
  role: 'broadcaster',
  connection: 'connected',
  tracks: [{ source, muted: false, active: true }],
});
