package io.zvonok.media.rtcp;

import static io.zvonok.media.rtp.BigEndian.get16;
import static io.zvonok.media.rtp.BigEndian.get24;
import static io.zvonok.media.rtp.BigEndian.get32;
import static io.zvonok.media.rtp.BigEndian.get64;
import static io.zvonok.media.rtp.BigEndian.get8;

/**
 * Reads a compound RTCP packet. Any packet may come first (reduced size, RFC 5506), unknown types are skipped, and each
 * packet is checked as a whole before it is delivered.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |V=2|P|RC/SC/FMT|      PT       |   length in words, minus one  |  every packet
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                         SSRC of sender                        |  SR (200) and RR (201)
 * +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
 * |                    NTP timestamp, 64 bits                     |  SR only
 * |                                                               |
 * |                         RTP timestamp                         |
 * |                     sender's packet count                     |
 * |                      sender's octet count                     |
 * +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
 * |                       SSRC of the source                      |  SR and RR, RC times
 * | fraction lost |       cumulative number of packets lost       |
 * |           extended highest sequence number received           |
 * |                      interarrival jitter                      |
 * |                         last SR (LSR)                         |
 * |                   delay since last SR (DLSR)                  |
 * +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
 * |                    SSRC, SC times                             |  BYE (203)
 * |    length     |   optional reason for leaving ...             |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>Spec: RFC 3550 sections 6.4 and 6.6. Thread: the owning media loop.
 */
public final class RtcpReader {
    /** NACKed sequence numbers delivered of one compound; the rest of them is ignored. */
    public static final int MAX_NACKED = 1000;

    private static final int SENDER_INFO_LENGTH = 20;
    private static final int REPORT_BLOCK_LENGTH = 24;

    private final FeedbackReader feedback = new FeedbackReader();

    /**
     * Reads packet after packet and delivers what they say.
     *
     * @return false if a packet is malformed; what came before it has been delivered, it and what follows has not
     */
    public boolean read(byte[] array, int offset, int length, RtcpListener listener) {
        feedback.begin(MAX_NACKED);
        int end = offset + length;
        int packet = offset;
        do {
            if (end - packet < RtcpType.HEADER_LENGTH || (array[packet] & 0xC0) != 0x80) {
                return false;
            }
            int packetEnd = packet + RtcpType.HEADER_LENGTH + 4 * get16(array, packet + 2);
            if (packetEnd > end || !readPacket(array, packet, packetEnd, listener)) {
                return false;
            }
            packet = packetEnd;
        } while (packet < end);
        return true;
    }

    private boolean readPacket(byte[] a, int packet, int packetEnd, RtcpListener listener) {
        int body = packet + RtcpType.HEADER_LENGTH;
        int bodyEnd = packetEnd - paddingLength(a, packet, packetEnd);
        if (bodyEnd < body) {
            return false;
        }
        int count = a[packet] & 0x1F;
        switch (get8(a, packet + 1)) {
            case RtcpType.SENDER_REPORT:
                return readSenderReport(a, body, bodyEnd, count, listener);
            case RtcpType.RECEIVER_REPORT:
                return bodyEnd - body >= 4 && readBlocks(a, get32(a, body), body + 4, bodyEnd, count, listener);
            case RtcpType.BYE:
                return readBye(a, body, bodyEnd, count, listener);
            case RtcpType.TRANSPORT_FEEDBACK:
                return feedback.readTransport(a, body, bodyEnd, count, listener);
            case RtcpType.PAYLOAD_FEEDBACK:
                return feedback.readPayload(a, body, bodyEnd, count, listener);
            case RtcpType.EXTENDED_REPORT:
                return ExtendedReportReader.read(a, body, bodyEnd, listener);
            default:
                return true;
        }
    }

    /**
     * The last byte counts the padding, itself included; more than the whole packet if it is malformed. RFC 3550 wants
     * a multiple of four, but transport-wide feedback is padded by 1 to 3 bytes, and not only in the last packet.
     */
    private static int paddingLength(byte[] a, int packet, int packetEnd) {
        if ((a[packet] & 0x20) == 0) {
            return 0;
        }
        int padding = get8(a, packetEnd - 1); // without a body that is the length field's last byte: 0
        return padding > 0 ? padding : Integer.MAX_VALUE;
    }

    private static boolean readSenderReport(byte[] a, int body, int end, int count, RtcpListener listener) {
        int blocks = body + 4 + SENDER_INFO_LENGTH;
        if (blocks + count * REPORT_BLOCK_LENGTH > end) {
            return false;
        }
        int ssrc = get32(a, body);
        listener.onSenderReport(
                ssrc, get64(a, body + 4), get32(a, body + 12), get32(a, body + 16), get32(a, body + 20));
        return readBlocks(a, ssrc, blocks, end, count, listener);
    }

    private static boolean readBlocks(byte[] a, int senderSsrc, int blocks, int end, int count, RtcpListener listener) {
        if (blocks + count * REPORT_BLOCK_LENGTH > end) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            int block = blocks + i * REPORT_BLOCK_LENGTH;
            listener.onReportBlock(
                    senderSsrc,
                    get32(a, block),
                    get8(a, block + 4),
                    get24(a, block + 5) << 8 >> 8, // 24 bits with sign
                    get32(a, block + 8),
                    get32(a, block + 12),
                    get32(a, block + 16),
                    get32(a, block + 20));
        }
        return true;
    }

    private static boolean readBye(byte[] a, int body, int end, int count, RtcpListener listener) {
        int reason = body + 4 * count;
        if (reason > end || (reason < end && reason + 1 + get8(a, reason) > end)) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            listener.onBye(get32(a, body + 4 * i));
        }
        return true;
    }
}
