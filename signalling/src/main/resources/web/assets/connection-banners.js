import { onLanguage, t } from './i18n.js';

/** A hiccup shorter than this is nobody's business. */
const PATIENCE_MILLIS = 1_200;
const BLOCKED_MILLIS = 12_000;

/** Says what is wrong with the connection while something is. */
export class ConnectionBanners {
  #client;
  #banners;
  #shown = null;
  #timer = 0;
  #leaving = false;
  #checkUrl;

  /** @param {string} checkUrl where the network can be tried */
  constructor(client, banners, checkUrl) {
    this.#client = client;
    this.#banners = banners;
    this.#checkUrl = checkUrl;
    client.addEventListener('state', () => this.#onState());
    client.addEventListener('goaway', ({ detail }) => {
      this.#leaving = detail.action === 'reconnect';
    });
    onLanguage(() => this.#shown && this.#show(this.#shown));
  }

  #onState() {
    const { state, signallingState, mediaState } = this.#client;
    clearTimeout(this.#timer);
    if (state === 'connected') this.#leaving = false;
    if (state === 'connected' || state === 'closed') return this.#hide();
    const text = this.#leaving ? 'leaving' : textFor(state, signallingState, mediaState);
    if (this.#shown) this.#show(text);
    else this.#timer = setTimeout(() => this.#show(text), PATIENCE_MILLIS);
    if (text === 'connecting' || text === 'media') this.#expectBlocked();
  }

  #expectBlocked() {
    const since = performance.now();
    setTimeout(() => {
      if (
        this.#client.mediaState !== 'flowing' &&
        this.#client.signallingState === 'open' &&
        performance.now() - since >= BLOCKED_MILLIS - 100
      ) {
        this.#show('blocked');
      }
    }, BLOCKED_MILLIS);
  }

  #show(text) {
    this.#shown = text;
    this.#banners.show('connection', t(`banner.${text}`), {
      kind: text === 'connecting' ? 'info' : 'warning',
      ...(text === 'blocked' && { action: t('check.link'), onclick: () => open(this.#checkUrl, '_blank', 'noopener') }),
    });
  }

  #hide() {
    this.#shown = null;
    this.#banners.hide('connection');
  }
}

function textFor(state, signallingState, mediaState) {
  if (state === 'connecting') return 'connecting';
  if (signallingState === 'open') return 'media';
  return mediaState === 'flowing' ? 'signalling' : 'reconnecting';
}
