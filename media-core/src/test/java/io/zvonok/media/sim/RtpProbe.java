package io.zvonok.media.sim;

/** A second opinion on RTP and RTCP as the server writes them: strict, slow, and not the server's own parser (I21). */
final class RtpProbe {
    final boolean marker;
    final int payloadType;
    final int sequenceNumber;
    final int timestamp;
    final int ssrc;
    final int payloadOffset;
    final int payloadLength;
    final boolean isPadded;
    private final byte[] packet;
    private final int extensionsFrom;
    private final int extensionsTo;
    private final boolean twoByte;

    private RtpProbe(byte[] a, int length, boolean open) {
        packet = a;
        require(length >= 12 && (a[0] & 0xC0) == 0x80, "not RTP version 2");
        require((a[0] & 0x0F) == 0, "CSRCs, which we never send");
        marker = a[1] < 0;
        payloadType = a[1] & 0x7F;
        sequenceNumber = u16(a, 2);
        timestamp = u16(a, 4) << 16 | u16(a, 6);
        ssrc = u16(a, 8) << 16 | u16(a, 10);
        int offset = 12;
        boolean two = false;
        int from = 0;
        int to = 0;
        if ((a[0] & 0x10) != 0) {
            require(length >= 16, "extension header cut off");
            int profile = u16(a, 12);
            require(profile == 0xBEDE || profile == 0x1000, "extension profile " + Integer.toHexString(profile));
            two = profile == 0x1000;
            from = 16;
            to = 16 + 4 * u16(a, 14);
            require(to <= length, "extensions cut off");
            offset = to;
        }
        extensionsFrom = from;
        extensionsTo = to;
        twoByte = two;
        isPadded = (a[0] & 0x20) != 0;
        int padding = isPadded && open ? a[length - 1] & 0xFF : 0;
        require(!isPadded || !open || padding > 0, "padding of 0 bytes");
        payloadOffset = offset;
        payloadLength = length - offset - padding;
        require(payloadLength >= 0, "padding beyond the payload");
        extension(0);
    }

    /** Throws {@link InvariantBroken} if anything is amiss. */
    static RtpProbe read(byte[] a, int length) {
        return new RtpProbe(a, length, true);
    }

    /** Of an encrypted packet only the header can be read: the payload's length means nothing. */
    static RtpProbe readHeader(byte[] a, int length) {
        return new RtpProbe(a, length, false);
    }

    /** The value as text, null if absent. Walks all elements. */
    String extension(int id) {
        String found = null;
        int at = extensionsFrom;
        while (at < extensionsTo) {
            if (packet[at] == 0) {
                at++;
                continue;
            }
            int element = twoByte ? packet[at] & 0xFF : packet[at] >> 4 & 0x0F;
            int length = twoByte ? packet[at + 1] & 0xFF : (packet[at] & 0x0F) + 1;
            int value = at + (twoByte ? 2 : 1);
            require(value + length <= extensionsTo, "extension element beyond its block");
            require(twoByte || element != 15, "extension id 15");
            if (element == id) {
                found = new String(packet, value, length, java.nio.charset.StandardCharsets.ISO_8859_1);
            }
            at = value + length;
        }
        return found;
    }

    /** A value of that many bytes as a number, -1 if it is absent. Throws if it is of another length. */
    int extensionValue(int id, int bytes) {
        String text = extension(id);
        if (text == null) {
            return -1;
        }
        require(text.length() == bytes, "extension " + id + " of " + text.length() + " bytes");
        int value = 0;
        for (int i = 0; i < bytes; i++) {
            value = value << 8 | text.charAt(i);
        }
        return value;
    }

    /** Walks a compound: every header sound, every length within, the sum exact. */
    static void requireRtcp(byte[] a, int length) {
        int at = 0;
        while (at < length) {
            require(length - at >= 4 && (a[at] & 0xC0) == 0x80, "not RTCP version 2");
            int type = a[at + 1] & 0xFF;
            int size = 4 * (u16(a, at + 2) + 1);
            int count = a[at] & 0x1F;
            require(at + size <= length, "RTCP packet beyond the compound");
            int least = switch (type) {
                case 200 -> 28 + 24 * count;
                case 201 -> 8 + 24 * count;
                case 202 -> 4;
                case 205 -> count == 15 ? 20 : 16;
                case 206 -> 12;
                default -> throw new InvariantBroken("I21", "RTCP type " + type);
            };
            require(size >= least, "RTCP type " + type + " of " + size + " bytes");
            at += size;
        }
        require(length > 0, "an empty compound");
    }

    private static void require(boolean sound, String complaint) {
        if (!sound) {
            throw new InvariantBroken("I21", complaint);
        }
    }

    private static int u16(byte[] a, int at) {
        return (a[at] & 0xFF) << 8 | a[at + 1] & 0xFF;
    }
}
