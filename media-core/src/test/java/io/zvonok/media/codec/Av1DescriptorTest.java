package io.zvonok.media.codec;

import static io.zvonok.media.codec.Payloads.concat;
import static io.zvonok.media.codec.Payloads.hex;
import static io.zvonok.media.codec.Payloads.wrap;
import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.codec.Payloads.Bits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Av1DescriptorTest {
    /** libaom 3.6 (ffmpeg 5.1), 642x362, with its size field. */
    private static final String SEQUENCE_HEADER = "0a0d2000000cc5036936be48086801";

    private final Av1Descriptor descriptor = new Av1Descriptor();

    @ParameterizedTest
    @CsvSource({
        "18 | " + SEQUENCE_HEADER + ", 642, 362",
        "28 | 0f" + SEQUENCE_HEADER + " | 3210aa, 642, 362", // W = 2: the first has a length
        "08 | 0f" + SEQUENCE_HEADER + " | 03 3210aa, 642, 362", // W = 0: all have
        "38 | 02 1200 | 0f" + SEQUENCE_HEADER + " | 3210aa, 642, 362", // behind a temporal delimiter
        "18 | 0a0a3a2abbfc37e9010d0020, 1920, 1080", // libaom: reduced still picture header
        "18 | 0a0b00000024c6abdf3efe4010, 854, 480", // SVT-AV1
        "28 | 12 0800330321809040c8202499efe1b0068020 | 34001200, 960, 540", // Chromium L2T2, no size field
    })
    void readsSizeFromSequenceHeader(String payload, int width, int height) {
        assertThat(wrap(descriptor, payload)).isTrue();

        assertThat(descriptor.startsKeyframe()).isTrue();
        assertThat(descriptor.startsFrame()).isTrue();
        assertThat(descriptor.width()).isEqualTo(width);
        assertThat(descriptor.height()).isEqualTo(height);
    }

    @Test
    void readsSizeBehindTimingInfoDecoderModelAndOperatingPoints() {
        Bits bits = new Bits().u(3, 0).u(1, 0).u(1, 0);
        bits.u(1, 1).u(32, 1).u(32, 30).u(1, 1).ue(5); // timing_info, equal intervals
        bits.u(1, 1).u(5, 31).u(32, 1).u(5, 9).u(5, 9); // decoder_model_info, delays of 32 bits
        bits.u(1, 1).u(5, 2); // initial_display_delay, three operating points
        bits.u(12, 0x107)
                .u(5, 8)
                .u(1, 1)
                .u(1, 1)
                .u(32, 7)
                .u(32, 8)
                .u(1, 0)
                .u(1, 1)
                .u(4, 3);
        bits.u(12, 0x103).u(5, 7).u(1, 0).u(1, 0);
        bits.u(12, 0x101).u(5, 31).u(1, 0).u(1, 0).u(1, 1).u(4, 9);
        bits.u(4, 15).u(4, 8).u(16, 1279).u(9, 359).u(7, 0);

        assertThat(wrap(descriptor, concat(hex("18 08"), bits.bytes()))).isTrue();

        assertThat(descriptor.width()).isEqualTo(1280);
        assertThat(descriptor.height()).isEqualTo(360);
    }

    @ParameterizedTest
    @CsvSource({
        "18 | 0a7f2000000cc503", // the OBU's size is beyond its element
        "58 | 0a0d2000000cc5", // goes on in the next packet
        "18 | 0a",
        "18 | 08",
        "18 | 0c",
        "18 | 0e00ff",
    })
    void tellsNoSizeFromSequenceHeaderThatIsNotWhole(String payload) {
        assertThat(wrap(descriptor, payload)).isTrue();

        assertThat(descriptor.startsKeyframe()).isTrue();
        assertThat(descriptor.width()).isZero();
        assertThat(descriptor.height()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "10 | 3020aa, true, 0", // frame
        "10 | 344020aa, true, 2", // frame, temporal layer 2
        "10 | 342820aa, false, 1", // frame, temporal layer 1, spatial layer 1
        "10 | 1820aa, true, 0", // frame header
        "10 | 20aa, false, 0", // tile group
        "10 | 28aa, false, 0", // metadata
        "50 | 3020aa, true, 0", // a frame that goes on
        "90 | 344020aa, false, 0", // goes on: the bytes are no header
        "d0 | 344020aa, false, 0",
        "a0 | 02 3440 | 346020aa, true, 3", // the end of one OBU, then another
        "00 | 00 | 02 3000, true, 0", // an empty element
        "20 | 03 302000, true, 0", // an empty last element
    })
    void tellsWhereFramesStartAndTheirTemporalLayer(String payload, boolean frame, int temporalLayer) {
        assertThat(wrap(descriptor, payload)).isTrue();

        assertThat(descriptor.startsKeyframe()).isFalse();
        assertThat(descriptor.startsFrame()).isEqualTo(frame);
        assertThat(descriptor.temporalLayer()).isEqualTo(temporalLayer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10",
                "08", // no element
                "98 3020aa", // N and Z contradict each other
                "00 04 302000",
                "20 7f 302000",
                "00 80",
                "00 818080808080808000 30",
                "30 01 30 05 30",
                "00 ffffffffffffff7f 30" // 2^56 - 1
            })
    void refusesMalformedPackets_P14(String payload) {
        assertThat(wrap(descriptor, payload)).isFalse();
    }

    @Test
    void isNeededFromItsTemporalLayerUp() {
        assertThat(wrap(descriptor, "10 | 344020aa")).isTrue(); // temporal layer 2
        assertThat(descriptor.neededBy()).isEqualTo(OperatingPoints.from(0, 2));
        assertThat(descriptor.switchPoints()).isEqualTo(OperatingPoints.NONE);
        assertThat(wrap(descriptor, "10 | 342820aa")).isTrue(); // temporal layer 1, spatial layer 1
        assertThat(descriptor.neededBy()).isEqualTo(OperatingPoints.from(0, 1));
        assertThat(descriptor.spatialLayer()).isEqualTo(1);
        assertThat(wrap(descriptor, "10 | 3020aa")).isTrue(); // no layers
        assertThat(descriptor.neededBy()).isEqualTo(OperatingPoints.ALL);
        assertThat(descriptor.switchPoints()).isEqualTo(OperatingPoints.NONE);
    }

    @Test
    void opensAllTemporalLayersWithTheBaseLayer() {
        assertThat(wrap(descriptor, "10 | 340020aa")).isTrue();
        assertThat(descriptor.switchPoints()).isEqualTo(OperatingPoints.from(0, 1));
        assertThat(wrap(descriptor, "18 | " + SEQUENCE_HEADER)).isTrue();
        assertThat(descriptor.switchPoints()).isEqualTo(OperatingPoints.ALL);
    }

    @Test
    void saysWhenAPacketDoesNotTellItsLayer() {
        assertThat(wrap(descriptor, "90 | 344020aa")).isTrue(); // goes on
        assertThat(descriptor.tellsLayer()).isFalse();
        assertThat(wrap(descriptor, "a0 | 02 3440 | 346020aa")).isTrue(); // goes on, then another
        assertThat(descriptor.tellsLayer()).isTrue();
        assertThat(wrap(descriptor, "10 | 3020aa")).isTrue();
        assertThat(descriptor.tellsLayer()).isTrue();
    }
}
