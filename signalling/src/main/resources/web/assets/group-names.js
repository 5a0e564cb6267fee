// Who belongs together while a lesson is divided into groups.

/** The name of a group, empty for the whole lesson. */
export const groupName = ({ room }, id) => room?.settings?.groups?.find((group) => group.id === id)?.name ?? '';

/** True if that one is seen and heard by you: in the same group, or spoken to all from elsewhere. */
export function isWithYou(client, participant) {
  const { you, room, slots } = client;
  if (!room?.settings?.groups?.length) return true;
  if ((participant.group ?? '') === (you.group ?? '')) return true;
  return [...slots.values()].some(({ participantId, state }) => participantId === participant.id && state === 'active');
}
