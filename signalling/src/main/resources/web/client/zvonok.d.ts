/** Types of zvonok.js: join a Zvonok lesson from a web page. */

export type Source = 'microphone' | 'camera' | 'screen' | 'screenAudio';
export type Role = 'teacher' | 'student' | 'parent' | 'admin' | 'broadcaster' | 'viewer';
export type VideoCodec = 'VP8' | 'VP9' | 'H264' | 'AV1';
/** The audience gets the programme while the room is on air; it is counted and not listed. */
export type Tier = 'stage' | 'audience';
export type State = 'connecting' | 'connected' | 'reconnecting' | 'closed';

/** Why a slot shows what it shows. */
export type SlotReason =
  | 'active'
  | 'empty'
  | 'offAir'
  | 'senderMuted'
  | 'layerMissing'
  | 'waitingForKeyframe'
  | 'noBandwidth'
  | 'notAllowed'
  | 'otherGroup'
  | 'offScreen'
  | 'codecNotSupported'
  | 'noReceiverReports'
  | 'notConnected';

/**
 * Why a slot shows nothing better: it is as large as there is room for, or nothing flows; the link carries no more; the
 * sender sends nothing better; it was asked for and has not come yet.
 */
export type SlotLimit = 'none' | 'bandwidth' | 'sender' | 'waiting';

/** What flows in a slot: an encoding, and how much of it. */
export interface Layer {
  /** Empty for a single encoding. */
  rid: string;
  /** Of the picture in pixels; 0 if unknown, and of sound. */
  width: number;
  height: number;
  /** The highest ones forwarded. */
  spatialLayer?: number;
  temporalLayer?: number;
}

/** What every promise of this module is rejected with, and `detail` of `closed`. */
export declare class ZvonokError extends Error {
  constructor(code: string, message: string, retryable?: boolean, retryAfterMillis?: number);
  /** Stable: a code of the server (`unauthorized`, `forbidden`, `rate_limited`, `not_allowed`, `comments_closed`, `text_too_long`, ...) or `unreachable`, `connection_lost`, `timeout`, `kicked`, `banned`, `refused` (not let in from the lobby), `replaced`, `room_gone`, `go_away`, `left`, `screen_refused`, `bad_source`, `bad_option`, `wrong_state`. */
  readonly code: string;
  readonly retryable: boolean;
  /** When the same request may succeed, if that is known. */
  readonly retryAfterMillis?: number;
  toJSON(): { code: string; message: string; retryable: boolean; retryAfterMillis?: number };
}

export interface Participant {
  id: string;
  identity: string;
  name: string;
  role: Role;
  tier: Tier;
  /** Milliseconds since 1970, by the server's clock, as all times here unless said. */
  joinedAt: number;
  handRaisedAt: number | null;
  connection: 'connecting' | 'connected' | 'reconnecting';
  /** `gated`: it may be on, but the server drops its packets: the right to it is missing for now. */
  tracks: { source: Source; muted: boolean; active: boolean; gated?: boolean }[];
  /** A moderator gave that one the floor: heard whatever the room's rights are. */
  floor?: boolean;
  /** The id of the group that one is in; absent: the whole lesson. */
  group?: string;
  /** What a moderator allowed or forbade that one; what is absent is as in the room. */
  rights?: PersonalRights;
}

export interface PersonalRights {
  microphone?: boolean;
  camera?: boolean;
  /** Its sound too. */
  screen?: boolean;
  chat?: boolean;
}

/** What those who do not moderate may do in the lesson, if their tokens grant it. */
export interface RoomRights {
  microphone: boolean;
  camera: boolean;
  screen: boolean;
  chat: boolean;
  hand: boolean;
}

/** What you may do now. */
export type Rights = RoomRights;

/** Who sees, hears and knows of whom. */
export type PolicyPreset = 'open' | 'students-apart' | 'silent-parents' | 'exam';
/** By the role of who sees, then of who is seen: the sources that are shown. What is absent is hidden. */
export type PolicyMatrix = { [viewer in Role]?: { [publisher in Role]?: Source[] } };

/** A part of the lesson that sees and hears only itself. */
export interface Group {
  id: string;
  name: string;
}

/** What moderators or the backend have set. */
export interface RoomSettings {
  /** Those who do not moderate wait until they are let in. */
  lobby: boolean;
  /** Nobody new comes in, but moderators. */
  locked: boolean;
  rights: RoomRights;
  /** Whom every `stage` slot shows. */
  spotlight: string | null;
  /** A preset's name, or another if a matrix was set. */
  policy: PolicyPreset | (string & {});
  /** Empty: the lesson is one. */
  groups: Group[];
}

