import { el } from './dom.js';

/** One small bubble for the whole page, next to whatever it explains. */
export class Popover {
  #element = el('div.popover', { role: 'tooltip', hidden: true });
  #anchor = null;

  constructor() {
    document.body.append(this.#element);
    const closeUnlessInside = (event) => {
      if (!this.#anchor?.contains(event.target) && !this.#element.contains(event.target)) this.close();
    };
    document.addEventListener('pointerdown', closeUnlessInside, true);
    document.addEventListener('keydown', (event) => event.key === 'Escape' && this.close());
    addEventListener('resize', () => this.close());
  }

  get isOpen() {
    return this.#anchor !== null;
  }

  open(anchor, ...content) {
    this.#anchor = anchor;
    this.#element.replaceChildren(...content);
    this.#element.hidden = false;
    this.#place();
    anchor.addEventListener('pointerleave', (event) => event.pointerType === 'mouse' && this.close(), { once: true });
  }

  /** Adds what became known while it is open. */
  add(anchor, content) {
    if (this.#anchor !== anchor) return;
    this.#element.append(content);
    this.#place();
  }

  close() {
    this.#anchor = null;
    this.#element.hidden = true;
  }

  #place() {
    const host = document.fullscreenElement ?? document.body;
    if (this.#element.parentElement !== host) host.append(this.#element);
    const anchor = this.#anchor.getBoundingClientRect();
    const { width, height } = this.#element.getBoundingClientRect();
    const left = Math.min(Math.max(8, anchor.right - width), innerWidth - width - 8);
    const below = anchor.bottom + 6;
    const top = below + height > innerHeight - 8 ? anchor.top - height - 6 : below;
    Object.assign(this.#element.style, { left: `${Math.round(left)}px`, top: `${Math.round(Math.max(8, top))}px` });
  }
}
