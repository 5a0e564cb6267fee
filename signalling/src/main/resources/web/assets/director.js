import { AudienceList } from './audience-list.js';
import { CommentPolicy } from './comment-policy.js';
import { byId, clockText, coalesce, el, setText } from './dom.js';
import { directorParts } from './director-parts.js';
import { confirm, toast, toastError } from './feedback.js';
import { onLanguage, t, translate } from './i18n.js';
import { icon } from './icons.js';
import { ProgrammePicker } from './programme-picker.js';

/** The panel of who directs: on air and off, what viewers see, who of them comes on stage, what they may write. */
export class Director {
  #client;
  #picker;
  #audience;
  #asks;
  #update = coalesce(() => this.#render());

  /**
   * @param {() => object} ownParticipant you, with what this page knows of your devices
   * @param {{asks?: boolean}} [options] `asks`: others will be seen too, so going on air takes a second thought
   */
  constructor(client, ownParticipant, { asks = true } = {}) {
    this.#client = client;
    this.#asks = asks;
    const [air, ...others] = directorParts();
    (byId('director-air') ?? byId('director')).append(air);
    byId('director').append(...others);
    translate(byId('director'));
    this.#picker = new ProgrammePicker(client, ownParticipant);
    this.#audience = new AudienceList(client);
    this.policy = new CommentPolicy(client);
    byId('air-button').addEventListener('click', () => this.toggleAir());
    for (const event of ['joined', 'room']) client.addEventListener(event, this.#update);
    client.addEventListener('audiencemember', ({ detail }) => this.#onMember(detail.member));
    setInterval(() => this.#renderState(), 1_000);
    onLanguage(this.#update);
  }

  /** How many in the audience have a hand up. */
  get hands() {
    return this.#audience.hands;
  }

  async toggleAir() {
    const { onAir } = this.#client.room;
    if ((onAir || this.#asks) && !(await this.#isMeant(onAir))) return;
    await (onAir ? this.#client.stopBroadcast() : this.#client.startBroadcast()).catch(toastError);
  }

  #isMeant(onAir) {
    const key = onAir ? 'director.confirmStop' : 'director.confirm';
    const names = [this.#client.you, ...this.#client.participants.values()].map(({ name }) => name).join(', ');
    return confirm({ title: t(`${key}.title`), text: t(`${key}.text`, { names }), yes: t(`${key}.yes`) });
  }

  #render() {
    const { room } = this.#client;
    if (!room) return;
    const button = byId('air-button');
    button.className = `button ${room.onAir ? '' : 'button-danger'}`;
    button.replaceChildren(
      icon(room.onAir ? 'offAir' : 'onAir'),
      el('span', {}, t(room.onAir ? 'director.stop' : 'director.start')),
    );
    this.#renderState();
    this.#picker.update();
    this.#audience.update();
  }

  #renderState() {
    const { room, clockOffsetMillis } = this.#client;
    if (!room) return;
    const state = byId('air-state');
    if (!room.onAir) {
      state.replaceChildren(t('director.off'));
      const waiting = room.audience > 0 ? t('director.off.waiting', { count: room.audience }) : '';
      setText(byId('air-text'), [t('director.off.text'), waiting].filter(Boolean).join(' '));
      return;
    }
    const time = clockText((Date.now() + clockOffsetMillis - room.onAirSince) / 1_000);
    state.replaceChildren(icon('onAir', 'icon-small'), t('director.on', { time }));
    setText(byId('air-text'), t('onAir.viewers', { count: room.audience }));
  }

  #onMember({ participantId, name, hand, gone }) {
    if (hand && !gone && this.#audience.isNewHand(participantId))
      toast(t('toast.audienceHand', { name }), { picture: 'hand' });
    this.#update();
  }
}
