/**
 * Joins a Zvonok lesson from a web page. No dependencies; the types are in zvonok.d.ts.
 *
 *     import { connect } from 'https://lessons.example/client/zvonok.js';
 *     const client = await connect({ token, camera, microphone });
 *     client.addEventListener('slots', ({ detail }) => detail.items.forEach(show));
 *
 * Everything a page shows can be read at any time from `state`, `you`, `participants`, `slots`, `chat`; the events say
 * that it changed.
 */
import { ZvonokError } from './errors.js';
import { Followers } from './follow.js';
import { Formats } from './formats.js';
import { IntendedGaps } from './gaps.js';
import { Publisher } from './publisher.js';
import { Roster } from './roster.js';
import { Session } from './session.js';
import { SlotTable } from './slots.js';
import { StatsDigest } from './stats.js';
import { View } from './view.js';

export { ZvonokError };

const VERSION = '0.1.0';
const STATS_INTERVAL_MILLIS = 10_000;

/** Joins; rejects with a ZvonokError. */
export async function connect(options) {
  const client = new ZvonokClient(options);
  await client.join();
  return client;
}

export class ZvonokClient extends EventTarget {
  #options;
  #session;
  #roster = new Roster();
  #gaps = new IntendedGaps();
  #slots = new SlotTable(this.#gaps);
  #digest = new StatsDigest(this.#gaps);
  #publisher;
  #view;
  #followers = null;
  #joinFields = null;
  #handRaised = false;
  #statsTimer = 0;
  #announced = '';
  #pageHide = () => this.#session.abandon();

  /** The last stats digest, null before the first. */
  stats = null;

