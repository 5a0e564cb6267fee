package io.zvonok.media.codec;

import io.zvonok.media.codec.Payloads.Bits;
import java.util.List;

/**
 * Writes dependency descriptors after the syntax of the AOMedia "RTP Payload Format For AV1", section A.8.2: of a structure
 * and its pictures, or with fields of a frame's own.
 */
public final class DescriptorWriter {
    private static final int SAME_LAYER = 0;
    private static final int NEXT_TEMPORAL_LAYER = 1;
    private static final int NEXT_SPATIAL_LAYER = 2;
    private static final int NO_MORE = 3;

    /** A frame of the structure. Indications: one letter of -DSR for each decode target. */
    public record Template(int spatialLayer, int temporalLayer, String indications, int[] differences, int[] chains) {}

    /**
     * A template dependency structure.
     *
     * @param protectedBy chain of each decode target; none without chains
     * @param sizes width and height of each spatial layer; may be empty
     * @param keyPicture indexes of its templates
     * @param pictures those that follow, again and again
     */
    public record Structure(
            int idOffset,
            List<Integer> protectedBy,
            List<Template> templates,
            int[] sizes,
            List<Integer> keyPicture,
            List<List<Integer>> pictures) {
        public int decodeTargets() {
            return templates.get(0).indications().length();
        }

        int chains() {
            return protectedBy.stream().mapToInt(chain -> chain + 1).max().orElse(0);
        }

        /** The templates of a picture; each {@code keyInterval}-th begins anew. */
        public List<Integer> picture(int index, int keyInterval) {
            int since = index % keyInterval;
            return since == 0 ? keyPicture : pictures.get((since - 1) % pictures.size());
        }
    }

    /** A frame's own fields; null where the template's hold. */
    record Own(String indications, int[] differences, int[] chains) {}

    private DescriptorWriter() {}

    static Template template(int s, int t, String indications, int[] differences, int... chains) {
        return new Template(s, t, indications, differences, chains);
    }

    private static int[] by(int... differences) {
        return differences;
    }

    /** Section A.10.2.1; decode targets from 30 fps down. */
    public static Structure l1t3() {
        return new Structure(
                0,
                List.of(0, 0, 0),
                List.of(
                        template(0, 0, "SSS", by(), 0),
                        template(0, 0, "SSS", by(4), 4),
                        template(0, 1, "SD-", by(2), 2),
                        template(0, 2, "D--", by(1), 1),
                        template(0, 2, "D--", by(1), 3)),
                new int[] {640, 360},
                List.of(0),
                List.of(List.of(3), List.of(2), List.of(4), List.of(1)));
    }

    /** Section A.10.2.2; decode targets from HD at 30 fps down. */
    public static Structure l3t3() {
        return new Structure(
                40,
                List.of(2, 2, 2, 1, 1, 1, 0, 0, 0),
                List.of(
                        template(0, 0, "SSSSSSSSS", by(), 0, 0, 0),
                        template(0, 0, "RRRRRRSSS", by(12), 12, 11, 10),
                        template(0, 1, "RR-RR-SD-", by(6), 6, 5, 4),
                        template(0, 2, "R--R--D--", by(3), 3, 2, 1),
                        template(0, 2, "R--R--D--", by(3), 9, 8, 7),
                        template(1, 0, "SSSSSS---", by(1), 1, 1, 1),
                        template(1, 0, "RRRSSS---", by(12, 1), 1, 1, 1),
                        template(1, 1, "RR-SD----", by(6, 1), 7, 6, 5),
                        template(1, 2, "R--D-----", by(3, 1), 4, 3, 2),
                        template(1, 2, "R--D-----", by(3, 1), 10, 9, 8),
                        template(2, 0, "SSS------", by(1), 2, 1, 1),
                        template(2, 0, "SSS------", by(12, 1), 2, 1, 1),
                        template(2, 1, "SD-------", by(6, 1), 8, 7, 6),
                        template(2, 2, "D--------", by(3, 1), 5, 4, 3),
                        template(2, 2, "D--------", by(3, 1), 11, 10, 9)),
                new int[] {320, 180, 640, 360, 1280, 720},
                List.of(0, 5, 10),
                List.of(List.of(3, 8, 13), List.of(2, 7, 12), List.of(4, 9, 14), List.of(1, 6, 11)));
    }

    /** After section A.10.2.3 without the shift: spatial layers depend on each other in key pictures only. */
    public static Structure l3t3Key() {
        return new Structure(
                60,
                List.of(0, 0, 0, 1, 1, 1, 2, 2, 2),
                List.of(
                        template(0, 0, "SSSSSSSSS", by(), 0, 0, 0),
                        template(0, 0, "SSS------", by(12), 12, 11, 10),
                        template(0, 1, "-DS------", by(6), 6, 5, 4),
                        template(0, 2, "--D------", by(3), 3, 2, 1),
                        template(0, 2, "--D------", by(3), 9, 8, 7),
                        template(1, 0, "---SSSSSS", by(1), 1, 1, 1),
                        template(1, 0, "---SSS---", by(12), 1, 12, 11),
                        template(1, 1, "----DS---", by(6), 7, 6, 5),
                        template(1, 2, "-----D---", by(3), 4, 3, 2),
                        template(1, 2, "-----D---", by(3), 10, 9, 8),
                        template(2, 0, "------SSS", by(1), 2, 1, 1),
                        template(2, 0, "------SSS", by(12), 2, 1, 12),
                        template(2, 1, "-------DS", by(6), 8, 7, 6),
                        template(2, 2, "--------D", by(3), 5, 4, 3),
                        template(2, 2, "--------D", by(3), 11, 10, 9)),
                new int[] {},
                List.of(0, 5, 10),
                List.of(List.of(3, 8, 13), List.of(2, 7, 12), List.of(4, 9, 14), List.of(1, 6, 11)));
    }

