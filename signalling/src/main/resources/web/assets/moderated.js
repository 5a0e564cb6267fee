import { toast } from './feedback.js';
import { t } from './i18n.js';

const WORDS = {
  lowerHand: ['toast.handLoweredBy', 'hand'],
  lowerAllHands: ['toast.handLoweredBy', 'hand'],
  giveFloor: ['toast.floorBy', 'floor'],
  muteChat: ['toast.chatMutedBy', 'chat'],
};
const MUTED = {
  camera: ['toast.cameraStoppedBy', 'cameraOff'],
  screen: ['toast.screenStoppedBy', 'screenStop'],
};

/** Says what a moderator has just done to you; what else says so, as the end of the lesson does, is not said twice. */
export function sayModerated(action, source, name) {
  const muting = action === 'mute' || action === 'muteAll';
  const words = muting ? (MUTED[source] ?? ['toast.mutedBy', 'microphoneOff']) : WORDS[action];
  if (words) toast(t(words[0], { name }), { picture: words[1] });
}
