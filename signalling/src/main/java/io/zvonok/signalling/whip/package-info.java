/**
 * Publishing and watching by plain HTTP: WHIP for encoders (OBS, FFmpeg, GStreamer, browsers), WHEP for players. One POST
 * with an offer opens a session, whose URL is its secret; PATCH restarts ICE, DELETE ends it.
 *
 * <p>Spec: RFC 9725 (WHIP), draft-ietf-wish-whep (WHEP), RFC 6750 (bearer tokens), RFC 9457 (problem details), RFC 8840
 * (ICE fragments).
 *
 * <p>Thread: any; the port's event loops call, lessons answer from their strands. Read
 * {@link io.zvonok.signalling.whip.WhipService} first.
 */
@NullMarked
package io.zvonok.signalling.whip;

import org.jspecify.annotations.NullMarked;
