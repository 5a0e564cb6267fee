package io.zvonok.media.rtcp;

/**
 * What one compound RTCP packet says, in its order. Sequence numbers are 0..65535, unsigned 32-bit values sit in
 * {@code int}.
 *
 * <p>Thread: called within {@link RtcpReader#read}.
 */
public interface RtcpListener {
    default void onSenderReport(int ssrc, long ntp, int rtpTimestamp, int packetCount, int octetCount) {}

    /**
     * @param fractionLost 0..255, in 1/256
     * @param cumulativeLost signed: duplicates can make it negative
     * @param lastSr middle 32 bits of the NTP time of the last sender report, 0 if there was none
     * @param delaySinceLastSr in 1/65536 s
     */
    default void onReportBlock(
            int senderSsrc,
            int ssrc,
            int fractionLost,
            int cumulativeLost,
            int extendedHighest,
            int jitter,
            int lastSr,
            int delaySinceLastSr) {}

    /** Once per sequence number, at most {@link RtcpReader#MAX_NACKED} times a compound. */
    default void onNack(int senderSsrc, int mediaSsrc, int sequenceNumber) {}

    default void onPli(int senderSsrc, int mediaSsrc) {}

    /** Once per entry; {@code firSequence} is 0..255, and a repeated one repeats the same request. */
    default void onFir(int senderSsrc, int mediaSsrc, int firSequence) {}

    default void onRemb(int senderSsrc, long bitrateBps) {}

    /** The bytes are valid during the call; read them with {@link TwccFeedbackReader}. */
    default void onTransportFeedback(int senderSsrc, int mediaSsrc, byte[] array, int offset, int length) {}

    /** The peer's own clock, to be answered by a DLRR block (RFC 3611 section 4.4). */
    default void onReceiverReferenceTime(int ssrc, long ntp) {}

    /** The answer to a receiver reference time that {@code ssrc} sent (RFC 3611 section 4.5). */
    default void onDlrr(int ssrc, int lastRr, int delaySinceLastRr) {}

    default void onBye(int ssrc) {}
}
