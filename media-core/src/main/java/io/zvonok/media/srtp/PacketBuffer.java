package io.zvonok.media.srtp;

import org.jitsi.utils.ByteArrayBuffer;

/**
 * The view jitsi-srtp works on: a region of a caller's array, transformed in place. It never moves to another array.
 * One is reused for every packet of a transport.
 *
 * <p>Thread: the owning media loop.
 */
final class PacketBuffer implements ByteArrayBuffer {
    private static final int RTP_HEADER = 12;
    private static final int RTCP_HEADER = 8;
    private static final int RTCP_INDEX = 4;

    /** Header extension profiles of encrypted header extensions (RFC 9335 section 4). */
    private static final int CRYPTEX_ONE_BYTE = 0xC0DE;

    private static final int CRYPTEX_TWO_BYTE = 0xC2DE;

    private byte[] array = new byte[0];
    private int offset;
    private int length;

    /** Points at a region; false if it does not lie within the array, with {@code room} bytes behind it. */
    boolean wrap(byte[] array, int offset, int length, int room) {
        if (offset < 0 || length < 0 || length > array.length - room - offset) {
            return false;
        }
        this.array = array;
        this.offset = offset;
        this.length = length;
        return true;
    }

    /** True if an RTP header with its CSRCs and extension, and a tag, fit into the packet. */
    boolean holdsRtp(int tagLength) {
        if (length < RTP_HEADER + tagLength || version() != 2) {
            return false;
        }
        int needed = extensionOffset() + tagLength;
        if (hasExtension()) {
            if (length < needed + 4) {
                return false;
            }
            needed += 4 + 4 * uint16(extensionOffset() + 2);
        }
        return length >= needed;
    }

    /** With CSRCs and extension. Only meaningful after {@link #holdsRtp}. */
    int rtpHeaderLength() {
        int extension = hasExtension() ? 4 + 4 * uint16(extensionOffset() + 2) : 0;
        return extensionOffset() + extension;
    }

    /** True if the header extension claims to be encrypted. Only meaningful after {@link #holdsRtp}. */
    boolean isCryptex() {
        if (!hasExtension()) {
            return false;
        }
        int profile = uint16(extensionOffset());
        return profile == CRYPTEX_ONE_BYTE || profile == CRYPTEX_TWO_BYTE;
    }

    /** True if the first RTCP header and the SRTCP trailer fit into the packet. */
    boolean holdsSrtcp(int tagLength) {
        return length >= RTCP_HEADER + RTCP_INDEX + tagLength && version() == 2;
    }

    boolean holdsRtcp() {
        return length >= RTCP_HEADER && version() == 2;
    }

    int sequenceNumber() {
        return uint16(2);
    }

    int rtpSsrc() {
        return int32(8);
    }

    int rtcpSsrc() {
        return int32(4);
    }

    /** The E flag and the SRTCP index, which stand {@code fromEnd} bytes before the end. */
    int rtcpIndexWord(int fromEnd) {
        return int32(length - fromEnd);
    }

    private int version() {
        return (array[offset] & 0xFF) >>> 6;
    }

    private boolean hasExtension() {
        return (array[offset] & 0x10) != 0;
    }

    private int extensionOffset() {
        return RTP_HEADER + 4 * (array[offset] & 0x0F);
    }

    private int uint16(int at) {
        return (array[offset + at] & 0xFF) << 8 | (array[offset + at + 1] & 0xFF);
    }

    private int int32(int at) {
        return uint16(at) << 16 | uint16(at + 2);
    }

    @Override
    public byte[] getBuffer() {
        return array;
    }

    @Override
    public int getOffset() {
        return offset;
    }

    @Override
    public int getLength() {
        return length;
    }

    @Override
    public void setLength(int length) {
        this.length = length;
    }

    @Override
    public void setOffset(int offset) {
        this.offset = offset;
    }

    @Override
    public boolean isInvalid() {
        return false;
    }

    @Override
    public void readRegionToBuff(int from, int count, byte[] out) {
        System.arraycopy(array, offset + from, out, 0, count);
    }

    /** Makes no room: the caller of {@link #wrap} has left it. */
    @Override
    public void grow(int howMuch) {
        if (howMuch > array.length - offset - length) {
            throw new IllegalStateException("no room behind the packet");
        }
    }

    @Override
    public void append(byte[] data, int count) {
        grow(count);
        System.arraycopy(data, 0, array, offset + length, count);
        length += count;
    }

    @Override
    public void shrink(int howMuch) {
        length = Math.max(0, length - howMuch);
    }
}
