// Whom to show: pure functions over participants, speakers and slots.

import { isShowing } from './why.js';

const ROLE_ORDER = ['teacher', 'admin', 'broadcaster', 'student', 'parent', 'viewer'];
const SPOKE_LATELY_MILLIS = 15_000;

export const keyOf = (participantId, source) => `${participantId}/${source}`;

/** The order that tiles keep as long as people stay: teachers first, then as they came. */
export function inOrder(participants) {
  return [...participants].sort(
    (a, b) =>
      ROLE_ORDER.indexOf(a.role) - ROLE_ORDER.indexOf(b.role) || a.joinedAt - b.joinedAt || a.id.localeCompare(b.id),
  );
}

/** The `count` people who matter most, in the order of tiles. `spokeAt`: participant id -> milliseconds. */
export function mostProminent(participants, count, spokeAt, now) {
  if (participants.length <= count) return participants;
  const weight = (participant) =>
    (participant.role === 'teacher' ? 16 : 0) +
    (participant.handRaisedAt ? 8 : 0) +
    (now - (spokeAt.get(participant.id) ?? -Infinity) < SPOKE_LATELY_MILLIS ? 4 : 0) +
    (isShowing(participant, 'camera') ? 2 : 0);
  const chosen = new Set([...participants].sort((a, b) => weight(b) - weight(a)).slice(0, count));
  return participants.filter((participant) => chosen.has(participant));
}

/** The newest first, so that who starts sharing is seen. */
export function screensOf(participants) {
  return participants.filter((participant) => isShowing(participant, 'screen'));
}

/** Place in the queue of raised hands, from 1; absent if not raised. */
export function handPlaces(participants) {
  const raised = participants
    .filter(({ handRaisedAt }) => handRaisedAt)
    .sort((a, b) => a.handRaisedAt - b.handRaisedAt);
  return new Map(raised.map(({ id }, index) => [id, index + 1]));
}

/**
 * What each video slot should show, and the tile whose size it is wanted in. Slots keep whoever is in them wherever
 * possible: then a change of layout is only a change of size, which is seamless.
 *
 * @param {object[]} tiles visible `{key, participant, source, stage}`, without your own
 * @param {import('../client/zvonok.js').Slot[]} slots the video slots
 * @param {{roomForAll: boolean, next: string}} situation `roomForAll`: every camera has a slot, so the server may fill
 *     them by itself as people come; `next`: key of the tile that is as large as the next one will be
 * @returns {{mid: string, want: string, source: string | null, priority: number, tile: string | null}[]} `tile`: null if
 *     it is not on the screen
 */
export function planView(tiles, slots, { roomForAll, next }) {
  const free = new Set(slots);
  const plan = new Map();
  const waiting = [];
  for (const tile of tiles) {
    const slot = slots.find(
      ({ participantId, source }) => participantId === tile.participant.id && source === tile.source,
    );
    if (slot && free.delete(slot)) plan.set(slot, viewOf(tile, roomForAll && tile.source === 'camera'));
    else if (tile.source !== 'camera' || !roomForAll) waiting.push(tile);
  }
  for (const tile of waiting) {
    if (!isShowing(tile.participant, tile.source) && free.size <= 1) continue;
    const slot = [...free].find(({ participantId }) => !participantId) ?? [...free].at(-1);
    if (!slot) break;
    free.delete(slot);
    plan.set(slot, viewOf(tile, false));
  }
  for (const slot of free) {
    // Somebody who is in a slot but on no tile is not on the screen; an empty one has the size of who comes next.
    plan.set(slot, roomForAll ? { ...AUTO, tile: slot.participantId ? null : next } : NOTHING);
  }
  return [...plan].map(([slot, view]) => ({ mid: slot.mid, ...view }));
}

const AUTO = { want: 'auto', source: null, priority: 0 };
const NOTHING = { want: 'none', source: null, priority: 0, tile: null };

function viewOf({ key, participant, source, stage }, automatic) {
  const priority = (stage ? 4 : 0) + (source === 'screen' ? 2 : 0) + (participant.role === 'teacher' ? 1 : 0);
  return automatic ? { ...AUTO, priority, tile: key } : { want: participant.id, source, priority, tile: key };
}
