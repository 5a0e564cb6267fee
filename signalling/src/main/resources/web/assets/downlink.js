import { rateText } from './amounts.js';
import { byId, el, setText } from './dom.js';
import { language, t } from './i18n.js';

const CHANGES_SHOWN = 6;

/** What your own link carries and how the pictures changed with it, from the server's `explain`. */
export class Downlink {
  #client;
  #busy = false;

  constructor(client) {
    this.#client = client;
  }

  async refresh() {
    if (this.#busy) return;
    this.#busy = true;
    const report = await this.#client.explain().catch(() => null);
    this.#busy = false;
    if (report) this.#show(report);
  }

  #show({ downlink, layerChanges = [] }) {
    byId('downlink').hidden = !downlink;
    if (downlink) {
      setText(byId('downlink-text'), downlink.text[language()]);
      setText(byId('downlink-figures'), figuresOf(downlink));
    }
    byId('layer-changes').hidden = layerChanges.length === 0;
    const rows = layerChanges.slice(0, CHANGES_SHOWN).map((change) => this.#rowOf(change));
    byId('layer-changes-list').replaceChildren(...rows);
  }

  #rowOf({ agoMillis, participantId, source, text }) {
    const at = new Date(Date.now() - agoMillis);
    const name = this.#client.participant(participantId)?.name;
    const who = [name, source && t(`source.${source}`)].filter(Boolean).join(', ');
    return el(
      'li',
      {},
      el('time', { dateTime: at.toISOString() }, at.toLocaleTimeString(language())),
      el('span', {}, who && el('strong', {}, who), text[language()]),
    );
  }
}

function figuresOf({ sentBps, lossPercent, roundTripMillis, queueDelayMillis }) {
  return [
    t('settings.downlink.sent', { rate: rateText(sentBps) }),
    lossPercent > 0 && t('settings.downlink.loss', { value: lossPercent }),
    roundTripMillis >= 0 && t('link.delay', { millis: roundTripMillis }),
    queueDelayMillis > 0 && t('settings.downlink.queue', { millis: queueDelayMillis }),
  ]
    .filter(Boolean)
    .join(' · ');
}
