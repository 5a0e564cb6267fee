package io.zvonok.signalling.sdp;

import io.zvonok.media.api.HeaderExtension;

/**
 * One header extension of a section that both ends use.
 *
 * @param line of the offer's {@code a=extmap}
 * @param direction of the answer: empty, {@code /sendonly} or {@code /recvonly}
 * @param toPeer the peer takes it with what it receives
 */
record AgreedExtension(int line, HeaderExtension extension, int id, String direction, boolean toPeer) {}
