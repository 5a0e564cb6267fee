import { el } from './dom.js';
import { language, t } from './i18n.js';
import { Popover } from './popover.js';
import { howLong, isShowing, linkFigures, linkText, ownFigures, pictureText, whyNoPicture } from './why.js';

const EXPLAIN_AGAIN_MILLIS = 5_000;

/** What the bars on a tile mean in words, with the server's own explanation where there is one. */
export class Details {
  #client;
  #popover = new Popover();
  #explained = new Map();

  constructor(client) {
    this.#client = client;
  }

  /** @param {{state: object}} tile */
  show({ state: { participant, source, self, slot, quality } }, anchor) {
    const lines = [el('strong', {}, participant.name), el('p', {}, linkText(quality))];
    const figures = self ? ownFigures(quality) : linkFigures(quality);
    if (figures) lines.push(el('p.popover-small', {}, figures));
    const picture = self ? '' : whatIsShown(participant, source, slot);
    if (picture) lines.push(el('p.popover-small', {}, picture));
    this.#popover.open(anchor, ...lines);
    if (slot && slot.state !== 'active') this.#explain(slot, anchor);
  }

  showOwn(anchor) {
    const quality = this.#client.quality.get(this.#client.you?.id);
    this.#popover.open(anchor, el('strong', {}, linkText(quality)), el('p.popover-small', {}, ownFigures(quality)));
  }

  async #explain({ mid }, anchor) {
    const last = this.#explained.get(mid);
    if (!last || performance.now() - last.at > EXPLAIN_AGAIN_MILLIS) {
      const asked = this.#client.explain({ slot: mid }).catch(() => null);
      this.#explained.set(mid, { at: performance.now(), asked });
    }
    const report = await this.#explained.get(mid).asked;
    const text = report?.slots?.find((slot) => slot.mid === mid)?.text?.[language()];
    if (text) this.#popover.add(anchor, el('p.popover-small.popover-why', {}, text));
  }
}

function whatIsShown(participant, source, slot) {
  if (slot?.state === 'active') return pictureText(source, slot);
  if (!isShowing(participant, source)) return source === 'camera' ? t('link.cameraOff') : t('why.senderMuted');
  const since = howLong({ participant, slot });
  return [whyNoPicture(participant, source, slot), since].filter(Boolean).join(' · ');
}
