import { rateText } from './amounts.js';
import { wireDevicePickers } from './device-pickers.js';
import { byId, el } from './dom.js';
import { Downlink } from './downlink.js';
import { t } from './i18n.js';
import { isLimited, linkText, ownFigures } from './why.js';

const REFRESH_MILLIS = 2_000;

/** The settings dialog: devices, language, what the connection does, keys. */
export class Settings {
  #client;
  #dialog = byId('settings');
  #downlink;
  #timer = 0;

  constructor(client, media, { onSpeaker }) {
    this.#client = client;
    this.#downlink = new Downlink(client);
    wireDevicePickers('settings', media, onSpeaker);
    const [connection, shortcuts] = this.#dialog.querySelectorAll('details');
    connection.addEventListener('toggle', () => this.#watch(connection.open));
    shortcuts.addEventListener('toggle', () => shortcuts.open && listShortcuts());
    this.#dialog.addEventListener('close', () => {
      connection.open = false;
      shortcuts.open = false;
    });
    // A click beside the dialog closes it.
    this.#dialog.addEventListener('click', (event) => event.target === this.#dialog && this.#dialog.close());
    this.#dialog.querySelector('.dialog-close').addEventListener('click', () => this.#dialog.close());
  }

  get isOpen() {
    return this.#dialog.open;
  }

  open() {
    this.#dialog.showModal();
  }

  showLevel(level) {
    if (this.#dialog.open) byId('settings-meter').style.width = `${Math.round(level * 100)}%`;
  }

  #watch(open) {
    clearInterval(this.#timer);
    if (!open) return;
    byId('connection-text').textContent = t('settings.measuring');
    byId('connection-table').replaceChildren();
    const refresh = () => {
      this.#downlink.refresh();
      this.#client
        .takeStats()
        .then((stats) => this.#showStats(stats))
        .catch(() => {});
    };
    this.#timer = setInterval(refresh, REFRESH_MILLIS);
    refresh();
  }

  #showStats(stats) {
    const quality = this.#client.quality.get(this.#client.you?.id);
    const figures = quality
      ? ownFigures(quality)
      : stats.roundTripMillis !== null && t('link.delay', { millis: stats.roundTripMillis });
    byId('connection-text').textContent =
      [quality && linkText(quality), figures].filter(Boolean).join(' · ') || t('settings.measuring');
    const sent = stats.send
      .filter(({ kbps }) => kbps > 0)
      .map((row) => [`↑ ${this.#nameOfSent(row)}`, ...figuresOf(row)]);
    const received = stats.receive
      .filter(({ kbps }) => kbps > 0)
      .map((row) => [`↓ ${this.#nameOfSlot(row)}`, ...figuresOf({ ...row, limitation: this.#limitOf(row) })]);
    byId('connection-table').replaceChildren(
      ...[...sent, ...received].map((cells) =>
        el(
          'tr',
          {},
          cells.map((cell) => el('td', {}, cell)),
        ),
      ),
    );
  }

  #nameOfSent({ source, rid }) {
    const name = t(`source.${source}`);
    return rid ? `${name} (${rid})` : name;
  }

  #limitOf({ mid }) {
    return isLimited(this.#client.slots.get(mid)) ? 'bandwidth' : null;
  }

  #nameOfSlot({ mid, kind }) {
    const slot = this.#client.slots.get(mid);
    const name = this.#client.participant(slot?.participantId)?.name ?? '—';
    return `${name}, ${t(`settings.${kind}`)}`;
  }
}

function figuresOf({ kbps, width, height, framesPerSecond, lostPercent, limitation, freezes }) {
  const notes = [
    lostPercent > 0 && t('settings.lost', { value: lostPercent }),
    freezes > 0 && t('settings.frozen', { count: freezes }),
    ['cpu', 'bandwidth'].includes(limitation) && t(`settings.limit.${limitation}`),
  ].filter(Boolean);
  const picture = width ? t('settings.picture', { width, height, fps: Math.round(framesPerSecond) }) : '';
  return [rateText(kbps * 1_000), [picture, ...notes].filter(Boolean).join(', ')];
}

function listShortcuts() {
  const keys = {
    M: 'microphone',
    V: 'camera',
    H: 'hand',
    S: 'screen',
    C: 'chat',
    P: 'people',
    L: 'layout',
    [t('shortcut.space')]: 'talk',
  };
  const rows = Object.entries(keys).flatMap(([key, name]) => [
    el('dt', {}, el('kbd', {}, key)),
    el('dd', {}, t(`shortcut.${name}`)),
  ]);
  byId('shortcut-list').replaceChildren(...rows);
}
