/**
 * SDP offers read, answers written: the only place that knows SDP. An offer becomes a
 * {@link io.zvonok.media.api.PeerDescription} for the media core, and its streams become the text of the answer.
 *
 * <p>Spec: RFC 8866 (SDP), RFC 8829 (JSEP, as the answerer), RFC 9143 (BUNDLE), RFC 8839 and 8445 (ICE-lite), RFC 8122
 * and 5763 (fingerprint, setup), RFC 8285 (extmap), RFC 8851 and 8853 (rid, simulcast), RFC 5576 (ssrc). Strict: an
 * offer outside the grammar is refused with one sentence that names its line or section.
 *
 * <p>Thread: any; nothing here keeps state. Read {@link io.zvonok.signalling.sdp.SdpNegotiator} first.
 */
@NullMarked
package io.zvonok.signalling.sdp;

import org.jspecify.annotations.NullMarked;
