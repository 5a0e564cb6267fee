import { byId } from './dom.js';
import { icon } from './icons.js';

const NAMES = ['chat', 'people', 'broadcast', 'groups', 'rules'];

/** The side panels; on a phone they are sheets. One at a time. */
export class Panels {
  #onChange;

  /** The open panel's name, or null. */
  current = null;
  /** Messages that came while the chat was closed. */
  unread = 0;

  constructor(onChange) {
    this.#onChange = onChange;
    for (const name of NAMES) {
      const close = byId(`${name}-panel`).querySelector('.panel-close');
      close.append(icon('close'));
      close.addEventListener('click', () => this.toggle(name));
    }
    document.querySelector('.stage').addEventListener('pointerdown', () => {
      if (this.current && matchMedia('(max-width: 640px)').matches) this.toggle(this.current);
    });
    document.querySelector('.dialog-close').append(icon('close'));
    document.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && this.current && !document.querySelector('dialog[open]')) this.toggle(this.current);
    });
  }

  open(name) {
    if (this.current !== name) this.toggle(name);
  }

  toggle(name) {
    this.current = this.current === name ? null : name;
    if (this.current === 'chat') this.unread = 0;
    for (const each of NAMES) byId(`${each}-panel`).hidden = this.current !== each;
    byId('call').classList.toggle('with-panel', this.current !== null);
    this.#onChange();
  }
}
