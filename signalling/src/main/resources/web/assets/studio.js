import { Chat } from './chat.js';
import { ConnectionBanners } from './connection-banners.js';
import { Details } from './details.js';
import { Director } from './director.js';
import { byId, coalesce, el, setText } from './dom.js';
import { EncoderHelp } from './encoder-help.js';
import { Banners, toast, toastError } from './feedback.js';
import { FlowWords } from './flow-words.js';
import { onLanguage, t } from './i18n.js';
import { icon } from './icons.js';
import { LevelMeter } from './level-meter.js';
import { wireNews } from './news.js';
import { OnAirMark } from './on-air-mark.js';
import { OwnMedia } from './own-media.js';
import { ProgrammePictures } from './programme-pictures.js';

/** The broadcaster's page: the own picture, what is sent, on air and off, the audience and its comments. */
export class Studio {
  #client;
  #room;
  #media;
  #own;
  #pictures;
  #meter = new LevelMeter((level) => byId('level').style.setProperty('width', `${Math.round(level * 100)}%`));

  #update = coalesce(() => this.#render());

  /**
   * @param {import('../client/zvonok.js').ZvonokClient} client not joined yet
   * @param {{room: string, token: string, claims: object}} invitation
   * @param {import('./local-media.js').LocalMedia} media
   * @param {import('./voices.js').Voices} voices
   */
  constructor(client, invitation, media, voices) {
    this.#client = client;
    this.#room = invitation.claims.room || invitation.room;
    this.#media = media;
    this.#own = new OwnMedia(client, media);
    const details = new Details(client);
    this.#pictures = new ProgrammePictures(client, {
      root: byId('pictures'),
      onFullscreen: () => {},
      onDetails: (tile, anchor) => details.show(tile, anchor),
    });
    this.parts = [
      new Director(client, () => this.#own.participant(), { asks: false }),
      new Chat(client),
      new OnAirMark(client),
      new ConnectionBanners(client, new Banners()),
      new FlowWords(client),
      new EncoderHelp(this.#room, invitation.token),
    ];
    // Comments are in sight: there is no panel to open for them.
    wireNews(client, { current: 'chat', unread: 0, toggle() {} });
    this.#wireVoices(voices);
    this.#wireControls();
    for (const event of ['joined', 'room', 'published', 'moderated', 'participantjoined', 'participantleft'])
      client.addEventListener(event, this.#update);
    client.addEventListener('closed', () => this.#meter.listen(null));
    this.#pictures.addEventListener('rendered', this.#update);
    media.addEventListener('change', this.#update);
    onLanguage(this.#update);
  }

  /** Nobody goes on air without a click, and after one the browser lets us play. */
  #wireVoices(voices) {
    this.#client.addEventListener('joined', () => voices.rebuild(this.#client.slots.values()));
    document.addEventListener('click', () => voices.resume());
  }

  #wireControls() {
    for (const source of ['microphone', 'camera'])
      byId(`own-${source}`).addEventListener('click', () => this.#own.toggle(source).catch(toastError));
    byId('own-screen').addEventListener('click', () => this.#toggleScreen());
  }

  async #toggleScreen() {
    try {
      if (this.#client.trackOf('screen')) await this.#client.stopScreenShare();
      else await this.#client.startScreenShare();
    } catch (error) {
      if (error.code === 'screen_refused') toast(t('toast.screenRefused'), { picture: 'screen' });
      else toastError(error);
    }
  }

  #render() {
    const { room, you } = this.#client;
    const name = room?.name || this.#room;
    setText(byId('room-name'), name);
    document.title = `${name} · Zvonok`;
    byId('studio').classList.toggle('on-air', room?.onAir === true);
    this.#meter.listen(this.#media.isOn('microphone') ? this.#media.trackOf('microphone') : null);
    this.#renderNotices();
    if (!you) return;
    this.#renderPreview();
    for (const source of ['microphone', 'camera']) this.#renderDevice(source, this.#own.isOn(source));
    this.#renderDevice('screen', this.#client.trackOf('screen') !== null);
    byId('own-screen').hidden = !navigator.mediaDevices?.getDisplayMedia;
    byId('stage').hidden = this.#pictures.main === null;
  }

  /** As viewers see it: the screen large, the camera beside it. */
  #renderPreview() {
    const screen = this.#client.trackOf('screen');
    const camera = this.#own.stream();
    show(byId('preview-screen'), screen);
    show(byId('preview-camera'), camera?.getVideoTracks()[0] ?? null);
    byId('preview').classList.toggle('with-screen', screen !== null);
    byId('preview-empty').hidden = screen !== null || camera !== null;
  }

  #renderDevice(source, on) {
    const button = byId(`own-${source}`);
    const text = t(source === 'screen' && on ? 'studio.screen.stop' : `studio.${source}`);
    button.setAttribute('aria-pressed', on);
    button.title = t(`toolbar.${source}.${on ? 'on' : 'off'}`);
    const picture = { screen: on ? 'screenStop' : 'screen' }[source] ?? (on ? source : `${source}Off`);
    button.replaceChildren(icon(picture), el('span', {}, text));
  }

  #renderNotices() {
    const notices = ['microphone', 'camera']
      .filter((source) => this.#media.problems[source])
      .map((source) => t(`devices.${source}.${this.#media.problems[source]}`));
    byId('studio-notices').replaceChildren(
      ...notices.map((text) => el('div.notice', {}, icon('warning', 'icon-small'), el('span', {}, text))),
    );
  }
}

function show(video, track) {
  video.hidden = track === null;
  if ((video.srcObject?.getVideoTracks()[0] ?? null) !== track)
    video.srcObject = track && new MediaStream([track]);
}
