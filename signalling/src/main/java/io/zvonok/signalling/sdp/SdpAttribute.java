package io.zvonok.signalling.sdp;

/**
 * One {@code a=} line.
 *
 * @param line its number in the offer, from 1
 * @param value what follows the colon, empty for a flag
 */
record SdpAttribute(int line, String name, String value) {}
