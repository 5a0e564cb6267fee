import { el } from './dom.js';
import { confirm, toastError } from './feedback.js';
import { t } from './i18n.js';
import { icon } from './icons.js';
import { isMuted, isShowing } from './why.js';

const RIGHTS = ['microphone', 'camera', 'screen', 'chat'];
const OFF = { microphone: 'microphoneOff', camera: 'cameraOff', screen: 'screenStop', chat: 'ban' };
const MODERATING_ROLES = ['teacher', 'admin', 'broadcaster'];

/** What a moderator may do to one person. */
export class PersonMenu {
  #client;
  #onDone;

  /** @param {() => void} onDone something was chosen */
  constructor(client, onDone) {
    this.#client = client;
    this.#onDone = onDone;
  }

  /** @param {number | undefined} handPlace in the queue of raised hands */
  element(participant, handPlace) {
    const { id } = participant;
    const subject = !MODERATING_ROLES.includes(participant.role);
    const spotlit = this.#client.room.settings?.spotlight === id;
    const mute = (source) => () => this.#client.moderate('mute', { participantId: id, source });
    return el(
      'div.person-menu',
      {},
      !isMuted(participant, 'microphone') && this.#entry('microphoneOff', 'people.mute', mute('microphone')),
      isShowing(participant, 'camera') && this.#entry('cameraOff', 'people.stopCamera', mute('camera')),
      isShowing(participant, 'screen') && this.#entry('screenStop', 'people.stopScreen', mute('screen')),
      subject && participant.role === 'student' && this.#floor(participant),
      handPlace &&
        this.#entry('hand', 'people.lowerHand', () => this.#client.moderate('lowerHand', { participantId: id })),
      this.#entry('spotlight', spotlit ? 'people.spotlightOff' : 'people.spotlight', () =>
        this.#client.spotlight(spotlit ? null : id),
      ),
      subject && this.#rights(participant),
      this.#entry('remove', 'people.kick', () => this.#remove('kick', participant), 'danger'),
      this.#entry('ban', 'people.ban', () => this.#remove('ban', participant), 'danger'),
    );
  }

  #entry(picture, key, act, kind) {
    return el(
      `button.person-menu-entry${kind ? `.${kind}` : ''}`,
      {
        type: 'button',
        data: { action: key },
        onclick: () => {
          this.#onDone();
          act()?.catch(toastError);
        },
      },
      icon(picture, 'icon-small'),
      t(key),
    );
  }

  #floor({ id, floor }) {
    return floor
      ? this.#entry('floor', 'people.takeFloor', () => this.#client.takeFloor(id))
      : this.#entry('floor', 'people.giveFloor', () => this.#client.giveFloor(id));
  }

  /** Four switches: what that one may do, whatever the lesson's rules are. */
  #rights(participant) {
    const may = (name) => this.#effective(participant, name);
    const toggle = (name) =>
      el(
        'button.right-toggle',
        {
          type: 'button',
          ariaPressed: String(may(name)),
          ariaLabel: t(`people.right.${name}`),
          title: t(may(name) ? `people.forbid.${name}` : `people.allow.${name}`),
          data: { right: name },
          onclick: () => this.#setRight(participant, name, !may(name)),
        },
        icon(may(name) ? name : OFF[name], 'icon-small'),
      );
    return el(
      'div.person-rights',
      { role: 'group', ariaLabel: t('people.rights') },
      el('span', {}, t('people.rights')),
      RIGHTS.map(toggle),
    );
  }

  #effective({ rights }, name) {
    return rights?.[name] ?? this.#client.room.settings?.rights[name] ?? true;
  }

  /** What is as in the room is not said, so that it follows the room's rules. */
  #setRight({ id, rights = {} }, name, allowed) {
    const room = this.#client.room.settings?.rights ?? {};
    const wanted = { ...rights, [name]: allowed };
    const own = Object.fromEntries(
      RIGHTS.filter((each) => (wanted[each] ?? room[each]) !== room[each]).map((each) => [each, wanted[each]]),
    );
    this.#client.setRights(id, own).catch(toastError);
  }

  async #remove(action, { id, name }) {
    const yes = await confirm({
      title: t(`confirm.${action}.title`),
      text: t(`confirm.${action}.text`, { name }),
      yes: t(`confirm.${action}.yes`),
    });
    if (yes) await this.#client.moderate(action, { participantId: id });
  }
}
