import { toast, toastError } from './feedback.js';
import { t } from './i18n.js';

const PICTURES = { camera: 'cameraOff', screen: 'screenStop', chat: 'chat' };

/** Camera, screen and chat of who may not use them for now: turned off here too, and said in words. */
export class Limits {
  #client;
  #own;
  #before = null;

  /** @param {import('./own-media.js').OwnMedia} own */
  constructor(client, own) {
    this.#client = client;
    this.#own = own;
    for (const event of ['joined', 'room', 'tier', 'participantupdated'])
      client.addEventListener(event, () => this.#apply());
  }

  /** The end of a toolbar key for the camera or the screen, or empty. */
  of(source) {
    const { rights, grants } = this.#client;
    return grants.publish.includes(source) && !rights[source] ? 'forbidden' : '';
  }

  #apply() {
    const { rights, grants, tier } = this.#client;
    if (tier !== 'stage') return;
    const granted = {
      camera: grants.publish.includes('camera'),
      screen: grants.publish.includes('screen'),
      chat: grants.chat,
    };
    const now = Object.fromEntries(Object.keys(PICTURES).map((name) => [name, rights[name]]));
    const before = this.#before;
    this.#before = now;
    for (const name of Object.keys(PICTURES).filter((each) => granted[each])) {
      if (!now[name]) this.#stop(name);
      if (before && before[name] !== now[name])
        toast(t(`limits.${name}.${now[name] ? 'allowed' : 'forbidden'}`), { picture: PICTURES[name] });
    }
  }

  #stop(name) {
    if (name === 'camera' && this.#own.isOn('camera')) this.#own.turnOff('camera').catch(toastError);
    if (name === 'screen' && this.#client.trackOf('screen')) this.#client.stopScreenShare().catch(toastError);
  }
}
