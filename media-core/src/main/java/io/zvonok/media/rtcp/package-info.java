/**
 * Compound RTCP as bytes: read to a listener, written into a caller's array. SR, RR, SDES, BYE, NACK, PLI, FIR, REMB,
 * transport-wide feedback and the round-trip blocks of extended reports.
 *
 * <p>Spec: RFC 3550 section 6, RFC 4585, RFC 5104 (FIR), RFC 5506 (reduced size), RFC 3611 (XR),
 * draft-alvestrand-rmcat-remb-03, draft-holmer-rmcat-transport-wide-cc-extensions-01. Thread: the owning media loop;
 * readers and writers are reused, packet by packet. Read {@link io.zvonok.media.rtcp.RtcpReader} first.
 */
@NullMarked
package io.zvonok.media.rtcp;

import org.jspecify.annotations.NullMarked;
