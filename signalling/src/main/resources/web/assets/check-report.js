// What the results mean, for a teacher and for the school's administrator.

import { rateText } from './amounts.js';
import { browserName } from './check-browser.js';
import { socketUrl } from './check-reach.js';
import { STEPS } from './check-run.js';
import { t } from './i18n.js';

const MARKS = { ok: '[+]', warn: '[!]', fail: '[-]', skipped: '[ ]' };
const LOOPBACK = /^(127\.|::1$|0:0:0:0:0:0:0:1$)/;

/** A result's sentence and its facts, in the language of now. */
export function wordsOf({ key, values = {}, facts = [] }) {
  const said = { ...values, ...(values.rateBps !== undefined && { rate: rateText(values.rateBps) }) };
  return { text: t(key, said), facts: facts.map(([fact, about]) => t(fact, about)) };
}

/** The worst of all decides; what it is decides on the words. */
export function verdictOf({ results }) {
  const failed = (name) => results[name]?.state === 'fail';
  if (failed('browser')) return { state: 'fail', key: 'check.verdict.browser' };
  if (failed('page') || failed('socket')) return { state: 'fail', key: 'check.verdict.socket' };
  if (failed('udp')) return { state: 'fail', key: 'check.verdict.udp' };
  if (failed('up') || failed('down')) return { state: 'fail', key: 'check.verdict.slow' };
  if (results.udp?.state === 'skipped') return { state: 'warn', key: 'check.verdict.untested' };
  if (failed('microphone') || failed('camera')) return { state: 'warn', key: 'check.verdict.devices' };
  const worse = STEPS.some((name) => results[name]?.state === 'warn');
  return worse ? { state: 'warn', key: 'check.verdict.warn' } : { state: 'ok', key: 'check.verdict.ok' };
}

/** What must be open, in words, and whether it is: [{state: 'works' | 'fails' | 'untested', text, note}]. */
export function administratorNeeds(check) {
  const { results } = check;
  const stateOf = (...names) => {
    const states = names.map((name) => results[name]?.state ?? 'skipped');
    if (states.includes('fail')) return 'fails';
    return states.includes('skipped') ? 'untested' : 'works';
  };
  const secure = location.protocol === 'https:';
  const port = location.port || (secure ? '443' : '80');
  return [
    {
      state: stateOf('page'),
      text: t(secure ? 'check.need.https' : 'check.need.http', { host: location.hostname, port }),
    },
    { state: stateOf('socket'), text: t('check.need.socket', { url: socketUrl() }) },
    {
      state: stateOf('udp'),
      text: t('check.need.udp', udpWhere(check)),
      note: t(check.udpPorts ? 'check.need.udp.note' : 'check.need.udp.anyPort'),
    },
    { state: stateOf('microphone', 'camera'), text: t('check.need.devices', { origin: location.origin }) },
  ];
}

function udpWhere({ udpPorts, candidates }) {
  const all = [...new Set(candidates.map(({ address }) => address))];
  const others = all.filter((address) => !LOOPBACK.test(address));
  const addresses = others.length ? others : all;
  return { where: addresses.length ? addresses.join(', ') : location.hostname, ports: portsText(udpPorts, candidates) };
}

/** The configured ones; else those that this check was told. */
function portsText(udpPorts, candidates) {
  if (udpPorts) {
    const { first, last } = udpPorts;
    return first === last ? String(first) : `${first}–${last}`;
  }
  return [...new Set(candidates.map(({ port }) => port))].join(', ') || '?';
}

/** All of it as plain text, to be sent to an administrator. */
export function reportText(check) {
  const { key } = verdictOf(check);
  const steps = STEPS.filter((name) => check.results[name]).flatMap((name) => {
    const { state } = check.results[name];
    const { text, facts } = wordsOf(check.results[name]);
    return [`${MARKS[state]} ${t(`check.step.${name}`)}: ${text}`, ...facts.map((fact) => `      ${fact}`)];
  });
  const needs = administratorNeeds(check).map(
    ({ state, text, note }, index) => `${index + 1}. ${text} ${t(`check.need.${state}`)}${note ? `\n   ${note}` : ''}`,
  );
  return [
    t('check.about', { time: check.startedAt.toLocaleString(), origin: location.origin }),
    browserName(),
    '',
    `${t(`${key}.title`)} ${t(`${key}.text`)}`,
    '',
    ...steps,
    '',
    `${t('check.needs.title')}:`,
    ...needs,
    '',
  ].join('\n');
}
