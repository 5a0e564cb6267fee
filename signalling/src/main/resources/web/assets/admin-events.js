// A change in a participant's last ten minutes, in words.

import { el } from './dom.js';
import { has, language, t } from './i18n.js';

/** @param {(participantId: string, source?: string) => string} who */
export function eventRow(event, who) {
  const time = new Date(event.time);
  const parts = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' };
  return el(
    `li.event.event-${toneOf(event)}`,
    {},
    el('time', { dateTime: time.toISOString() }, time.toLocaleTimeString(language(), parts)),
    el('span', {}, words(event, who)),
  );
}

function toneOf({ type, transport, reason }) {
  if (type === 'transport') return transport === 'connected' ? 'good' : transport === 'failed' || transport === 'silent' ? 'bad' : 'quiet';
  if (type === 'slot') return reason === 'active' ? 'good' : ['empty', 'offScreen', 'offAir'].includes(reason) ? 'quiet' : 'bad';
  return type === 'socketLost' ? 'bad' : 'quiet';
}

function words(event, who) {
  const { type, transport, source, by, mid, participantId, reason, from, to, cause } = event;
  if (type === 'transport') return t(`admin.transport.${transport}`);
  if (type === 'slot') {
    const what = t(`admin.reason.${reason}`);
    return participantId ? t('admin.event.slot', { mid, who: who(participantId, source), reason: what }) : t('admin.event.slotEmpty', { mid, reason: what });
  }
  if (type === 'layer') {
    const change = t('admin.event.layer', { from: size(from), to: size(to), cause: t(`admin.layerCause.${cause}`) });
    return participantId ? `${who(participantId, source)}: ${change}` : `${mid}: ${change}`;
  }
  const said = has(`admin.event.${type}`) ? t(`admin.event.${type}`) : type;
  const what = source ? `${t(`admin.source.${source}`)}: ${said}` : said;
  return by ? t('admin.event.by', { what, who: who(by) }) : what;
}

const size = (layer) => (layer ? (layer.width ? `${layer.width} × ${layer.height}` : t('admin.event.picture')) : t('admin.event.nothing'));
