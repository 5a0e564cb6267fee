package io.zvonok.media.codec;

/**
 * The largest frame size out of a sequence header OBU.
 *
 * <p>Spec: AV1 bitstream specification sections 5.5.1 to 5.5.4.
 * <p>Thread: the owning media loop.
 */
final class Av1SequenceHeader {
    private final BitReader bits = new BitReader();
    private int width;
    private int height;

    /** Reads the OBU's payload; false if it ends before the size. */
    boolean read(byte[] array, int from, int to) {
        bits.wrap(array, from, to);
        bits.skip(3 + 1); // seq_profile, still_picture
        boolean reducedStillPictureHeader = bits.flag();
        if (reducedStillPictureHeader) {
            bits.skip(5); // seq_level_idx
        } else {
            skipOperatingPoints(bits.flag());
        }
        int widthBits = bits.bits(4) + 1;
        int heightBits = bits.bits(4) + 1;
        width = bits.bits(widthBits) + 1;
        height = bits.bits(heightBits) + 1;
        return !bits.overrun();
    }

    private void skipOperatingPoints(boolean hasTimingInfo) {
        int decoderDelayBits = hasTimingInfo ? skipTimingInfo() : 0;
        boolean hasInitialDisplayDelay = bits.flag();
        int count = bits.bits(5) + 1;
        for (int i = 0; i < count; i++) {
            bits.skip(12); // operating_point_idc
            int level = bits.bits(5);
            bits.skip(level > 7 ? 1 : 0); // seq_tier
            if (decoderDelayBits > 0 && bits.flag()) {
                bits.skip(decoderDelayBits); // decoder_buffer_delay
                bits.skip(decoderDelayBits + 1); // encoder_buffer_delay, low_delay_mode_flag
            }
            if (hasInitialDisplayDelay && bits.flag()) {
                bits.skip(4);
            }
        }
    }

    /** Returns the width of a buffer delay, 0 without a decoder model. */
    private int skipTimingInfo() {
        bits.skip(32); // num_units_in_display_tick
        bits.skip(32); // time_scale
        boolean equalPictureInterval = bits.flag();
        if (equalPictureInterval) {
            bits.unsignedExpGolomb(); // num_ticks_per_picture_minus_1
        }
        boolean hasDecoderModel = bits.flag();
        if (!hasDecoderModel) {
            return 0;
        }
        int delayBits = bits.bits(5) + 1;
        bits.skip(32); // num_units_in_decoding_tick
        bits.skip(5 + 5); // buffer_removal_time_length, frame_presentation_time_length
        return delayBits;
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }
}
