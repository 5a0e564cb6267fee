import { byId, setText } from './dom.js';
import { icon } from './icons.js';

/** The screen of who waits to be let in. */
export class Waiting {
  /**
   * @param {{room: string, claims: object}} invitation
   * @param {{onLeave: () => void}} actions
   */
  constructor({ room, claims }, { onLeave }) {
    byId('waiting-icon').append(icon('clock'));
    setText(byId('waiting-room'), claims?.room || room);
    byId('waiting-leave').addEventListener('click', onLeave);
  }

  set shown(shown) {
    byId('waiting').hidden = !shown;
  }
}
