import { byId } from './dom.js';

/** What a moderator means by leaving: 'alone', 'all', or null for neither. */
export function askHowToLeave() {
  const dialog = byId('leaving');
  return new Promise((resolve) => {
    const clicks = new AbortController();
    for (const [id, answer] of [
      ['leaving-alone', 'alone'],
      ['leaving-all', 'all'],
      ['leaving-no', ''],
    ])
      byId(id).addEventListener('click', () => dialog.close(answer), { signal: clicks.signal });
    dialog.addEventListener(
      'close',
      () => {
        clicks.abort();
        resolve(dialog.returnValue || null);
      },
      { once: true },
    );
    dialog.returnValue = '';
    dialog.showModal();
  });
}
