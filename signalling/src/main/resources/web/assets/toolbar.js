import { byId, el, setText } from './dom.js';
import { has, language, onLanguage, t } from './i18n.js';
import { icon } from './icons.js';

/** In their order; `rare` ones go behind "more" on a phone. */
const BUTTONS = [
  { name: 'microphone', toggles: true },
  { name: 'camera', toggles: true },
  { name: 'screen', toggles: true, rare: true },
  { name: 'hand', toggles: true },
  { name: 'chat' },
  { name: 'people', rare: true },
  { name: 'groups', rare: true },
  { name: 'rules', rare: true },
  { name: 'broadcast', rare: true },
  { name: 'layout', rare: true },
  { name: 'settings', rare: true },
  { name: 'more' },
  { name: 'leave' },
];

/** The row of buttons at the bottom. It knows what they look like, not what they do. */
export class Toolbar {
  #buttons = new Map();
  #root = byId('toolbar');
  #more = el('div.more-menu', { hidden: true });
  #states;
  #drawn = '';

  /** @param {Record<string, () => void>} actions by the name of the button */
  constructor(actions) {
    for (const { name, rare } of BUTTONS) {
      const button = el(
        `button.tool.tool-${name}`,
        { type: 'button' },
        el('span.tool-icon'),
        el('span.tool-label'),
        el('span.tool-badge', { hidden: true }),
      );
      if (rare) button.classList.add('tool-rare');
      button.addEventListener('click', name === 'more' ? () => this.#toggleMore() : () => this.#act(actions[name]));
      this.#buttons.set(name, button);
      this.#root.append(button);
    }
    this.#root.append(this.#more);
    document.addEventListener('pointerdown', (event) => this.#root.contains(event.target) || this.#closeMore());
    document.addEventListener('keydown', (event) => event.key === 'Escape' && this.#closeMore());
    onLanguage(() => this.#states && this.update(this.#states));
  }

  /**
   * @param {Record<string, {hidden?: boolean, on?: boolean, open?: boolean, problem?: boolean, badge?: number,
   *     limit?: string}>} states with `layout: {mode}`; `limit` is the end of a key that says what one may not, and how to
   */
  update(states) {
    this.#states = states;
    const drawn = JSON.stringify([states, language()]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    for (const { name, toggles } of BUTTONS) {
      const { hidden = false, on = false, open, problem = false, badge = 0, limit = '' } = states[name] ?? {};
      const button = this.#buttons.get(name);
      const [iconBox, label, badgeBox] = button.children;
      button.hidden = hidden;
      button.classList.toggle('on', on);
      button.classList.toggle('problem', problem);
      button.dataset.limit = limit;
      if (toggles) button.setAttribute('aria-pressed', on);
      if (open !== undefined) button.setAttribute('aria-expanded', open);
      iconBox.replaceChildren(icon(pictureOf(name, states[name])));
      setText(label, t(limit === 'armed' ? 'toolbar.microphone.armed.short' : `toolbar.${name}`));
      button.ariaLabel = button.title = describe(name, states[name]);
      setText(badgeBox, badge > 9 ? '9+' : String(badge));
      badgeBox.hidden = badge === 0;
    }
    this.#buttons.get('more').classList.toggle(
      'has-news',
      ['people', 'groups', 'rules', 'broadcast'].some((name) => states[name]?.badge > 0),
    );
  }

  buttonOf(name) {
    return this.#buttons.get(name);
  }

  #act(action) {
    this.#closeMore();
    action();
  }

  /** On a phone the rare buttons move into a menu while it is open. */
  #toggleMore() {
    if (!this.#more.hidden) return this.#closeMore();
    for (const { name, rare } of BUTTONS) if (rare) this.#more.append(this.#buttons.get(name));
    this.#more.hidden = false;
    this.#buttons.get('more').setAttribute('aria-expanded', 'true');
  }

  #closeMore() {
    if (this.#more.hidden) return;
    this.#more.hidden = true;
    for (const { name } of BUTTONS) this.#root.insertBefore(this.#buttons.get(name), this.#more);
    this.#buttons.get('more').setAttribute('aria-expanded', 'false');
  }
}

function pictureOf(name, state) {
  if (name === 'microphone' || name === 'camera') return state?.on ? name : `${name}Off`;
  if (name === 'screen') return state?.on ? 'screenStop' : 'screen';
  if (name === 'layout') return state?.mode === 'grid' ? 'speaker' : 'grid';
  if (name === 'broadcast') return 'onAir';
  return name;
}

const SHORTCUTS = { microphone: 'M', camera: 'V', screen: 'S', hand: 'H', chat: 'C', people: 'P', layout: 'L' };

/** What a click does, with the key that does the same. */
function describe(name, state) {
  if (state?.limit) return t(`toolbar.${name}.${state.limit}`);
  const key = SHORTCUTS[name] ? ` (${SHORTCUTS[name]})` : '';
  if (name === 'layout') return t(`toolbar.layout.${state?.mode === 'grid' ? 'speaker' : 'grid'}`) + key;
  if (name === 'leave') return t('toolbar.leave.on');
  if (has(`toolbar.${name}.off`)) return t(`toolbar.${name}.${state?.on ? 'on' : 'off'}`) + key;
  return t(`toolbar.${name}`) + key;
}
