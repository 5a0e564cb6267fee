import { durationText } from './amounts.js';
import { byId, el } from './dom.js';
import { toastError } from './feedback.js';
import { onLanguage, t } from './i18n.js';

const SLOW_SECONDS = [0, 5, 10, 30, 60, 300];

/** Whether viewers may write, how often, and who reads it first. */
export class CommentPolicy {
  #client;

  constructor(client) {
    this.#client = client;
    for (const name of ['enabled', 'preModerated'])
      byId(`comments-${name}`).addEventListener('change', ({ target }) => this.#set({ [name]: target.checked }));
    byId('comments-slow').addEventListener('change', ({ target }) =>
      this.#set({ slowModeSeconds: Number(target.value) }),
    );
    for (const event of ['joined', 'room']) client.addEventListener(event, () => this.#show());
    onLanguage(() => this.#show());
  }

  #set(policy) {
    this.#client.setComments(policy).catch((error) => {
      toastError(error);
      this.#show();
    });
  }

  #show() {
    const { enabled = true, preModerated = false, slowModeSeconds = 0 } = this.#client.room?.comments ?? {};
    byId('comments-enabled').checked = enabled;
    byId('comments-preModerated').checked = preModerated;
    const choices = [...new Set([...SLOW_SECONDS, slowModeSeconds])].sort((a, b) => a - b);
    const text = (seconds) => (seconds ? durationText(seconds * 1_000) : t('director.comments.slow.off'));
    byId('comments-slow').replaceChildren(...choices.map((value) => el('option', { value }, text(value))));
    byId('comments-slow').value = slowModeSeconds;
  }
}
