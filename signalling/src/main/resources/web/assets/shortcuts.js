// Keys by their place on the keyboard, so that M is M with a Russian layout too.

const KEYS = {
  KeyM: 'microphone',
  KeyV: 'camera',
  KeyH: 'hand',
  KeyS: 'screen',
  KeyC: 'chat',
  KeyP: 'people',
  KeyL: 'layout',
};

/**
 * @param {Record<string, () => void>} actions by name
 * @param {(talking: boolean) => void} onTalk while the space bar is held
 */
export function wireShortcuts(actions, onTalk) {
  let talking = false;
  document.addEventListener('keydown', (event) => {
    if (
      event.ctrlKey ||
      event.metaKey ||
      event.altKey ||
      isTyping(event.target) ||
      document.querySelector('dialog[open]')
    )
      return;
    if (event.code === 'Space' && event.target === document.body) {
      event.preventDefault();
      if (!event.repeat) onTalk((talking = true));
    } else if (KEYS[event.code] && !event.repeat) {
      actions[KEYS[event.code]]();
    }
  });
  const stopTalking = () => talking && onTalk((talking = false));
  document.addEventListener('keyup', (event) => event.code === 'Space' && stopTalking());
  addEventListener('blur', stopTalking);
}

const isTyping = (target) => target.matches?.('input, textarea, select, [contenteditable]') ?? false;
