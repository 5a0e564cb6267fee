import { ZvonokClient } from '../client/zvonok.js';
import { readInvitation, whyImpossible } from './access.js';
import { byId } from './dom.js';
import { showEnded } from './ended.js';
import { wireLanguageSwitches } from './i18n.js';
import { Viewer } from './viewer.js';
import { Voices } from './voices.js';

/** A screen and three cameras: more at once nobody can follow. The loudest three are all that is ever heard. */
const SLOTS = { videoSlots: 4, audioSlots: 3 };

/** The page of a broadcast, from the link to the last screen. It joins by itself: watching needs no permission. */
async function start() {
  wireLanguageSwitches();
  const invitation = readInvitation();
  const problem = whyImpossible(invitation);
  if (problem) return showEnded({ code: problem, message: '' }, reload, 'broadcast');

  const { token, room } = invitation;
  const client = new ZvonokClient({ token, room: room || undefined, ...SLOTS, name: 'watch page' });
  window.zvonok = client;
  new Viewer(client, invitation, new Voices(byId('voices'), { muted: true }));
  client.addEventListener('closed', ({ detail }) => showEnded(detail, reload, 'broadcast'));
  // `closed` has told the user already.
  await client.join().catch(() => {});
}

const reload = () => location.reload();

start();
