import { ZvonokClient } from '../client/zvonok.js';
import { readInvitation, readVideoFormat, whyImpossible } from './access.js';
import { byId } from './dom.js';
import { showEnded } from './ended.js';
import { wireLanguageSwitches } from './i18n.js';
import { LocalMedia } from './local-media.js';
import { Studio } from './studio.js';
import { Voices } from './voices.js';

/** Whom the broadcaster brings on stage is seen and heard here too. */
const SLOTS = { videoSlots: 4, audioSlots: 3 };

/** The page of who broadcasts. It joins at once, with camera and microphone; on air one goes by a button. */
async function start() {
  wireLanguageSwitches();
  const invitation = readInvitation();
  const problem = whyImpossible(invitation);
  if (problem) return showEnded({ code: problem, message: '' }, reload, 'broadcast');

  const { token, room } = invitation;
  const media = new LocalMedia();
  const client = new ZvonokClient({
    token,
    room: room || undefined,
    ...SLOTS,
    ...readVideoFormat(),
    name: 'broadcast page',
  });
  window.zvonok = client;
  new Studio(client, invitation, media, new Voices(byId('voices')));
  client.addEventListener('closed', ({ detail }) => {
    media.stop();
    showEnded(detail, reload, 'broadcast');
  });
  // `closed` has told the user already.
  await Promise.all([client.join().catch(() => {}), media.start({ microphone: true, camera: true })]);
}

const reload = () => location.reload();

start();
