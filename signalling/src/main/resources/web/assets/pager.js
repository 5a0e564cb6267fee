import { setText } from './dom.js';

/** "‹ 1 / 3 ›" */
export class Pager {
  #root;
  #previous;
  #next;
  #text;

  constructor(root, onStep) {
    this.#root = root;
    [this.#previous, this.#text, this.#next] = root.children;
    this.#previous.addEventListener('click', () => onStep(-1));
    this.#next.addEventListener('click', () => onStep(1));
  }

  show(page, pages) {
    this.#root.hidden = pages < 2;
    this.#previous.disabled = page === 0;
    this.#next.disabled = page === pages - 1;
    setText(this.#text, `${page + 1} / ${pages}`);
  }
}