    /** Two spatial layers that stand for themselves. */
    public static Structure s2t1() {
        return new Structure(
                8,
                List.of(0, 1),
                List.of(
                        template(0, 0, "S-", by(), 0, 0),
                        template(0, 0, "S-", by(2), 2, 1),
                        template(1, 0, "-S", by(), 1, 0),
                        template(1, 0, "-S", by(2), 1, 2)),
                new int[] {320, 180, 640, 360},
                List.of(0, 2),
                List.of(List.of(1, 3)));
    }

    /** The three mandatory bytes. */
    public static byte[] brief(Structure structure, boolean start, boolean end, int template, int frameNumber) {
        return mandatory(structure, start, end, template, frameNumber).bytes();
    }

    /** With the structure in it, all decode targets active. */
    public static byte[] withStructure(Structure structure, boolean end, int template, int frameNumber) {
        return extended(structure, true, end, template, frameNumber, true, -1, new Own(null, null, null));
    }

    /** @param activeTargets the bit mask, -1 to leave it out */
    static byte[] extended(
            Structure structure,
            boolean start,
            boolean end,
            int template,
            int frameNumber,
            boolean structurePresent,
            int activeTargets,
            Own own) {
        Bits bits = mandatory(structure, start, end, template, frameNumber);
        bits.u(1, structurePresent ? 1 : 0).u(1, activeTargets >= 0 ? 1 : 0);
        bits.u(1, own.indications() != null ? 1 : 0)
                .u(1, own.differences() != null ? 1 : 0)
                .u(1, own.chains() != null ? 1 : 0);
        if (structurePresent) {
            writeStructure(bits, structure);
        }
        if (activeTargets >= 0) {
            bits.u(structure.decodeTargets(), activeTargets);
        }
        if (own.indications() != null) {
            writeIndications(bits, own.indications());
        }
        if (own.differences() != null) {
            for (int difference : own.differences()) {
                int size = difference <= 16 ? 1 : difference <= 256 ? 2 : 3;
                bits.u(2, size).u(4 * size, difference - 1);
            }
            bits.u(2, 0);
        }
        if (own.chains() != null) {
            for (int chain : own.chains()) {
                bits.u(8, chain);
            }
        }
        return bits.bytes();
    }

    private static Bits mandatory(Structure structure, boolean start, boolean end, int template, int frameNumber) {
        return new Bits()
                .u(1, start ? 1 : 0)
                .u(1, end ? 1 : 0)
                .u(6, (structure.idOffset() + template) % 64)
                .u(16, frameNumber);
    }

    private static void writeStructure(Bits bits, Structure structure) {
        List<Template> templates = structure.templates();
        bits.u(6, structure.idOffset()).u(5, structure.decodeTargets() - 1);
        for (int i = 0; i < templates.size(); i++) {
            bits.u(2, i + 1 == templates.size() ? NO_MORE : step(templates.get(i), templates.get(i + 1)));
        }
        templates.forEach(template -> writeIndications(bits, template.indications()));
        for (Template template : templates) {
            for (int difference : template.differences()) {
                bits.u(1, 1).u(4, difference - 1);
            }
            bits.u(1, 0);
        }
        writeChains(bits, structure);
        bits.u(1, structure.sizes().length > 0 ? 1 : 0);
        for (int size : structure.sizes()) {
            bits.u(16, size - 1);
        }
    }

    private static int step(Template from, Template to) {
        if (to.spatialLayer() > from.spatialLayer()) {
            return NEXT_SPATIAL_LAYER;
        }
        return to.temporalLayer() > from.temporalLayer() ? NEXT_TEMPORAL_LAYER : SAME_LAYER;
    }

    private static void writeIndications(Bits bits, String indications) {
        indications.chars().forEach(letter -> bits.u(2, "-DSR".indexOf(letter)));
    }

    private static void writeChains(Bits bits, Structure structure) {
        int chains = structure.chains();
        nonSymmetric(bits, structure.decodeTargets() + 1, chains);
        if (chains == 0) {
            return;
        }
        structure.protectedBy().forEach(chain -> nonSymmetric(bits, chains, chain));
        for (Template template : structure.templates()) {
            for (int difference : template.chains()) {
                bits.u(4, difference);
            }
        }
    }

    /** write_ns(n, v). */
    private static void nonSymmetric(Bits bits, int n, int value) {
        if (n == 1) {
            return;
        }
        int width = 32 - Integer.numberOfLeadingZeros(n);
        int shorter = (1 << width) - n;
        if (value < shorter) {
            bits.u(width - 1, value);
        } else {
            bits.u(width, value + shorter);
        }
    }
}
