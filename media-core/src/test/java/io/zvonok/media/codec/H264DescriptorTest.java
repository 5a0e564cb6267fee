package io.zvonok.media.codec;

import static io.zvonok.media.codec.Payloads.concat;
import static io.zvonok.media.codec.Payloads.hex;
import static io.zvonok.media.codec.Payloads.wrap;
import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.codec.Payloads.Bits;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class H264DescriptorTest {
    /** Chromium 156 (OpenH264): 320x180. */
    private static final String SPS = "6742c0158c8d40a0cbcf37010d010784423500";

    private static final String PPS = "68ce3c80";

    private final H264Descriptor descriptor = new H264Descriptor();

    @Test
    void cutsAtTheParameterSetsAndNotAtTheSliceBehindThem() {
        assertThat(wrap(descriptor, "78 0013" + SPS + "0004" + PPS)).isTrue();
        assertThat(descriptor.startsKeyframe()).isTrue();
        assertThat(descriptor.startsFrame()).isTrue();
        assertThat(descriptor.width()).isEqualTo(320);
        assertThat(descriptor.height()).isEqualTo(180);

        assertThat(wrap(descriptor, "7c85 b80004000008e231")).isTrue(); // FU-A, first piece of an IDR slice
        assertThat(descriptor.startsKeyframe()).isFalse();
        assertThat(descriptor.startsFrame()).isTrue();
        assertThat(descriptor.width()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "'" + SPS + "', true, true",
        "'" + PPS + "', false, true",
        "6588840a, false, true", // IDR slice
        "65 48840a, false, false", // its second slice
        "419a0240, false, true",
        "4148, false, false",
        "0605ffff, false, true", // SEI
        "09f0, false, true", // delimiter
        "0cffff, false, false", // filler
        "6288, false, true", // partition A
        "6388, false, false",
        "7c87 42c0158c8d40, true, true", // SPS cut into pieces
        "7c07 42c0158c8d40, false, false",
        "7c81 e000, false, true",
        "7c41 e000, false, false",
        "7c81, false, false", // empty piece
        "78 0003 658884 0002 4148, false, true",
    })
    void tellsWhereFramesAndKeyframesStart(String payload, boolean keyframe, boolean frame) {
        assertThat(wrap(descriptor, payload)).isTrue();

        assertThat(descriptor.startsKeyframe()).isEqualTo(keyframe);
        assertThat(descriptor.startsFrame()).isEqualTo(frame);
    }

    @Test
    void doesNotStartAtParameterSetsInFrontOfPredictedPicture() {
        assertThat(wrap(descriptor, "78 0013" + SPS + "0004" + PPS + "0002 419a"))
                .isTrue();
        assertThat(descriptor.startsKeyframe()).isFalse();

        assertThat(wrap(descriptor, "78 0013" + SPS + "0004" + PPS + "0002 6588"))
                .isTrue();
        assertThat(descriptor.startsKeyframe()).isTrue();
    }

    /** Parameter sets of x264 core 164 (ffmpeg 5.1): high with cropping, 4:2:2, 4:4:4, interlaced, baseline. */
    @ParameterizedTest
    @CsvSource({
        "67640028acd940780227e5c044000003000400000300283c60c658, 1920, 1080",
        "677a001fbcd9405005be68bc044000000300400000030283c60c6580, 1270, 710",
        "67f4001f919b280a00b7f780880000030008000003005078c18cb0, 1280, 718",
        "6764001eacd940b424fd6022000003000200000300643e28532c, 720, 572",
        "6742c016d900a02ff930110000030001000003000a0f162e48, 640, 362",
    })
    void readsCroppedSizeFromParameterSet(String sps, int width, int height) {
        assertThat(wrap(descriptor, sps)).isTrue();

        assertThat(descriptor.width()).isEqualTo(width);
        assertThat(descriptor.height()).isEqualTo(height);
    }

    @Test
    void readsSizeBehindScalingLists() {
        Bits bits =
                new Bits().u(8, 100).u(16, 31).ue(0).ue(1).ue(0).ue(0).u(1, 0).u(1, 1);
        bits.u(1, 1).se(-8); // list 0: use the default
        bits.u(1, 1);
        for (int i = 0; i < 16; i++) {
            bits.se(i % 2 == 0 ? 3 : -2);
        }
        bits.u(4, 0).u(1, 1).se(1).se(-9); // list 6 ends after one value
        bits.u(1, 0).ue(0).ue(0).ue(2).ue(1).u(1, 0);
        bits.ue(79).ue(44).u(1, 1).u(1, 1).u(1, 0).u(1, 0).u(1, 1);

        assertSize(bits, 1280, 720);
    }

    @Test
    void readsSizeBehindTheTwelveScalingListsOf444() {
        Bits bits = new Bits()
                .u(8, 244)
                .u(16, 31)
                .ue(0)
                .ue(3)
                .u(1, 0)
                .ue(0)
                .ue(0)
                .u(1, 0)
                .u(1, 1);
        bits.u(11, 0).u(1, 1).se(-8);
        bits.ue(0)
                .ue(0)
                .ue(2)
                .ue(1)
                .u(1, 0)
                .ue(39)
                .ue(29)
                .u(1, 1)
                .u(1, 1)
                .u(1, 0)
                .u(1, 0)
                .u(1, 1);

        assertSize(bits, 640, 480);
    }

    @Test
    void tellsNoSizeFromParameterSetThatIsNotWhole() {
        byte[] sps = hex("67640028acd940780227e5c044");
        for (int length = 1; length < 11; length++) {
            assertThat(wrap(descriptor, Arrays.copyOf(sps, length))).isTrue();
            assertThat(descriptor.width()).as("length %d", length).isZero();
            assertThat(descriptor.startsKeyframe()).isTrue();
        }
    }

    @Test
    void readsSizeBehindPictureOrderCountType1() {
        Bits bits = new Bits().u(8, 77).u(16, 31).ue(3).ue(4);
        bits.ue(1).u(1, 0).se(-2).se(5).ue(3).se(1).se(-1).se(1000);
        bits.ue(1).u(1, 0).ue(39).ue(29).u(1, 1).u(1, 1).u(1, 0).u(1, 0).u(1, 1);

        assertSize(bits, 640, 480);
    }

    @Test
    void countsCropInSamplesForSeparatePlanesAndMonochrome() {
        Bits separate = new Bits()
                .u(8, 244)
                .u(16, 31)
                .ue(0)
                .ue(3)
                .u(1, 1)
                .ue(0)
                .ue(0)
                .u(1, 0)
                .u(1, 0);
        assertSize(withOddCrop(separate), 160 - 3, 160 - 7);

        Bits monochrome =
                new Bits().u(8, 100).u(16, 31).ue(0).ue(0).ue(0).ue(0).u(1, 0).u(1, 0);
        assertSize(withOddCrop(monochrome), 160 - 3, 160 - 7);
    }

    private static Bits withOddCrop(Bits bits) {
        bits.ue(0).ue(0).ue(0).ue(1).u(1, 0).ue(9).ue(9).u(1, 1).u(1, 1);
        return bits.u(1, 1).ue(1).ue(2).ue(3).ue(4).u(1, 0).u(1, 1);
    }

    @Test
    void tellsNoSizeWhenParameterSetIsAbsurd() {
        Bits huge = new Bits().u(8, 66).u(16, 31).ue(0).ue(0).ue(2).ue(1).u(1, 0);
        assertSize(huge.ue(1 << 20).ue(44).u(1, 1).u(1, 1).u(1, 0).u(8, 0), 0, 0);

        Bits overCropped = new Bits().u(8, 66).u(16, 31).ue(0).ue(0).ue(2).ue(1).u(1, 0);
        overCropped
                .ue(9)
                .ue(9)
                .u(1, 1)
                .u(1, 1)
                .u(1, 1)
                .ue(Integer.MAX_VALUE - 1)
                .ue(Integer.MAX_VALUE - 1)
                .ue(0)
                .ue(0);
        assertSize(overCropped.u(8, 0x80), 0, 0);
    }

    private void assertSize(Bits sps, int width, int height) {
        assertThat(wrap(descriptor, Payloads.nalUnit(concat(hex("67"), sps.bytes()))))
                .isTrue();
        assertThat(descriptor.startsKeyframe()).isTrue();
        assertThat(descriptor.width()).isEqualTo(width);
        assertThat(descriptor.height()).isEqualTo(height);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "5f",
                "1e88", // nothing, and types that are not defined
                "79 0000 0001 65",
                "7a0000",
                "7b0000",
                "7d85000088", // STAP-B, MTAP16, MTAP24, FU-B
                "78",
                "7800",
                "780001",
                "78000265",
                "780001650001",
                "7800016500",
                "780000",
                "78000178",
                "7800011f",
                "7c",
                "7c80",
                "7c98",
                "7c1c"
            })
    void refusesMalformedPackets_P14(String payload) {
        assertThat(wrap(descriptor, payload)).isFalse();
    }

    @Test
    void refusesEmptyUnitInAggregate() {
        byte[] aggregate = Arrays.copyOf(hex("78 0000 0100 65"), 261); // if it were skipped, 256 bytes would follow

        assertThat(wrap(descriptor, aggregate)).isFalse();
    }

    @Test
    void hasNoPictureIdAndRewritesNothing() {
        assertThat(wrap(descriptor, "6588840a")).isTrue();
        byte[] copy = hex("6588840a");

        descriptor.rewrite(copy, 0, 5, 6);

        assertThat(copy).isEqualTo(hex("6588840a"));
        assertThat(descriptor.pictureId()).isEqualTo(-1);
        assertThat(descriptor.tl0PictureIndex()).isEqualTo(-1);
        assertThat(descriptor.temporalLayer()).isZero();
    }
}
