// What this browser remembers. Storage may be forbidden: then everything is forgotten at the end of the page.

const PREFIX = 'zvonok.';

const attempt = (job) => {
  try {
    return job();
  } catch {
    return null;
  }
};

/** A string, or null. */
export const recall = (name) => attempt(() => localStorage.getItem(PREFIX + name));

export function remember(name, value) {
  attempt(() => (value ? localStorage.setItem(PREFIX + name, value) : localStorage.removeItem(PREFIX + name)));
}

/** Until this tab is closed. */
export const recallForTab = (name) => attempt(() => sessionStorage.getItem(PREFIX + name));

export function rememberForTab(name, value) {
  attempt(() => sessionStorage.setItem(PREFIX + name, value));
}
