import { readInvitation } from './access.js';
import { CheckPage } from './check-page.js';
import { CheckRun } from './check-run.js';
import { byId } from './dom.js';
import { onLanguage, t, wireLanguageSwitches } from './i18n.js';

/** The page `/check`: from a computer in a classroom to what its administrator must open. */
async function start() {
  wireLanguageSwitches();
  const { token } = readInvitation();
  const page = new CheckPage();
  onLanguage(() => {
    document.title = `${t('check.heading')} · Zvonok`;
  });
  const run = async () => {
    page.begin();
    const check = new CheckRun(token, (state) => page.show(state));
    addEventListener('pagehide', () => check.stop(), { once: true });
    window.zvonokCheck = check;
    await check.run();
    page.finish();
  };
  for (const id of ['check-start', 'check-again']) byId(id).addEventListener('click', run);
  const needs = await fetch('/check/needs')
    .then((answer) => answer.json())
    .catch(() => null);
  page.tellIfIncomplete(needs?.tokenNeeded === true && !token);
}

start();
