package io.zvonok.media.codec;

import static io.zvonok.media.codec.DescriptorWriter.brief;
import static io.zvonok.media.codec.DescriptorWriter.extended;
import static io.zvonok.media.codec.DescriptorWriter.withStructure;
import static io.zvonok.media.codec.OperatingPoints.contains;
import static io.zvonok.media.codec.OperatingPoints.point;
import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.codec.CapturedDescriptors.Packet;
import io.zvonok.media.codec.DescriptorWriter.Own;
import io.zvonok.media.codec.DescriptorWriter.Structure;
import io.zvonok.media.codec.DescriptorWriter.Template;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DependencyDescriptorTest {
    private static final Own NOTHING = new Own(null, null, null);

    private final DependencyDescriptor descriptor = new DependencyDescriptor();

    private boolean wrap(byte[] value) {
        return descriptor.wrap(Payloads.framed(value), Payloads.OFFSET, value.length);
    }

    static Stream<Structure> structures() {
        return Stream.of(
                DescriptorWriter.l1t3(), DescriptorWriter.l3t3(), DescriptorWriter.l3t3Key(), DescriptorWriter.s2t1());
    }

    static List<String> streams() {
        return CapturedDescriptors.streams();
    }

    @ParameterizedTest
    @MethodSource("structures")
    void readsEachTemplateOfAStructure(Structure structure) {
        assertThat(wrap(withStructure(structure, true, 0, 65_535))).isTrue();
        assertThat(descriptor.startsKeyframe()).isTrue();
        assertThat(descriptor.switchPoints()).isEqualTo(OperatingPoints.ALL);
        assertThat(descriptor.neededBy()).isEqualTo(OperatingPoints.ALL);

        for (int i = 1; i < structure.templates().size(); i++) {
            Template template = structure.templates().get(i);
            assertThat(wrap(brief(structure, true, true, i, i - 1))).isTrue();
            assertThat(descriptor.frameNumber()).isEqualTo(i - 1);
            assertThat(descriptor.spatialLayer()).isEqualTo(template.spatialLayer());
            assertThat(descriptor.temporalLayer()).isEqualTo(template.temporalLayer());
            assertThat(descriptor.startsKeyframe()).isFalse();
            assertIndications(structure, template.indications(), template.spatialLayer(), template.temporalLayer());
        }
    }

    @ParameterizedTest
    @MethodSource("structures")
    void tellsSpatialLayersAndTheirSizes(Structure structure) {
        wrap(withStructure(structure, true, 0, 1));

        Template highest = structure.templates().get(structure.templates().size() - 1);
        assertThat(descriptor.spatialLayers()).isEqualTo(highest.spatialLayer() + 1);
        for (int s = 0; s < OperatingPoints.MAX_SPATIAL; s++) {
            boolean known = 2 * s < structure.sizes().length;
            assertThat(descriptor.width(s)).isEqualTo(known ? structure.sizes()[2 * s] : 0);
            assertThat(descriptor.height(s)).isEqualTo(known ? structure.sizes()[2 * s + 1] : 0);
        }
    }

    /** The targets of these structures are the points (s, t) for all layers, up or down. */
    private void assertIndications(Structure structure, String indications, int s, int t) {
        for (int target = 0; target < structure.decodeTargets(); target++) {
            int served = pointOf(structure, target);
            char letter = indications.charAt(target);
            assertThat(contains(descriptor.neededBy(), served)).isEqualTo(letter != '-');
            assertThat(contains(descriptor.switchPoints(), served)).isEqualTo(letter == 'S' && served != point(s, t));
        }
    }

    private static int pointOf(Structure structure, int target) {
        int s = 0;
        int t = 0;
        for (Template template : structure.templates()) {
            if (template.indications().charAt(target) != '-') {
                s = Math.max(s, template.spatialLayer());
                t = Math.max(t, template.temporalLayer());
            }
        }
        return point(s, t);
    }

    /** The decode targets of Chromium are the points (0,0), (0,1) ... of all layers, in this order. */
    @ParameterizedTest
    @MethodSource("streams")
    void readsWhatChromiumSends(String stream) {
        List<Packet> packets = CapturedDescriptors.of(stream);
        int temporalLayers =
                1 + packets.stream().mapToInt(Packet::temporalLayer).max().orElseThrow();
        int frameNumber = -1;
        for (Packet packet : packets) {
            assertThat(wrap(packet.descriptor())).isTrue();
            assertThat(descriptor.spatialLayer()).isEqualTo(packet.spatialLayer());
            assertThat(descriptor.temporalLayer()).isEqualTo(packet.temporalLayer());
            assertThat(descriptor.frameNumber()).isEqualTo(packet.frameNumber());
            boolean beginsFrame = packet.frameNumber() != frameNumber;
            assertThat(descriptor.startsFrame()).isEqualTo(beginsFrame && packet.spatialLayer() == 0);
            frameNumber = packet.frameNumber();
            if (packet.marker()) {
                assertThat(descriptor.endsFrame()).isTrue();
            }
            for (int target = 0; target < packet.indications().length(); target++) {
                int served = point(target / temporalLayers, target % temporalLayers);
                boolean active = (descriptor.activeDecodeTargets() >> target & 1) != 0;
                if (active && packet.references().size() > 0) {
                    assertThat(contains(descriptor.neededBy(), served))
                            .isEqualTo(packet.indications().charAt(target) != '-');
                }
            }
        }
    }

    @Test
    void followsTheLayersThatChromiumActivates() {
        StringBuilder layers = new StringBuilder();
        for (Packet packet : CapturedDescriptors.of("vp9-L3T3_KEY")) {
            wrap(packet.descriptor());
            if (descriptor.startsKeyframe()) {
                layers.append(descriptor.spatialLayers()).append("@").append(packet.frameNumber());
                layers.append(" ")
                        .append(descriptor.width(2))
                        .append("x")
                        .append(descriptor.height(2))
                        .append(" ");
            }
        }
        assertThat(layers.toString()).isEqualTo("1@1 1280x720 3@3 1280x720 ");
    }

    @Test
    void servesAPointByTheBestTargetThatIsActive() {
        Structure structure = DescriptorWriter.l3t3Key();
        wrap(extended(structure, true, true, 0, 1, true, 0b000_000_011, NOTHING)); // one layer, two frame rates
        assertThat(descriptor.spatialLayers()).isEqualTo(1);
        assertThat(descriptor.activeDecodeTargets()).isEqualTo(3);

        wrap(brief(structure, true, true, 2, 2)); // S0 T1
        assertThat(descriptor.neededBy()).isEqualTo(OperatingPoints.from(0, 1));
        wrap(brief(structure, true, true, 3, 3)); // S0 T2, of no active target
        assertThat(descriptor.neededBy()).isEqualTo(OperatingPoints.NONE);

        wrap(extended(structure, true, true, 1, 4, false, 0b111_111_111, NOTHING));
        assertThat(descriptor.spatialLayers()).isEqualTo(3);
        assertThat(descriptor.neededBy()).isEqualTo(OperatingPoints.ofSpatialLayer(0, 0));
    }

    @Test
    void takesAllTargetsForActiveWhenNoneIs() {
        wrap(extended(DescriptorWriter.l1t3(), true, true, 0, 1, true, 0, NOTHING));

        assertThat(descriptor.activeDecodeTargets()).isEqualTo(7);
    }

    @Test
    void doesNotGoBackToActiveTargetsThatComeLate() {
        Structure structure = DescriptorWriter.l3t3Key();
        wrap(withStructure(structure, true, 0, 1));
        wrap(extended(structure, true, true, 1, 20, false, 0b111, NOTHING));
        wrap(extended(structure, true, true, 1, 13, false, 0b111_111, NOTHING));

        assertThat(descriptor.spatialLayers()).isEqualTo(1);
    }

    @Test
    void takesAFramesOwnIndicationsForThoseOfItsTemplate() {
        Structure structure = DescriptorWriter.l1t3();
        wrap(withStructure(structure, true, 0, 1));

        assertThat(wrap(extended(structure, true, true, 2, 2, false, -1, new Own("RS-", null, null))))
                .isTrue();
        assertThat(descriptor.neededBy()).isEqualTo(OperatingPoints.from(0, 1));
        assertThat(descriptor.switchPoints()).isEqualTo(ofTarget(0, 1));
    }

    /** All points served by the target with these layers, without the frame's own point (0, 1). */
    private static int ofTarget(int s, int t) {
        int points = OperatingPoints.from(s, t) & ~OperatingPoints.from(s, t + 1);
        return points & ~(1 << point(0, 1));
    }

    @Test
    void stepsOverDifferencesAndChainsOfAFramesOwn() {
        Structure structure = DescriptorWriter.l3t3();
        wrap(withStructure(structure, true, 0, 1));

        Own own = new Own("RRRRRRSSS", new int[] {1, 16, 17, 256, 257, 4096}, new int[] {255, 0, 7});
        byte[] value = extended(structure, true, false, 1, 2, false, 0x1FF, own);
        assertThat(wrap(value)).isTrue();
        assertThat(wrap(Arrays.copyOf(value, value.length - 1))).isFalse();
    }

    @Test
    void saysWhenItHasNoStructureYet() {
        Structure structure = DescriptorWriter.l1t3();

        assertThat(wrap(brief(structure, true, true, 1, 7))).isFalse();
        assertThat(descriptor.hasStructure()).isFalse();

        assertThat(wrap(withStructure(structure, true, 0, 8))).isTrue();
        assertThat(descriptor.hasStructure()).isTrue();
        assertThat(wrap(brief(structure, true, true, 1, 12))).isTrue();

        descriptor.reset();
        assertThat(descriptor.hasStructure()).isFalse();
        assertThat(wrap(brief(structure, true, true, 1, 16))).isFalse();
    }

    @Test
    void refusesATemplateThatTheStructureDoesNotHave() {
        Structure structure = DescriptorWriter.l1t3();
        wrap(withStructure(structure, true, 0, 1));

        assertThat(wrap(brief(structure, true, true, 5, 2))).isFalse();
        assertThat(wrap(brief(structure, true, true, 63, 2))).isFalse();
        assertThat(wrap(withStructure(structure, true, 5, 3))).isFalse();
        assertThat(wrap(brief(structure, true, true, 4, 4))).isTrue();
    }

    @Test
    void readsLatePacketsByTheStructureOfTheirTime() {
        Structure before = DescriptorWriter.l1t3();
        Structure after = DescriptorWriter.l3t3();
        wrap(withStructure(before, true, 0, 65_530));
        wrap(withStructure(after, false, 0, 65_534));

        assertThat(wrap(brief(before, true, true, 3, 65_531))).isTrue();
        assertThat(descriptor.temporalLayer()).isEqualTo(2);
        assertThat(wrap(brief(after, true, true, 8, 3))).isTrue();
        assertThat(descriptor.spatialLayer()).isEqualTo(1);
        assertThat(wrap(brief(before, true, true, 2, 65_532))).isTrue();
        assertThat(descriptor.temporalLayer()).isEqualTo(1);
    }

    @Test
    void isNotLedBackByAStructureThatComesLateOrAgain() {
        Structure before = DescriptorWriter.l1t3();
        Structure after = DescriptorWriter.l3t3();
        wrap(withStructure(before, true, 0, 1));
        wrap(withStructure(after, true, 0, 9));
        wrap(extended(after, true, true, 1, 21, false, 0b111_000_000, NOTHING));

        assertThat(wrap(withStructure(before, true, 0, 5))).isTrue(); // a key frame between the two
        assertThat(descriptor.startsKeyframe()).isTrue();
        assertThat(wrap(withStructure(after, true, 0, 9))).isTrue();
        assertThat(wrap(brief(after, true, true, 6, 22))).isTrue();
        assertThat(descriptor.spatialLayer()).isEqualTo(1);
        assertThat(descriptor.spatialLayers()).isEqualTo(1); // still what frame 21 said
        assertThat(wrap(brief(before, true, true, 3, 2))).isTrue();
    }

    @Test
    void followsAPublisherThatCountsAnew() {
        Structure structure = DescriptorWriter.l1t3();
        wrap(withStructure(DescriptorWriter.l3t3(), true, 0, 30_000));

        assertThat(wrap(withStructure(structure, true, 0, 20_000))).isTrue();
        assertThat(wrap(brief(structure, true, true, 3, 20_001))).isTrue();
        assertThat(descriptor.temporalLayer()).isEqualTo(2);
    }

    @Test
    void keepsItsStructureForMoreFramesThanThereAreNumbers() {
        Structure structure = DescriptorWriter.l1t3();
        wrap(withStructure(structure, true, 0, 0));
        for (int frame = 4; frame < 200_000; frame += 4) {
            assertThat(wrap(brief(structure, true, true, 1, frame & 0xFFFF))).isTrue();
        }
    }

    @Test
    void startsAKeyframeAtTheFirstPacketOnly() {
        Structure structure = DescriptorWriter.l3t3Key();
        wrap(withStructure(structure, false, 0, 1));
        assertThat(descriptor.startsKeyframe()).isTrue();
        assertThat(descriptor.endsFrame()).isFalse();

        wrap(brief(structure, false, true, 0, 1));
        assertThat(descriptor.startsKeyframe()).isFalse();
        assertThat(descriptor.startsFrame()).isFalse();
        assertThat(descriptor.endsFrame()).isTrue();
        assertThat(descriptor.neededBy()).isEqualTo(OperatingPoints.ALL);

        wrap(brief(structure, true, true, 5, 2)); // the next spatial layer of the picture
        assertThat(descriptor.startsKeyframe()).isFalse();
        assertThat(descriptor.startsFrame()).isFalse();
    }

    @Test
    void rewritesTheFrameNumberInPlace() {
        byte[] value = {9, (byte) 0xC1, 0x12, 0x34, 5};

        DependencyDescriptor.rewriteFrameNumber(value, 1, 0x1FEDC);

        assertThat(value).containsExactly(9, 0xC1, 0xFE, 0xDC, 5);
        assertThat(DependencyDescriptor.frameNumberAt(value, 1)).isEqualTo(0xFEDC);
    }

    @Test
    void refusesWhatIsTooShort() {
        wrap(withStructure(DescriptorWriter.l1t3(), true, 0, 1));

        for (int length = 0; length < DependencyDescriptor.MIN_LENGTH; length++) {
            assertThat(wrap(new byte[length])).isFalse();
        }
    }

    @Test
    void refusesAStructureThatIsCutOffAndKeepsTheOneItHas() {
        Structure structure = DescriptorWriter.l3t3();
        byte[] value = withStructure(structure, true, 0, 9);
        wrap(withStructure(DescriptorWriter.l1t3(), true, 0, 1));
        for (int length = DependencyDescriptor.MIN_LENGTH + 1; length < value.length; length++) {
            assertThat(descriptor.wrap(value, 0, length)).isFalse();
        }
        assertThat(wrap(brief(DescriptorWriter.l1t3(), true, true, 3, 2))).isTrue();
    }

    @Test
    void refusesMoreTemplatesThanIdsAndTakesAsManyAsThereAre() {
        assertThat(wrap(sameLayers(64))).isTrue();
        assertThat(wrap(sameLayers(65))).isFalse();
    }

    /** A structure of this many templates, for 32 decode targets. */
    private static byte[] sameLayers(int templates) {
        Template template = DescriptorWriter.template(0, 0, "S".repeat(32), new int[] {1});
        Structure structure = new Structure(
                0, List.of(), Collections.nCopies(templates, template), new int[] {}, List.of(), List.of());
        return withStructure(structure, true, 0, 1);
    }
}
