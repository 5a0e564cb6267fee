package io.zvonok.media.sim;

import java.util.ArrayList;
import java.util.List;

/**
 * The dependency descriptor of an RTP header, written by simulated publishers and read by simulated viewers.
 *
 * <p>Spec: AOMedia "RTP Payload Format For AV1", appendix A.
 *
 * @param start first packet of the frame
 * @param end last packet of the frame
 * @param templateId of the frame's template
 * @param frameNumber 0..65535
 * @param structure present where a structure begins to hold, else null
 */
record Descriptor(boolean start, boolean end, int templateId, int frameNumber, Structure structure) {
    private static final int MANDATORY_BYTES = 3;
    private static final int MAX_TEMPLATES = 64;

    /** One way in which frames depend on others. Decode target indications: 0 not present, 1 discardable, 2 switch, 3 required. */
    record Template(int spatial, int temporal, List<Integer> targets, List<Integer> back, List<Integer> chains) {
        /** As {@link MediaUnit#dependsOn}. */
        long dependsOn() {
            return back.stream().mapToLong(distance -> 1L << (distance - 1)).reduce(0, (a, b) -> a | b);
        }
    }

    /** @param protectedBy the chain of each decode target */
    record Structure(
            int offset, List<Template> templates, List<Integer> protectedBy, int chains, List<Integer> heights) {
        /** Null if there is none of that id. */
        Template template(int id) {
            int index = (id + MAX_TEMPLATES - offset) % MAX_TEMPLATES;
            return index < templates.size() ? templates.get(index) : null;
        }
    }

    byte[] write() {
        Bits bits = new Bits();
        bits.put(start ? 1 : 0, 1);
        bits.put(end ? 1 : 0, 1);
        bits.put(templateId, 6);
        bits.put(frameNumber, 16);
        if (structure != null) {
            bits.put(0b10000, 5); // a structure, all decode targets active, nothing of its own
            writeStructure(bits);
        }
        return bits.toBytes();
    }

    private void writeStructure(Bits bits) {
        int targets = structure.protectedBy.size();
        bits.put(structure.offset, 6);
        bits.put(targets - 1, 5);
        for (int i = 1; i <= structure.templates.size(); i++) {
            bits.put(stepAfter(i), 2);
        }
        for (Template template : structure.templates) {
            template.targets.forEach(target -> bits.put(target, 2));
        }
        for (Template template : structure.templates) {
            for (int distance : template.back) {
                bits.put(1, 1);
                bits.put(distance - 1, 4);
            }
            bits.put(0, 1);
        }
        bits.putNonSymmetric(structure.chains, targets + 1);
        structure.protectedBy.forEach(chain -> bits.putNonSymmetric(chain, structure.chains));
        for (Template template : structure.templates) {
            template.chains.forEach(distance -> bits.put(distance, 4));
        }
        bits.put(1, 1);
        for (int height : structure.heights) {
            bits.put(height * 16 / 9 - 1, 16);
            bits.put(height - 1, 16);
        }
    }

    /** next_layer_idc: 0 the same layer, 1 the next temporal, 2 the next spatial, 3 no more. */
    private int stepAfter(int count) {
        if (count == structure.templates.size()) {
            return 3;
        }
        Template before = structure.templates.get(count - 1);
        Template after = structure.templates.get(count);
        if (after.spatial > before.spatial) {
            return 2;
        }
        return after.temporal > before.temporal ? 1 : 0;
    }

    /** Throws {@link InvariantBroken} (I21) if it is malformed or says what simulated publishers never do. */
    static Descriptor read(byte[] value) {
        Bits bits = new Bits(value);
        boolean start = bits.take(1) == 1;
        boolean end = bits.take(1) == 1;
        int template = bits.take(6);
        int number = bits.take(16);
        Structure structure = null;
        if (value.length > MANDATORY_BYTES) {
            boolean hasStructure = bits.take(1) == 1;
            boolean hasActiveTargets = bits.take(1) == 1;
            if (bits.take(3) != 0) {
                throw new InvariantBroken("I21", "a dependency descriptor with values of its own");
            }
            if (hasStructure) {
                structure = readStructure(bits);
            }
            if (hasActiveTargets && structure != null) {
                bits.take(structure.protectedBy.size());
            }
        }
        return new Descriptor(start, end, template, number, structure);
    }

    private static Structure readStructure(Bits bits) {
        int offset = bits.take(6);
        int targets = bits.take(5) + 1;
        List<int[]> layers = new ArrayList<>();
        int[] layer = {0, 0};
        int step;
        do {
            layers.add(layer.clone());
            step = bits.take(2);
            layer = step == 1 ? new int[] {layer[0], layer[1] + 1} : step == 2 ? new int[] {layer[0] + 1, 0} : layer;
        } while (step != 3 && layers.size() < MAX_TEMPLATES);
        List<List<Integer>> indications = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            indications.add(bits.takeAll(targets, 2));
        }
        List<List<Integer>> distances = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            List<Integer> back = new ArrayList<>();
            while (bits.take(1) == 1) {
                back.add(bits.take(4) + 1);
            }
            distances.add(back);
        }
        int chains = bits.takeNonSymmetric(targets + 1);
        List<Integer> protectedBy = new ArrayList<>();
        for (int i = 0; i < targets && chains > 0; i++) {
            protectedBy.add(bits.takeNonSymmetric(chains));
        }
        List<Template> templates = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            templates.add(new Template(
                    layers.get(i)[0], layers.get(i)[1], indications.get(i), distances.get(i), bits.takeAll(chains, 4)));
        }
        List<Integer> heights = new ArrayList<>();
        if (bits.take(1) == 1) {
            for (int spatial = 0; spatial <= layer[0]; spatial++) {
                bits.take(16);
                heights.add(bits.take(16) + 1);
            }
        }
        return new Structure(offset, templates, protectedBy, chains, heights);
    }

    /** Bits one after the other, highest first. */
    private static final class Bits {
        private final StringBuilder bits = new StringBuilder();
        private int at;

        Bits() {}

        Bits(byte[] bytes) {
            for (byte b : bytes) {
                put(b & 0xFF, 8);
            }
        }

        void put(int value, int count) {
            for (int i = count - 1; i >= 0; i--) {
                bits.append((char) ('0' + (value >> i & 1)));
            }
        }

        /** ns(n) of the specification. */
        void putNonSymmetric(int value, int limit) {
            int width = 32 - Integer.numberOfLeadingZeros(limit);
            int shortOnes = (1 << width) - limit;
            if (value < shortOnes) {
                put(value, width - 1);
            } else {
                put(value + shortOnes, width);
            }
        }

        int take(int count) {
            if (at + count > bits.length()) {
                throw new InvariantBroken("I21", "a dependency descriptor cut off");
            }
            int value = count == 0 ? 0 : Integer.parseInt(bits.substring(at, at + count), 2);
            at += count;
            return value;
        }

        int takeNonSymmetric(int limit) {
            int width = 32 - Integer.numberOfLeadingZeros(limit);
            int shortOnes = (1 << width) - limit;
            int value = take(width - 1);
            return value < shortOnes ? value : (value << 1) - shortOnes + take(1);
        }

        List<Integer> takeAll(int count, int width) {
            List<Integer> values = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                values.add(take(width));
            }
            return values;
        }

        byte[] toBytes() {
            byte[] bytes = new byte[(bits.length() + 7) / 8];
            for (int i = 0; i < bits.length(); i++) {
                bytes[i / 8] |= (byte) (bits.charAt(i) == '1' ? 0x80 >> i % 8 : 0);
            }
            return bytes;
        }
    }
}
