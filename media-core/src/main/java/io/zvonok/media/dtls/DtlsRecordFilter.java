package io.zvonok.media.dtls;

/**
 * Looks at records before the library does, because one forged record can end an association of the library, and one
 * declared length can make it allocate 16 MiB.
 *
 * <pre>
 *  0      1         3         5                      11        13
 * +------+---------+---------+----------------------+---------+------------ - -
 * | type | version | epoch   | sequence number (48) | length  | fragment
 * +------+---------+---------+----------------------+---------+------------ - -
 *
 * A handshake fragment holds messages or parts of them:
 *  0      1         4         6         9                  12
 * +------+---------+---------+---------+------------------+-------- - -
 * | type | length  | message | fragment| fragment length  | bytes
 * +------+---------+---------+---------+------------------+-------- - -
 * </pre>
 *
 * <p>Spec: RFC 6347 sections 4.1 and 4.2.2; P8, P10 of this project. Thread: the owning media loop.
 */
final class DtlsRecordFilter {
    static final int HEADER_LENGTH = 13;

    /** Explicit nonce and tag of AES-GCM, the only kind of cipher we offer; a shorter one would be fatal. */
    static final int AEAD_OVERHEAD = 24;

    static final int MAX_MESSAGE_LENGTH = 16 * 1024;

    /** Declared lengths of all messages of a handshake; see {@link RecordTransport#MAX_HELD_BYTES}. */
    static final int MAX_DECLARED_BYTES = 32 * 1024;

    /** Message numbers of a handshake end at 8, with HelloVerifyRequest, CertificateStatus and NewSessionTicket. */
    static final int MAX_MESSAGES = 12;

    /** A handshake with many retransmissions takes about a hundred; small ones are costly to put together. */
    static final int MAX_FRAGMENTS = 1000;

    private static final int ALERT = 21;
    private static final int CHANGE_CIPHER_SPEC = 20;
    private static final int HANDSHAKE = 22;
    private static final int CLIENT_HELLO = 1;
    private static final int DTLS_1_0 = 0xFEFF;
    private static final int DTLS_1_2 = 0xFEFD;
    private static final int MESSAGE_HEADER_LENGTH = 12;

    private final int[] declaredLengths = new int[MAX_MESSAGES];
    private int declaredBytes;
    private int fragments;
    private boolean established;

    /** After the handshake nothing of epoch 0 is taken but repeated handshake messages (P10). */
    void established() {
        established = true;
    }

    /** Length of the record at {@code at}, with its header; -1 if what is there, up to {@code end}, is none. */
    static int recordLength(byte[] array, int at, int end) {
        if (end - at < HEADER_LENGTH) {
            return -1;
        }
        int version = uint16(array, at + 1);
        int length = HEADER_LENGTH + uint16(array, at + 11);
        boolean known = version == DTLS_1_0 || version == DTLS_1_2;
        return known && length <= end - at && length <= RecordTransport.MAX_RECORD ? length : -1;
    }

    /** True if the record holds a ClientHello or its first fragments: the only thing that starts a handshake. */
    static boolean isClientHello(byte[] array, int at, int recordLength) {
        return array[at] == HANDSHAKE
                && uint16(array, at + 3) == 0
                && recordLength > HEADER_LENGTH
                && array[at + HEADER_LENGTH] == CLIENT_HELLO;
    }

    /** True if the library may see this record, which {@link #recordLength} has measured. */
    boolean accepts(byte[] array, int at, int recordLength) {
        int type = array[at];
        int epoch = uint16(array, at + 3);
        int fragment = at + HEADER_LENGTH;
        int fragmentLength = recordLength - HEADER_LENGTH;
        if (epoch == 1) {
            return (type == HANDSHAKE || type == ALERT) && fragmentLength >= AEAD_OVERHEAD;
        }
        if (epoch != 0) {
            return false;
        }
        return switch (type) {
            case HANDSHAKE -> acceptsMessages(array, fragment, fragment + fragmentLength);
            case CHANGE_CIPHER_SPEC -> !established && fragmentLength == 1 && array[fragment] == 1;
            case ALERT -> !established && fragmentLength == 2;
            default -> false;
        };
    }

    private boolean acceptsMessages(byte[] array, int from, int end) {
        int at = from;
        while (end - at >= MESSAGE_HEADER_LENGTH) {
            int length = uint24(array, at + 1);
            int number = uint16(array, at + 4);
            int offset = uint24(array, at + 6);
            int fragmentLength = uint24(array, at + 9);
            if (length > MAX_MESSAGE_LENGTH
                    || offset + fragmentLength > length
                    || (fragmentLength == 0 && length != 0)
                    || fragmentLength > end - at - MESSAGE_HEADER_LENGTH
                    || !account(number, length)) {
                return false;
            }
            at += MESSAGE_HEADER_LENGTH + fragmentLength;
        }
        return at == end && at > from;
    }

    /** The library allocates what a first fragment declares, before anything is authenticated. */
    private boolean account(int number, int length) {
        if (established) {
            return true;
        }
        if (number >= MAX_MESSAGES || fragments >= MAX_FRAGMENTS) {
            return false;
        }
        int more = Math.max(0, length - declaredLengths[number]);
        if (declaredBytes + more > MAX_DECLARED_BYTES) {
            return false;
        }
        fragments++;
        declaredBytes += more;
        declaredLengths[number] += more;
        return true;
    }

    private static int uint16(byte[] array, int at) {
        return (array[at] & 0xFF) << 8 | (array[at + 1] & 0xFF);
    }

    private static int uint24(byte[] array, int at) {
        return (array[at] & 0xFF) << 16 | uint16(array, at + 1);
    }
}
