package io.zvonok.bench.load.model;

/**
 * AV1 without layers: a key frame begins with a sequence header, the frame's OBU goes over all its packets.
 *
 * <p>Spec: AOMedia "RTP Payload Format For AV1" section 4.4; AV1 bitstream specification section 5.5.
 */
final class Av1Header implements CodecHeader {
    private static final int CONTINUES = 0x80;
    private static final int IS_CONTINUED = 0x40;
    private static final int ONE_ELEMENT = 0x10;
    private static final int TWO_ELEMENTS = 0x20;
    private static final int NEW_SEQUENCE = 0x08;
    private static final int SEQUENCE_HEADER_OBU = 1 << 3;
    private static final int FRAME_OBU = 6 << 3;

    private byte[] sequenceHeader = {};
    private int width;
    private int height;

    @Override
    public int write(byte[] out, int offset, Frame frame, int index, int packets) {
        boolean begins = frame.keyframe() && index == 0;
        int header = (index > 0 ? CONTINUES : 0) | (index < packets - 1 ? IS_CONTINUED : 0);
        header |= begins ? TWO_ELEMENTS | NEW_SEQUENCE : ONE_ELEMENT;
        out[offset] = (byte) header;
        int at = offset + 1;
        if (begins) {
            if (width != frame.width() || height != frame.height()) {
                width = frame.width();
                height = frame.height();
                sequenceHeader = sequenceHeader(width, height);
            }
            out[at++] = (byte) sequenceHeader.length; // below 128: one byte of leb128
            System.arraycopy(sequenceHeader, 0, out, at, sequenceHeader.length);
            at += sequenceHeader.length;
        }
        if (index == 0) {
            out[at++] = FRAME_OBU;
        }
        return at - offset;
    }

    private static byte[] sequenceHeader(int width, int height) {
        return new BitWriter()
                .put(8, SEQUENCE_HEADER_OBU)
                .put(3 + 1 + 1, 0) // main profile, moving pictures, full header
                .put(1 + 1, 0) // no timing, no display delay
                .put(5 + 12, 0) // one operating point: all
                .put(5, 8) // level 4.0
                .put(1, 0) // main tier
                .put(4, 15)
                .put(4, 15)
                .put(16, width - 1)
                .put(16, height - 1)
                .put(24, 0)
                .toBytes();
    }
}
