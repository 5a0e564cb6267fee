package io.zvonok.media.sim;

import io.zvonok.media.sim.Descriptor.Structure;
import io.zvonok.media.sim.Descriptor.Template;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Describes the frames of one encoding: a template for every way in which its layers depend on one another, found by
 * going through its pattern, one decode target for every pair of layers, one chain for every spatial layer.
 */
final class DescriptorWriter {
    private static final int NOT_PRESENT = 0;
    private static final int DISCARDABLE = 1;
    private static final int SWITCH = 2;
    private static final int REQUIRED = 3;

    private final Layers layers;
    private final Structure structure;
    private final int firstNumber;
    /** Number of the last frame in each chain. */
    private final long[] chained;

    DescriptorWriter(Layers layers, int[] heights, int templateOffset, int firstNumber) {
        this.layers = layers;
        this.firstNumber = firstNumber;
        this.chained = new long[layers.spatial()];
        List<Integer> protectedBy = new ArrayList<>();
        for (int target = 0; target < layers.spatial() * layers.temporal(); target++) {
            protectedBy.add(target / layers.temporal());
        }
        this.structure = new Structure(
                templateOffset,
                templates(),
                protectedBy,
                layers.spatial(),
                Arrays.stream(heights).boxed().toList());
        Arrays.fill(chained, 0);
    }

    private List<Template> templates() {
        Set<Template> found = new LinkedHashSet<>();
        long frame = 0;
        for (int picture = 0; picture < 4 * layers.period(); picture++) {
            for (int spatial = 0; spatial < layers.spatial(); spatial++) {
                found.add(next(picture, spatial, frame++));
            }
        }
        return found.stream()
                .sorted(Comparator.comparingInt(Template::spatial).thenComparingInt(Template::temporal))
                .toList();
    }

    /** The template of a frame; those before it must have been asked for. */
    private Template next(long sinceKey, int spatial, long frame) {
        boolean key = sinceKey == 0;
        int temporal = layers.temporalOf(sinceKey);
        List<Integer> targets = new ArrayList<>();
        for (int s = 0; s < layers.spatial(); s++) {
            for (int t = 0; t < layers.temporal(); t++) {
                targets.add(indication(s, t, spatial, temporal, key));
            }
        }
        List<Integer> back = new ArrayList<>();
        for (long left = layers.dependencies(sinceKey, spatial, layers.spatial()); left != 0; left &= left - 1) {
            back.add(Long.numberOfTrailingZeros(left) + 1);
        }
        List<Integer> chains = new ArrayList<>();
        for (int chain = 0; chain < chained.length; chain++) {
            chains.add(key && spatial == 0 ? 0 : (int) (frame - chained[chain]));
            boolean member = layers.isInterLayer(sinceKey) ? spatial <= chain : spatial == chain;
            if (temporal == 0 && member) {
                chained[chain] = frame;
            }
        }
        return new Template(spatial, temporal, targets, back, chains);
    }

    /** Of a frame for the decode target (s, t). */
    private int indication(int s, int t, int spatial, int temporal, boolean key) {
        if (s < spatial || t < temporal || !key && !layers.isInterLayer(1) && s != spatial) {
            return NOT_PRESENT;
        }
        if (key) {
            return SWITCH;
        }
        if (s == spatial) {
            return t == temporal && temporal > 0 ? DISCARDABLE : SWITCH;
        }
        return REQUIRED;
    }

    Structure structure() {
        return structure;
    }

    /** Of each packet of the frame, all but the first of a key frame in three bytes. */
    byte[][] describe(MediaUnit frame, long sinceKey) {
        Template template = next(sinceKey, frame.spatial(), frame.frame());
        int index = structure.templates().indexOf(template);
        if (index < 0) {
            throw new IllegalStateException("no template for " + frame);
        }
        int id = (structure.offset() + index) % 64;
        int number = (int) (firstNumber + frame.frame()) & 0xFFFF;
        byte[][] described = new byte[frame.packets()][];
        for (int packet = 0; packet < described.length; packet++) {
            boolean first = packet == 0;
            boolean last = packet == described.length - 1;
            described[packet] =
                    new Descriptor(first, last, id, number, first && frame.key() ? structure : null).write();
        }
        return described;
    }
}
