package io.zvonok.media.codec;

import static io.zvonok.media.codec.Payloads.wrap;
import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.api.Codec;
import io.zvonok.media.codec.Payloads.Captured;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Chromium 156 sends; see the head of the resource. */
class ChromiumPayloadsTest {
    /** One letter a packet: K starts a key frame, F a frame, . goes on; then its temporal layer; key frame sizes. */
    @ParameterizedTest
    @CsvSource({
        "vp8-L1T3, K0 F2 F2 .2 F2 .2 F1 .1 F2 .2 F0 .0, 480x270",
        "vp9-L3T3_KEY, K0 .0 .0 F2 .2 F1 .1 K0 .0 .0 .0 .0 .0 .0 .0 .0 F2 .2, 480x270 960x540",
        "vp9-L1T2, K0 .0 F1 F0 F1 F0, 320x180",
        "h264, K0 F0 .0 F0 F0 .0 F0 .0, 320x180",
        "av1-L1T3, K0 .0 .0 F2 F1 .0 F2 .0, 320x180",
        "av1-L2T2, K0 F1 F0 .0 .0 F1 .1 F0 .0 .0 .0 F1, 960x540",
    })
    void areRead(String stream, String expected, String expectedSizes) {
        StringBuilder letters = new StringBuilder();
        StringBuilder sizes = new StringBuilder();
        for (Captured packet : packets(stream)) {
            PayloadDescriptor descriptor = Codecs.descriptor(packet.codec());
            assertThat(wrap(descriptor, packet.payload())).isTrue();
            letters.append(descriptor.startsKeyframe() ? " K" : descriptor.startsFrame() ? " F" : " .");
            letters.append(descriptor.temporalLayer());
            if (descriptor.width() > 0) {
                sizes.append(" ").append(descriptor.width()).append("x").append(descriptor.height());
            }
        }
        assertThat(letters.toString().trim()).isEqualTo(expected);
        assertThat(sizes.toString().trim()).isEqualTo(expectedSizes);
    }

    @Test
    void haveOnePictureIdForEachPicture() {
        for (String stream : List.of("vp8-L1T3", "vp9-L3T3_KEY", "vp9-L1T2")) {
            long rtpTimestamp = -1;
            int pictureId = -1;
            for (Captured packet : packets(stream)) {
                PayloadDescriptor descriptor = Codecs.descriptor(packet.codec());
                assertThat(wrap(descriptor, packet.payload())).isTrue();
                assertThat(descriptor.pictureIdBits()).isEqualTo(15);
                if (packet.rtpTimestamp() == rtpTimestamp) {
                    assertThat(descriptor.pictureId()).isEqualTo(pictureId);
                } else if (pictureId >= 0) {
                    assertThat(descriptor.pictureId()).isEqualTo(pictureId + 1);
                }
                rtpTimestamp = packet.rtpTimestamp();
                pictureId = descriptor.pictureId();
            }
        }
    }

    @Test
    void countTl0PictureIndexUpAtEachBaseLayerPicture() {
        int previous = -1;
        for (Captured packet : packets("vp8-L1T3")) {
            PayloadDescriptor descriptor = Codecs.descriptor(packet.codec());
            assertThat(wrap(descriptor, packet.payload())).isTrue();
            boolean baseLayerPicture = descriptor.startsFrame() && descriptor.temporalLayer() == 0;
            if (previous >= 0) {
                assertThat(descriptor.tl0PictureIndex()).isEqualTo(baseLayerPicture ? previous + 1 : previous);
            }
            previous = descriptor.tl0PictureIndex();
        }
    }

    /** The payload says the same as the dependency descriptor beside it, which was read by a reader written apart. */
    @ParameterizedTest
    @ValueSource(strings = {"vp9-L2T2", "vp9-L3T3", "vp9-L3T3_KEY"})
    void tellTheLayersOfVp9(String stream) {
        PayloadDescriptor descriptor = Codecs.descriptor(Codec.VP9);
        int temporalLayers = stream.contains("T3") ? 3 : 2;
        int spatialLayers = 0;
        for (CapturedDescriptors.Packet packet : CapturedDescriptors.of(stream)) {
            assertThat(wrap(descriptor, packet.payload())).isTrue();
            assertThat(descriptor.spatialLayer()).isEqualTo(packet.spatialLayer());
            assertThat(descriptor.temporalLayer()).isEqualTo(packet.temporalLayer());
            spatialLayers = Math.max(descriptor.spatialLayers(), spatialLayers);
            assertThat(packet.spatialLayer()).isLessThan(spatialLayers);
            for (int target = 0; target < spatialLayers * temporalLayers; target++) {
                int point = OperatingPoints.point(target / temporalLayers, target % temporalLayers);
                assertThat(OperatingPoints.contains(descriptor.neededBy(), point))
                        .as("frame %d, target %d", packet.frameNumber(), target)
                        .isEqualTo(packet.indications().charAt(target) != '-');
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"vp9-L3T3_KEY, 1280x720 640x360 320x180", "vp9-L2T2, 0x0 1280x720 640x360"})
    void tellTheSizeOfEachLayerOfVp9(String stream, String expected) {
        PayloadDescriptor descriptor = Codecs.descriptor(Codec.VP9);
        String sizes = "";
        for (CapturedDescriptors.Packet packet : CapturedDescriptors.of(stream)) {
            assertThat(wrap(descriptor, packet.payload())).isTrue();
            if (descriptor.spatialLayers() > 1) {
                sizes = size(descriptor, 2) + " " + size(descriptor, 1) + " " + size(descriptor, 0);
            }
        }
        assertThat(sizes).isEqualTo(expected);
    }

    private static String size(PayloadDescriptor descriptor, int layer) {
        return descriptor.width(layer) + "x" + descriptor.height(layer);
    }

    private static List<Captured> packets(String stream) {
        List<Captured> packets = Payloads.chromium().stream()
                .filter(p -> p.stream().equals(stream))
                .toList();
        assertThat(packets).isNotEmpty();
        return packets;
    }
}
