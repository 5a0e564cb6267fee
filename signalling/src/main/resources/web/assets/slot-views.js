/** Keeps each video slot's view at the size of the tile that shows it; the client's `follow` measures. */
export class SlotViews {
  #client;
  /** By mid: {element, handle}. */
  #following = new Map();

  constructor(client) {
    this.#client = client;
  }

  /**
   * @param {object[]} plan see `planView`
   * @param {(key: string) => HTMLElement | undefined} elementOf of a tile
   */
  apply(plan, elementOf) {
    for (const { mid, tile, ...wanted } of plan) {
      const element = tile === null ? undefined : elementOf(tile);
      const now = this.#following.get(mid);
      if (now && now.element === element) now.handle.update(wanted);
      else this.#change(mid, element, wanted);
    }
    const planned = new Set(plan.map(({ mid }) => mid));
    for (const mid of [...this.#following.keys()].filter((mid) => !planned.has(mid))) this.#drop(mid);
  }

  #change(mid, element, wanted) {
    this.#drop(mid);
    if (element) this.#following.set(mid, { element, handle: this.#client.follow(element, { mid, ...wanted }) });
    else this.#client.setView([{ mid, ...wanted, width: 0, height: 0 }]);
  }

  #drop(mid) {
    this.#following.get(mid)?.handle.stop();
    this.#following.delete(mid);
  }
}
