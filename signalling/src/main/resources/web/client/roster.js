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
  speakers = [];
  /** @type {Map<string, object>} */
  quality = new Map();

  joined(event) {
    this.you = event.you;
    this.grants = event.grants ?? this.grants;
    this.room = event.room;
    this.limits = event.limits ?? {};
    this.participants = new Map(event.participants.map((participant) => [participant.id, participant]));
    this.chat = event.chat ?? [];
    this.speakers = [];
    this.quality = new Map();
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

  /** False if it was there already. */
  addChat(message) {
    if (this.chat.some(({ messageId }) => messageId === message.messageId)) return false;
    this.chat.push(message);
    if (this.chat.length > CHAT_KEPT) this.chat.shift();
    return true;
  }

  setQuality(items) {
    for (const item of items) this.quality.set(item.participantId, item);
  }
}
