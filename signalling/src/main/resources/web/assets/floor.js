import { coalesce } from './dom.js';
import { toast, toastError } from './feedback.js';
import { onLanguage, t } from './i18n.js';

/** What the server tells one after the other is taken as one change. */
const SETTLE_MILLIS = 250;

/**
 * The microphone of who may not speak by himself. A raised hand arms it: it is on, but the server passes nothing on until
 * the teacher gives the floor, and then at once. It is never opened without its owner having asked.
 */
export class Floor {
  #client;
  #own;
  #banners;
  #before = { may: null, floor: false, hand: false };
  #update = coalesce(() => this.#apply(), SETTLE_MILLIS);

  /**
   * @param {import('./own-media.js').OwnMedia} own
   * @param {import('./feedback.js').Banners} banners
   */
  constructor(client, own, banners) {
    this.#client = client;
    this.#own = own;
    this.#banners = banners;
    const events = ['joined', 'room', 'tier', 'participantupdated', 'hand', 'moderated', 'published'];
    for (const event of events) client.addEventListener(event, this.#update);
    onLanguage(() => this.#show());
  }

  /** The end of a toolbar key, or empty: the microphone is as its owner wants it. */
  get limit() {
    const { you, rights, grants } = this.#client;
    if (!you || rights.microphone || !grants.publish.includes('microphone')) return '';
    if (you.handRaisedAt) return 'armed';
    return rights.hand ? 'ask' : 'forbidden';
  }

  /** A click on the microphone. */
  toggle() {
    const { limit } = this;
    if (!limit) return this.#own.toggle('microphone');
    if (limit === 'forbidden') return toast(t('toolbar.microphone.forbidden'), { picture: 'microphoneOff' });
    return this.#client.raiseHand(limit === 'ask').catch(toastError);
  }

  async #apply() {
    const { you, rights, grants, tier } = this.#client;
    if (!you || tier !== 'stage' || this.#client.state === 'closed') return this.#show();
    const before = this.#before;
    const now = { may: rights.microphone, floor: you.floor === true, hand: Boolean(you.handRaisedAt) };
    this.#before = now;
    if (!grants.publish.includes('microphone')) return;
    if (now.floor && !before.floor) this.#given();
    if (before.floor && !now.floor) toast(t('floor.taken'), { picture: 'microphoneOff' });
    if (!now.may) await (now.hand ? this.#arm(before) : this.#disarm()).catch(toastError);
    this.#show();
  }

  /** Once for each time the hand goes up: whoever then turns the microphone off wants it off. */
  async #arm(before) {
    if (!before.hand || before.may) await this.#own.turnOn('microphone');
  }

  async #disarm() {
    if (this.#own.isOn('microphone')) await this.#own.turnOff('microphone');
  }

  #given() {
    chime();
    navigator.vibrate?.(80);
  }

  #show() {
    const { you, rights, grants } = this.#client;
    if (!you || !grants.publish.includes('microphone')) return this.#banners.hide('floor');
    if (you.floor) {
      const on = this.#own.isOn('microphone');
      return this.#banners.show('floor', t(on ? 'floor.yours' : 'floor.yours.off'), {
        kind: 'good',
        picture: 'floor',
        action: t(on ? 'floor.mute' : 'floor.unmute'),
        onclick: () => this.#own.toggle('microphone').catch(toastError),
      });
    }
    if (rights.microphone) return this.#banners.hide('floor');
    if (you.handRaisedAt) {
      return this.#banners.show('floor', t('floor.armed'), {
        kind: 'info',
        picture: 'hand',
        action: t('floor.lower'),
        onclick: () => this.#client.raiseHand(false).catch(toastError),
      });
    }
    this.#banners.show('floor', t(rights.hand ? 'floor.ask' : 'floor.closed'), {
      kind: 'info',
      picture: 'microphoneOff',
      ...(rights.hand && { action: t('floor.raise'), onclick: () => this.#client.raiseHand(true).catch(toastError) }),
    });
  }
}

/** Two soft tones, for who does not look at the screen. */
function chime() {
  if (typeof AudioContext === 'undefined') return;
  const context = new AudioContext();
  [660, 880].forEach((frequency, index) => {
    const at = context.currentTime + index * 0.14;
    const tone = new OscillatorNode(context, { frequency });
    const gain = new GainNode(context, { gain: 0 });
    gain.gain.setValueAtTime(0, at);
    gain.gain.linearRampToValueAtTime(0.08, at + 0.02);
    gain.gain.linearRampToValueAtTime(0, at + 0.22);
    tone.connect(gain).connect(context.destination);
    tone.start(at);
    tone.stop(at + 0.25);
    if (index === 1) tone.onended = () => context.close();
  });
}