  /** Does not connect yet: add listeners, then call `join`. */
  constructor({
    url,
    token,
    room,
    videoSlots = 9,
    audioSlots = 4,
    microphone = null,
    camera = null,
    videoCodec,
    scalabilityMode,
    name = 'zvonok.js',
  }) {
    super();
    const formats = new Formats({ videoCodec, scalabilityMode });
    this.#options = { room, videoSlots, audioSlots, formats, name };
    this.#session = new Session(url ?? defaultUrl(), token, this.#owner());
    this.#publisher = new Publisher(
      (type, fields) => this.#session.request(type, fields),
      (source, ended) => this.#emit(ended ? 'trackended' : 'published', { source }),
    );
    this.#view = new View((slots) => this.#quietly('view', { slots }));
    if (microphone) this.#publisher.prepare('microphone', microphone);
    if (camera) this.#publisher.prepare('camera', camera);
  }

  async join() {
    addEventListener('pagehide', this.#pageHide);
    await this.#session.start();
    this.#statsTimer = setInterval(() => this.takeStats().catch(() => {}), STATS_INTERVAL_MILLIS);
  }

  async leave(reason = 'left') {
    await this.#session.leave(reason);
  }

  get pc() {
    return this.#session.connection?.pc ?? null;
  }
  get state() {
    return this.#session.state;
  }
  get signallingState() {
    return this.#session.signallingState;
  }
  get mediaState() {
    return this.#session.media;
  }
  get sessionId() {
    return this.#session.sessionId;
  }
  get clockOffsetMillis() {
    return this.#session.clockOffsetMillis;
  }
  get you() {
    return this.#roster.you;
  }
  /** 'stage' or 'audience'. */
  get tier() {
    return this.#roster.you?.tier ?? 'stage';
  }
  /** True while a moderator has to let you in. */
  get waiting() {
    return this.#session.isWaiting;
  }
  get lobby() {
    return this.#roster.lobby;
  }
  get rights() {
    return this.#roster.rights;
  }
  get audienceMembers() {
    return this.#roster.audienceMembers;
  }
  get grants() {
    return this.#roster.grants;
  }
  get room() {
    return this.#roster.room;
  }
  get limits() {
    return this.#roster.limits;
  }
  get participants() {
    return this.#roster.participants;
  }
  get chat() {
    return this.#roster.chat;
  }
  get speakers() {
    return this.#roster.speakers;
  }
  get quality() {
    return this.#roster.quality;
  }
  get slots() {
    return this.#slots.byMid;
  }
  get published() {
    return this.#publisher.sources;
  }

  participant(id) {
    return this.#roster.find(id);
  }
  findSlot(participantId, source) {
    return this.#slots.find(participantId, source);
  }
  isMuted(source) {
    return this.#publisher.isMuted(source);
  }
  /** It may be on, but the server passes nothing of it on: you lack the right for now. */
  isGated(source) {
    const right = source === 'screenAudio' ? 'screen' : source;
    return this.#publisher.sources[source] !== undefined && !this.rights[right];
  }
  trackOf(source) {
    return this.#publisher.trackOf(source);
  }

  publish(source, track) {
    return this.#publisher.publish(source, track);
  }
  unpublish(source) {
    return this.#publisher.unpublish(source);
  }
  replaceTrack(source, track) {
    return this.#publisher.replaceTrack(source, track);
  }
  setMuted(source, muted) {
    return this.#publisher.setMuted(source, muted);
  }

  /** Asks for the screen and publishes it. Rejects with `screen_refused` if the user says no. */
  async startScreenShare({ audio = true } = {}) {
    const stream = await askForScreen(audio);
    const [video] = stream.getVideoTracks();
    const [sound] = stream.getAudioTracks();
    video.addEventListener('ended', () => this.stopScreenShare().catch(() => {}));
    await this.publish('screen', video);
    if (sound) await this.publish('screenAudio', sound);
  }

  async stopScreenShare() {
    for (const source of ['screen', 'screenAudio']) {
      this.trackOf(source)?.stop();
      await this.unpublish(source);
    }
  }

  async raiseHand(raised) {
    this.#handRaised = raised;
    await this.#session.request('hand', { raised });
  }

  async sendChat(text) {
    const { messageId, pending = false } = await this.#session.request('chat', { text });
    return { messageId, pending };
  }

  /** `fields` as the action needs them: participantId, source, chatId, mode, sources, enabled, ... */
  async moderate(action, fields = {}) {
    await this.#session.request('moderate', { ...fields, action });
  }

  admit(participantId) {
    return this.moderate('admit', { participantId });
  }
  admitAll() {
    return this.moderate('admitAll');
  }
  refuse(participantId) {
    return this.moderate('refuse', { participantId });
  }
  /** `{lobby?, locked?, rights?}`: what is absent stays. */
  setRoom(settings) {
    return this.moderate('setRoom', settings);
  }
  /** Of one person; what is absent is as in the room. */
  setRights(participantId, rights) {
    return this.moderate('setRights', { participantId, rights });
  }
  giveFloor(participantId) {
    return this.moderate('giveFloor', { participantId });
  }
  takeFloor(participantId) {
    return this.moderate('takeFloor', { participantId });
  }
  ban(participantId) {
    return this.moderate('ban', { participantId });
  }
  unban(identity) {
    return this.moderate('unban', { identity });
  }
  /** Null: nobody. */
  spotlight(participantId) {
    return this.moderate('spotlight', participantId ? { participantId } : {});
  }
  endLesson() {
    return this.moderate('endLesson');
  }
  /** The name of a preset, or `{matrix}`. */
  setPolicy(policy) {
    return this.moderate('setPolicy', { policy });
  }
  /** `[{id, name}]`; none: the lesson is one again. */
  setGroups(groups) {
    return this.moderate('setGroups', { groups });
  }
  /** Null: into the whole lesson. */
  moveToGroup(participantId, group) {
    return this.moderate('moveToGroup', group ? { participantId, group } : { participantId });
  }
  /** `[{participantId, group}]`. */
  moveAll(moves) {
    return this.moderate('moveAll', { moves });
  }
  /** Goes there oneself; null: back into the whole lesson. */
  dropIn(group) {
    return this.moderate('dropIn', group ? { group } : {});
  }
  speakToAll(enabled) {
    return this.moderate('speakToAll', { enabled });
  }
  callBack() {
    return this.moderate('callBack');
  }

  startBroadcast() {
    return this.moderate('startBroadcast');
  }
  stopBroadcast() {
    return this.moderate('stopBroadcast');
  }

  /** 'auto', or what a director chose: `[{participantId, source}]`. */
  setProgramme(sources) {
    const automatic = sources === 'auto' || sources.length === 0;
    return this.moderate('setProgramme', automatic ? { mode: 'auto' } : { mode: 'manual', sources });
  }

  bringOnStage(participantId) {
    return this.moderate('bringOnStage', { participantId });
  }
  /** Somebody else, for moderators; oneself, for who was brought on stage. */
  sendToAudience(participantId) {
    return this.moderate('sendToAudience', { participantId });
  }
  setComments({ enabled, slowModeSeconds, preModerated }) {
    return this.moderate('setComments', { enabled, slowModeSeconds, preModerated });
  }
  approveChat(messageId) {
    return this.moderate('approveChat', { chatId: messageId });
  }
  deleteChat(messageId) {
    return this.moderate('deleteChat', { chatId: messageId });
  }
  muteChat(participantId) {
    return this.moderate('muteChat', { participantId });
  }
  unmuteChat(participantId) {
    return this.moderate('unmuteChat', { participantId });
  }

  async explain({ slot, participantId, of, source } = {}) {
    return (await this.#session.request('explain', { slot, participantId, of, source })).report;
  }

  /** What is to be seen in which slot and how large: `[{mid, want, source?, width, height, priority?}]`. */
  setView(items) {
    this.#view.set(items);
  }

  /**
   * Keeps a slot's view at the size that an element has on the screen, 0 x 0 while it is not to be seen. Returns
   * `{update(changes), stop()}`.
   */
  follow(element, { mid, want, source = null, priority = 0 }) {
    this.#followers ??= new Followers((items) => this.setView(items));
    return this.#followers.follow(element, { mid, want, source, priority });
  }

  /** Takes a digest now and tells the server; it is taken every 10 s anyway. */
  async takeStats() {
    this.stats = await this.#digest.take(this.#session.connection);
    this.#quietly('stats', { digest: this.stats });
    this.#emit('stats', this.stats);
    return this.stats;
  }

  toJSON() {
    const { state, sessionId, you, room } = this;
    return {
      state,
      sessionId,
      you,
      room,
      participants: [...this.participants.values()],
      slots: [...this.slots.values()],
    };
  }

  #owner() {
    return {
      connectionOptions: () => ({ ...this.#options, track: (source) => this.#publisher.trackOf(source) }),
      joinFields: () => this.#joinFields,
      onConnection: (connection) => this.#onConnection(connection),
      onWaiting: () => this.#emit('waiting', { where: 'lobby' }),
      onEvent: (event) => this.#handlers[event.type]?.(event),
      onState: (state) => this.#onState(state),
      onEnd: (error) => this.#onEnd(error),
    };
  }

  #onConnection(connection) {
    this.#slots.rebuild(connection.slots);
    this.#digest.clear();
    this.#publisher.attach(connection);
    this.#joinFields = {
      room: this.#options.room,
      view: { slots: this.#view.rebuild([...this.#slots.byMid.values()]) },
      publish: this.#publisher.sections(),
      client: { name: this.#options.name, version: VERSION },
    };
  }

  #onState(state) {
    const { signallingState, mediaState } = this;
    const announced = `${state} ${signallingState} ${mediaState}`;
    if (announced === this.#announced) return;
    this.#announced = announced;
    this.#emit('state', { state, signallingState, mediaState });
  }

  #onEnd(error) {
    clearInterval(this.#statsTimer);
    this.#followers?.close();
    removeEventListener('pagehide', this.#pageHide);
    this.#emit('closed', { code: error.code, message: error.message });
  }

  /** What the server says. Each handler first changes what can be read, then tells. */
  #handlers = {
    joined: (event) => {
      this.#roster.joined(event);
      this.#stopSendingFromAudience();
      this.#emit('joined', { room: this.room, you: this.you });
      if (this.#handRaised && !this.you.handRaisedAt) this.#quietly('hand', { raised: true });
    },
    participantJoined: ({ participant }) => {
      this.#roster.set(participant);
      this.#emit('participantjoined', { participant });
    },
    participantUpdated: ({ participant }) => {
      this.#roster.set(participant);
      this.#emit('participantupdated', { participant });
    },
    participantLeft: ({ participantId, reason }) => {
      const participant = this.#roster.remove(participantId);
      if (participant) this.#emit('participantleft', { participant, reason });
    },
    slots: ({ items }) => this.#emit('slots', { items: this.#slots.apply(items) }),
    speakers: ({ items }) => {
      this.#roster.speakers = items;
      this.#emit('speakers', { items });
    },
    quality: ({ items }) => {
      this.#roster.setQuality(items);
      this.#emit('quality', { items });
    },
    publisherLayers: ({ mid, layers }) => this.#session.connection?.setLayers(mid, layers),
    chat: ({ message }) => this.#addChat(message),
    chats: ({ items }) => items.forEach((message) => this.#addChat(message)),
    chatDeleted: ({ ids }) => {
      this.#roster.removeChat(ids);
      this.#emit('chatdeleted', { ids });
    },
    hand: ({ participantId, raised, time }) => {
      const participant = this.#roster.setHand(participantId, raised, time);
      if (participant === this.you) this.#handRaised = raised;
      if (participant) this.#emit('hand', { participant, raised, time });
    },
    moderated: (event) => this.#onModerated(event),
    roomUpdated: ({ room, participants }) => {
      this.#roster.room = room;
      if (participants) {
        this.#roster.replaceParticipants(participants);
        this.#emit('participants', {});
      }
      this.#emit('room', { room });
    },
    tierChanged: (event) => {
      this.#handRaised = false;
      this.#roster.tierChanged(event);
      this.#stopSendingFromAudience();
      this.#emit('tier', { tier: event.tier });
      this.#emit('participants', {});
      this.#emit('room', { room: event.room });
    },
    lobby: ({ items }) => {
      this.#roster.lobby = items;
      this.#emit('lobby', { items });
    },
    audienceMember: (event) => this.#emit('audiencemember', { member: this.#roster.setAudienceMember(event) }),
    goAway: ({ action, reason, retryAfterMillis, url, endsInMillis }) =>
      this.#emit('goaway', { action, reason, retryAfterMillis, url, endsInMillis }),
  };

  #addChat(message) {
    if (this.#roster.addChat(message)) this.#emit('chat', { message });
  }

  #stopSendingFromAudience() {
    if (this.tier === 'audience') this.#publisher.withdrawAll().catch(() => {});
  }

  #onModerated({ action, source, byParticipantId }) {
    if (action === 'mute' || action === 'muteAll') this.#publisher.muteLocally(source ?? 'microphone', true);
    if (action === 'takeFloor' && source) this.#publisher.muteLocally(source, true);
    if (action === 'lowerHand' || action === 'lowerAllHands') {
      this.#handRaised = false;
      this.#roster.setHand(this.you.id, false);
    }
    this.#emit('moderated', { action, source: source ?? null, by: this.participant(byParticipantId) ?? null });
  }

  /** For what is sent again anyway or matters to nobody when it is lost. */
  #quietly(type, fields) {
    this.#session.request(type, fields).catch(() => {});
  }

  #emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}

/** The server that this module came from. */
function defaultUrl() {
  const url = new URL('../ws', import.meta.url);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
}

async function askForScreen(audio) {
  try {
    return await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: { max: 30 } }, audio });
  } catch (error) {
    throw new ZvonokError('screen_refused', error.message || 'The screen was not shared');
  }
}
