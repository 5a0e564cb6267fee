/**
 * One SSRC, one direction: loss, jitter, NACK, retransmission and the numbers for sender and receiver reports.
 *
 * <p>Spec: RFC 3550 sections 6.4, A.1, A.3, A.8, RFC 4585 section 6.2.1 (NACK), RFC 4588 (RTX). Thread: the owning
 * media loop. Read {@link io.zvonok.media.stream.ReceiveStream} first, then {@link io.zvonok.media.stream.SendStream}.
 */
@NullMarked
package io.zvonok.media.stream;

import org.jspecify.annotations.NullMarked;
