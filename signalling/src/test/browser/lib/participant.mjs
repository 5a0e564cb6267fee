import { look, takeOverView } from './in-page.mjs';
import { outputDirectory } from './paths.mjs';
import { token } from './token.mjs';
import { sleep, within } from './wait.mjs';

const PATIENCE_MILLIS = 20_000;
const SETTLING_MILLIS = 700;

/** One person in a page of ours, whichever browser it is open in: the pages of both drivers can `goto` and `evaluate`. */
export class Participant {
  #close;

  /** @param {() => Promise<void>} close ends the page with all that was opened for it */
  constructor(name, page, close) {
    this.name = name;
    this.page = page;
    this.#close = close;
  }

  /**
   * Opens somebody's link: of the lesson, or of another `page`. With `autojoin` a lesson is joined without a click; `more`
   * goes into the query, `grants` into the token. Joined it is only when a test has seen it.
   */
  async open(url, { page = 'lesson', room, role = 'student', grants, autojoin = true, lang = '', more = {} }) {
    const secret = token({ room, identity: `${this.name}-id`, role, name: this.name, ...(grants && { grants }) });
    const query = new URLSearchParams({ room, ...(autojoin && { autojoin: 1 }), ...(lang && { lang }), ...more });
    await this.page.goto(`${url}/${page}?${query}#token=${secret}`);
  }

  /** See `look` of in-page.mjs, with a few questions to ask of it. */
  async look() {
    return new Sight(await within(PATIENCE_MILLIS, `${this.name}'s page`, this.page.evaluate(look)));
  }

  evaluate(inPage, argument) {
    return within(PATIENCE_MILLIS, `${this.name}'s page`, this.page.evaluate(inPage, argument));
  }

  click(selector) {
    return within(PATIENCE_MILLIS, `a click of ${this.name} on ${selector}`, this.page.click(selector));
  }

  /** The text of the first match, null if there is none or it is not shown. */
  text(selector) {
    return this.evaluate((wanted) => {
      const element = document.querySelector(wanted);
      return element?.checkVisibility() ? element.textContent.trim() : null;
    }, selector);
  }

  /** As if the server had sent this event. */
  hear(event) {
    return this.evaluate((said) => window.serverSays(said), event);
  }

  /** What the server was last told of a slot: `{want, width, height, ...}`, undefined if nothing. */
  toldOf(mid) {
    return this.evaluate((wanted) => window.seen.views.findLast((view) => view.mid === wanted), mid);
  }

  takeOverView() {
    return this.evaluate(takeOverView);
  }

  /** Sets the wanted size of one slot. */
  setView(item) {
    return this.evaluate((wanted) => window.setView([wanted]), item);
  }

  /** Written to signalling/target/screenshots, when panels have slid in and tiles have found their places. */
  async screenshot(file) {
    await sleep(SETTLING_MILLIS);
    await within(PATIENCE_MILLIS, 'a screenshot', this.page.screenshot({ path: `${outputDirectory('screenshots')}${file}.png` }));
  }

  async leave() {
    await this.evaluate(() => window.zvonok.leave());
    await this.close();
  }

  async close() {
    await this.#close();
  }
}

/** What a page was like at one moment. */
class Sight {
  constructor(seen) {
    Object.assign(this, seen);
  }

  get id() {
    return this.you?.id;
  }

  participant(name) {
    return this.participants.find((participant) => participant.name === name);
  }

  /** The slot in which somebody's source is, or undefined. */
  slot(name, source) {
    const id = this.participant(name)?.id;
    return id && this.slots.find((slot) => slot.participantId === id && slot.source === source);
  }

  /** The browser's counters of that slot; throws, to be waited for, when there is none. */
  receiving(name, source) {
    const slot = this.slot(name, source);
    if (!slot) throw new Error(`${name}'s ${source} is in no slot`);
    const counters = this.received[slot.mid];
    if (!counters) throw new Error(`nothing came in slot ${slot.mid} of ${name}'s ${source} (${slot.state}, ${slot.reason})`);
    return counters;
  }

  track(name, source) {
    return this.participant(name)?.tracks.find((track) => track.source === source);
  }

  /** The browser's counters of what is sent of one source, by rid. */
  sending(mid) {
    return new Map(this.sent.filter((report) => report.mid === mid).map((report) => [report.rid ?? '', report]));
  }

  toString() {
    const { received, sent, slots, participants, errors } = this;
    const filled = slots.filter(({ participantId }) => participantId);
    const lines = (title, list) => list.map((entry) => `\n  ${title} ${JSON.stringify(entry)}`).join('');
    return (
      `state ${this.state} (signalling ${this.signallingState}, media ${this.mediaState}), ${slots.length} slots, filled:` +
      lines('slot', filled) +
      lines('person', participants) +
      lines('received', Object.entries(received).filter(([, { packetsReceived }]) => packetsReceived)) +
      lines('sent', sent.filter(({ packetsSent }) => packetsSent)) +
      lines('error', errors)
    );
  }
}
