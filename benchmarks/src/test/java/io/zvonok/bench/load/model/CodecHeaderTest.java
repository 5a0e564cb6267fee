package io.zvonok.bench.load.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.codec.Av1Descriptor;
import io.zvonok.media.codec.H264Descriptor;
import io.zvonok.media.codec.PayloadDescriptor;
import io.zvonok.media.codec.Vp8Descriptor;
import io.zvonok.media.codec.Vp9Descriptor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What we write is read by the server's own descriptors. */
class CodecHeaderTest {
    private static final int OFFSET = 20;
    private static final int PAYLOAD = 400;

    private static PayloadDescriptor descriptor(VideoCodec codec) {
        return switch (codec) {
            case VP8 -> new Vp8Descriptor();
            case VP9 -> new Vp9Descriptor();
            case H264 -> new H264Descriptor();
            case AV1 -> new Av1Descriptor();
        };
    }

    private static PayloadDescriptor read(VideoCodec codec, Frame frame, int index, int packets) {
        byte[] packet = new byte[OFFSET + PAYLOAD];
        CodecHeader header = codec.newHeader();
        int written = index < 0
                ? header.writeLeading(packet, OFFSET, frame, PAYLOAD)
                : header.write(packet, OFFSET, frame, index, packets);
        assertThat(written).isBetween(1, CodecHeader.MAX_LENGTH);
        PayloadDescriptor descriptor = descriptor(codec);
        assertThat(descriptor.wrap(packet, OFFSET, PAYLOAD)).isTrue();
        return descriptor;
    }

    @ParameterizedTest
    @EnumSource
    void beginsAKeyFrameThatTellsItsSize(VideoCodec codec) {
        Frame key = new Frame(7, true, 0, 3, 1500, 320, 180);
        int first = -codec.newHeader().leadingPackets(key);

        PayloadDescriptor begins = read(codec, key, first, 2);

        assertThat(begins.startsKeyframe()).isTrue();
        assertThat(begins.startsFrame()).isTrue();
        assertThat(begins.width()).isEqualTo(320);
        assertThat(begins.height()).isEqualTo(180);
        assertThat(read(codec, key, 1, 2).startsKeyframe()).isFalse();
        assertThat(read(codec, key, 1, 2).startsFrame()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void beginsOtherFramesWithoutClaimingAKeyFrame(VideoCodec codec) {
        Frame delta = new Frame(8, false, 0, 3, 1500, 1280, 720);

        for (int packets : new int[] {1, 3}) {
            PayloadDescriptor begins = read(codec, delta, 0, packets);
            assertThat(begins.startsKeyframe()).isFalse();
            assertThat(begins.startsFrame()).isTrue();
        }
        assertThat(read(codec, delta, 2, 3).startsFrame()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"VP8", "VP9"})
    void tellsPictureIdsAndTemporalLayers(VideoCodec codec) {
        PayloadDescriptor read = read(codec, new Frame(0x12345, false, 2, 300, 900, 640, 360), 0, 1);

        assertThat(read.pictureId()).isEqualTo(0x2345);
        assertThat(read.pictureIdBits()).isEqualTo(15);
        assertThat(read.tl0PictureIndex()).isEqualTo(300 - 256);
        assertThat(read.temporalLayer()).isEqualTo(2);
    }
}
