package io.zvonok.media.api;

/** One audible peer and its smoothed level in -dBov: 0 is loudest, 127 silence (RFC 6464). */
public record SpeakerLevel(PeerId peer, int level) {}
