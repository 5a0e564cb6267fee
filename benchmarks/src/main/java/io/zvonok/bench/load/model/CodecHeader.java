package io.zvonok.bench.load.model;

/**
 * Writes what stands at the beginning of one packet's payload: the RTP payload descriptor, and where a picture begins as
 * much of the bit stream as a forwarder reads.
 */
public interface CodecHeader {
    /** Longest header that any of them writes. */
    int MAX_LENGTH = 64;

    /**
     * @param index of the packet in its frame
     * @param packets of the frame
     * @return bytes written
     */
    int write(byte[] out, int offset, Frame frame, int index, int packets);

    /** Packets sent before those of the frame itself; 1 where parameter sets travel alone. */
    default int leadingPackets(Frame frame) {
        return 0;
    }

    /**
     * Writes a leading packet, up to where filling may follow.
     *
     * @param payloadBytes of the whole packet
     * @return bytes written
     */
    default int writeLeading(byte[] out, int offset, Frame frame, int payloadBytes) {
        throw new UnsupportedOperationException("this codec has no leading packets");
    }
}
