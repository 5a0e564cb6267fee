package io.zvonok.bench.load.model;

import io.zvonok.media.rtp.BigEndian;

/**
 * VP9 in non-flexible mode, one spatial layer, with picture id, TL0PICIDX and temporal layer.
 *
 * <p>Spec: RFC 9628 section 4.2; the VP9 bitstream specification section 6.2 for the first byte of a frame.
 */
final class Vp9Header implements CodecHeader {
    private static final int HAS_PICTURE_ID = 0x80;
    private static final int INTER_PICTURE = 0x40;
    private static final int HAS_LAYERS = 0x20;
    private static final int BEGINS = 0x08;
    private static final int ENDS = 0x04;
    private static final int HAS_STRUCTURE = 0x02;

    @Override
    public int write(byte[] out, int offset, Frame frame, int index, int packets) {
        boolean structure = frame.keyframe() && index == 0;
        int flags = HAS_PICTURE_ID | HAS_LAYERS;
        flags |= frame.keyframe() ? 0 : INTER_PICTURE;
        flags |= index == 0 ? BEGINS : 0;
        flags |= index == packets - 1 ? ENDS : 0;
        flags |= structure ? HAS_STRUCTURE : 0;
        out[offset] = (byte) flags;
        BigEndian.put16(out, offset + 1, 0x8000 | frame.number() & 0x7FFF);
        boolean switchingUp = frame.temporalLayer() > 0;
        out[offset + 3] = (byte) (frame.temporalLayer() << 5 | (switchingUp ? 0x10 : 0));
        out[offset + 4] = (byte) frame.baseNumber();
        int at = offset + 5;
        if (structure) {
            out[at] = 0x10; // one spatial layer, its size follows
            BigEndian.put16(out, at + 1, frame.width());
            BigEndian.put16(out, at + 3, frame.height());
            at += 5;
        }
        if (index == 0) {
            out[at++] = (byte) (frame.keyframe() ? 0x82 : 0x86);
        }
        return at - offset;
    }
}
