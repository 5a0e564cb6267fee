// Who is in the room and what was said: a fold over the server's events.

const CHAT_KEPT = 500;

export class Roster {
  you = null;
  grants = { publish: [], subscribe: false, chat: false, moderate: false, record: false };
  room = null;
  limits = {};
  /** Everybody else. @type {Map<string, object>} */
  participants = new Map();
  chat = [];
  /** Of the audience, those whom moderators are told of. @type {Map<string, object>} */
  audienceMembers = new Map();
  speakers = [];
  /** Who waits to be let in; moderators are told. */
  lobby = [];
  /** @type {Map<string, object>} */
  quality = new Map();

  /** What you may do now: what the token grants, as far as the lesson and its moderators allow it. */
  get rights() {
    const { publish, chat, moderate } = this.grants;
    const room = this.room?.settings?.rights ?? {};
    const free = (name) =>
      moderate || this.you?.role === 'broadcaster' || (this.you?.tier === 'audience' && name === 'chat');
    const allowed = (name) => free(name) || (this.you?.rights?.[name] ?? room[name]) !== false;
    return {
      microphone: publish.includes('microphone') && (this.you?.floor === true || allowed('microphone')),
      camera: publish.includes('camera') && allowed('camera'),
      screen: publish.includes('screen') && allowed('screen'),
      chat: chat && allowed('chat'),
      hand: chat && (free('chat') || room.hand !== false),
    };
  }

  joined(event) {
    this.you = event.you;
    this.grants = event.grants ?? this.grants;
    this.room = event.room;
    this.limits = event.limits ?? {};
    this.chat = event.chat ?? [];
    this.audienceMembers = new Map();
    this.lobby = [];
    this.replaceParticipants(event.participants);
  }

  /** Brought on stage, or sent back. */
  tierChanged({ tier, grants, room, participants }) {
    this.you = { ...this.you, tier, handRaisedAt: null, tracks: [] };
    this.grants = grants;
    this.room = room;
    this.audienceMembers = new Map();
    this.replaceParticipants(participants);
  }

  replaceParticipants(participants) {
    this.participants = new Map(participants.map((participant) => [participant.id, participant]));
    this.speakers = [];
    this.quality = new Map();
  }

  setAudienceMember({ participantId, name, hand, gone }) {
    const member = { participantId, name, hand, gone: gone === true };
    if (member.gone) this.audienceMembers.delete(participantId);
    else this.audienceMembers.set(participantId, member);
    return member;
  }

  /** You or somebody else; undefined for a stranger. */
  find(participantId) {
    return participantId === this.you?.id ? this.you : this.participants.get(participantId);
  }

  set(participant) {
    if (participant.id === this.you?.id) this.you = participant;
    else this.participants.set(participant.id, participant);
  }

  remove(participantId) {
    const gone = this.participants.get(participantId);
    this.participants.delete(participantId);
    this.quality.delete(participantId);
    return gone;
  }

  setHand(participantId, raised, time) {
    const participant = this.find(participantId);
    if (participant) participant.handRaisedAt = raised ? time : null;
    return participant;
  }

  /** False if it was there already. One that was approved takes the place of the one that waited. */
  addChat(message) {
    const at = this.chat.findIndex(({ messageId }) => messageId === message.messageId);
    if (at >= 0) {
      if (!this.chat[at].pending || message.pending) return false;
      this.chat[at] = message;
      return true;
    }
    this.chat.push(message);
    if (this.chat.length > CHAT_KEPT) this.chat.shift();
    return true;
  }

  removeChat(ids) {
    this.chat = this.chat.filter(({ messageId }) => !ids.includes(messageId));
  }

  setQuality(items) {
    for (const item of items) this.quality.set(item.participantId, item);
  }
}
