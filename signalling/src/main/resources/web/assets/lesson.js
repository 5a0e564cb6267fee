import { ZvonokClient } from '../client/zvonok.js';
import { checkLink, readInvitation, readVideoFormat, whyImpossible } from './access.js';
import { Call } from './call.js';
import { showEnded } from './ended.js';
import { wireLanguageSwitches } from './i18n.js';
import { LocalMedia } from './local-media.js';
import { Prejoin } from './prejoin.js';
import { Voices } from './voices.js';
import { Waiting } from './waiting.js';
import { byId } from './dom.js';

/** The page, from the link to the last screen. A new try begins with a new page: nothing is left over from the old one. */
async function start() {
  wireLanguageSwitches();
  const invitation = readInvitation();
  const problem = whyImpossible(invitation);
  if (problem) return showEnded({ code: problem, message: '' }, reload);

  const media = new LocalMedia();
  const voices = new Voices(byId('voices'));
  const join = () => enter(invitation, media, voices, prejoin);
  const prejoin = new Prejoin(invitation, media, { onJoin: join, onSpeaker: (deviceId) => voices.choose(deviceId) });
  await prejoin.show({ joining: invitation.autojoin });
  if (invitation.autojoin) await join();
}

async function enter(invitation, media, voices, prejoin) {
  prejoin.joining = true;
  const client = new ZvonokClient({
    token: invitation.token,
    room: invitation.room || undefined,
    microphone: media.trackOf('microphone'),
    camera: media.trackOf('camera'),
    ...readVideoFormat(),
    name: 'lesson page',
  });
  window.zvonok = client;
  const call = new Call(client, media, voices, { onLeave: () => client.leave(), checkUrl: checkLink(invitation) });
  const waiting = new Waiting(invitation, { onLeave: () => client.leave() });
  client.addEventListener('waiting', () => {
    prejoin.hide();
    byId('call').hidden = true;
    waiting.shown = true;
  });
  client.addEventListener('joined', () => {
    prejoin.hide();
    waiting.shown = false;
    call.show();
  });
  client.addEventListener('closed', ({ detail }) => {
    media.stop();
    waiting.shown = false;
    showEnded({ ...detail, code: codeOf(detail) }, reload);
  });
  // `closed` has told the user already.
  await client.join().catch(() => {});
}

/** Of what is forbidden for now only, the server says which it is. */
const codeOf = ({ code, message }) => (code === 'forbidden' && message === 'the lesson is locked' ? 'locked' : code);

const reload = () => location.reload();

start();