/** Somebody who waits to be let in. */
export interface LobbyItem {
  participantId: string;
  identity: string;
  name: string;
  role: Role;
  since: number;
}

export interface Grants {
  publish: ('camera' | 'microphone' | 'screen')[];
  subscribe: boolean;
  chat: boolean;
  moderate: boolean;
  record: boolean;
}

export interface Room {
  id: string;
  name?: string;
  createdAt: number;
  /** How many watch without being listed; told at most once a second, to the audience every five. */
  audience: number;
  onAir: boolean;
  /** Absent off air. */
  onAirSince?: number;
  /** True: on air, but nobody sends anything. Without a moderator that ends the broadcast after 30 s. */
  sourceGone?: boolean;
  programme: Programme;
  comments: CommentPolicy;
  settings: RoomSettings;
}

export interface ProgrammeSource {
  participantId: string;
  source: Source;
}

/** What the audience sees and hears. In mode `auto`, with no sources, the newest screen and the camera of who speaks. */
export interface Programme {
  mode: 'auto' | 'manual';
  sources: ProgrammeSource[];
}

export interface CommentPolicy {
  enabled: boolean;
  /** Between two comments of one person. */
  slowModeSeconds: number;
  /** A moderator reads comments before others do. */
  preModerated: boolean;
}

/** Somebody in the audience with a hand up, or who has commented. Moderators are told of them. */
export interface AudienceMember {
  participantId: string;
  name: string;
  hand: boolean;
  /** In the audience no more. */
  gone: boolean;
}

export interface Limits {
  maxMessageBytes?: number;
  chatMaxLength?: number;
  resumeMillis?: number;
  pingIntervalMillis?: number;
}

/** A receive section. Its track is the same as long as the connection lives; who is in it changes by `slots` events. */
export interface Slot {
  readonly mid: string;
  readonly kind: 'audio' | 'video';
  readonly track: MediaStreamTrack;
  /** Holds the track alone, for `srcObject`. */
  readonly stream: MediaStream;
  readonly participantId: string | null;
  readonly source: Source | null;
  readonly state: 'active' | 'empty' | 'waiting';
  readonly reason: SlotReason;
  readonly layer: Layer | null;
  readonly limit: SlotLimit;
  /**
   * With reason `noBandwidth` what the smallest picture takes and what is left of the link for it, with limit `bandwidth`
   * the same of the next better one; else 0.
   */
  readonly needBps: number;
  readonly haveBps: number;
  /** When the state began, by this machine's clock. */
  readonly since: number;
  toJSON(): object;
}

export interface ViewItem {
  mid: string;
  /** The server's choice, the stage, nothing, or the id of a participant. In an audio slot an id pins that voice. */
  want: 'auto' | 'stage' | 'none' | (string & {});
  /** Of the wanted participant; the camera if absent. */
  source?: Source | null;
  /** On screen, in device pixels; 0 when it is not visible. */
  width: number;
  height: number;
  /** Higher first when not everything fits. */
  priority?: number;
}

/** What a slot is to show in an element; its size is the element's. */
export type FollowedView = Omit<ViewItem, 'width' | 'height'>;

export interface Following {
  /** Another slot, participant, source or priority for the same element. */
  update(changes: Partial<FollowedView>): void;
  /** The element shows the slot no more: it is wanted at 0 x 0 until somebody else says otherwise. */
  stop(): void;
}

export interface ChatMessage {
  messageId: string;
  participantId: string;
  name: string;
  role: Role;
  /** Where it was said; in the audience it is a comment. */
  tier: Tier;
  text: string;
  time: number;
  /** Milliseconds since the room went on air; absent off air. */
  mediaTime?: number;
  /** True: only moderators have got it yet. */
  pending?: boolean;
}

export interface Quality {
  participantId: string;
  /** 5 excellent to 1 lost. */
  score: number;
  roundTripMillis: number;
  uplinkLossPercent: number;
  downlinkLossPercent: number;
}

export interface SendStats {
  source: Source | null;
  mid: string | null;
  kind: 'audio' | 'video';
  rid: string;
  codec: string | null;
  kbps: number;
  lostPercent: number | null;
  framesPerSecond?: number;
  width?: number;
  height?: number;
  limitation?: string | null;
  /** Scalability mode, as `L1T3`. */
  layers?: string | null;
  /** False for an encoding that nobody watches. */
  active?: boolean;
  /** A frame, on average. */
  encodeMillis?: number;
  retransmittedKbps?: number;
  keyFrames?: number;
}

