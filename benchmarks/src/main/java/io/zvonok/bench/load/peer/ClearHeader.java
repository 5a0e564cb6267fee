package io.zvonok.bench.load.peer;

import io.zvonok.media.rtp.BigEndian;

/**
 * The part of an SRTP packet that is not encrypted: header and extensions. Reused.
 *
 * <p>Spec: RFC 3550 section 5.1, RFC 8285 section 4. Thread: the loop.
 */
final class ClearHeader {
    private static final int ONE_BYTE_PROFILE = 0xBEDE;

    private byte[] array = {};
    private int end;

    /** False if it is no RTP header. Extensions beyond {@code available} are not seen. */
    boolean wrap(byte[] packet, int available) {
        array = packet;
        end = available;
        return available >= 12 && (packet[0] & 0xC0) == 0x80;
    }

    int payloadType() {
        return array[1] & 0x7F;
    }

    int sequenceNumber() {
        return BigEndian.get16(array, 2);
    }

    int rtpTimestamp() {
        return BigEndian.get32(array, 4);
    }

    int ssrc() {
        return BigEndian.get32(array, 8);
    }

    /** The 16-bit value of an extension, or -1 if it is not there. */
    int extension16(int id) {
        int at = 12 + 4 * (array[0] & 0x0F);
        if ((array[0] & 0x10) == 0 || at + 4 > end) {
            return -1;
        }
        boolean oneByte = BigEndian.get16(array, at) == ONE_BYTE_PROFILE;
        int stop = Math.min(end, at + 4 + 4 * BigEndian.get16(array, at + 2));
        at += 4;
        while (at < stop) {
            int first = array[at] & 0xFF;
            if (first == 0) {
                at++;
                continue;
            }
            int element = oneByte ? first >> 4 : first;
            int header = oneByte ? 1 : 2;
            if (at + header > stop) {
                return -1;
            }
            int length = oneByte ? (first & 0x0F) + 1 : array[at + 1] & 0xFF;
            if (element == id) {
                return length >= 2 && at + header + 2 <= stop ? BigEndian.get16(array, at + header) : -1;
            }
            at += header + length;
        }
        return -1;
    }
}
