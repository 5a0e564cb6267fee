import { byId, el } from './dom.js';
import { onLanguage, t } from './i18n.js';
import { recall } from './preferences.js';
import { Voices } from './voices.js';

const SOURCES = { audioinput: 'microphone', videoinput: 'camera' };

/**
 * Fills the three `<select>`s `<prefix>-audioinput`, `-videoinput` and `-audiooutput` and acts on them.
 *
 * @param {string} prefix
 * @param {import('./local-media.js').LocalMedia} media
 * @param {(deviceId: string) => void} onSpeaker
 */
export function wireDevicePickers(prefix, media, onSpeaker) {
  const fill = () => {
    for (const kind of Object.keys(media.devices))
      fillSelect(byId(`${prefix}-${kind}`), media.devices[kind], chosen(kind, media));
    byId(`${prefix}-audiooutput`).parentElement.hidden = !Voices.canChoose || media.devices.audiooutput.length === 0;
  };
  for (const [kind, source] of Object.entries(SOURCES)) {
    byId(`${prefix}-${kind}`).addEventListener('change', (event) => media.choose(source, event.target.value));
  }
  byId(`${prefix}-audiooutput`).addEventListener('change', (event) => onSpeaker(event.target.value));
  media.addEventListener('change', fill);
  onLanguage(fill);
}

const chosen = (kind, media) => (kind === 'audiooutput' ? (recall('speaker') ?? '') : media.deviceOf(SOURCES[kind]));

function fillSelect(select, devices, deviceId) {
  const options = devices.map((device, index) => {
    const label =
      device.deviceId === 'default'
        ? t('devices.default')
        : device.label || t('devices.unnamed', { number: index + 1 });
    return el('option', { value: device.deviceId }, label);
  });
  if (options.length === 0) options.push(el('option', { value: '' }, t('devices.none')));
  select.disabled = devices.length === 0;
  select.replaceChildren(...options);
  select.value = devices.some((device) => device.deviceId === deviceId) ? deviceId : (devices[0]?.deviceId ?? '');
}
