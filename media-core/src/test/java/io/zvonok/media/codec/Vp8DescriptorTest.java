package io.zvonok.media.codec;

import static io.zvonok.media.codec.Payloads.OFFSET;
import static io.zvonok.media.codec.Payloads.framed;
import static io.zvonok.media.codec.Payloads.hex;
import static io.zvonok.media.codec.Payloads.wrap;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Vp8DescriptorTest {
    /** Frame header of libvpx 1.12 (ffmpeg 5.1) for 640x360. */
    private static final String KEYFRAME = "909c00 9d012a 8002 6801 0047088585";

    private static final String INTERFRAME = "d11f000a1c240c2c2c44";

    private final Vp8Descriptor descriptor = new Vp8Descriptor();

    @Test
    void readsKeyframeAndItsSizeBehindTheShortestDescriptor() {
        assertThat(wrap(descriptor, "10" + KEYFRAME)).isTrue();

        assertThat(descriptor.startsKeyframe()).isTrue();
        assertThat(descriptor.startsFrame()).isTrue();
        assertThat(descriptor.width()).isEqualTo(640);
        assertThat(descriptor.height()).isEqualTo(360);
        assertThat(descriptor.pictureId()).isEqualTo(-1);
        assertThat(descriptor.pictureIdBits()).isZero();
        assertThat(descriptor.tl0PictureIndex()).isEqualTo(-1);
        assertThat(descriptor.temporalLayer()).isZero();
    }

    @Test
    void leavesScalingOutOfTheSize() {
        assertThat(wrap(descriptor, "10 000000 9d012a 8042 6881")).isTrue();

        assertThat(descriptor.width()).isEqualTo(640);
        assertThat(descriptor.height()).isEqualTo(360);
    }

    @Test
    void readsAllFieldsInBothPictureIdForms() {
        assertThat(wrap(descriptor, "90 e0 8237 eb a0" + INTERFRAME)).isTrue();
        assertThat(descriptor.pictureId()).isEqualTo(0x0237);
        assertThat(descriptor.pictureIdBits()).isEqualTo(15);
        assertThat(descriptor.tl0PictureIndex()).isEqualTo(0xEB);
        assertThat(descriptor.temporalLayer()).isEqualTo(2);
        assertThat(descriptor.startsKeyframe()).isFalse();

        assertThat(wrap(descriptor, "90 f0 7f ff 40" + INTERFRAME)).isTrue();
        assertThat(descriptor.pictureId()).isEqualTo(127);
        assertThat(descriptor.pictureIdBits()).isEqualTo(7);
        assertThat(descriptor.tl0PictureIndex()).isEqualTo(255);
        assertThat(descriptor.temporalLayer()).isEqualTo(1);
    }

    @Test
    void readsEachFieldAlone() {
        assertThat(wrap(descriptor, "90 80 05" + INTERFRAME)).isTrue();
        assertThat(descriptor.pictureId()).isEqualTo(5);
        assertThat(descriptor.tl0PictureIndex()).isEqualTo(-1);

        assertThat(wrap(descriptor, "90 40 09" + INTERFRAME)).isTrue();
        assertThat(descriptor.pictureId()).isEqualTo(-1);
        assertThat(descriptor.tl0PictureIndex()).isEqualTo(9);

        assertThat(wrap(descriptor, "90 20 c0" + INTERFRAME)).isTrue();
        assertThat(descriptor.temporalLayer()).isEqualTo(3);

        assertThat(wrap(descriptor, "90 10 df" + KEYFRAME)).isTrue(); // key index only: the upper bits say nothing
        assertThat(descriptor.temporalLayer()).isZero();
        assertThat(descriptor.startsKeyframe()).isTrue();
    }

    @Test
    void startsFrameOnlyAtStartOfPartitionZero() {
        assertThat(wrap(descriptor, "10" + INTERFRAME)).isTrue();
        assertThat(descriptor.startsFrame()).isTrue();

        assertThat(wrap(descriptor, "00" + KEYFRAME)).isTrue();
        assertThat(descriptor.startsFrame()).isFalse();
        assertThat(descriptor.startsKeyframe()).isFalse();

        assertThat(wrap(descriptor, "11" + KEYFRAME)).isTrue();
        assertThat(descriptor.startsFrame()).isFalse();
        assertThat(descriptor.startsKeyframe()).isFalse();
        assertThat(descriptor.width()).isZero();
    }

    @Test
    void doesNotTakeRubbishForKeyframe() {
        assertThat(wrap(descriptor, "10 909c00 9d012b 8002 6801")).isTrue();
        assertThat(descriptor.startsKeyframe()).isFalse();

        assertThat(wrap(descriptor, "10 909c00 9d012a 8002 68")).isTrue();
        assertThat(descriptor.startsKeyframe()).isFalse();
        assertThat(descriptor.width()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "10", "90", "9080", "908080", "90808001", "90c001", "90e00101", "90e0810101", "90e081010180"
            })
    void refusesDescriptorThatLeavesNoPayload_P14(String payload) {
        assertThat(wrap(descriptor, payload)).isFalse();
    }

    @Test
    void isNeededFromItsTemporalLayerUp() {
        assertThat(wrap(descriptor, "90 20 80" + INTERFRAME)).isTrue();
        assertThat(descriptor.neededBy()).isEqualTo(OperatingPoints.from(0, 2));
        assertThat(wrap(descriptor, "90 20 00" + INTERFRAME)).isTrue();
        assertThat(descriptor.neededBy()).isEqualTo(OperatingPoints.ALL);
        assertThat(wrap(descriptor, "10" + INTERFRAME)).isTrue();
        assertThat(descriptor.neededBy()).isEqualTo(OperatingPoints.ALL);
        assertThat(descriptor.closesPictureIdGaps()).isTrue();
        assertThat(descriptor.tellsLayer()).isTrue();
    }

    @Test
    void opensItsTemporalLayerWhereItDependsOnTheBaseLayerOnly() {
        assertThat(wrap(descriptor, "90 20 60" + INTERFRAME)).isTrue();
        assertThat(descriptor.switchPoints()).isEqualTo(OperatingPoints.ofTemporalLayer(1));
        assertThat(wrap(descriptor, "90 20 40" + INTERFRAME)).isTrue();
        assertThat(descriptor.switchPoints()).isEqualTo(OperatingPoints.NONE);
        assertThat(wrap(descriptor, "90 20 20" + INTERFRAME)).isTrue(); // of the base layer itself
        assertThat(descriptor.switchPoints()).isEqualTo(OperatingPoints.NONE);
        assertThat(wrap(descriptor, "90 10 60" + INTERFRAME)).isTrue(); // key index only: the upper bits say nothing
        assertThat(descriptor.switchPoints()).isEqualTo(OperatingPoints.NONE);
        assertThat(wrap(descriptor, "90 20 20" + KEYFRAME)).isTrue();
        assertThat(descriptor.switchPoints()).isEqualTo(OperatingPoints.ALL);
    }

    @Test
    void rewritesInTheSameForm() {
        assertRewritten("90 e0 8237 eb a0", 0x7FFF, 0x100 + 7, "90 e0 ffff 07 a0");
        assertRewritten("90 e0 8237 eb a0", 0x8001, 0, "90 e0 8001 00 a0");
        assertRewritten("90 e0 37 eb a0", 0x80, 255, "90 e0 00 ff a0");
        assertRewritten("90 40 eb", 1, 2, "90 40 02");
        assertRewritten("90 20 80", 1, 2, "90 20 80");
        assertRewritten("10", 1, 2, "10");
    }

    private void assertRewritten(String from, int pictureId, int tl0PictureIndex, String to) {
        assertThat(wrap(descriptor, from + INTERFRAME)).isTrue();
        byte[] copy = framed(hex(from + INTERFRAME));
        byte[] shifted = new byte[copy.length + 3]; // the copy may stand elsewhere
        System.arraycopy(copy, 0, shifted, 3, copy.length);

        descriptor.rewrite(shifted, OFFSET + 3, pictureId, tl0PictureIndex);

        assertThat(Arrays.copyOfRange(shifted, 3, shifted.length)).isEqualTo(framed(hex(to + INTERFRAME)));
    }
}