/** Slots that the server left empty on purpose count neither as frozen nor as concealed. */
export interface ReceiveStats {
  mid: string | null;
  kind: 'audio' | 'video';
  kbps: number;
  lostPercent: number;
  jitterMillis: number;
  /** On average, and what the browser aimed at. */
  bufferMillis: number;
  targetMillis: number;
  concealedPercent?: number;
  framesPerSecond?: number;
  /** In all; the other numbers are of the interval. */
  framesDecoded?: number;
  /** Decoded too late to be shown. */
  framesDropped?: number;
  keyFrames?: number;
  /** A frame, on average. */
  decodeMillis?: number;
  width?: number;
  height?: number;
  freezes?: number;
  freezeMillis?: number;
}

/** What happened since the digest before. */
export interface Stats {
  at: number;
  roundTripMillis: number | null;
  availableOutgoingKbps: number | null;
  protocol: string | null;
  networkType: string | null;
  send: SendStats[];
  receive: ReceiveStats[];
}

/** What is so and what to do. */
export interface Words {
  en: string;
  ru: string;
}

/** The way from the server to a participant. */
export interface Downlink {
  feedback: 'transportCc' | 'remb' | 'none';
  /** What holds the estimate where it is. */
  limiter: 'start' | 'delay' | 'loss' | 'remb' | 'none';
  /** What the link is believed to carry; -1 if nothing is known. */
  estimateBps: number;
  /** Over the last second, with retransmissions. */
  sentBps: number;
  /** Given to the slots, and what they would take, each at its best. */
  allocatedBps: number;
  wantedBps: number;
  lossPercent: number;
  /** -1 if unknown. */
  roundTripMillis: number;
  /** How much longer packets travel than the fastest ones did; -1 if unknown. */
  queueDelayMillis: number;
  text: Words;
}

export interface LayerChange {
  agoMillis: number;
  mid: string;
  participantId: string | null;
  source: Source | null;
  /** Null: nothing was shown, or is. */
  from: Layer | null;
  to: Layer | null;
  cause: 'source' | 'view' | 'bandwidthFell' | 'bandwidthRose' | 'share' | 'sender' | 'gate';
  /** What the link was believed to carry; -1 if nothing was known. */
  estimateBps: number;
  text: Words;
}

/** The answer to `explain`. What is not listed here is for people to read. */
export interface Explanation {
  participantId: string;
  /** The sentence that matters most. */
  text: Words;
  downlink?: Downlink;
  slots: { mid: string; reason: SlotReason; text: Words; [more: string]: unknown }[];
  /** Newest first. */
  layerChanges?: LayerChange[];
  /** Why the participant does not see or hear `of`, if that was asked. */
  relation?: {
    viewer: string;
    of: string;
    source: Source;
    /** One promised word: `ExplainCause` of `/asyncapi.yaml`. */
    cause: string;
    sinceMillis?: number;
    advice: Words;
    [more: string]: unknown;
  };
  [more: string]: unknown;
}

export interface ConnectOptions {
  /** `wss://host/ws`; the server that this module was loaded from if absent. */
  url?: string;
  token: string;
  /** The room that is meant: a token for another one is refused. The token's room if absent. */
  room?: string;
  /** Pictures that can be seen at the same time; 9 if absent. */
  videoSlots?: number;
  /** Voices that can be heard at the same time; 4 if absent. */
  audioSlots?: number;
  /** Published from the start; muted if its `enabled` is false. */
  microphone?: MediaStreamTrack | null;
  camera?: MediaStreamTrack | null;
  /**
   * What the camera and the screen are sent in, if this browser and the server can; else the first of VP8, VP9, H264, AV1
   * that they can. VP8 if absent.
   */
  videoCodec?: VideoCodec;
  /**
   * Layers of the camera. With one spatial layer (`L1T1` to `L1T3`, the default) it is sent in simulcast, three sizes of
   * their own, each with that many temporal layers. With more (`L2T1` to `L3T3`, `_KEY`: larger sizes build on smaller
   * ones at key frames only) it is one encoding that holds all sizes, with VP9 and AV1 only; a browser that cannot do
   * that sends simulcast. A screen is always one size with temporal layers.
   */
  scalabilityMode?: string;
  /** Name of the page or program, for the operator. */
  name?: string;
}

