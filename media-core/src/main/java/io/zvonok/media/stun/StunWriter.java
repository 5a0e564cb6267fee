package io.zvonok.media.stun;

import static io.zvonok.media.stun.StunWire.*;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes whole Binding messages, each with MESSAGE-INTEGRITY and FINGERPRINT.
 *
 * <p>No SOFTWARE and no reason phrases: a response is never longer than the request of a connectivity check plus 32
 * bytes (P4), so nobody is worth reflecting through us.
 *
 * <p>Spec: RFC 8489 sections 6.1 and 14, RFC 8445 section 7.1. Thread: any; no state.
 */
public final class StunWriter {
    private static final int TAIL_LENGTH = ATTRIBUTE_HEADER_LENGTH + INTEGRITY_LENGTH + ATTRIBUTE_HEADER_LENGTH + 4;

    private StunWriter() {}

    /**
     * A connectivity check.
     *
     * @param transactionId 12 unpredictable bytes
     * @param username the addressee's ufrag, a colon, our ufrag
     * @param controlling the role we claim
     * @param key the addressee's password
     */
    public static byte[] bindingRequest(
            byte[] transactionId,
            String username,
            long priority,
            boolean controlling,
            long tieBreaker,
            boolean useCandidate,
            byte[] key) {
        byte[] name = username.getBytes(StandardCharsets.UTF_8);
        int bodyLength = 4 + padded(name.length) + 8 + 12 + (useCandidate ? 4 : 0);
        ByteBuffer out = begin(BINDING_REQUEST, transactionId, bodyLength);
        attribute(out, USERNAME, name.length).put(name).position(padded(out.position()));
        attribute(out, PRIORITY, 4).putInt((int) priority);
        attribute(out, controlling ? ICE_CONTROLLING : ICE_CONTROLLED, 8).putLong(tieBreaker);
        if (useCandidate) {
            attribute(out, USE_CANDIDATE, 0);
        }
        return finish(out, key);
    }

    /** The answer to a check that came from {@code mapped}; {@code key} is the password the check was made with. */
    public static byte[] bindingSuccess(byte[] transactionId, InetSocketAddress mapped, byte[] key) {
        byte[] address = mapped.getAddress().getAddress();
        ByteBuffer out = begin(BINDING_SUCCESS, transactionId, 8 + address.length);
        for (int i = 0; i < address.length; i++) { // the mask is the cookie, then the transaction id
            address[i] ^= out.get(4 + i);
        }
        attribute(out, XOR_MAPPED_ADDRESS, 4 + address.length)
                .putShort((short) (address.length == 4 ? FAMILY_IPV4 : FAMILY_IPV6))
                .putShort((short) (mapped.getPort() ^ MAGIC_COOKIE >>> 16))
                .put(address);
        return finish(out, key);
    }

    /** An error answer; {@code unknownAttributes} are listed if there are any, as 420 wants it. */
    public static byte[] bindingError(byte[] transactionId, int code, List<Integer> unknownAttributes, byte[] key) {
        int listLength = 2 * unknownAttributes.size();
        int bodyLength = 8 + (listLength > 0 ? 4 + padded(listLength) : 0);
        ByteBuffer out = begin(BINDING_ERROR, transactionId, bodyLength);
        attribute(out, ERROR_CODE, 4)
                .putShort((short) 0)
                .put((byte) (code / 100))
                .put((byte) (code % 100));
        if (listLength > 0) {
            attribute(out, UNKNOWN_ATTRIBUTES, listLength);
            unknownAttributes.forEach(type -> out.putShort(type.shortValue()));
            out.position(padded(out.position()));
        }
        return finish(out, key);
    }

    private static ByteBuffer begin(int type, byte[] transactionId, int bodyLength) {
        if (transactionId.length != TRANSACTION_ID_LENGTH) {
            throw new IllegalArgumentException("a transaction id has 12 bytes, not " + transactionId.length);
        }
        return ByteBuffer.allocate(HEADER_LENGTH + bodyLength + TAIL_LENGTH)
                .putShort((short) type)
                .putShort((short) (bodyLength + TAIL_LENGTH))
                .putInt(MAGIC_COOKIE)
                .put(transactionId);
    }

    private static ByteBuffer attribute(ByteBuffer out, int type, int length) {
        return out.putShort((short) type).putShort((short) length);
    }

    private static byte[] finish(ByteBuffer out, byte[] key) {
        byte[] array = out.array();
        byte[] tag = integrity(key, array, 0, out.position());
        attribute(out, MESSAGE_INTEGRITY, INTEGRITY_LENGTH).put(tag);
        int crc = fingerprint(array, 0, out.position());
        attribute(out, FINGERPRINT, 4).putInt(crc);
        return array;
    }
}
