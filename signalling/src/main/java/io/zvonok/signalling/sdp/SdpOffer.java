package io.zvonok.signalling.sdp;

import java.util.List;

/**
 * An offer that follows the grammar; nothing in it has been judged yet.
 *
 * @param sessionId of the o-line, decimal
 * @param sessionVersion of the o-line, decimal; grows with each offer of a session
 */
record SdpOffer(String sessionId, String sessionVersion, SdpAttributes attributes, List<SdpSection> sections) {}
