package io.zvonok.media.dtls;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Writes records, and takes datagrams apart. */
final class TestRecords {
    static final int CHANGE_CIPHER_SPEC = 20;
    static final int ALERT = 21;
    static final int HANDSHAKE = 22;
    static final int APPLICATION_DATA = 23;

    private TestRecords() {}

    static byte[] record(int type, int epoch, long sequenceNumber, byte[] fragment) {
        return ByteBuffer.allocate(13 + fragment.length)
                .put((byte) type)
                .putShort((short) 0xFEFD)
                .putShort((short) epoch)
                .putShort((short) (sequenceNumber >>> 32))
                .putInt((int) sequenceNumber)
                .putShort((short) fragment.length)
                .put(fragment)
                .array();
    }

    static byte[] message(int type, int length, int number, int offset, int fragmentLength) {
        return fragment(type, length, number, offset, new byte[fragmentLength]);
    }

    private static byte[] fragment(int type, int length, int number, int offset, byte[] bytes) {
        return ByteBuffer.allocate(12 + bytes.length)
                .putInt(type << 24 | length)
                .putShort((short) number)
                .put((byte) (offset >>> 16))
                .putShort((short) offset)
                .put((byte) (bytes.length >>> 16))
                .putShort((short) bytes.length)
                .put(bytes)
                .array();
    }

    static List<byte[]> recordsOf(byte[] datagram) {
        List<byte[]> records = new ArrayList<>();
        for (int at = 0; at < datagram.length; ) {
            int end = at + 13 + (ByteBuffer.wrap(datagram).getShort(at + 11) & 0xFFFF);
            records.add(Arrays.copyOfRange(datagram, at, end));
            at = end;
        }
        return records;
    }

    /** The message of a record of one whole message, cut anew at {@code [from, to)}, as record {@code sequenceNumber}. */
    static byte[] recut(byte[] record, int from, int to, long sequenceNumber) {
        int length = ByteBuffer.wrap(record).getInt(13) & 0xFFFFFF;
        byte[] body = Arrays.copyOfRange(record, 25, 25 + length);
        return record(
                HANDSHAKE,
                0,
                sequenceNumber,
                fragment(record[13], length, 0, from, Arrays.copyOfRange(body, from, to)));
    }

    static byte[] concat(List<byte[]> parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        parts.forEach(out::writeBytes);
        return out.toByteArray();
    }
}
