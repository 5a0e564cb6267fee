package io.zvonok.media.codec;

/**
 * The picture size out of a sequence parameter set, cropping included.
 *
 * <p>Spec: ITU-T H.264 sections 7.3.2.1.1 (syntax), 7.4.2.1.1 (semantics, table 6-1 for the crop units).
 * <p>Thread: the owning media loop.
 */
final class H264Sps {
    /** Section 7.4.2.1.1: num_ref_frames_in_pic_order_cnt_cycle is at most 255. */
    private static final int MAX_REFERENCE_CYCLE = 255;

    /** Level 6.2 allows 139264 macroblocks, at most sqrt(8 * 139264) = 1055 a side (section A.3.1). */
    private static final int MAX_MACROBLOCKS_A_SIDE = 1055;

    private final BitReader bits = new BitReader();
    private int width;
    private int height;

    /** Reads what follows the NAL unit's first byte; false if the size could not be found. */
    boolean read(byte[] array, int from, int to) {
        bits.wrapNalUnit(array, from, to);
        int profile = bits.bits(8);
        bits.skip(16); // constraint flags, level_idc
        bits.unsignedExpGolomb(); // seq_parameter_set_id
        int chromaFormat = hasChromaFormat(profile) ? readChromaFormat() : 1;
        bits.unsignedExpGolomb(); // log2_max_frame_num_minus4
        skipPictureOrderCount();
        bits.unsignedExpGolomb(); // max_num_ref_frames
        bits.skip(1); // gaps_in_frame_num_value_allowed_flag
        return readSize(chromaFormat) && !bits.overrun();
    }

    private static boolean hasChromaFormat(int profile) {
        return switch (profile) {
            case 100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135 -> true;
            default -> false;
        };
    }

    /** 0 is monochrome, 1 4:2:0, 2 4:2:2, 3 4:4:4. */
    private int readChromaFormat() {
        int chromaFormat = bits.unsignedExpGolomb();
        bits.skip(chromaFormat == 3 ? 1 : 0); // separate_colour_plane_flag: the crop units are the same
        bits.unsignedExpGolomb(); // bit_depth_luma_minus8
        bits.unsignedExpGolomb(); // bit_depth_chroma_minus8
        bits.skip(1); // qpprime_y_zero_transform_bypass_flag
        if (bits.flag()) {
            int lists = chromaFormat == 3 ? 12 : 8;
            for (int i = 0; i < lists; i++) {
                if (bits.flag()) {
                    skipScalingList(i < 6 ? 16 : 64);
                }
            }
        }
        return chromaFormat;
    }

    /** Section 7.3.2.1.1.1. */
    private void skipScalingList(int size) {
        int last = 8;
        int next = 8;
        for (int i = 0; i < size && next != 0; i++) {
            next = last + bits.signedExpGolomb() & 0xFF;
            last = next == 0 ? last : next;
        }
    }

    private void skipPictureOrderCount() {
        int type = bits.unsignedExpGolomb();
        if (type == 0) {
            bits.unsignedExpGolomb(); // log2_max_pic_order_cnt_lsb_minus4
        } else if (type == 1) {
            bits.skip(1); // delta_pic_order_always_zero_flag
            bits.signedExpGolomb(); // offset_for_non_ref_pic
            bits.signedExpGolomb(); // offset_for_top_to_bottom_field
            int cycle = Math.min(bits.unsignedExpGolomb(), MAX_REFERENCE_CYCLE);
            for (int i = 0; i < cycle; i++) {
                bits.signedExpGolomb(); // offset_for_ref_frame
            }
        }
    }

    private boolean readSize(int chromaFormat) {
        int widthMinus1 = bits.unsignedExpGolomb();
        int heightMinus1 = bits.unsignedExpGolomb();
        if (widthMinus1 >= MAX_MACROBLOCKS_A_SIDE || heightMinus1 >= MAX_MACROBLOCKS_A_SIDE) {
            return false;
        }
        int fields = bits.flag() ? 1 : 2; // frame_mbs_only_flag
        if (fields == 2) {
            bits.skip(1); // mb_adaptive_frame_field_flag
        }
        bits.skip(1); // direct_8x8_inference_flag
        long cropX = 0;
        long cropY = 0;
        if (bits.flag()) {
            cropX = (long) bits.unsignedExpGolomb() + bits.unsignedExpGolomb();
            cropY = (long) bits.unsignedExpGolomb() + bits.unsignedExpGolomb();
        }
        int cropUnitX = chromaFormat == 1 || chromaFormat == 2 ? 2 : 1;
        int cropUnitY = (chromaFormat == 1 ? 2 : 1) * fields;
        width = (int) Math.max(0, 16 * (widthMinus1 + 1) - cropUnitX * cropX);
        height = (int) Math.max(0, 16 * fields * (heightMinus1 + 1) - cropUnitY * cropY);
        return width > 0 && height > 0;
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }
}
