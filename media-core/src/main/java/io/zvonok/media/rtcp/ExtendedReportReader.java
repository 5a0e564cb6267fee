package io.zvonok.media.rtcp;

import static io.zvonok.media.rtp.BigEndian.get16;
import static io.zvonok.media.rtp.BigEndian.get32;
import static io.zvonok.media.rtp.BigEndian.get64;
import static io.zvonok.media.rtp.BigEndian.get8;

/**
 * Reads the body of an extended report (207): the two blocks that let someone who sends no media measure the round
 * trip. Other blocks are skipped.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                              SSRC                             |  of the packet
 * +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
 * |     BT=4      |   reserved    |       block length = 2        |  receiver reference time
 * |                    NTP timestamp, 64 bits                     |
 * |                                                               |
 * +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
 * |     BT=5      |   reserved    |       block length = 3 n      |  DLRR, n sub-blocks
 * |                 SSRC_n (SSRC of receiver)                     |
 * |                         last RR (LRR)                         |
 * |                   delay since last RR (DLRR)                  |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>Spec: RFC 3611 sections 2, 3, 4.4 and 4.5. Thread: any; no state.
 */
final class ExtendedReportReader {
    private static final int BLOCK_HEADER_LENGTH = 4;
    private static final int SUB_BLOCK_LENGTH = 12;

    private ExtendedReportReader() {}

    static boolean read(byte[] a, int body, int end, RtcpListener listener) {
        if (end - body < 4) {
            return false;
        }
        int ssrc = get32(a, body);
        int block = body + 4;
        while (block < end) {
            if (end - block < BLOCK_HEADER_LENGTH) {
                return false;
            }
            int contents = block + BLOCK_HEADER_LENGTH;
            int length = 4 * get16(a, block + 2);
            if (length > end - contents || !readBlock(a, get8(a, block), ssrc, contents, length, listener)) {
                return false;
            }
            block = contents + length;
        }
        return true;
    }

    private static boolean readBlock(byte[] a, int type, int ssrc, int contents, int length, RtcpListener listener) {
        if (type == RtcpType.XR_RECEIVER_REFERENCE_TIME) {
            if (length != 8) {
                return false;
            }
            listener.onReceiverReferenceTime(ssrc, get64(a, contents));
        } else if (type == RtcpType.XR_DLRR) {
            if (length % SUB_BLOCK_LENGTH != 0) {
                return false;
            }
            for (int i = contents; i < contents + length; i += SUB_BLOCK_LENGTH) {
                listener.onDlrr(get32(a, i), get32(a, i + 4), get32(a, i + 8));
            }
        }
        return true;
    }
}
