package io.zvonok.media.stun;

import static io.zvonok.media.stun.StunWire.*;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A view of one received STUN message: the bytes stay where they are, so it is good until the array is used again.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |0 0|     STUN Message Type     |         Message Length        |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                         Magic Cookie                          |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                     Transaction ID (96 bits)                  |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |      Attribute Type           |            Length             |
 * |                  Value (variable, padded to 32 bits)        ....
 * </pre>
 *
 * <p>Of an attribute that comes twice the first counts, and what stands behind MESSAGE-INTEGRITY does not count at all
 * (RFC 8489 section 14), so nobody can add USE-CANDIDATE to somebody else's message.
 *
 * <p>Spec: RFC 8489 sections 5, 6.3, 14. Thread: any.
 */
public final class StunMessage {
    /** How many unknown attributes are reported, so that a 420 stays small. */
    private static final int MAX_UNKNOWN_REPORTED = 8;

    /** RFC 8839 section 5.4. */
    private static final int MAX_UFRAG_LENGTH = 256;

    private final byte[] array;
    private final int offset;
    private final int integrityAt; // -1: absent
    private final int fingerprintAt; // -1: absent
    private final int attributesEnd; // of those that count

    private StunMessage(byte[] array, int offset, int end, int integrityAt, int fingerprintAt) {
        this.array = array;
        this.offset = offset;
        this.integrityAt = integrityAt;
        this.fingerprintAt = fingerprintAt;
        this.attributesEnd = integrityAt >= 0 ? integrityAt : fingerprintAt >= 0 ? fingerprintAt : end;
    }

    /** True if the header says STUN and the message fills the datagram exactly. */
    public static boolean looksLikeStun(byte[] a, int off, int len) {
        return len >= HEADER_LENGTH
                && (len & 3) == 0
                && (a[off] & 0xC0) == 0
                && uint16(a, off + 2) == len - HEADER_LENGTH
                && int32(a, off + 4) == MAGIC_COOKIE;
    }

    /** Null if the message is malformed. */
    public static @Nullable StunMessage parse(byte[] a, int off, int len) {
        if (!looksLikeStun(a, off, len)) {
            return null;
        }
        int end = off + len;
        int integrityAt = -1;
        int fingerprintAt = -1;
        int at = off + HEADER_LENGTH;
        while (at < end) { // both are multiples of four from off, so an attribute's header is always inside
            int type = uint16(a, at);
            int length = uint16(a, at + 2);
            int next = at + ATTRIBUTE_HEADER_LENGTH + padded(length);
            boolean behindFingerprint = fingerprintAt >= 0; // it is the last one (section 14.7)
            if (next > end || behindFingerprint || !isLengthOf(type, length)) {
                return null;
            }
            if (type == FINGERPRINT) {
                fingerprintAt = at;
            } else if (type == MESSAGE_INTEGRITY && integrityAt < 0) {
                integrityAt = at;
            }
            at = next;
        }
        return new StunMessage(a, off, end, integrityAt, fingerprintAt);
    }

    /**
     * The addressee's ufrag of a Binding request, the part of USERNAME before the colon (RFC 8445 section 7.2.2), or
     * null. A cheap look that says which session a datagram claims to be for; nothing of it is verified.
     */
    public static @Nullable String localUfrag(byte[] a, int off, int len) {
        if (!looksLikeStun(a, off, len) || uint16(a, off) != BINDING_REQUEST) {
            return null;
        }
        return ufragAt(find(USERNAME, a, off + HEADER_LENGTH, off + len), a);
    }

    public boolean isBindingRequest() {
        return type() == BINDING_REQUEST;
    }

    public boolean isBindingSuccess() {
        return type() == BINDING_SUCCESS;
    }

    public boolean isBindingError() {
        return type() == BINDING_ERROR;
    }

    /** A Binding indication, ICE's keepalive (RFC 8445 section 11). */
    public boolean isIndication() {
        return type() == BINDING_INDICATION;
    }

    /** A copy. */
    public byte[] transactionId() {
        int start = offset + TRANSACTION_ID_OFFSET;
        return Arrays.copyOfRange(array, start, start + TRANSACTION_ID_LENGTH);
    }

    public boolean hasTransactionId(byte[] id) {
        int start = offset + TRANSACTION_ID_OFFSET;
        return Arrays.equals(array, start, start + TRANSACTION_ID_LENGTH, id, 0, id.length);
    }

    public @Nullable String username() {
        int at = find(USERNAME);
        return at < 0
                ? null
                : new String(array, at + ATTRIBUTE_HEADER_LENGTH, uint16(array, at + 2), StandardCharsets.UTF_8);
    }

    /** The part of USERNAME before the colon, or null. */
    public @Nullable String localUfrag() {
        return ufragAt(find(USERNAME), array);
    }

    public boolean useCandidate() {
        return find(USE_CANDIDATE) >= 0;
    }

    /** 0 to 2^32 - 1, or -1 if absent. */
    public long priority() {
        int at = find(PRIORITY);
        return at < 0 ? -1 : int32(array, at + ATTRIBUTE_HEADER_LENGTH) & 0xFFFF_FFFFL;
    }

    /** The tie breaker if the sender claims the controlling role. */
    public @Nullable Long iceControlling() {
        int at = find(ICE_CONTROLLING);
        return at < 0 ? null : int64(array, at + ATTRIBUTE_HEADER_LENGTH);
    }

