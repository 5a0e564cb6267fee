import { byId, colourOf, coalesce, initialsOf, setText } from './dom.js';
import { toast, toastError } from './feedback.js';
import { onLanguage, t } from './i18n.js';
import { icon } from './icons.js';
import { LocalMedia } from './local-media.js';
import { OwnMedia } from './own-media.js';

/**
 * A viewer's way on stage and back: the hand, the invitation, the own camera and microphone, which are asked for only
 * after a yes. The connection stays what it was.
 */
export class StageVisit {
  #client;
  #media = new LocalMedia();
  #own;
  #onEnter;
  #handRaised = false;
  /** 'seat' in the audience, 'invited', 'stage'. */
  #place = 'seat';

  #update = coalesce(() => this.#render());

  /** @param {{onEnter: () => void}} actions from a click: whoever goes on stage must hear */
  constructor(client, { onEnter }) {
    this.#client = client;
    this.#onEnter = onEnter;
    this.#own = new OwnMedia(client, this.#media);
    for (const event of ['joined', 'tier']) client.addEventListener(event, () => this.#onTier());
    for (const event of ['room', 'published', 'participantupdated']) client.addEventListener(event, this.#update);
    client.addEventListener('hand', ({ detail }) => this.#onHand(detail));
    client.addEventListener('moderated', ({ detail }) => this.#onModerated(detail));
    client.addEventListener('closed', () => this.#media.stop());
    this.#media.addEventListener('change', this.#update);
    this.#wireButtons();
    onLanguage(this.#update);
  }

  #wireButtons() {
    byId('invitation-icon').append(icon('toStage'));
    byId('hand').addEventListener('click', () => this.#raiseHand(!this.#handRaised));
    byId('leave-stage').addEventListener('click', () => this.#leave());
    for (const source of ['microphone', 'camera'])
      byId(`own-${source}`).addEventListener('click', () => this.#own.toggle(source).catch(toastError));
    const answer = (id, act) => byId(id).addEventListener('click', act);
    answer('invitation-both', () => this.#enter({ microphone: true, camera: true }));
    answer('invitation-voice', () => this.#enter({ microphone: true, camera: false }));
    answer('invitation-no', () => byId('invitation').close());
    // Escape and "no" are the same answer.
    byId('invitation').addEventListener('close', () => this.#place === 'invited' && this.#leave());
  }

  #onTier() {
    const onStage = this.#client.tier === 'stage';
    if (onStage && this.#place === 'seat') {
      this.#place = 'invited';
      this.#handRaised = false;
      byId('invitation').showModal();
    } else if (!onStage && this.#place !== 'seat') {
      this.#backToSeat();
    }
    this.#update();
  }

  async #enter(sources) {
    this.#place = 'stage';
    byId('invitation').close();
    this.#onEnter();
    this.#update();
    await this.#media.start(sources);
    const problem = ['microphone', 'camera'].find((source) => sources[source] && this.#media.problems[source]);
    if (problem) toast(t(`devices.${problem}.${this.#media.problems[problem]}`), { picture: 'warning' });
  }

  /** By a click, or as the answer "no". The picture stops at once, the place changes when the server says so. */
  #leave() {
    this.#media.stop();
    this.#client.sendToAudience(this.#client.you.id).catch(toastError);
    this.#update();
  }

  #backToSeat() {
    const was = this.#place;
    this.#place = 'seat';
    if (byId('invitation').open) byId('invitation').close();
    this.#media.stop();
    if (was === 'stage') toast(t('stageVisit.back'), { picture: 'toAudience' });
    this.#update();
  }

  #raiseHand(raised) {
    this.#client
      .raiseHand(raised)
      .then(() => this.#setHand(raised))
      .catch(toastError);
  }

  #onHand({ participant, raised }) {
    if (participant === this.#client.you) this.#setHand(raised);
  }

  #onModerated({ action, source, by }) {
    const name = by?.name ?? t('toast.somebody');
    if (action === 'lowerHand' || action === 'lowerAllHands') {
      this.#setHand(false);
      toast(t('toast.handLoweredBy', { name }), { picture: 'hand' });
    } else if (source === 'camera') {
      this.#own.turnOff('camera').catch(toastError);
      toast(t('toast.cameraStoppedBy', { name }), { picture: 'cameraOff' });
    } else if (source === 'microphone') {
      toast(t('toast.mutedBy', { name }), { picture: 'microphoneOff' });
    }
    this.#update();
  }

  #setHand(raised) {
    this.#handRaised = raised;
    this.#update();
  }

  #render() {
    const { you, grants, room } = this.#client;
    if (!you) return;
    const onStage = this.#place === 'stage';
    byId('watch').classList.toggle('visiting-stage', onStage);
    byId('stage-actions').hidden = !onStage && !grants.chat;
    byId('hand').hidden = onStage;
    label('hand', 'hand', t(this.#handRaised ? 'hand.lower' : 'hand.raise'));
    byId('hand').setAttribute('aria-pressed', this.#handRaised);
    for (const source of ['microphone', 'camera']) this.#renderDevice(source, onStage);
    byId('leave-stage').hidden = !onStage;
    label('leave-stage', 'toAudience', t('stageVisit.leave'));
    this.#renderSelf(onStage, you, room);
  }

  #renderDevice(source, onStage) {
    const button = byId(`own-${source}`);
    const on = this.#own.isOn(source);
    button.hidden = !onStage || !this.#client.grants.publish.includes(source);
    button.setAttribute('aria-pressed', on);
    button.title = t(`toolbar.${source}.${on ? 'on' : 'off'}`);
    label(button.id, on ? source : `${source}Off`, t(`toolbar.${source}`));
  }

  /** The own picture, so that nobody is seen without knowing it. */
  #renderSelf(onStage, you, room) {
    byId('self').hidden = !onStage;
    if (!onStage) {
      byId('self-video').srcObject = null;
      return;
    }
    const stream = this.#own.stream();
    if (byId('self-video').srcObject !== stream) byId('self-video').srcObject = stream;
    byId('self').classList.toggle('has-picture', stream !== null);
    byId('self').classList.toggle('live', room.onAir);
    setText(byId('self-avatar'), initialsOf(you.name));
    byId('self-avatar').style.backgroundColor = colourOf(you.identity);
    setText(byId('self-text'), t(`stageVisit.${this.#reach(stream !== null, room, you)}`));
  }

  /** Who gets what is sent from here: the audience for certain, perhaps, or only those on stage. */
  #reach(camera, { onAir, programme }, you) {
    if (!camera && !this.#own.isOn('microphone')) return 'silent';
    const kind = camera ? 'seen' : 'heard';
    if (!onAir) return `${kind}.onStage`;
    if (!camera || programme.mode === 'auto') return `${kind}.perhaps`;
    const isOwnCamera = ({ participantId, source }) => participantId === you.id && source === 'camera';
    return programme.sources.some(isOwnCamera) ? 'seen' : 'seen.onStage';
  }
}

function label(id, picture, text) {
  const button = byId(id);
  if (button.dataset.drawn === `${picture} ${text}`) return;
  button.dataset.drawn = `${picture} ${text}`;
  const words = document.createElement('span');
  words.textContent = text;
  button.replaceChildren(icon(picture, 'icon-small'), words);
}
