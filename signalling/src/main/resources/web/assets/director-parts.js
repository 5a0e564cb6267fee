import { el } from './dom.js';

/** The sections of the director's panel, to be translated and filled: on air, programme, audience, comments. */
export const directorParts = () => [onAir(), programme(), audience(), comments()];

const heading = (key, ...more) => el('h3', {}, el('span', { 'data-i18n': key }), ...more);

const onAir = () =>
  el(
    'section.broadcast-part',
    {},
    el('p.broadcast-state', { id: 'air-state' }),
    el('p', { id: 'air-text' }),
    el('button.button', { id: 'air-button', type: 'button' }),
  );

const programme = () =>
  el(
    'section.broadcast-part',
    {},
    heading('director.programme'),
    el(
      'div.segmented',
      { role: 'group', 'data-i18n-label': 'director.programme' },
      el('button', { id: 'programme-auto', type: 'button', 'data-i18n': 'director.programme.auto' }),
      el('button', { id: 'programme-manual', type: 'button', 'data-i18n': 'director.programme.manual' }),
    ),
    el('p', { id: 'programme-text' }),
    el('ul.picks', { id: 'picks', hidden: true }),
  );

const audience = () =>
  el(
    'section.broadcast-part',
    {},
    heading('director.audience', ' ', el('span.count', { id: 'audience-count' })),
    el('p', { id: 'audience-empty', 'data-i18n': 'director.audience.empty' }),
    el('ul.audience-list', { id: 'audience-list' }),
  );

const comments = () =>
  el(
    'section.broadcast-part',
    {},
    heading('director.comments'),
    el(
      'div',
      {},
      switchRow('director.comments.enabled', el('input', { id: 'comments-enabled', type: 'checkbox' })),
      switchRow('director.comments.preModerated', el('input', { id: 'comments-preModerated', type: 'checkbox' })),
      switchRow('director.comments.slow', el('select.select', { id: 'comments-slow' })),
    ),
  );

const switchRow = (key, control) => el('label.switch-row', {}, el('span', { 'data-i18n': key }), control);