/** Each event is a CustomEvent with this `detail`. What it tells of can be read from the client already. */
export interface ClientEvents {
  state: { state: State; signallingState: 'open' | 'lost'; mediaState: 'starting' | 'flowing' | 'lost' };
  /** Somebody has to let you in first; then comes `joined`, or `closed` with `refused`. */
  waiting: { where: 'lobby' };
  /** Who waits to be let in now; moderators are told. */
  lobby: { items: LobbyItem[] };
  /** Joined, or joined afresh after a loss: the connection, all slots and all participants are new. */
  joined: { room: Room; you: Participant };
  participantjoined: { participant: Participant };
  participantupdated: { participant: Participant };
  /** `hidden`: still there, but the policy of the lesson lists that one no more. */
  participantleft: {
    participant: Participant;
    reason: 'left' | 'kicked' | 'timeout' | 'replaced' | 'failed' | 'hidden';
  };
  slots: { items: Slot[] };
  speakers: { items: { participantId: string; level: number }[] };
  quality: { items: Quality[] };
  /** Said, commented or approved: one that was `pending` comes again without. */
  chat: { message: ChatMessage };
  /** A moderator has taken them away. */
  chatdeleted: { ids: string[] };
  /** You were brought on stage or sent back: `grants`, `room` and `participants` are new. */
  tier: { tier: Tier };
  /** The whole list is new: another tier, or, in the audience, others in the programme. */
  participants: Record<string, never>;
  audiencemember: { member: AudienceMember };
  hand: { participant: Participant; raised: boolean; time: number };
  /** Somebody muted you, lowered your hand, gave or took the floor, ...; it has been done already. */
  moderated: { action: string; source: Source | null; by: Participant | null };
  room: { room: Room };
  goaway: { action: 'reconnect' | 'disconnect'; reason: string; retryAfterMillis: number; url?: string; endsInMillis?: number };
  /** What you publish or its muting changed. */
  published: { source: Source };
  /** The device is gone, or the browser's own button ended the screen share. */
  trackended: { source: Source };
  stats: Stats;
  /** The end: nothing is tried again. */
  closed: { code: string; message: string };
}

export declare class ZvonokClient extends EventTarget {
  /** Does not connect yet: add listeners, then call `join`. */
  constructor(options: ConnectOptions);
  /** Resolves when joined; media may still be starting, see `state`. */
  join(): Promise<void>;
  leave(reason?: string): Promise<void>;

  /** Changes when everything had to be joined afresh (`joined` event). */
  readonly pc: RTCPeerConnection | null;
  /** `connected`: signalling is joined and media flows. */
  readonly state: State;
  readonly signallingState: 'open' | 'lost';
  readonly mediaState: 'starting' | 'flowing' | 'lost';
  readonly sessionId: string | null;
  /** The server's clock minus this machine's. */
  readonly clockOffsetMillis: number;
  readonly you: Participant | null;
  readonly tier: Tier;
  /** True while a moderator has to let you in. `join` is pending then. */
  readonly waiting: boolean;
  /** What the token grants. */
  readonly grants: Grants;
  /** What you may do now: less than `grants` while a moderator forbids it. */
  readonly rights: Rights;
  /** Who waits to be let in, the first to come first; empty unless you are a moderator. */
  readonly lobby: readonly LobbyItem[];
  readonly room: Room | null;
  readonly limits: Limits;
  /** Everybody else on stage, by id; in the audience, those in the programme. */
  readonly participants: ReadonlyMap<string, Participant>;
  /** By id; empty unless you are a moderator. */
  readonly audienceMembers: ReadonlyMap<string, AudienceMember>;
  /** By mid, in the order of the offer. */
  readonly slots: ReadonlyMap<string, Slot>;
  readonly chat: readonly ChatMessage[];
  readonly speakers: readonly { participantId: string; level: number }[];
  readonly quality: ReadonlyMap<string, Quality>;
  /** What you publish; sources that you do not are absent. */
  readonly published: { [source in Source]?: { track: MediaStreamTrack | null; muted: boolean } };
  readonly stats: Stats | null;

  /** You or somebody else. */
  participant(id: string): Participant | undefined;
  findSlot(participantId: string, source: Source): Slot | null;
  isMuted(source: Source): boolean;
  /** Published, but nobody gets it: you lack the right for now. When that comes, it is passed on at once. */
  isGated(source: Source): boolean;
  trackOf(source: Source): MediaStreamTrack | null;

  publish(source: Source, track: MediaStreamTrack): Promise<void>;
  unpublish(source: Source): Promise<void>;
  /** Another device for a published source; null keeps it published with nothing to send. */
  replaceTrack(source: Source, track: MediaStreamTrack | null): Promise<void>;
  setMuted(source: Source, muted: boolean): Promise<void>;
  startScreenShare(options?: { audio?: boolean }): Promise<void>;
  stopScreenShare(): Promise<void>;

