package io.zvonok.media.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.sim.Descriptor.Structure;
import io.zvonok.media.sim.Descriptor.Template;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DescriptorTest {
    /** First packet of an L3T3 stream of Chromium, as public captures have it. */
    private static final String CHROMIUM_L3T3 =
            "c1017280081485214eafffaaaa863cf0430c10c302afc0aaa0063c00430010c002a000a80006000040001d954926e082b04a0941b820"
                    + "ac1282503157f974000ca864330e222222eca8655304224230eca877530077004200ef008601df010d";

    private static Set<Template> sorted(Structure structure) {
        return structure.templates().stream()
                .map(template -> new Template(
                        template.spatial(),
                        template.temporal(),
                        template.targets(),
                        template.back().stream().sorted().toList(),
                        template.chains()))
                .collect(Collectors.toSet());
    }

    @Test
    void describesThreeByThreeLayersAsChromiumDoes() {
        Descriptor captured = Descriptor.read(HexFormat.of().parseHex(CHROMIUM_L3T3));
        assertThat(captured.frameNumber()).isEqualTo(0x172);
        assertThat(captured.structure().heights()).containsExactly(67, 135, 270);
        DescriptorWriter ours = new DescriptorWriter(Layers.L3T3, new int[] {67, 135, 270}, 0, 0);
        assertThat(sorted(ours.structure())).isEqualTo(sorted(captured.structure()));
        assertThat(ours.structure().protectedBy())
                .isEqualTo(captured.structure().protectedBy());
    }

    @Test
    void readsWhatItWrites() {
        for (Layers layers : Layers.values()) {
            int[] heights = new int[layers.spatial()];
            java.util.Arrays.setAll(heights, i -> 180 << i);
            Structure structure = new DescriptorWriter(layers, heights, 61, 0).structure();
            Descriptor first = new Descriptor(true, false, 61, 65_535, structure);
            assertThat(Descriptor.read(first.write())).isEqualTo(first);
        }
    }

    @Test
    void takesThreeBytesForAllButTheFirstPacketOfAKeyFrame() {
        Descriptor later = new Descriptor(false, true, 5, 7, null);
        assertThat(later.write()).isEqualTo(new byte[] {0x45, 0, 7});
        assertThat(Descriptor.read(later.write())).isEqualTo(later);
    }

    @Test
    void keepsTheLayersOfKeyOnlyPredictionApart() {
        Structure structure = new DescriptorWriter(Layers.L3T3_KEY, new int[] {180, 360, 720}, 0, 0).structure();
        List<Template> middle = structure.templates().stream()
                .filter(template -> template.spatial() == 1 && template.temporal() == 0)
                .toList();
        assertThat(middle).extracting(Template::back).containsExactly(List.of(1), List.of(12));
        assertThat(middle.get(1).targets()).containsExactly(0, 0, 0, 2, 2, 2, 0, 0, 0);
        assertThat(middle.get(1).chains()).containsExactly(1, 12, 11);
    }
}
