package io.zvonok.bench.load.model;

import io.zvonok.media.rtp.BigEndian;
import java.io.ByteArrayOutputStream;

/**
 * H264 in packetization mode 1: a key frame's parameter sets in a STAP-A of their own, slices in single NAL unit packets
 * or FU-A.
 *
 * <p>Spec: RFC 6184 sections 5.6 to 5.8; ITU-T H.264 section 7.3.2.1.1.
 */
final class H264Header implements CodecHeader {
    private static final int STAP_A = 24;
    private static final int FU_A = 28;
    private static final int IMPORTANT = 0x60;
    private static final int SLICE = 1;
    private static final int IDR_SLICE = 5;
    private static final int SEI = 6;
    private static final int FIRST_MACROBLOCK = 0x88;
    private static final byte[] PICTURE_PARAMETERS = {0x68, (byte) 0xCE, 0x3C, (byte) 0x80};

    private byte[] sequenceParameters = {};
    private int width;
    private int height;

    @Override
    public int leadingPackets(Frame frame) {
        return frame.keyframe() ? 1 : 0;
    }

    /** The last NAL unit of the aggregate is an SEI message that takes all the rest. */
    @Override
    public int writeLeading(byte[] out, int offset, Frame frame, int payloadBytes) {
        if (width != frame.width() || height != frame.height()) {
            width = frame.width();
            height = frame.height();
            sequenceParameters = sequenceParameters(width, height);
        }
        int at = offset;
        out[at++] = IMPORTANT | STAP_A;
        at = append(out, at, sequenceParameters);
        at = append(out, at, PICTURE_PARAMETERS);
        BigEndian.put16(out, at, payloadBytes - (at + 2 - offset));
        out[at + 2] = SEI;
        return at + 3 - offset;
    }

    private static int append(byte[] out, int at, byte[] nalUnit) {
        BigEndian.put16(out, at, nalUnit.length);
        System.arraycopy(nalUnit, 0, out, at + 2, nalUnit.length);
        return at + 2 + nalUnit.length;
    }

    @Override
    public int write(byte[] out, int offset, Frame frame, int index, int packets) {
        int type = frame.keyframe() ? IDR_SLICE : SLICE;
        if (packets == 1) {
            out[offset] = (byte) (IMPORTANT | type);
            out[offset + 1] = (byte) FIRST_MACROBLOCK;
            return 2;
        }
        out[offset] = IMPORTANT | FU_A;
        out[offset + 1] = (byte) ((index == 0 ? 0x80 : 0) | (index == packets - 1 ? 0x40 : 0) | type);
        out[offset + 2] = (byte) FIRST_MACROBLOCK;
        return index == 0 ? 3 : 2;
    }

    /** Constrained baseline, level 3.1. */
    static byte[] sequenceParameters(int width, int height) {
        int columns = (width + 15) / 16;
        int rows = (height + 15) / 16;
        BitWriter bits = new BitWriter()
                .put(8, 0x42)
                .put(8, 0xE0)
                .put(8, 0x1F)
                .putExpGolomb(0) // seq_parameter_set_id
                .putExpGolomb(0) // log2_max_frame_num_minus4
                .putExpGolomb(2) // pic_order_cnt_type
                .putExpGolomb(1) // max_num_ref_frames
                .put(1, 0)
                .putExpGolomb(columns - 1)
                .putExpGolomb(rows - 1)
                .put(1, 1) // frame_mbs_only_flag
                .put(1, 1) // direct_8x8_inference_flag
                .put(1, 1) // frame_cropping_flag
                .putExpGolomb(0)
                .putExpGolomb((columns * 16 - width) / 2)
                .putExpGolomb(0)
                .putExpGolomb((rows * 16 - height) / 2)
                .put(1, 0) // vui_parameters_present_flag
                .put(1, 1); // stop bit
        return nalUnit(0x67, bits.toBytes());
    }

    /** With emulation prevention (section 7.4.1). */
    private static byte[] nalUnit(int header, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(header);
        int zeros = 0;
        for (byte b : content) {
            if (zeros >= 2 && b >= 0 && b <= 3) {
                out.write(3);
                zeros = 0;
            }
            out.write(b);
            zeros = b == 0 ? zeros + 1 : 0;
        }
        return out.toByteArray();
    }
}
