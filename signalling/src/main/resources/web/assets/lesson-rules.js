import { byId, coalesce, el, setText } from './dom.js';
import { confirm, toastError } from './feedback.js';
import { has, onLanguage, t, translate } from './i18n.js';
import { icon } from './icons.js';

const RIGHTS = ['microphone', 'camera', 'screen', 'chat', 'hand'];
const POLICIES = ['open', 'students-apart', 'silent-parents', 'exam'];

/** The panel of a lesson's rules: who comes in, what students may do, who sees whom, and the end of it for all. */
export class LessonRules {
  #client;
  #update = coalesce(() => this.#render());

  constructor(client) {
    this.#client = client;
    byId('rules').append(
      part('rules.door', [
        this.#switch('rules.lobby', 'lobby', (checked) => ({ lobby: checked })),
        this.#switch('rules.locked', 'locked', (checked) => ({ locked: checked })),
      ]),
      part(
        'rules.rights',
        RIGHTS.map((name) => this.#switch(`rules.right.${name}`, name, (checked) => ({ rights: { [name]: checked } }))),
      ),
      part('rules.policy', [this.#policyChoice()]),
      part('rules.end', [
        el(
          'button.button.button-danger.rules-end',
          { id: 'end-lesson', type: 'button', onclick: () => this.#end() },
          icon('leave', 'icon-small'),
          el('span', { 'data-i18n': 'rules.end.button' }),
        ),
      ]),
    );
    translate(byId('rules'));
    for (const event of ['joined', 'room']) client.addEventListener(event, this.#update);
    onLanguage(this.#update);
  }

  #switch(key, name, settings) {
    const box = el('input', { id: `rules-${name}`, type: 'checkbox', role: 'switch' });
    box.addEventListener('change', () => this.#set(this.#client.setRoom(settings(box.checked))));
    return el(
      'label.switch-row',
      {},
      el('span.rule-words', {}, el('span', { 'data-i18n': key }), el('span.rule-note', { 'data-i18n': `${key}.note` })),
      box,
    );
  }

  #policyChoice() {
    const choice = el(
      'fieldset.policies',
      { id: 'rules-policy' },
      el('legend.visually-hidden', { 'data-i18n': 'rules.policy' }),
    );
    for (const name of POLICIES) {
      const radio = el('input', { type: 'radio', name: 'policy', value: name });
      radio.addEventListener('change', () => this.#set(this.#client.setPolicy(name)));
      choice.append(
        el(
          'label.policy',
          {},
          radio,
          el(
            'span.rule-words',
            {},
            el('span', { 'data-i18n': `rules.policy.${name}` }),
            el('span.rule-note', { 'data-i18n': `rules.policy.${name}.note` }),
          ),
        ),
      );
    }
    choice.append(el('p.rule-note', { id: 'rules-policy-own', hidden: true }));
    return choice;
  }

  /** The page shows what the server says, not what was clicked. */
  #set(request) {
    request.catch((error) => {
      toastError(error);
      this.#update();
    });
  }

  #render() {
    const settings = this.#client.room?.settings;
    if (!settings) return;
    byId('rules-lobby').checked = settings.lobby;
    byId('rules-locked').checked = settings.locked;
    for (const name of RIGHTS) byId(`rules-${name}`).checked = settings.rights[name];
    for (const radio of document.querySelectorAll('#rules-policy input'))
      radio.checked = radio.value === settings.policy;
    const own = !has(`rules.policy.${settings.policy}`);
    byId('rules-policy-own').hidden = !own;
    setText(byId('rules-policy-own'), own ? t('rules.policy.own') : '');
  }

  async #end() {
    const yes = await confirm({
      title: t('confirm.end.title'),
      text: t('confirm.end.text'),
      yes: t('confirm.end.yes'),
    });
    if (yes) this.#client.endLesson().catch(toastError);
  }
}

const part = (key, content) => el('section.rules-part', {}, el('h3', { 'data-i18n': key }), content);