  raiseHand(raised: boolean): Promise<void>;
  /** `pending`: a moderator reads it before others do. */
  sendChat(text: string): Promise<{ messageId: string; pending: boolean }>;
  /** What has no method of its own. All that moderates is rejected with `forbidden` unless `grants.moderate`. */
  moderate(
    action: 'mute' | 'muteAll' | 'kick' | 'lowerHand' | 'lowerAllHands' | (string & {}),
    fields?: { participantId?: string; source?: Source; [more: string]: unknown },
  ): Promise<void>;

  admit(participantId: string): Promise<void>;
  admitAll(): Promise<void>;
  refuse(participantId: string): Promise<void>;
  /** What is absent stays. */
  setRoom(settings: { lobby?: boolean; locked?: boolean; rights?: Partial<RoomRights> }): Promise<void>;
  /** Wins over the room's rights; what is absent is as in the room. */
  setRights(participantId: string, rights: PersonalRights): Promise<void>;
  /** That one is heard at once if the microphone is on. */
  giveFloor(participantId: string): Promise<void>;
  takeFloor(participantId: string): Promise<void>;
  /** Out, and that identity does not come back, whatever its token. */
  ban(participantId: string): Promise<void>;
  unban(identity: string): Promise<void>;
  /** Null: nobody. */
  spotlight(participantId: string | null): Promise<void>;
  /** For everybody. */
  endLesson(): Promise<void>;
  setPolicy(policy: PolicyPreset | { matrix: PolicyMatrix }): Promise<void>;
  /** None: the groups end, and everybody is in the whole lesson. */
  setGroups(groups: Group[]): Promise<void>;
  /** Null: into the whole lesson. Nothing is renegotiated. */
  moveToGroup(participantId: string, group: string | null): Promise<void>;
  moveAll(moves: { participantId: string; group?: string }[]): Promise<void>;
  /** Oneself; null: back into the whole lesson. */
  dropIn(group: string | null): Promise<void>;
  /** Seen and heard in every group. */
  speakToAll(enabled: boolean): Promise<void>;
  /** Everybody into the whole lesson; the groups stay. */
  callBack(): Promise<void>;

  /** For moderators and the broadcaster, as all until `explain`. */
  startBroadcast(): Promise<void>;
  stopBroadcast(): Promise<void>;
  setProgramme(sources: 'auto' | ProgrammeSource[]): Promise<void>;
  /** Without a reconnect: that one gets `tier` and may publish camera and microphone. */
  bringOnStage(participantId: string): Promise<void>;
  /** Also oneself, for whoever was brought on stage. */
  sendToAudience(participantId: string): Promise<void>;
  /** What is absent stays. */
  setComments(policy: Partial<CommentPolicy>): Promise<void>;
  approveChat(messageId: string): Promise<void>;
  deleteChat(messageId: string): Promise<void>;
  /** Nothing more is taken from that one's identity until `unmuteChat`. */
  muteChat(participantId: string): Promise<void>;
  unmuteChat(participantId: string): Promise<void>;
  /** Why a slot, or everything of a participant, is as it is. Of others only for moderators. */
  explain(about?: { slot?: string; participantId?: string; of?: string; source?: Source }): Promise<Explanation>;
  /**
   * Slots not named keep their view. Told to the server at once when something grows (at most every 100 ms), after
   * 250 ms when it shrinks, after 500 ms when it is gone, and not at all when it is as before by then.
   */
  setView(items: ViewItem[]): void;
  /**
   * `setView` by itself: the slot's picture is wanted as large as the element is on the screen, in device pixels (at
   * most 2 a CSS pixel, rounded up to 16), and at 0 x 0 while nobody can see it: scrolled away, not displayed, out of
   * the page, or the page in the background. An element may be followed for several slots; of several elements for one
   * slot the last one counts. The element is watched until `stop`, or until the client is closed.
   *
   *     const following = client.follow(video, { mid: slot.mid, want: participant.id, source: 'camera' });
   */
  follow(element: HTMLElement, wanted: FollowedView): Following;
  takeStats(): Promise<Stats>;

  toJSON(): object;

  addEventListener<K extends keyof ClientEvents>(
    type: K,
    listener: (event: CustomEvent<ClientEvents[K]>) => void,
    options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject | null,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

/** Joins; rejects with a ZvonokError. The same as `new ZvonokClient(options)` and `join()`. */
export declare function connect(options: ConnectOptions): Promise<ZvonokClient>;
