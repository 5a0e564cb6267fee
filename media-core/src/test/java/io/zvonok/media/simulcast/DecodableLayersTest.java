package io.zvonok.media.simulcast;

import static io.zvonok.media.codec.OperatingPoints.point;
import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.api.Codec;
import io.zvonok.media.codec.CapturedDescriptors;
import io.zvonok.media.codec.CapturedDescriptors.Packet;
import io.zvonok.media.codec.Codecs;
import io.zvonok.media.codec.DependencyDescriptor;
import io.zvonok.media.codec.DescriptorWriter;
import io.zvonok.media.codec.DescriptorWriter.Structure;
import io.zvonok.media.codec.DescriptorWriter.Template;
import io.zvonok.media.codec.OperatingPoints;
import io.zvonok.media.codec.PacketLayers;
import io.zvonok.media.codec.PayloadDescriptor;
import io.zvonok.media.simulcast.LayerSelector.Decision;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is asked for and whenever, each frame that is forwarded is whole and has all that it refers to. */
class DecodableLayersTest {
    private static final long SEED = Long.getLong("seed", 20_261_125);
    private static final int PICTURES = 4000;

    private final LayerSelector<String> selector = new LayerSelector<>();
    private final DependencyDescriptor descriptor = new DependencyDescriptor();
    /** What the viewer got of each frame: true for all of its packets. */
    private final Map<Integer, Boolean> frames = new HashMap<>();

    static Stream<Structure> structures() {
        return Stream.of(
                DescriptorWriter.l1t3(), DescriptorWriter.l3t3(), DescriptorWriter.l3t3Key(), DescriptorWriter.s2t1());
    }

    private Decision decide(PacketLayers packet, int rtpTimestamp, int frame, List<Integer> references, String where) {
        Decision decision = selector.onPacket("it", packet, rtpTimestamp);
        if (decision == Decision.IGNORE) {
            return decision;
        }
        boolean forwarded = decision != Decision.SKIP;
        assertThat(frames.getOrDefault(frame, forwarded))
                .as("all or nothing of a frame, %s", where)
                .isEqualTo(forwarded);
        frames.put(frame, forwarded);
        if (forwarded) {
            for (int reference : references) {
                assertThat(frames.get(reference))
                        .as("frame %d needs %d, %s", frame, reference, where)
                        .isTrue();
            }
        }
        return decision;
    }

    @ParameterizedTest
    @MethodSource("structures")
    void randomWishes(Structure structure) {
        Random random = new Random(SEED);
        boolean keyframeWanted = false;
        int sinceKeyframe = 0;
        int frame = 0;
        for (int picture = 0; picture < PICTURES; picture++) {
            boolean keyframe = picture == 0 || keyframeWanted && random.nextInt(3) == 0 || sinceKeyframe > 400;
            sinceKeyframe = keyframe ? 0 : sinceKeyframe + 1;
            String where = "picture " + picture + ", seed " + SEED;
            if (random.nextInt(8) == 0) {
                selector.setTarget("it", point(random.nextInt(4), random.nextInt(4)), 0);
            }
            List<Integer> ends = new ArrayList<>();
            List<Integer> templates = structure.picture(sinceKeyframe, Integer.MAX_VALUE);
            for (int i = 0; i < templates.size(); i++, frame++) {
                int end = sendFrame(structure, templates.get(i), keyframe && i == 0, picture, frame, where);
                if (end >= 0) {
                    ends.add(end);
                }
            }
            assertThat(ends.indexOf(1))
                    .as("the last frame ends the picture, %s", where)
                    .isEqualTo(ends.size() - 1);
            keyframeWanted = selector.needsKeyframe() || selector.isWaiting();
        }
    }

    /** In two packets. Returns -1 if it is left out, else whether it ends the picture. */
    private int sendFrame(Structure structure, int index, boolean key, int picture, int frame, String where) {
        Template template = structure.templates().get(index);
        List<Integer> references = new ArrayList<>();
        for (int difference : template.differences()) {
            references.add(frame - difference);
        }
        int number = frame & 0xFFFF;
        byte[] first = key
                ? DescriptorWriter.withStructure(structure, false, index, number)
                : DescriptorWriter.brief(structure, true, false, index, number);
        byte[] second = DescriptorWriter.brief(structure, false, true, index, number);
        assertThat(descriptor.wrap(first, 0, first.length)).isTrue();
        decide(descriptor, picture * 3000, frame, references, where);
        assertThat(descriptor.wrap(second, 0, second.length)).isTrue();
        Decision decision = decide(descriptor, picture * 3000, frame, references, where);
        if (decision == Decision.IGNORE || decision == Decision.SKIP) {
            return -1;
        }
        return selector.endsPicture(descriptor) ? 1 : 0;
    }

    @ParameterizedTest
    @MethodSource("structures")
    void reachesEachPointOfTheStreamFromEachOther(Structure structure) {
        int spatialLayers = structure.templates().stream()
                        .mapToInt(Template::spatialLayer)
                        .max()
                        .orElseThrow()
                + 1;
        int temporalLayers = structure.templates().stream()
                        .mapToInt(Template::temporalLayer)
                        .max()
                        .orElseThrow()
                + 1;
        int frame = 0;
        int picture = 0;
        for (int from = 0; from < spatialLayers * temporalLayers; from++) {
            for (int to = 0; to < spatialLayers * temporalLayers; to++) {
                for (int step : new int[] {from, to}) {
                    int wanted = point(step / temporalLayers, step % temporalLayers);
                    selector.setTarget("it", wanted, 0);
                    int since = selector.needsKeyframe() || selector.isWaiting() ? 0 : 1;
                    for (int i = 0; i < 10; i++, picture++) {
                        List<Integer> templates = structure.picture(since + i, Integer.MAX_VALUE);
                        for (int j = 0; j < templates.size(); j++, frame++) {
                            boolean key = since + i == 0 && j == 0;
                            sendFrame(structure, templates.get(j), key, picture, frame, "from " + from + " to " + to);
                        }
                    }
                    picture += 2;
                    assertThat(selector.currentPoint()).isEqualTo(wanted);
                    frames.replaceAll((number, forwarded) -> true); // the cycle begins again: not referred to
                }
            }
        }
    }

