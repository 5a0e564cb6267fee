import { toast } from './feedback.js';
import { t } from './i18n.js';

/** In a larger lesson coming and going is no news. */
const SMALL_LESSON = 12;
const MAX_PREVIEW = 80;

/** What happens out of sight: hands, messages while the chat is closed, who comes and goes. */
export function wireNews(client, panels) {
  client.addEventListener('hand', ({ detail: { participant, raised } }) => {
    // The others see it on the tile; it is the teacher who has to notice.
    if (raised && client.grants.moderate && participant !== client.you)
      toast(t('toast.hand', { name: participant.name }), { picture: 'hand', onclick: openPanel(panels, 'people') });
  });
  client.addEventListener('chat', ({ detail: { message } }) => {
    if (panels.current === 'chat' || message.participantId === client.you.id) return;
    panels.unread += 1;
    const text = message.text.length > MAX_PREVIEW ? `${message.text.slice(0, MAX_PREVIEW)}…` : message.text;
    toast(t('toast.chat', { name: message.name, text }), { picture: 'chat', onclick: openPanel(panels, 'chat') });
  });
  let onAir = false;
  for (const event of ['joined', 'room']) {
    client.addEventListener(event, () => {
      if (client.room.onAir === onAir) return;
      onAir = client.room.onAir;
      toast(t(onAir ? 'toast.onAir' : 'toast.offAir'), { picture: onAir ? 'onAir' : 'offAir' });
    });
  }
  client.addEventListener('participantjoined', ({ detail: { participant } }) => {
    if (client.participants.size <= SMALL_LESSON)
      toast(t('toast.joined', { name: participant.name }), { picture: 'people', millis: 3_000 });
  });
  client.addEventListener('participantleft', ({ detail: { participant, reason } }) => {
    // Who is hidden by the lesson's policy has not gone.
    if (reason !== 'hidden' && client.participants.size <= SMALL_LESSON)
      toast(t('toast.left', { name: participant.name }), { picture: 'leave', millis: 3_000 });
  });
}

const openPanel = (panels, name) => () => panels.open(name);
