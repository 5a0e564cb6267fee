import { byId, coalesce, el } from './dom.js';
import { toast, toastError } from './feedback.js';
import { groupName } from './group-names.js';
import { onLanguage, t } from './i18n.js';
import { icon } from './icons.js';
import { Popover } from './popover.js';
import { inOrder } from './tile-choice.js';

/** Which group you are in and with whom, as long as the lesson is divided. */
export class GroupMark {
  #client;
  #banners;
  #popover = new Popover();
  #before;
  #update = coalesce(() => this.#render(), 150);

  /** @param {import('./feedback.js').Banners} banners */
  constructor(client, banners) {
    this.#client = client;
    this.#banners = banners;
    byId('group-mark').addEventListener('click', () => this.#showMembers());
    const events = [
      'joined',
      'room',
      'participantjoined',
      'participantupdated',
      'participantleft',
      'participants',
      'tier',
    ];
    for (const event of events) client.addEventListener(event, this.#update);
    onLanguage(this.#update);
  }

  get #members() {
    const { you, participants } = this.#client;
    return inOrder(participants.values()).filter(({ group }) => group === you.group);
  }

  #render() {
    const { you, room, grants } = this.#client;
    if (!you || !room) return;
    const name = groupName(this.#client, you.group);
    const divided = room.settings?.groups?.length > 0;
    const mark = byId('group-mark');
    mark.hidden = !divided;
    if (divided) {
      const words = name || t('groups.whole');
      mark.replaceChildren(
        icon('groups', 'icon-small'),
        el('span', {}, words),
        el('span.count', {}, String(this.#members.length + 1)),
      );
      mark.title = mark.ariaLabel = t('groups.mark', { name: words, people: this.#names() });
    }
    if (this.#before !== undefined && this.#before !== (you.group ?? '')) this.#onMoved(name);
    this.#before = you.group ?? '';
    if (!name) return this.#banners.hide('group');
    this.#banners.show('group', this.#words(name), {
      kind: 'info',
      picture: 'groups',
      ...(grants.moderate && { action: t('groups.back'), onclick: () => this.#client.dropIn(null).catch(toastError) }),
    });
  }

  #words(name) {
    const people = this.#names();
    return people ? t('groups.youAreIn', { name, people }) : t('groups.youAreInAlone', { name });
  }

  #names() {
    return this.#members.map((member) => member.name).join(', ');
  }

  #onMoved(name) {
    this.#popover.close();
    toast(name ? t('groups.moved', { name }) : t('groups.movedBack'), { picture: 'groups' });
  }

  #showMembers() {
    const { you } = this.#client;
    const name = groupName(this.#client, you.group) || t('groups.whole');
    const people = [you, ...this.#members];
    this.#popover.open(
      byId('group-mark'),
      el('strong', {}, name),
      el(
        'ul.group-members',
        {},
        people.map((person) => el('li', {}, person === you ? t('tile.you', { name: person.name }) : person.name)),
      ),
    );
  }
}