    static Stream<Arguments> captures() {
        return CapturedDescriptors.streams().stream()
                .flatMap(stream -> Stream.iterate(0, p -> p + 1)
                        .limit(OperatingPoints.COUNT)
                        .map(p -> Arguments.of(stream, p)));
    }

    @ParameterizedTest
    @MethodSource("captures")
    void whatChromiumSends(String stream, int wanted) {
        selector.setTarget("it", wanted, 0);
        for (Packet packet : CapturedDescriptors.of(stream)) {
            assertThat(descriptor.wrap(packet.descriptor(), 0, packet.descriptor().length))
                    .isTrue();
            String where = stream + " at " + wanted;
            decide(descriptor, packet.rtpTimestamp(), packet.frameNumber(), packet.references(), where);
        }
        assertThat(frames).containsValue(true);
    }

    @ParameterizedTest
    @MethodSource("captures")
    void whatChromiumSendsWithChangingWishes(String stream, int seed) {
        Random random = new Random(seed);
        for (Packet packet : CapturedDescriptors.of(stream)) {
            if (random.nextInt(4) == 0) {
                selector.setTarget("it", point(random.nextInt(3), random.nextInt(3)), 0);
            }
            assertThat(descriptor.wrap(packet.descriptor(), 0, packet.descriptor().length))
                    .isTrue();
            String where = stream + ", seed " + seed;
            decide(descriptor, packet.rtpTimestamp(), packet.frameNumber(), packet.references(), where);
        }
    }

    /** The payload alone: the dependency descriptor beside it only tells what refers to what. */
    @ParameterizedTest
    @ValueSource(strings = {"vp9-L2T2", "vp9-L3T3", "vp9-L3T3_KEY"})
    void vp9ByItsPayload(String stream) {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            frames.clear();
            selector.setTarget(null, 0, 0);
            selector.setTarget("it", point(2, 2), 0);
            for (Packet packet : CapturedDescriptors.of(stream)) {
                if (random.nextInt(6) == 0) {
                    selector.setTarget("it", point(random.nextInt(3), random.nextInt(3)), 0);
                }
                PayloadDescriptor payload = Codecs.descriptor(Codec.VP9);
                assertThat(payload.wrap(packet.payload(), 0, packet.payload().length))
                        .isTrue();
                String where = stream + ", seed " + seed;
                decide(payload, packet.rtpTimestamp(), packet.frameNumber(), packet.references(), where);
            }
        }
    }

    /**
     * The eight pictures that libvpx repeats for three temporal layers: layer, whether it depends on the base layer only (Y),
     * and how far back its references are.
     */
    private static final int[][] VP8_PICTURES = {
        {0, 0, 4}, {2, 1, 1}, {1, 1, 2}, {2, 0, 1}, {0, 0, 4}, {2, 0, 3, 1}, {1, 0, 4, 2}, {2, 0, 1},
    };

    @Test
    void vp8ByItsPayload() {
        Random random = new Random(SEED);
        PayloadDescriptor payload = Codecs.descriptor(Codec.VP8);
        PictureIdMap ids = new PictureIdMap();
        selector.setTarget("it", point(0, 2), 0);
        int sent = 0;
        int reached = 0;
        for (int picture = 0; picture < PICTURES; picture++) {
            if (random.nextInt(20) == 0) {
                selector.setTarget("it", point(0, random.nextInt(3)), 0);
            }
            int[] shape = VP8_PICTURES[picture % 8];
            List<Integer> references = new ArrayList<>();
            for (int i = 2; i < shape.length && picture > 0; i++) {
                references.add(picture - shape[i]);
            }
            byte[] bytes = vp8(picture, shape[0], shape[1] == 1, picture == 0);
            assertThat(payload.wrap(bytes, 0, bytes.length)).isTrue();
            Decision decision = decide(payload, picture * 3000, picture, references, "picture " + picture);
            if (decision == Decision.SWITCH) {
                ids.restart(payload);
            }
            if (decision == Decision.SKIP) {
                ids.skip(payload);
            } else {
                ids.onPacket(payload);
                assertThat(PictureIdMap.pictureId(payload, ids.pictureIdDelta()))
                        .isEqualTo(sent++ & 0x7FFF);
            }
            reached |= 1 << selector.currentPoint();
            assertThat(OperatingPoints.temporalLayer(selector.currentPoint()))
                    .isLessThanOrEqualTo(OperatingPoints.temporalLayer(selector.targetPoint()));
        }
        assertThat(reached).isEqualTo(0b111);
        assertThat(sent).isLessThan(PICTURES);
    }

    private static byte[] vp8(int picture, int temporalLayer, boolean sync, boolean keyframe) {
        return new byte[] {
            (byte) 0x90,
            (byte) 0xE0,
            (byte) (0x80 | picture >> 8 & 0x7F),
            (byte) picture,
            (byte) (picture / 4),
            (byte) (temporalLayer << 6 | (sync ? 0x20 : 0)),
            (byte) (keyframe ? 0 : 1),
            0,
            0,
            (byte) 0x9D,
            1,
            0x2A,
            0x40,
            1,
            (byte) 0xB4,
            0
        };
    }
}
