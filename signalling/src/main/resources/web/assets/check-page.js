import { administratorNeeds, reportText, verdictOf, wordsOf } from './check-report.js';
import { ABOUT_SECONDS, STEPS } from './check-run.js';
import { byId, el, setText } from './dom.js';
import { onLanguage, t } from './i18n.js';
import { icon } from './icons.js';

const PICTURES = { ok: 'check', warn: 'warning', fail: 'close', skipped: 'more', running: 'clock', waiting: 'clock' };
const COPIED_MILLIS = 2_500;

/** The check on the screen, to be read, copied and printed. */
export class CheckPage {
  #state = null;
  #finished = false;
  #incomplete = false;
  #copied = false;
  #camera = el('video.check-camera', { muted: true, autoplay: true, playsInline: true, hidden: true });

  constructor() {
    byId('check-copy').addEventListener('click', () => this.#copy());
    byId('check-print').addEventListener('click', () => print());
    onLanguage(() => this.#render());
  }

  /** @param {boolean} incomplete there is no token, so that nothing is measured */
  tellIfIncomplete(incomplete) {
    this.#incomplete = incomplete;
    this.#render();
  }

  begin() {
    this.#finished = false;
    byId('check-start').hidden = true;
    byId('check-steps').hidden = false;
    this.#render();
  }

  show(state) {
    this.#state = state;
    this.#render();
  }

  finish() {
    this.#finished = true;
    this.#render();
    byId('check-verdict').scrollIntoView({ block: 'nearest' });
  }

  #render() {
    byId('check-notice').replaceChildren(
      ...(this.#incomplete
        ? [el('div.notice', {}, icon('warning', 'icon-small'), el('span', {}, t('check.noToken')))]
        : []),
    );
    if (!this.#state) return;
    this.#renderProgress();
    byId('check-steps').replaceChildren(...STEPS.map((name) => this.#step(name)));
    for (const id of ['check-verdict', 'check-needs', 'check-actions']) byId(id).hidden = !this.#finished;
    if (this.#finished) this.#renderEnd();
  }

  #renderProgress() {
    const { running, progress } = this.#state;
    byId('check-progress').hidden = this.#finished;
    const at = Math.max(0, STEPS.indexOf(running));
    byId('check-bar').value = (at + (progress ?? 0)) / STEPS.length;
    if (running) setText(byId('check-now'), t(`check.now.${running}`, { seconds: ABOUT_SECONDS }));
  }

  #step(name) {
    const result = this.#state.results[name];
    const state = result?.state ?? (this.#state.running === name && !this.#finished ? 'running' : 'waiting');
    const words = result ? wordsOf(result) : { text: t(`check.state.${state}`), facts: [] };
    const picture = name === 'camera' && this.#cameraPicture();
    return el(
      'li.check-step',
      { data: { state, name } },
      el('span.check-mark', { role: 'img', ariaLabel: t(`check.state.${state}`) }, icon(PICTURES[state], 'icon-small')),
      el(
        'div.check-step-body',
        {},
        el('h3', {}, t(`check.step.${name}`)),
        el('p', {}, words.text),
        words.facts.length > 0 &&
          el(
            'ul.check-facts',
            {},
            words.facts.map((fact) => el('li', {}, fact)),
          ),
      ),
      picture,
    );
  }

  /** As long as the camera is open. */
  #cameraPicture() {
    const track = this.#state.cameraTrack;
    if (track && this.#camera.srcObject?.getVideoTracks()[0] !== track)
      this.#camera.srcObject = new MediaStream([track]);
    if (!track) this.#camera.srcObject = null;
    this.#camera.hidden = track === null;
    return this.#camera;
  }

  #renderEnd() {
    const { state, key } = verdictOf(this.#state);
    byId('check-verdict').dataset.state = state;
    byId('check-verdict-icon').replaceChildren(icon(PICTURES[state]));
    setText(byId('check-verdict-title'), t(`${key}.title`));
    setText(byId('check-verdict-text'), t(`${key}.text`));
    byId('check-needs-list').replaceChildren(
      ...administratorNeeds(this.#state).map(({ state: now, text, note }) =>
        el(
          'li',
          { data: { state: now } },
          el('p', {}, text, ' ', el('strong.check-need-state', {}, t(`check.need.${now}`))),
          note && el('p.check-small', {}, note),
        ),
      ),
    );
    setText(
      byId('check-about'),
      t('check.about', { time: this.#state.startedAt.toLocaleString(), origin: location.origin }),
    );
    byId('check-copy').replaceChildren(
      icon(this.#copied ? 'check' : 'copy', 'icon-small'),
      t(this.#copied ? 'check.copied' : 'check.copy'),
    );
  }

  async #copy() {
    await copyText(reportText(this.#state));
    this.#copied = true;
    this.#render();
    setTimeout(() => {
      this.#copied = false;
      this.#render();
    }, COPIED_MILLIS);
  }
}

/** Without a secure page there is no clipboard to write to, only a selection to copy. */
async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = el('textarea.visually-hidden', { value: text });
    document.body.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  }
}
