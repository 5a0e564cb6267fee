import { Chat } from './chat.js';
import { Details } from './details.js';
import { Director } from './director.js';
import { byId, clockText, coalesce, setText } from './dom.js';
import { Banners, toast, toastError } from './feedback.js';
import { Floor } from './floor.js';
import { GroupMark } from './group-mark.js';
import { GroupsPanel } from './groups-panel.js';
import { onLanguage, t } from './i18n.js';
import { icon } from './icons.js';
import { askHowToLeave } from './leaving.js';
import { LessonRules } from './lesson-rules.js';
import { LevelMeter } from './level-meter.js';
import { Limits } from './limits.js';
import { bars, showBars } from './link-bars.js';
import { LobbyList } from './lobby-list.js';
import { sayModerated } from './moderated.js';
import { OnAirMark } from './on-air-mark.js';
import { OwnMedia } from './own-media.js';
import { Panels } from './panels.js';
import { People } from './people.js';
import { mayDirect } from './rights.js';
import { Settings } from './settings.js';
import { wireShortcuts } from './shortcuts.js';
import { Stage } from './stage.js';
import { Toolbar } from './toolbar.js';
import { wireNews } from './news.js';
import { ConnectionBanners } from './connection-banners.js';

/** The lesson on the screen: puts the parts together and passes clicks and events between them. */
export class Call {
  #client;
  #own;
  #stage;
  #toolbar;
  #panels;
  #settings;
  #details;
  #floor;
  #limits;
  #banners = new Banners();
  #ownBars = bars();
  #meter = new LevelMeter((level) => this.#onLevel(level));
  #onLeave;

  /** Draws the toolbar and the top bar soon. */
  #update = coalesce(() => this.#render());