    /** The tie breaker if the sender claims the controlled role. */
    public @Nullable Long iceControlled() {
        int at = find(ICE_CONTROLLED);
        return at < 0 ? null : int64(array, at + ATTRIBUTE_HEADER_LENGTH);
    }

    /** Of an error response; -1 if absent. */
    public int errorCode() {
        int at = find(ERROR_CODE);
        return at < 0 ? -1 : (array[at + 6] & 7) * 100 + (array[at + 7] & 0xFF);
    }

    /** Null if absent or of no known family. */
    public @Nullable InetSocketAddress xorMappedAddress() {
        int at = find(XOR_MAPPED_ADDRESS);
        if (at < 0) {
            return null;
        }
        int value = at + ATTRIBUTE_HEADER_LENGTH;
        int addressLength = uint16(array, at + 2) - 4;
        int family = array[value + 1] & 0xFF;
        if (addressLength != (family == FAMILY_IPV4 ? 4 : family == FAMILY_IPV6 ? 16 : -1)) {
            return null;
        }
        byte[] address = new byte[addressLength];
        for (int i = 0; i < addressLength; i++) { // the mask is the cookie, then the transaction id: bytes 4 to 19
            address[i] = (byte) (array[value + 4 + i] ^ array[offset + 4 + i]);
        }
        int port = uint16(array, value + 2) ^ MAGIC_COOKIE >>> 16;
        try {
            return new InetSocketAddress(InetAddress.getByAddress(address), port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of 4 or 16 bytes is always one", e);
        }
    }

    /** False if MESSAGE-INTEGRITY is absent or does not match; constant time in the key and the tag. */
    public boolean verifyIntegrity(byte[] key) {
        if (integrityAt < 0) {
            return false;
        }
        int value = integrityAt + ATTRIBUTE_HEADER_LENGTH;
        byte[] claimed = Arrays.copyOfRange(array, value, value + INTEGRITY_LENGTH);
        return MessageDigest.isEqual(integrity(key, array, offset, integrityAt), claimed);
    }

    /** False if FINGERPRINT is absent or does not match. */
    public boolean fingerprintValid() {
        return fingerprintAt >= 0
                && int32(array, fingerprintAt + ATTRIBUTE_HEADER_LENGTH) == fingerprint(array, offset, fingerprintAt);
    }

    /** Comprehension-required attributes we do not know, without repetition, the first few of them. */
    public List<Integer> unknownRequiredAttributes() {
        List<Integer> unknown = List.of();
        for (int at = offset + HEADER_LENGTH; at < attributesEnd; at = next(array, at)) {
            int type = uint16(array, at);
            if (type < 0x8000 && !isKnown(type) && !unknown.contains(type) && unknown.size() < MAX_UNKNOWN_REPORTED) {
                unknown = unknown.isEmpty() ? new ArrayList<>() : unknown;
                unknown.add(type);
            }
        }
        return unknown;
    }

    private int type() {
        return uint16(array, offset);
    }

    private int find(int type) {
        return find(type, array, offset + HEADER_LENGTH, attributesEnd);
    }

    /** The index of the first attribute of that type in bounds, else -1. Safe on bytes that were never parsed. */
    private static int find(int type, byte[] a, int from, int end) {
        for (int at = from; end - at >= ATTRIBUTE_HEADER_LENGTH; at = next(a, at)) {
            if (uint16(a, at) == type) {
                return next(a, at) <= end ? at : -1;
            }
        }
        return -1;
    }

    private static @Nullable String ufragAt(int at, byte[] a) {
        if (at < 0) {
            return null;
        }
        int start = at + ATTRIBUTE_HEADER_LENGTH;
        int end = start + Math.min(uint16(a, at + 2), MAX_UFRAG_LENGTH + 1);
        for (int i = start; i < end; i++) {
            if (a[i] == ':') {
                return new String(a, start, i - start, StandardCharsets.ISO_8859_1); // ice-chars are ASCII
            }
        }
        return null;
    }

    private static int next(byte[] a, int at) {
        return at + ATTRIBUTE_HEADER_LENGTH + padded(uint16(a, at + 2));
    }

    private static boolean isLengthOf(int type, int length) {
        switch (type) {
            case MESSAGE_INTEGRITY:
                return length == INTEGRITY_LENGTH;
            case FINGERPRINT:
            case PRIORITY:
                return length == 4;
            case ICE_CONTROLLED:
            case ICE_CONTROLLING:
                return length == 8;
            case ERROR_CODE:
                return length >= 4;
            case XOR_MAPPED_ADDRESS:
                return length == 8 || length == 20;
            default:
                return true;
        }
    }

    private static boolean isKnown(int requiredType) {
        switch (requiredType) {
            case MAPPED_ADDRESS:
            case USERNAME:
            case MESSAGE_INTEGRITY:
            case ERROR_CODE:
            case UNKNOWN_ATTRIBUTES:
            case REALM:
            case NONCE:
            case MESSAGE_INTEGRITY_SHA256:
            case PASSWORD_ALGORITHM:
            case USERHASH:
            case XOR_MAPPED_ADDRESS:
            case PRIORITY:
            case USE_CANDIDATE:
                return true;
            default:
                return false;
        }
    }
}
