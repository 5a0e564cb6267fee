// Dividing people into groups: pure functions, and what is planned until it is begun.

export const MAX_GROUPS = 30;

/** In random order, so that no group has two people more than another: [[...], [...]]. */
export function dealt(ids, count, random = Math.random) {
  const shuffled = [...ids];
  for (let i = shuffled.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [shuffled[i], shuffled[j]] = [shuffled[j], shuffled[i]];
  }
  const groups = Array.from({ length: count }, () => []);
  shuffled.forEach((id, index) => groups[index % count].push(id));
  return groups;
}

/** The groups that a teacher thinks of before they begin. Who is in none stays in the whole lesson. */
export class GroupsDraft {
  #names = [];
  /** Participant id -> index of the group. */
  #places = new Map();

  /** @param {(number: number) => string} nameOf a new group, counted from 1 */
  constructor(nameOf) {
    this.nameOf = nameOf;
    this.resize(2);
  }

  get groups() {
    return this.#names.map((name, index) => ({ id: `g${index + 1}`, name: name ?? this.nameOf(index + 1) }));
  }

  get size() {
    return this.#names.length;
  }

  resize(count) {
    const size = Math.min(MAX_GROUPS, Math.max(1, count));
    this.#names = Array.from({ length: size }, (_, index) => this.#names[index] ?? null);
    for (const [id, index] of this.#places) if (index >= size) this.#places.delete(id);
  }

  rename(id, name) {
    this.#names[this.#indexOf(id)] = name.trim() || null;
  }

  deal(ids) {
    this.#places.clear();
    dealt(ids, this.size).forEach((members, index) => members.forEach((id) => this.#places.set(id, index)));
  }

  /** @param {string | null} group null: in none */
  put(participantId, group) {
    if (group === null) this.#places.delete(participantId);
    else this.#places.set(participantId, this.#indexOf(group));
  }

  /** The id of somebody's group, or null. */
  groupOf(participantId) {
    const index = this.#places.get(participantId);
    return index === undefined ? null : `g${index + 1}`;
  }

  /** For `moveAll`, of those who are there. */
  moves(ids) {
    return ids.filter((id) => this.#places.has(id)).map((id) => ({ participantId: id, group: this.groupOf(id) }));
  }

  #indexOf(group) {
    return Number(group.slice(1)) - 1;
  }
}