  /**
   * @param {import('../client/zvonok.js').ZvonokClient} client not joined yet
   * @param {import('./local-media.js').LocalMedia} media
   * @param {import('./voices.js').Voices} voices
   * @param {{onLeave: () => void, checkUrl: string}} page `checkUrl`: where the network can be tried
   */
  constructor(client, media, voices, { onLeave, checkUrl }) {
    this.#client = client;
    this.#onLeave = onLeave;
    this.#own = new OwnMedia(client, media);
    this.#floor = new Floor(client, this.#own, this.#banners);
    this.#limits = new Limits(client, this.#own);
    this.#details = new Details(client);
    this.#settings = new Settings(client, media, { onSpeaker: (deviceId) => voices.choose(deviceId) });
    this.#toolbar = new Toolbar(this.#actions());
    this.#panels = new Panels(() => this.#onPanel());
    this.#stage = new Stage(client, this.#own, {
      root: byId('tiles'),
      pager: byId('pager'),
      onMore: () => this.#panels.toggle('people'),
      onDetails: (tile, anchor) => this.#details.show(tile, anchor),
    });
    this.chat = new Chat(client);
    this.people = new People(client, () => this.#own.participant());
    this.lobby = new LobbyList(client, { onWaiting: () => this.#panels.open('people') });
    this.rules = new LessonRules(client);
    this.groups = new GroupsPanel(client);
    this.groupMark = new GroupMark(client, this.#banners);
    this.director = new Director(client, () => this.#own.participant());
    this.onAirMark = new OnAirMark(client);
    byId('topbar-link').append(this.#ownBars);
    this.#ownBars.addEventListener('click', () => this.#details.showOwn(this.#ownBars));
    byId('pager').firstElementChild.append(icon('previous'));
    byId('pager').lastElementChild.append(icon('next'));
    this.#wireVoices(voices);
    this.#wireClient(media);
    wireShortcuts(this.#actions(), (talking) => this.#talk(talking));
    wireNews(client, this.#panels);
    this.connection = new ConnectionBanners(client, this.#banners, checkUrl);
    onLanguage(this.#update);
  }

  show() {
    byId('call').hidden = false;
    this.#stage.update();
    this.#update();
    this.#keepAwake();
  }

  #actions() {
    return {
      microphone: () => this.#floor.toggle()?.catch(toastError),
      camera: () => this.#toggleCamera(),
      screen: () => this.#toggleScreen(),
      hand: () => this.#toggleHand(),
      chat: () => this.#panels.toggle('chat'),
      people: () => this.#panels.toggle('people'),
      groups: () => this.#panels.toggle('groups'),
      rules: () => this.#panels.toggle('rules'),
      broadcast: () => this.#panels.toggle('broadcast'),
      layout: () => (this.#stage.mode = this.#stage.mode === 'grid' ? 'speaker' : 'grid'),
      settings: () => this.#settings.open(),
      leave: () => this.#leave(),
    };
  }

  #wireVoices(voices) {
    this.#client.addEventListener('joined', () => voices.rebuild(this.#client.slots.values()));
    voices.addEventListener('allowed', () => this.#banners.hide('hear'));
    voices.addEventListener('blocked', () => {
      this.#banners.show('hear', t('banner.hear'), { action: t('banner.hear.action'), onclick: () => voices.resume() });
    });
  }

  #wireClient(media) {
    const events = [
      'joined',
      'participantjoined',
      'participantleft',
      'participantupdated',
      'hand',
      'published',
      'moderated',
      'quality',
      'room',
      'chat',
      'audiencemember',
      'lobby',
      'tier',
    ];
    for (const event of events) this.#client.addEventListener(event, this.#update);
    this.#client.addEventListener('published', () => this.#showSharing());
    this.#client.addEventListener('moderated', ({ detail }) => this.#onModerated(detail));
    this.#client.addEventListener('joined', () => this.#meter.listen(media.trackOf('microphone')));
    this.#client.addEventListener('closed', () => this.#meter.listen(null));
    this.#stage.addEventListener('rendered', this.#update);
    media.addEventListener('change', () => {
      this.#meter.listen(media.trackOf('microphone'));
      this.#stage.update();
      this.#update();
    });
    setInterval(() => this.#showClock(), 1_000);
  }

  #render() {
    const { you, grants, rights, room, participants, quality, lobby } = this.#client;
    if (!you) return;
    const { groups = [], locked = false } = room.settings ?? {};
    const may = (source) => grants.publish.includes(source);
    const hands = [...participants.values()].filter(({ handRaisedAt }) => handRaisedAt).length;
    this.#toolbar.update({
      microphone: {
        hidden: !may('microphone'),
        on: this.#own.isOn('microphone'),
        problem: this.#own.problem('microphone'),
        limit: this.#floor.limit,
      },
      camera: {
        hidden: !may('camera'),
        on: this.#own.isOn('camera'),
        problem: this.#own.problem('camera'),
        limit: this.#limits.of('camera'),
      },
      screen: {
        hidden: !may('screen') || !navigator.mediaDevices?.getDisplayMedia,
        on: this.#client.trackOf('screen') !== null,
        limit: this.#limits.of('screen'),
      },
      hand: { hidden: !grants.chat, on: Boolean(you.handRaisedAt), limit: rights.hand ? '' : 'forbidden' },
      chat: { open: this.#panels.current === 'chat', badge: this.#panels.unread },
      people: { open: this.#panels.current === 'people', badge: grants.moderate ? hands + lobby.length : 0 },
      groups: { hidden: !grants.moderate, on: groups.length > 0, open: this.#panels.current === 'groups' },
      rules: { hidden: !grants.moderate, on: locked, open: this.#panels.current === 'rules' },
      broadcast: {
        hidden: !mayDirect(this.#client),
        on: room.onAir,
        open: this.#panels.current === 'broadcast',
        badge: this.director.hands,
      },
      layout: { mode: this.#stage.mode },
    });
    byId('call').classList.toggle('on-air', room.onAir);
    byId('people-panel').classList.toggle('has-waiting', lobby.length > 0);
    byId('lock-mark').hidden = !locked;
    byId('lock-mark').title = t('rules.lockedMark');
    if (!byId('lock-mark').firstChild) byId('lock-mark').append(icon('lock', 'icon-small'));
    setText(byId('room-name'), room.name || room.id);
    setText(byId('topbar-people'), t('topbar.people', { count: participants.size + 1 }));
    showBars(this.#ownBars, quality.get(you.id));
    document.title = `${room.name || room.id} · Zvonok`;
    this.#showClock();
  }

  #showClock() {
    const { room, clockOffsetMillis } = this.#client;
    if (room) setText(byId('clock'), clockText((Date.now() + clockOffsetMillis - room.createdAt) / 1000));
  }

  #onPanel() {
    if (this.#panels.current === 'chat') this.chat.focus();
    this.#update();
  }

  #toggleHand() {
    const { you, rights } = this.#client;
    if (rights.hand || you.handRaisedAt) this.#client.raiseHand(!you.handRaisedAt).catch(toastError);
    else toast(t('toolbar.hand.forbidden'), { picture: 'hand' });
  }

  #toggleCamera() {
    if (this.#limits.of('camera')) return toast(t('toolbar.camera.forbidden'), { picture: 'cameraOff' });
    return this.#own.toggle('camera').catch(toastError);
  }

  /** Whoever keeps the lesson may end it for all. */
  async #leave() {
    const { grants, participants } = this.#client;
    if (!grants.moderate || participants.size === 0) return this.#onLeave();
    const how = await askHowToLeave();
    if (how === 'all') this.#client.endLesson().catch(toastError);
    if (how === 'alone') this.#onLeave();
  }

  async #toggleScreen() {
    if (!this.#client.grants.publish.includes('screen')) return;
    if (this.#limits.of('screen')) return toast(t('toolbar.screen.forbidden'), { picture: 'screenStop' });
    try {
      if (this.#client.trackOf('screen')) await this.#client.stopScreenShare();
      else await this.#client.startScreenShare();
    } catch (error) {
      if (error.code === 'screen_refused') toast(t('toast.screenRefused'), { picture: 'screen' });
      else toastError(error);
    }
  }

  #showSharing() {
    if (!this.#client.trackOf('screen')) return this.#banners.hide('sharing');
    this.#banners.show('sharing', t('banner.sharing'), {
      kind: 'info',
      action: t('banner.sharing.action'),
      onclick: () => this.#client.stopScreenShare().catch(toastError),
    });
  }

  #onModerated({ action, source, by }) {
    const muting = action === 'mute' || action === 'muteAll';
    if (muting && source === 'camera') this.#own.turnOff('camera').catch(toastError);
    if (muting && source === 'screen') this.#client.stopScreenShare().catch(toastError);
    // Whoever is given the floor needs the hand no more.
    if (action === 'lowerHand' && this.#client.you.floor) return;
    sayModerated(action, source, by?.name ?? t('toast.somebody'));
  }

  /** Hold the space bar to talk. */
  #talk(talking) {
    if (!this.#floor.limit && this.#own.isOn('microphone') !== talking)
      this.#own.toggle('microphone').catch(toastError);
  }

  #onLevel(level) {
    this.#settings.showLevel(level);
    if (this.#own.onLevel(level)) this.#stage.update();
    if (!this.#floor.limit && this.#own.isTalkingMuted()) toast(t('toast.talkingMuted'), { picture: 'microphoneOff' });
  }

  /** A phone must not fall asleep while a pupil listens. */
  #keepAwake() {
    const ask = () => document.visibilityState === 'visible' && navigator.wakeLock?.request('screen').catch(() => {});
    document.addEventListener('visibilitychange', ask);
    ask();
  }
}
