import { checkLink, mayPublish } from './access.js';
import { wireDevicePickers } from './device-pickers.js';
import { byId, colourOf, el, initialsOf, setText } from './dom.js';
import { onLanguage, t } from './i18n.js';
import { icon } from './icons.js';
import { LevelMeter } from './level-meter.js';
import { recall, remember } from './preferences.js';

/** The screen before the lesson: how others will see you, which devices, who you are. */
export class Prejoin {
  #invitation;
  #media;
  #meter = new LevelMeter((level) => byId('prejoin-meter').style.setProperty('width', `${Math.round(level * 100)}%`));
  #may;
  #started = false;
  #joining = false;
  #forget;

  /**
   * @param {{room: string, claims: object}} invitation
   * @param {import('./local-media.js').LocalMedia} media
   * @param {{onJoin: () => void, onSpeaker: (deviceId: string) => void}} actions
   */
  constructor(invitation, media, { onJoin, onSpeaker }) {
    this.#invitation = invitation;
    this.#media = media;
    this.#may = {
      microphone: mayPublish(invitation.claims, 'microphone'),
      camera: mayPublish(invitation.claims, 'camera'),
    };
    wireDevicePickers('prejoin', media, onSpeaker);
    byId('join').addEventListener('click', onJoin);
    byId('prejoin-check').href = checkLink(invitation);
    for (const source of ['microphone', 'camera']) {
      byId(`prejoin-${source}`).addEventListener('click', () => this.#toggle(source));
    }
    media.addEventListener('change', () => this.#render());
  }

  /** @param {{joining: boolean}} state true when nobody needs to click */
  async show({ joining }) {
    this.#joining = joining;
    byId('prejoin').hidden = false;
    this.#forget ??= onLanguage(() => this.#render());
    await this.#startDevices();
  }

  hide() {
    byId('prejoin').hidden = true;
    this.#meter.listen(null);
  }

  async #startDevices() {
    await this.#media.start({
      microphone: this.#may.microphone && recall('microphoneOn') !== 'no',
      camera: this.#may.camera && recall('cameraOn') !== 'no',
    });
    this.#started = true;
    this.#render();
  }

  set joining(joining) {
    this.#joining = joining;
    this.#render();
  }

  async #toggle(source) {
    const on = !this.#media.isOn(source);
    remember(`${source}On`, on ? '' : 'no');
    await this.#media.setOn(source, on);
  }

  #render() {
    if (byId('prejoin').hidden) return;
    const { claims, room } = this.#invitation;
    const name = claims?.name || claims?.sub || '';
    setText(byId('prejoin-room'), claims?.room || room || t('prejoin.lesson'));
    setText(byId('prejoin-name'), name ? t('prejoin.as', { name, role: t(`role.${claims.role}`) }) : '');
    setText(byId('preview-avatar'), initialsOf(name));
    byId('preview-avatar').style.backgroundColor = colourOf(claims?.sub ?? '');
    byId('prejoin-devices').hidden = !this.#may.microphone && !this.#may.camera;
    this.#renderPreview();
    this.#renderNotices();
    this.#meter.listen(this.#media.isOn('microphone') ? this.#media.trackOf('microphone') : null);
    byId('join').disabled = this.#joining || !this.#started;
    setText(byId('join'), t(this.#joining ? 'prejoin.joining' : 'prejoin.join'));
  }

  #renderPreview() {
    const track = this.#media.trackOf('camera');
    const video = byId('preview-video');
    if (video.srcObject?.getVideoTracks()[0] !== track) video.srcObject = track ? new MediaStream([track]) : null;
    byId('preview').classList.toggle('has-picture', track !== null);
    const waiting = !this.#started && this.#may.camera;
    const text = waiting ? 'prejoin.cameraStarting' : this.#may.camera ? 'prejoin.cameraOff' : 'prejoin.listener';
    setText(byId('preview-text'), t(text));
    for (const source of ['microphone', 'camera']) this.#renderToggle(source);
  }

  #renderToggle(source) {
    const button = byId(`prejoin-${source}`);
    const on = this.#media.isOn(source);
    button.hidden = !this.#may[source];
    button.classList.toggle('off', !on);
    button.ariaLabel = button.title = t(`toolbar.${source}.${on ? 'on' : 'off'}`);
    button.setAttribute('aria-pressed', on);
    button.replaceChildren(icon(on ? source : `${source}Off`));
  }

  #renderNotices() {
    const notices = ['microphone', 'camera']
      .filter((source) => this.#media.problems[source])
      .map((source) => notice(t(`devices.${source}.${this.#media.problems[source]}`)));
    if (!this.#may.microphone && !this.#may.camera) notices.push(notice(t('prejoin.watchOnly'), 'volume'));
    byId('prejoin-notices').replaceChildren(...notices);
  }
}

const notice = (text, picture = 'warning') => el('div.notice', {}, icon(picture, 'icon-small'), el('span', {}, text));
