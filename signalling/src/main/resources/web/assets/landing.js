import { byId, colourOf, el, initialsOf, setText } from './dom.js';
import { has, onLanguage, t, wireLanguageSwitches } from './i18n.js';
import { icon } from './icons.js';

const FEATURES = { reliable: 'volume', teacher: 'hand', private: 'check' };
const COPIED_MILLIS = 2_000;

const BUTTONS = { lesson: 'create', broadcast: 'create-broadcast' };

/** What the server told: null in production, else the links it made at its start and what was made by a click. */
let development = null;
let made = null;
/** 'lesson' or 'broadcast' while the server makes one. */
let creating = null;

async function start() {
  wireLanguageSwitches();
  for (const [kind, id] of Object.entries(BUTTONS)) byId(id).addEventListener('click', () => create(kind));
  onLanguage(render);
  const answer = await fetch('/dev.json', { headers: { accept: 'application/json' } }).catch(() => null);
  const found = answer?.ok ? await answer.json().catch(() => null) : null;
  development = found?.development ? found : null;
  byId('production').hidden = development !== null;
  byId('development').hidden = development === null;
  render();
}

async function create(kind) {
  creating = kind;
  render();
  try {
    const answer = await fetch(`/dev/${kind}`, { method: 'POST' });
    if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
    made = { kind, ...(await answer.json()) };
  } catch (error) {
    made = { kind, error: error.message };
  }
  creating = null;
  render();
  byId('made').scrollIntoView({ behavior: 'smooth', block: 'nearest' });
}

function render() {
  document.title = t('landing.title');
  for (const [kind, id] of Object.entries(BUTTONS)) {
    byId(id).disabled = creating !== null;
    setText(byId(id), t(creating === kind ? 'landing.creating' : `landing.create.${kind}`));
  }
  byId('made').hidden = made === null;
  if (made) byId('made').replaceChildren(...madeCard(made));
  const given = development?.links ?? [];
  byId('given').hidden = given.length === 0 || made !== null;
  byId('console').hidden = !development?.admin;
  if (development?.admin) byId('console').href = development.admin;
  byId('given').replaceChildren(el('h2', {}, t('landing.given')), el('ul.links', {}, given.map(linkRow)));
  byId('features').replaceChildren(...Object.entries(FEATURES).map(([name, picture]) => feature(name, picture)));
}

function madeCard({ kind, error, room, links }) {
  if (error) return [el('p', {}, t('landing.failed', { message: error }))];
  return [
    el('h2', {}, t(`landing.ready.${kind}`), el('span.room', {}, room)),
    el('p.small', {}, t(`landing.hint.${kind}`)),
    el('ul.links', {}, links.map(linkRow)),
  ];
}

function linkRow({ role, identity, name, url }) {
  const shown = name || identity;
  const avatar = el('span.avatar', { ariaHidden: 'true' }, initialsOf(shown));
  avatar.style.backgroundColor = colourOf(identity);
  const copy = el(
    'button.icon-button',
    { type: 'button', ariaLabel: t('landing.copy'), title: t('landing.copy') },
    icon('copy'),
  );
  copy.addEventListener('click', () => copyLink(copy, new URL(url, location.href).href));
  return el(
    'li.link-row',
    {},
    avatar,
    el('span.link-name', {}, el('strong', {}, shown), el('span', {}, has(`role.${role}`) ? t(`role.${role}`) : role)),
    copy,
    el('a.button.button-small', { href: url, target: '_blank', rel: 'noopener' }, t('landing.open')),
  );
}

async function copyLink(button, url) {
  await navigator.clipboard.writeText(url).catch(() => {});
  button.classList.add('copied');
  button.title = t('landing.copied');
  button.replaceChildren(icon('check'));
  setTimeout(() => {
    button.classList.remove('copied');
    button.title = t('landing.copy');
    button.replaceChildren(icon('copy'));
  }, COPIED_MILLIS);
}

function feature(name, picture) {
  return el(
    'li',
    {},
    icon(picture),
    el('h2', {}, t(`landing.feature.${name}.title`)),
    el('p', {}, t(`landing.feature.${name}.text`)),
  );
}

start();
