package io.zvonok.media.srtp;

import java.security.GeneralSecurityException;

/**
 * Encrypts and authenticates the packets of one direction under its session keys, from one array into another. What index
 * a packet has, and that no index is used twice, is its caller's business.
 *
 * <p>Session keys do not depend on the SSRC (RFC 3711 section 4.3), so that one cipher serves all streams of a transport.
 *
 * <p>Thread: the owning media loop.
 */
interface PacketSealer {
    /**
     * Writes the protected packet.
     *
     * @param headerLength of the RTP header with CSRCs and extension: it stays readable
     * @param index rollover counter and sequence number, 48 bits
     * @param out another array than {@code in}, with room for the tag
     * @return the length written
     */
    int sealRtp(byte[] in, int offset, int headerLength, int length, long index, byte[] out, int outOffset)
            throws GeneralSecurityException;

    /** Writes the protected compound with its SRTCP index, 31 bits; as {@link #sealRtp}. */
    int sealRtcp(byte[] in, int offset, int length, int index, byte[] out, int outOffset)
            throws GeneralSecurityException;
}
