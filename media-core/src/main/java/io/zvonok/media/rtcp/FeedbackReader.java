package io.zvonok.media.rtcp;

import static io.zvonok.media.rtp.BigEndian.get16;
import static io.zvonok.media.rtp.BigEndian.get24;
import static io.zvonok.media.rtp.BigEndian.get32;
import static io.zvonok.media.rtp.BigEndian.get8;

/**
 * Reads the bodies of transport layer (205) and payload specific (206) feedback.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                  SSRC of packet sender                        |  every feedback
 * |                  SSRC of media source                         |
 * +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
 * |            PID                |             BLP               |  NACK (205, 1), once or more
 * +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
 * |                              SSRC                             |  FIR (206, 4), once or more
 * | Seq nr.       |    Reserved = 0                               |
 * +=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+=+
 * |  Unique identifier 'R' 'E' 'M' 'B'                            |  REMB (206, 15)
 * |  Num SSRC     | BR Exp    |  BR Mantissa                      |
 * |   SSRC feedback, Num SSRC times                               |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * </pre>
 *
 * <p>PLI (206, 1) has nothing behind the two SSRCs; for transport-wide feedback (205, 15) see
 * {@link TwccFeedbackReader}.
 *
 * <p>Spec: RFC 4585 sections 6.1 to 6.3, RFC 5104 section 4.3.1, draft-alvestrand-rmcat-remb-03 section 2.2.
 * <p>Thread: the owning media loop.
 */
final class FeedbackReader {
    private static final int SSRCS_LENGTH = 8;

    private int nacksLeft;

    /** Starts a compound, of which so many NACKed sequence numbers are delivered. */
    void begin(int maxNacked) {
        nacksLeft = maxNacked;
    }

    boolean readTransport(byte[] a, int body, int end, int format, RtcpListener listener) {
        if (format != RtcpType.FORMAT_NACK && format != RtcpType.FORMAT_TWCC) {
            return true;
        }
        int fci = body + SSRCS_LENGTH;
        if (fci > end) {
            return false;
        }
        if (format == RtcpType.FORMAT_NACK) {
            return readNack(a, body, end, listener);
        }
        listener.onTransportFeedback(get32(a, body), get32(a, body + 4), a, fci, end - fci);
        return true;
    }

    boolean readPayload(byte[] a, int body, int end, int format, RtcpListener listener) {
        switch (format) {
            case RtcpType.FORMAT_PLI:
                return readPli(a, body, end, listener);
            case RtcpType.FORMAT_FIR:
                return readFir(a, body, end, listener);
            case RtcpType.FORMAT_APPLICATION:
                return !isRemb(a, body + SSRCS_LENGTH, end) || readRemb(a, body, end, listener);
            default:
                return true;
        }
    }

    private boolean readNack(byte[] a, int body, int end, RtcpListener listener) {
        int item = body + SSRCS_LENGTH;
        if (end - item < 4) {
            return false;
        }
        int senderSsrc = get32(a, body);
        int mediaSsrc = get32(a, body + 4);
        for (; end - item >= 4; item += 4) {
            int first = get16(a, item);
            deliverNack(senderSsrc, mediaSsrc, first, listener);
            int bits = get16(a, item + 2);
            for (int i = 0; i < 16; i++) {
                if ((bits >> i & 1) != 0) {
                    deliverNack(senderSsrc, mediaSsrc, (first + 1 + i) & 0xFFFF, listener);
                }
            }
        }
        return true;
    }

    private void deliverNack(int senderSsrc, int mediaSsrc, int sequenceNumber, RtcpListener listener) {
        if (nacksLeft > 0) {
            nacksLeft--;
            listener.onNack(senderSsrc, mediaSsrc, sequenceNumber);
        }
    }

    private static boolean readPli(byte[] a, int body, int end, RtcpListener listener) {
        if (end - body < SSRCS_LENGTH) {
            return false;
        }
        listener.onPli(get32(a, body), get32(a, body + 4));
        return true;
    }

    /** "The SSRC of media source is not used and SHALL be set to 0": each entry names its own. */
    private static boolean readFir(byte[] a, int body, int end, RtcpListener listener) {
        int entry = body + SSRCS_LENGTH;
        if (end - entry < 8) {
            return false;
        }
        for (; end - entry >= 8; entry += 8) {
            listener.onFir(get32(a, body), get32(a, entry), get8(a, entry + 4));
        }
        return true;
    }

    private static boolean isRemb(byte[] a, int fci, int end) {
        return end - fci >= 4 && get32(a, fci) == RtcpType.REMB;
    }

    private static boolean readRemb(byte[] a, int body, int end, RtcpListener listener) {
        int fci = body + SSRCS_LENGTH;
        if (end - fci < 8 || end - fci < 8 + 4 * get8(a, fci + 4)) {
            return false;
        }
        int exponent = get8(a, fci + 5) >> 2;
        long mantissa = get24(a, fci + 5) & 0x3FFFF;
        long bitrateBps = mantissa << exponent;
        if (bitrateBps >> exponent != mantissa) {
            return false; // more than 63 bits
        }
        listener.onRemb(get32(a, body), bitrateBps);
        return true;
    }
}
