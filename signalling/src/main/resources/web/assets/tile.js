import { colourOf, el, initialsOf, setText } from './dom.js';
import { onLanguage, t } from './i18n.js';
import { icon } from './icons.js';
import { bars, showBars } from './link-bars.js';
import { howLong, isLimited, isMuted, whyNoPicture } from './why.js';

/** One participant's camera or screen on the stage: the picture, or who it would be and why it is not there. */
export class Tile {
  #video = el('video', { muted: true, autoplay: true, playsInline: true });
  #avatar = el('span.avatar');
  #reason = el('p.tile-reason');
  #since = el('p.tile-since');
  #name = el('span.tile-name-text');
  #role = el('span.role-badge');
  #muted = el('span.tile-muted', {}, icon('microphoneOff', 'icon-small'));
  #hand = el('span.hand-badge', {}, icon('hand', 'icon-small'), el('span'));
  #limited;
  #bars;
  #pin;
  #forget;
  #state = null;
  #stream = null;

  /**
   * @param {string} key
   * @param {{onPin: (tile: Tile) => void, onDetails: (tile: Tile, anchor: Element) => void}} actions
   */
  constructor(key, { onPin, onDetails }) {
    this.key = key;
    const details = { onclick: (event) => onDetails(this, event.currentTarget) };
    this.#limited = el('button.tile-limited', { type: 'button', ...details }, icon('smaller', 'icon-small'));
    this.#bars = bars(details);
    this.#bars.addEventListener(
      'pointerenter',
      (event) => event.pointerType === 'mouse' && onDetails(this, event.currentTarget),
    );
    this.#pin = el('button.tile-action', { type: 'button', onclick: () => onPin(this) }, icon('pin', 'icon-small'));
    const expand = el(
      'button.tile-action',
      { type: 'button', onclick: () => this.#toggleFullscreen() },
      icon('expand', 'icon-small'),
    );
    this.element = el(
      'article.tile',
      { ondblclick: () => onPin(this) },
      this.#video,
      el('div.tile-empty', {}, this.#avatar, this.#reason, this.#since),
      el('div.tile-top', {}, this.#hand, el('span.tile-actions', {}, this.#pin, expand), this.#limited, this.#bars),
      el('div.tile-name', {}, this.#muted, this.#name, this.#role),
    );
    this.#video.addEventListener('resize', () => this.#fitVideo());
    this.#forget = onLanguage(() => {
      expand.ariaLabel = expand.title = t('tile.fullscreen');
      this.update(this.#state);
    });
  }

  get state() {
    return this.#state;
  }

  /** @param {object | null} state see Stage: participant, source, self, slot, stream, stage, pinned, speaking, handPlace, quality */
  update(state) {
    this.#state = state;
    if (!state) return;
    const { participant, source, self, slot, stage, pinned, speaking, handPlace, quality } = state;
    const { classList } = this.element;
    this.#show(state.stream);
    classList.toggle('mirrored', self && source === 'camera');
    classList.toggle('screen', source === 'screen');
    classList.toggle('on-stage', stage);
    classList.toggle('speaking', speaking);
    classList.toggle('away', participant.connection === 'reconnecting');
    setText(this.#avatar, initialsOf(participant.name));
    this.#avatar.style.backgroundColor = colourOf(participant.identity);
    const reason = self ? '' : whyNoPicture(participant, source, slot);
    setText(this.#reason, reason);
    this.#reason.hidden = reason === '';
    this.#reason.title = reason;
    this.tick();
    this.#limited.hidden = !isLimited(slot);
    this.#limited.ariaLabel = this.#limited.title = t(`tile.limited.${source}`);
    setText(this.#name, this.#nameText(state));
    this.element.setAttribute('aria-label', this.#nameText(state));
    setText(this.#role, t(`role.${participant.role}`));
    this.#role.hidden = !['teacher', 'admin'].includes(participant.role);
    this.#muted.hidden = source !== 'camera' || !isMuted(participant, 'microphone');
    this.#hand.hidden = source !== 'camera' || !handPlace;
    setText(this.#hand.lastChild, handPlace ? String(handPlace) : '');
    this.#pin.ariaLabel = this.#pin.title = t(pinned ? 'tile.unpin' : 'tile.pin');
    this.#pin.setAttribute('aria-pressed', pinned);
    showBars(this.#bars, quality);
  }

  /** A moment has passed. */
  tick() {
    const since = this.#reason.hidden ? '' : howLong(this.#state);
    setText(this.#since, since);
    this.#since.hidden = since === '';
  }

  place({ left, top, width, height }) {
    Object.assign(this.element.style, {
      left: `${left}px`,
      top: `${top}px`,
      width: `${width}px`,
      height: `${height}px`,
    });
  }

  remove() {
    this.#forget();
    this.#video.srcObject = null;
    this.element.remove();
  }

  #nameText({ participant, source, self }) {
    if (source === 'screen') return t('tile.screenOf', { name: participant.name });
    return self ? t('tile.you', { name: participant.name }) : participant.name;
  }

  /** The picture is uncovered with its first frame: until then a slot may still hold the frame of somebody else. */
  #show(stream) {
    if (stream === this.#stream) return;
    this.#stream = stream;
    this.element.classList.remove('has-picture');
    this.#video.srcObject = stream;
    if (!stream) return;
    const uncover = () => {
      if (this.#stream !== stream) return;
      this.element.classList.add('has-picture');
      this.#fitVideo();
    };
    if (this.#video.requestVideoFrameCallback) this.#video.requestVideoFrameCallback(uncover);
    else this.#video.addEventListener('timeupdate', uncover, { once: true });
    this.#video.play().catch(() => {});
  }

  /** A phone held upright is shown whole, not cut to a strip. */
  #fitVideo() {
    this.element.classList.toggle('upright', this.#video.videoHeight > this.#video.videoWidth);
  }

  #toggleFullscreen() {
    if (document.fullscreenElement) document.exitFullscreen();
    else this.element.requestFullscreen?.().catch(() => {});
  }
}
