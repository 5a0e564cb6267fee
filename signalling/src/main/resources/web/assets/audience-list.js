import { byId, colourOf, el, initialsOf, setText } from './dom.js';
import { toastError } from './feedback.js';
import { t } from './i18n.js';
import { icon } from './icons.js';

/** Of the audience, which is counted and not listed, those who raised a hand or wrote; and who is on stage from it. */
export class AudienceList {
  #client;
  #announced = new Set();

  constructor(client) {
    this.#client = client;
    for (const event of ['participantjoined', 'participantleft', 'tier'])
      client.addEventListener(event, () => this.update());
  }

  get hands() {
    return [...this.#client.audienceMembers.values()].filter(({ hand }) => hand).length;
  }

  /** True once for each time that somebody raises a hand. */
  isNewHand(participantId) {
    const isNew = !this.#announced.has(participantId);
    this.#announced.add(participantId);
    return isNew;
  }

  update() {
    if (!this.#client.you) return;
    const members = [...this.#client.audienceMembers.values()].sort((a, b) => Number(b.hand) - Number(a.hand));
    for (const id of this.#announced) if (!this.#client.audienceMembers.get(id)?.hand) this.#announced.delete(id);
    const visitors = [...this.#client.participants.values()].filter(({ role }) => role === 'viewer');
    const focused = document.activeElement?.closest?.('.audience-member')?.dataset.id;
    byId('audience-list').replaceChildren(
      ...visitors.map(({ id, name }) => this.#row(id, name, { onStage: true })),
      ...members.map(({ participantId, name, hand }) => this.#row(participantId, name, { hand })),
    );
    if (focused) byId('audience-list').querySelector(`[data-id="${CSS.escape(focused)}"] button`)?.focus();
    const count = this.#client.room.audience;
    setText(byId('audience-count'), count ? String(count) : '');
    byId('audience-empty').hidden = members.length + visitors.length > 0;
  }

  #row(id, name, { onStage = false, hand = false }) {
    const avatar = el('span.avatar', { ariaHidden: 'true' }, initialsOf(name));
    avatar.style.backgroundColor = colourOf(id);
    const move = () => (onStage ? this.#client.sendToAudience(id) : this.#client.bringOnStage(id)).catch(toastError);
    return el(
      'li.audience-member',
      { data: { id } },
      avatar,
      el('span.name', {}, name),
      hand && el('span.person-hand', { role: 'img', ariaLabel: t('audience.hand') }, icon('hand', 'icon-small')),
      el(
        'button.button.button-small',
        { type: 'button', onclick: move },
        icon(onStage ? 'toAudience' : 'toStage', 'icon-small'),
        t(onStage ? 'audience.sendBack' : 'audience.bringOnStage'),
      ),
    );
  }
}
