package io.zvonok.media.rtcp;

import static io.zvonok.media.rtp.BigEndian.put16;
import static io.zvonok.media.rtp.BigEndian.put24;
import static io.zvonok.media.rtp.BigEndian.put32;
import static io.zvonok.media.rtp.BigEndian.put64;
import static io.zvonok.media.rtp.BigEndian.put8;

import io.zvonok.media.rtp.SequenceNumbers;

/**
 * Builds one compound RTCP packet in a caller's array. Each method appends one packet; false means that it did not fit
 * before the limit and nothing was appended. Layouts: see {@link RtcpReader}, {@link FeedbackReader},
 * {@link ExtendedReportReader} and {@link TwccFeedbackReader}.
 *
 * <p>Spec: RFC 3550 section 6 and those of the readers. Thread: the owning media loop.
 */
public final class RtcpWriter {
    private static final int MAX_REPORT_BLOCKS = 31;
    private static final int REPORT_BLOCK_LENGTH = 24;
    private static final int REMB_MAX_MANTISSA = 0x3FFFF;

    private byte[] out = {};
    private int offset;
    private int limit;
    private int position;
    /** Where the report starts that report blocks go to; -1 if the last packet is no report. */
    private int report = -1;

    /** Starts a compound at {@code offset}; nothing is written at or behind the absolute index {@code limit}. */
    public void begin(byte[] out, int offset, int limit) {
        this.out = out;
        this.offset = offset;
        this.limit = limit;
        position = offset;
        report = -1;
    }

    /** Bytes of the compound so far. */
    public int length() {
        return position - offset;
    }

    public boolean senderReport(int ssrc, long ntp, int rtpTimestamp, int packetCount, int octetCount) {
        int body = open(0, RtcpType.SENDER_REPORT, 24);
        if (body < 0) {
            return false;
        }
        put32(out, body, ssrc);
        put64(out, body + 4, ntp);
        put32(out, body + 12, rtpTimestamp);
        put32(out, body + 16, packetCount);
        put32(out, body + 20, octetCount);
        report = body - RtcpType.HEADER_LENGTH;
        return true;
    }

    public boolean receiverReport(int ssrc) {
        int body = open(0, RtcpType.RECEIVER_REPORT, 4);
        if (body < 0) {
            return false;
        }
        put32(out, body, ssrc);
        report = body - RtcpType.HEADER_LENGTH;
        return true;
    }

    /**
     * Appends a block to the report just written. False if it has 31 already, or the block does not fit.
     *
     * @param cumulativeLost signed; clamped to 24 bits
     */
    public boolean reportBlock(
            int ssrc,
            int fractionLost,
            int cumulativeLost,
            int extendedHighest,
            int jitter,
            int lastSr,
            int delaySinceLastSr) {
        if (report < 0) {
            throw new IllegalStateException("a report block without a report before it");
        }
        int count = out[report] & 0x1F;
        if (count == MAX_REPORT_BLOCKS || limit - position < REPORT_BLOCK_LENGTH) {
            return false;
        }
        put32(out, position, ssrc);
        put8(out, position + 4, fractionLost);
        put24(out, position + 5, Math.max(-0x80_0000, Math.min(0x7F_FFFF, cumulativeLost)));
        put32(out, position + 8, extendedHighest);
        put32(out, position + 12, jitter);
        put32(out, position + 16, lastSr);
        put32(out, position + 20, delaySinceLastSr);
        position += REPORT_BLOCK_LENGTH;
        put8(out, report, 0x80 | count + 1);
        put16(out, report + 2, (position - report) / 4 - 1);
        return true;
    }

    /** A source description with one chunk: CNAME, at most 255 ASCII characters. */
    public boolean sdesCname(int ssrc, String cname) {
        int textLength = cname.length();
        if (textLength > 255) {
            throw new IllegalArgumentException("CNAME of " + textLength + " characters");
        }
        int chunkLength = (4 + 2 + textLength + 4) & ~3; // at least one zero byte ends the items
        int body = open(1, RtcpType.SOURCE_DESCRIPTION, chunkLength);
        if (body < 0) {
            return false;
        }
        put32(out, body, ssrc);
        put8(out, body + 4, RtcpType.SDES_CNAME);
        put8(out, body + 5, textLength);
        for (int i = 0; i < textLength; i++) {
            put8(out, body + 6 + i, cname.charAt(i));
        }
        for (int i = body + 6 + textLength; i < position; i++) {
            out[i] = 0;
        }
        return true;
    }

    /**
     * Asks for the first {@code count} of these sequence numbers, which ascend. False if they do not all fit; true, and
     * nothing is appended, if there are none.
     */
    public boolean nack(int senderSsrc, int mediaSsrc, int[] sequenceNumbers, int count) {
        int items = countNackItems(sequenceNumbers, count);
        if (items == 0) {
            return true;
        }
        int body = openFeedback(RtcpType.TRANSPORT_FEEDBACK, RtcpType.FORMAT_NACK, senderSsrc, mediaSsrc, 4 * items);
        if (body < 0) {
            return false;
        }
        int next = 0;
        for (int item = body; item < position; item += 4) {
            int first = sequenceNumbers[next];
            int bits = 0;
            while (next < count && isCovered(sequenceNumbers[next], first)) {
                int delta = SequenceNumbers.delta(sequenceNumbers[next++], first);
                bits |= delta == 0 ? 0 : 1 << (delta - 1);
            }
            put16(out, item, first);
            put16(out, item + 2, bits);
        }
        return true;
    }

