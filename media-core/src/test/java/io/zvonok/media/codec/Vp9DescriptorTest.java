package io.zvonok.media.codec;

import static io.zvonok.media.codec.Payloads.OFFSET;
import static io.zvonok.media.codec.Payloads.framed;
import static io.zvonok.media.codec.Payloads.hex;
import static io.zvonok.media.codec.Payloads.wrap;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Vp9DescriptorTest {
    private static final String FRAME = "8700000001de010f01df";

    private final Vp9Descriptor descriptor = new Vp9Descriptor();

    @Test
    void readsFlexibleModeWithLayersAndReferences() {
        assertThat(wrap(descriptor, "fd 93d8 53 03 05 02" + FRAME)).isTrue(); // P_DIFF 1, 2, 1

        assertThat(descriptor.pictureId()).isEqualTo(0x13D8);
        assertThat(descriptor.pictureIdBits()).isEqualTo(15);
        assertThat(descriptor.tl0PictureIndex()).isEqualTo(-1);
        assertThat(descriptor.temporalLayer()).isEqualTo(2);
        assertThat(descriptor.spatialLayer()).isEqualTo(1);
        assertThat(descriptor.startsFrame()).isFalse(); // of a higher spatial layer
        assertThat(descriptor.startsKeyframe()).isFalse();
    }

    @Test
    void readsNonFlexibleModeWithTl0PictureIndex() {
        assertThat(wrap(descriptor, "ec 12 a0 fe" + FRAME)).isTrue();

        assertThat(descriptor.pictureId()).isEqualTo(0x12);
        assertThat(descriptor.pictureIdBits()).isEqualTo(7);
        assertThat(descriptor.tl0PictureIndex()).isEqualTo(0xFE);
        assertThat(descriptor.temporalLayer()).isEqualTo(5);
        assertThat(descriptor.spatialLayer()).isZero();
        assertThat(descriptor.startsFrame()).isTrue();
        assertThat(descriptor.startsKeyframe()).isFalse();
    }

    @Test
    void ignoresFlexibleBitWithoutPictureId() {
        assertThat(wrap(descriptor, "7c a0 fe" + FRAME)).isTrue();

        assertThat(descriptor.tl0PictureIndex()).isEqualTo(0xFE);
    }

    @Test
    void readsSizeOfTheLargestLayerFromTheScalabilityStructure() {
        assertThat(wrap(descriptor, "be 93d7 10 50 00f00087 01e0010e 03c0021c 83498342000ef00878"))
                .isTrue();

        assertThat(descriptor.startsKeyframe()).isTrue();
        assertThat(descriptor.width()).isEqualTo(960);
        assertThat(descriptor.height()).isEqualTo(540);
    }

    @Test
    void stepsOverThePictureGroup() {
        // Y and G: 494x371, three pictures with 1, 0 and 3 references
        assertThat(wrap(descriptor, "8f e6fb 18 01ee0173 03 1401 20 4c010203 82498342001ed01728"))
                .isTrue();

        assertThat(descriptor.startsKeyframe()).isTrue();
        assertThat(descriptor.width()).isEqualTo(494);
        assertThat(descriptor.height()).isEqualTo(371);
    }

    /** Uncompressed headers of libvpx 1.12 (ffmpeg 5.1), one for each profile and for RGB. */
    @ParameterizedTest
    @CsvSource({
        "8249834200281016960c3824, 642, 362",
        "a249834200050202d2c207048, 642, 362",
        "924983420014080b4b071c12, 642, 362",
        "b124c1a101014080b4b071c1, 642, 362",
        "a2498342e027f016760638241c, 640, 360",
    })
    void readsSizeFromTheFrameHeaderWhenNoStructureTells(String header, int width, int height) {
        assertThat(wrap(descriptor, "08" + header.substring(0, 24))).isTrue();

        assertThat(descriptor.startsKeyframe()).isTrue();
        assertThat(descriptor.width()).isEqualTo(width);
        assertThat(descriptor.height()).isEqualTo(height);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "8249834300281016960c",
                "8649834200281016960c",
                "8a49834200281016960c",
                "4249834200281016960c",
                "824983420028"
            })
    void tellsNoSizeFromHeaderThatIsNotOneOfKeyframe(String header) {
        assertThat(wrap(descriptor, "08" + header)).isTrue();

        assertThat(descriptor.width()).isZero();
        assertThat(descriptor.height()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "88 05, true, true",
        "80 05, false, false", // not the beginning
        "c8 05, true, false", // predicted
        "a8 05 0000, true, true",
        "a8 05 0300, false, false", // spatial layer 1, which only needs the one below
    })
    void startsKeyframeAtUnpredictedStartOfTheLowestSpatialLayer(String head, boolean frame, boolean keyframe) {
        assertThat(wrap(descriptor, head + FRAME)).isTrue();

        assertThat(descriptor.startsFrame()).isEqualTo(frame);
        assertThat(descriptor.startsKeyframe()).isEqualTo(keyframe);
    }

    /** Flexible mode, first byte I P L F B E V Z, then TID U SID D. */
    @Test
    void isNeededByTheLayersAboveUnlessTheyDoWithoutIt() {
        assertThat(wrap(descriptor, "fc 05 22 02" + FRAME)).isTrue(); // T1, S1
        assertThat(descriptor.neededBy()).isEqualTo(OperatingPoints.from(1, 1));
        assertThat(wrap(descriptor, "fd 05 22 02" + FRAME)).isTrue(); // Z
        assertThat(descriptor.neededBy()).isEqualTo(OperatingPoints.ofSpatialLayer(1, 1));
        assertThat(wrap(descriptor, "fd 05 e0 02" + FRAME)).isTrue(); // T7: counts as the highest there is
        assertThat(descriptor.neededBy()).isEqualTo(OperatingPoints.ofSpatialLayer(0, 3));
    }

    @Test
    void isNeededByAllWithoutLayersAndWhereAllBegin() {
        assertThat(wrap(descriptor, "c9 05" + FRAME)).isTrue(); // Z, but no layers
        assertThat(descriptor.neededBy()).isEqualTo(OperatingPoints.ALL);
        assertThat(wrap(descriptor, "b9 05 00" + FRAME)).isTrue(); // a key frame that no other layer uses
        assertThat(descriptor.startsKeyframe()).isTrue();
        assertThat(descriptor.neededBy()).isEqualTo(OperatingPoints.ALL);
        assertThat(wrap(descriptor, "b1 05 00" + FRAME)).isTrue(); // goes on
        assertThat(descriptor.startsKeyframe()).isFalse();
        assertThat(descriptor.neededBy()).isEqualTo(OperatingPoints.ALL);
        assertThat(wrap(descriptor, "b9 05 03" + FRAME)).isTrue(); // its next spatial layer
        assertThat(descriptor.neededBy()).isEqualTo(OperatingPoints.ofSpatialLayer(1, 0));
    }

    @Test
    void opensHigherFrameRatesWhereUIsSet() {
        assertThat(wrap(descriptor, "fc 05 32 02" + FRAME)).isTrue(); // T1, U, S1
        assertThat(descriptor.switchPoints()).isEqualTo(OperatingPoints.from(1, 2));
        assertThat(wrap(descriptor, "fd 05 10 02" + FRAME)).isTrue(); // Z, T0, U
        assertThat(descriptor.switchPoints()).isEqualTo(OperatingPoints.ofSpatialLayer(0, 1));
        assertThat(wrap(descriptor, "ec 05 30 07" + FRAME)).isTrue(); // non-flexible mode
        assertThat(descriptor.switchPoints()).isEqualTo(OperatingPoints.from(0, 2));
        assertThat(wrap(descriptor, "fc 05 22 02" + FRAME)).isTrue();
        assertThat(descriptor.switchPoints()).isEqualTo(OperatingPoints.NONE);
        assertThat(wrap(descriptor, "fc 05 72 02" + FRAME)).isTrue(); // T3: none higher
        assertThat(descriptor.switchPoints()).isEqualTo(OperatingPoints.NONE);
    }

    @Test
    void opensASpatialLayerThatIsNotPredictedFromAnotherPicture() {
        assertThat(wrap(descriptor, "bc 05 03" + FRAME)).isTrue();
        assertThat(descriptor.switchPoints()).isEqualTo(OperatingPoints.ofSpatialLayer(1, 0));
        assertThat(wrap(descriptor, "bc 05 00" + FRAME)).isTrue();
        assertThat(descriptor.switchPoints()).isEqualTo(OperatingPoints.ALL);
    }

    @Test
    void tellsTheEndOfAFrameOfEachSpatialLayer() {
        assertThat(wrap(descriptor, "fc 05 22 02" + FRAME)).isTrue();
        assertThat(descriptor.endsFrame()).isTrue();
        assertThat(wrap(descriptor, "f8 05 22 02" + FRAME)).isTrue();
        assertThat(descriptor.endsFrame()).isFalse();
        assertThat(descriptor.closesPictureIdGaps()).isFalse();
    }

    @Test
    void readsTheSizeOfEachLayerFromTheScalabilityStructure() {
        assertThat(wrap(descriptor, "be 93d7 10 50 00f00087 01e0010e 03c0021c 83498342000ef00878"))
                .isTrue();
        assertThat(descriptor.spatialLayers()).isEqualTo(3);
        assertThat(descriptor.width(0)).isEqualTo(240);
        assertThat(descriptor.height(1)).isEqualTo(270);
        assertThat(descriptor.width(2)).isEqualTo(960);
        assertThat(descriptor.width(3)).isZero();

        assertThat(wrap(descriptor, "be 93d7 10 20 82498342001ed01728")).isTrue(); // two layers, no sizes
        assertThat(descriptor.spatialLayers()).isEqualTo(2);
        assertThat(descriptor.width(0)).isEqualTo(494); // of the frame
        assertThat(descriptor.width(1)).isZero();

        assertThat(wrap(descriptor, "fc 93d7 10 02" + FRAME)).isTrue();
        assertThat(descriptor.spatialLayers()).isZero();
        assertThat(descriptor.width(0)).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "08", "80", "8880", "8805", "8a05", "8a0510", "8a0530 0140 00b4 0280", "8a0508", "8a050801",
                "8a05080104", "8a050801 0c01 02", "a805", "a80500", "a8050000", "f805", "f80500", "f8050003",
                        "f805000303", "f8050002"
            })
    void refusesDescriptorThatLeavesNoPayload_P14(String payload) {
        assertThat(wrap(descriptor, payload)).isFalse();
    }

    @Test
    void refusesFourthReference() {
        assertThat(wrap(descriptor, "fc 05 00 03 03 02" + FRAME)).isTrue();
        assertThat(wrap(descriptor, "fc 05 00 03 03 03 02" + FRAME)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "ec 9234 a0 fe, ec ffff a0 05",
        "ec 34 a0 fe, ec 7f a0 05",
        "fc 9234 a0 02, fc ffff a0 02",
        "6c a0 fe, 6c a0 05",
        "48, 48",
    })
    void rewritesInTheSameForm(String from, String to) {
        assertThat(wrap(descriptor, from + FRAME)).isTrue();
        byte[] copy = framed(hex(from + FRAME));

        descriptor.rewrite(copy, OFFSET, 0xFFFF, 0x105);

        assertThat(copy).isEqualTo(framed(hex(to + FRAME)));
    }
}
