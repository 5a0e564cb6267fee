import { rateText } from './amounts.js';
import { byId, el, setText } from './dom.js';
import { language, onLanguage, t } from './i18n.js';
import { isShowing } from './why.js';

const REFRESH_MILLIS = 2_000;

/** What leaves this page, and what reaches viewers, in words. */
export class FlowWords {
  #client;
  #stats = null;

  constructor(client) {
    this.#client = client;
    const timer = setInterval(() => this.#measure(), REFRESH_MILLIS);
    client.addEventListener('closed', () => clearInterval(timer));
    for (const event of ['joined', 'room', 'published', 'participantupdated', 'participantleft'])
      client.addEventListener(event, () => this.#render());
    onLanguage(() => this.#render());
  }

  async #measure() {
    if (this.#client.state !== 'connected') return;
    this.#stats = await this.#client.takeStats().catch(() => this.#stats);
    this.#render();
  }

  #render() {
    if (!this.#client.room) return;
    const rows = this.#sent();
    const texts = rows.length ? rows : [t('studio.sent.nothing')];
    byId('sent').replaceChildren(...texts.map((text) => el('li', {}, text)));
    setText(byId('viewers-get'), this.#reaching());
  }

  /** One line for each source: the largest of its encodings, the rate of all. */
  #sent() {
    const { published } = this.#client;
    return Object.keys(published)
      .filter((source) => !published[source].muted && published[source].track)
      .map((source) => {
        const sent = (this.#stats?.send ?? []).filter((row) => row.source === source && row.kbps > 0);
        const name = t(`source.${source}`);
        const rate = rateText(sent.reduce((sum, { kbps }) => sum + kbps, 0) * 1_000);
        if (sent.length === 0) return t('studio.sent.paused', { source: name });
        if (sent[0].kind === 'audio') return t('studio.sent.audio', { source: name, rate });
        const [largest] = sent.sort((a, b) => (b.height ?? 0) - (a.height ?? 0));
        const { width = 0, height = 0, framesPerSecond = 0 } = largest;
        return t('studio.sent.video', { source: name, width, height, fps: Math.round(framesPerSecond), rate });
      });
  }

  #reaching() {
    const { room } = this.#client;
    if (!room.onAir) return t('studio.get.offAir');
    const pictures = room.programme.mode === 'manual' ? this.#chosen() : this.#automatic();
    const parts = [...pictures, this.#somebodyShows('microphone') && t('studio.get.sound')].filter(Boolean);
    if (parts.length === 0) return t('studio.get.nothing');
    const list = new Intl.ListFormat(language(), { type: 'conjunction' }).format(parts);
    return `${list[0].toLocaleUpperCase(language())}${list.slice(1)}.`;
  }

  #chosen() {
    return this.#client.room.programme.sources
      .map(({ participantId, source }) => ({ participant: this.#client.participant(participantId), source }))
      .filter(({ participant, source }) => participant && isShowing(participant, source))
      .map(({ participant: { name }, source }) => t(`studio.get.${source}`, { name }));
  }

  #automatic() {
    const [screen] = this.#showing('screen');
    const cameras = this.#showing('camera');
    return [
      screen && t('studio.get.screen', { name: screen.name }),
      cameras.length === 1 && t('studio.get.camera', { name: cameras[0].name }),
      cameras.length > 1 && t('studio.get.speaker'),
    ];
  }

  #showing(source) {
    const { you, participants } = this.#client;
    return [you, ...participants.values()].filter((participant) => isShowing(participant, source));
  }

  #somebodyShows(source) {
    return this.#showing(source).length > 0;
  }
}