    public boolean pli(int senderSsrc, int mediaSsrc) {
        return openFeedback(RtcpType.PAYLOAD_FEEDBACK, RtcpType.FORMAT_PLI, senderSsrc, mediaSsrc, 0) >= 0;
    }

    public boolean fir(int senderSsrc, int mediaSsrc, int firSequence) {
        int body = openFeedback(RtcpType.PAYLOAD_FEEDBACK, RtcpType.FORMAT_FIR, senderSsrc, 0, 8);
        if (body < 0) {
            return false;
        }
        put32(out, body, mediaSsrc);
        put32(out, body + 4, firSequence << 24);
        return true;
    }

    /** At most 255 SSRCs; the bit rate is rounded down to 18 significant bits. */
    public boolean remb(int senderSsrc, long bitrateBps, int... ssrcs) {
        if (ssrcs.length > 255 || bitrateBps < 0) {
            throw new IllegalArgumentException("REMB of " + bitrateBps + " bps for " + ssrcs.length + " SSRCs");
        }
        int fciLength = 8 + 4 * ssrcs.length;
        int body = openFeedback(RtcpType.PAYLOAD_FEEDBACK, RtcpType.FORMAT_APPLICATION, senderSsrc, 0, fciLength);
        if (body < 0) {
            return false;
        }
        int exponent = 0;
        while (bitrateBps >> exponent > REMB_MAX_MANTISSA) {
            exponent++;
        }
        put32(out, body, RtcpType.REMB);
        put32(out, body + 4, ssrcs.length << 24 | exponent << 18 | (int) (bitrateBps >> exponent));
        for (int i = 0; i < ssrcs.length; i++) {
            put32(out, body + 8 + 4 * i, ssrcs[i]);
        }
        return true;
    }

    public boolean bye(int ssrc) {
        int body = open(1, RtcpType.BYE, 4);
        if (body < 0) {
            return false;
        }
        put32(out, body, ssrc);
        return true;
    }

    /** Our own clock, for a peer that answers with a DLRR block. */
    public boolean receiverReferenceTime(int senderSsrc, long ntp) {
        int block = openExtendedReport(senderSsrc, RtcpType.XR_RECEIVER_REFERENCE_TIME, 8);
        if (block < 0) {
            return false;
        }
        put64(out, block, ntp);
        return true;
    }

    /** The answer to the receiver reference time that {@code aboutSsrc} sent. */
    public boolean dlrr(int senderSsrc, int aboutSsrc, int lastRr, int delaySinceLastRr) {
        int block = openExtendedReport(senderSsrc, RtcpType.XR_DLRR, 12);
        if (block < 0) {
            return false;
        }
        put32(out, block, aboutSsrc);
        put32(out, block + 4, lastRr);
        put32(out, block + 8, delaySinceLastRr);
        return true;
    }

    /** An empty feedback is not written; that is false too. */
    public boolean transportFeedback(int senderSsrc, int mediaSsrc, TwccFeedback feedback) {
        if (feedback.statuses() == 0) {
            return false;
        }
        int fciLength = feedback.prepare();
        int padding = -fciLength & 3;
        int body = openFeedback(
                RtcpType.TRANSPORT_FEEDBACK, RtcpType.FORMAT_TWCC, senderSsrc, mediaSsrc, fciLength + padding);
        if (body < 0) {
            return false;
        }
        int end = feedback.write(out, body);
        if (padding > 0) {
            out[body - 12] |= 0x20;
            while (end < position - 1) {
                out[end++] = 0;
            }
            put8(out, end, padding);
        }
        return true;
    }

    /** A packet's header. Returns where its body starts, or -1 if it does not fit. */
    private int open(int count, int type, int bodyLength) {
        if (limit - position < RtcpType.HEADER_LENGTH + bodyLength) {
            return -1;
        }
        put8(out, position, 0x80 | count);
        put8(out, position + 1, type);
        put16(out, position + 2, bodyLength / 4);
        int body = position + RtcpType.HEADER_LENGTH;
        position = body + bodyLength;
        report = -1;
        return body;
    }

    /** Header and the two SSRCs of a feedback. Returns where its FCI starts, or -1. */
    private int openFeedback(int type, int format, int senderSsrc, int mediaSsrc, int fciLength) {
        int body = open(format, type, 8 + fciLength);
        if (body < 0) {
            return -1;
        }
        put32(out, body, senderSsrc);
        put32(out, body + 4, mediaSsrc);
        return body + 8;
    }

    /** An extended report with one block. Returns where the block's contents start, or -1. */
    private int openExtendedReport(int senderSsrc, int blockType, int contentsLength) {
        int body = open(0, RtcpType.EXTENDED_REPORT, 8 + contentsLength);
        if (body < 0) {
            return -1;
        }
        put32(out, body, senderSsrc);
        put32(out, body + 4, blockType << 24 | contentsLength / 4);
        return body + 8;
    }

    private static int countNackItems(int[] sequenceNumbers, int count) {
        int items = 0;
        int first = 0;
        for (int i = 0; i < count; i++) {
            if (items == 0 || !isCovered(sequenceNumbers[i], first)) {
                items++;
                first = sequenceNumbers[i];
            }
        }
        return items;
    }

    /** An item names its first sequence number and any of the 16 after it. */
    private static boolean isCovered(int sequenceNumber, int first) {
        int delta = SequenceNumbers.delta(sequenceNumber, first);
        return delta >= 0 && delta <= 16;
    }
}
