import { byId, setText } from './dom.js';
import { onLanguage, t } from './i18n.js';
import { icon } from './icons.js';

const COPIED_MILLIS = 2_000;

/** How to broadcast into this room of this server from a program: the address, the token, the steps. */
export class EncoderHelp {
  #shown = false;

  /**
   * @param {string} room
   * @param {string} token of who broadcasts
   */
  constructor(room, token) {
    const url = `${location.origin}/whip/${encodeURIComponent(room)}`;
    byId('whip-url').value = url;
    byId('whip-token').value = token;
    byId('obs-certificate').hidden = location.protocol !== 'https:';
    byId('whip-token-show').addEventListener('click', () => {
      this.#shown = !this.#shown;
      this.#render(token, url);
    });
    const texts = { 'whip-url': url, 'whip-token': token, 'ffmpeg-line': ffmpegLine(url, token) };
    for (const button of document.querySelectorAll('[data-copy]'))
      button.addEventListener('click', () => copy(button, texts[button.dataset.copy]));
    onLanguage(() => this.#render(token, url));
  }

  /** The token is in no screenshot unless somebody asks to see it. */
  #render(token, url) {
    byId('whip-token').type = this.#shown ? 'text' : 'password';
    setText(byId('whip-token-show'), t(this.#shown ? 'studio.encoder.hide' : 'studio.encoder.show'));
    setText(byId('ffmpeg-line'), ffmpegLine(url, this.#shown ? token : 'TOKEN'));
    for (const button of document.querySelectorAll('[data-copy]')) {
      button.ariaLabel = button.title = t('studio.encoder.copy');
      button.replaceChildren(icon('copy'));
    }
  }
}

const ffmpegLine = (url, token) =>
  'ffmpeg -re -i lesson.mp4 -c:v libx264 -profile:v baseline -preset ultrafast -tune zerolatency ' +
  '-pix_fmt yuv420p -g 25 ' +
  `-c:a libopus -ac 2 -b:a 64k -authorization ${token} -f whip ${url}`;

async function copy(button, text) {
  await navigator.clipboard.writeText(text).catch(() => {});
  button.classList.add('copied');
  button.title = t('studio.encoder.copied');
  button.replaceChildren(icon('check'));
  setTimeout(() => {
    button.classList.remove('copied');
    button.title = t('studio.encoder.copy');
    button.replaceChildren(icon('copy'));
  }, COPIED_MILLIS);
}
