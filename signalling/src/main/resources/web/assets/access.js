// The invitation in the address: /lesson?room=R#token=T, with &autojoin=1 anywhere; the same of /watch and /broadcast.

import { recallForTab, rememberForTab } from './preferences.js';

/**
 * Reads the address and takes the token out of it, so that it is in no screenshot, history or copied link. A reload
 * finds it again in this tab's storage.
 *
 * @returns {{room: string, token: string, autojoin: boolean, claims: object | null}}
 */
export function readInvitation() {
  const query = new URLSearchParams(location.search);
  const fragment = new URLSearchParams(location.hash.slice(1));
  const room = query.get('room') ?? '';
  const autojoin = (fragment.get('autojoin') ?? query.get('autojoin')) === '1';
  const given = fragment.get('token');
  if (given) {
    rememberForTab(`token.${room}`, given);
    history.replaceState(history.state, '', location.pathname + location.search + (autojoin ? '#autojoin=1' : ''));
  }
  const token = given ?? recallForTab(`token.${room}`) ?? '';
  return { room, token, autojoin, claims: claimsOf(token) };
}

/** The network check with the same invitation. */
export const checkLink = ({ room, token }) =>
  `/check?${new URLSearchParams({ room })}#${new URLSearchParams({ token })}`;

/** The code of what makes joining hopeless, or null. */
export function whyImpossible({ token, claims }) {
  if (typeof RTCPeerConnection === 'undefined' || !('addTransceiver' in RTCPeerConnection.prototype))
    return 'unsupported';
  if (!token || !claims) return 'no_token';
  return null;
}

const VIDEO_CODECS = ['VP8', 'VP9', 'H264', 'AV1'];
const LAYERS = ['L1T1', 'L1T2', 'L1T3'];
const SVC_CODECS = ['VP9', 'AV1'];
const SVC_LAYERS = ['L2T1', 'L2T2', 'L2T3', 'L3T1', 'L3T2', 'L3T3'].flatMap((mode) => [mode, `${mode}_KEY`]);

/**
 * How the camera is to be sent, for trials: &codec=VP9&svc=L3T3_KEY. Anything else is passed over.
 *
 * @returns {{videoCodec?: string, scalabilityMode?: string}}
 */
export function readVideoFormat() {
  const query = new URLSearchParams(location.search);
  const videoCodec = VIDEO_CODECS.find((name) => name === query.get('codec')?.toUpperCase());
  const modes = [...LAYERS, ...(SVC_CODECS.includes(videoCodec) ? SVC_LAYERS : [])];
  const scalabilityMode = modes.find((mode) => mode === query.get('svc')?.toUpperCase());
  return { videoCodec, scalabilityMode };
}

/** What the token says, unverified: only for showing a name before joining. */
function claimsOf(token) {
  try {
    const bytes = Uint8Array.from(atob(token.split('.')[1].replaceAll('-', '+').replaceAll('_', '/')), (c) =>
      c.charCodeAt(0),
    );
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
}

const MAY_PUBLISH = { teacher: true, admin: true, broadcaster: true, student: true };

/** Whether asking for a camera and a microphone makes sense; the server decides. */
export function mayPublish(claims, source) {
  return claims?.grants?.publish?.includes(source) ?? MAY_PUBLISH[claims?.role] ?? false;
}
