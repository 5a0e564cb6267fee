package io.zvonok.bench.load.model;

import io.zvonok.media.rtp.BigEndian;

/**
 * VP8 with picture id, TL0PICIDX and temporal layer, as browsers send it.
 *
 * <p>Spec: RFC 7741 section 4.2; RFC 6386 section 9.1 for the key frame's size.
 */
final class Vp8Header implements CodecHeader {
    private static final int DESCRIPTOR = 6;

    @Override
    public int write(byte[] out, int offset, Frame frame, int index, int packets) {
        out[offset] = (byte) (index == 0 ? 0x90 : 0x80);
        out[offset + 1] = (byte) 0xE0;
        BigEndian.put16(out, offset + 2, 0x8000 | frame.number() & 0x7FFF);
        out[offset + 4] = (byte) frame.baseNumber();
        boolean layerSync = frame.temporalLayer() == 2;
        out[offset + 5] = (byte) (frame.temporalLayer() << 6 | (layerSync ? 0x20 : 0));
        if (index > 0) {
            return DESCRIPTOR;
        }
        int at = offset + DESCRIPTOR;
        out[at] = (byte) (frame.keyframe() ? 0x10 : 0x11); // show_frame, and the inverse key frame flag
        out[at + 1] = 0;
        out[at + 2] = 1;
        if (!frame.keyframe()) {
            return DESCRIPTOR + 3;
        }
        out[at + 3] = (byte) 0x9D;
        out[at + 4] = 0x01;
        out[at + 5] = 0x2A;
        out[at + 6] = (byte) frame.width();
        out[at + 7] = (byte) (frame.width() >> 8);
        out[at + 8] = (byte) frame.height();
        out[at + 9] = (byte) (frame.height() >> 8);
        return DESCRIPTOR + 10;
    }
}
