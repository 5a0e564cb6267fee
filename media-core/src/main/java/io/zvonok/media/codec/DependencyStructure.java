package io.zvonok.media.codec;

/**
 * The template dependency structure of a dependency descriptor: the frames of a group of pictures, and for which decode
 * target (a spatial and a temporal layer) each of them is there. Chains and frame differences are only stepped over.
 *
 * <p>Spec: AOMedia "RTP Payload Format For AV1" sections A.8.2 and A.8.3. Thread: the owning media loop.
 */
final class DependencyStructure {
    /** A template id has 6 bits. */
    static final int MAX_TEMPLATES = 64;
    /** dt_cnt_minus_one has 5 bits. */
    static final int MAX_DECODE_TARGETS = 32;

    private static final int SAME_LAYER = 0;
    private static final int NEXT_TEMPORAL_LAYER = 1;
    private static final int NEXT_SPATIAL_LAYER = 2;

    private static final int SWITCH = 2;

    private int templateIdOffset;
    private int templates;
    private int decodeTargets;
    private int chains;
    private int sizes;
    private final int[] spatialLayer = new int[MAX_TEMPLATES];
    private final int[] temporalLayer = new int[MAX_TEMPLATES];
    /** Bit i: the frame is there for decode target i. */
    private final int[] present = new int[MAX_TEMPLATES];
    /** Bit i: it has a switch indication for decode target i. */
    private final int[] switches = new int[MAX_TEMPLATES];

    private final int[] width = new int[OperatingPoints.MAX_SPATIAL];
    private final int[] height = new int[OperatingPoints.MAX_SPATIAL];

    private final int[] pointOfTarget = new int[MAX_DECODE_TARGETS];
    private final int[] targetOfPoint = new int[OperatingPoints.COUNT];
    private int activeTargets;
    private int spatialLayers;

    /** What {@link #readIndications} read last. */
    private int readPresent;

    private int readSwitches;

    /** Reads template_dependency_structure(); false if it ends too early or has too many templates. */
    boolean read(BitReader bits) {
        templateIdOffset = bits.bits(6);
        decodeTargets = bits.bits(5) + 1;
        if (!readLayers(bits)) {
            return false;
        }
        for (int i = 0; i < templates; i++) {
            readIndications(bits);
            present[i] = readPresent;
            switches[i] = readSwitches;
        }
        for (int i = 0; i < templates; i++) {
            while (bits.flag()) {
                bits.skip(4); // fdiff_minus_one
            }
        }
        skipChains(bits);
        readSizes(bits);
        findPoints();
        activate(allTargets());
        return !bits.overrun();
    }

    private boolean readLayers(BitReader bits) {
        int spatial = 0;
        int temporal = 0;
        templates = 0;
        int next = SAME_LAYER;
        while (next <= NEXT_SPATIAL_LAYER) {
            if (templates == MAX_TEMPLATES || bits.overrun()) {
                return false;
            }
            spatialLayer[templates] = spatial;
            temporalLayer[templates] = temporal;
            templates++;
            next = bits.bits(2);
            if (next == NEXT_TEMPORAL_LAYER) {
                temporal++;
            } else if (next == NEXT_SPATIAL_LAYER) {
                temporal = 0;
                spatial++;
            }
        }
        return true;
    }

    /** Reads a decode target indication of 2 bits for each target: also those that a frame brings along itself. */
    void readIndications(BitReader bits) {
        readPresent = 0;
        readSwitches = 0;
        for (int i = 0; i < decodeTargets; i++) {
            int indication = bits.bits(2);
            readPresent |= indication != 0 ? 1 << i : 0;
            readSwitches |= indication == SWITCH ? 1 << i : 0;
        }
    }

    private void skipChains(BitReader bits) {
        chains = nonSymmetric(bits, decodeTargets + 1);
        if (chains == 0) {
            return;
        }
        for (int i = 0; i < decodeTargets; i++) {
            nonSymmetric(bits, chains); // decode_target_protected_by
        }
        for (int i = 0; i < templates * chains; i++) {
            bits.skip(4); // template_chain_fdiff
        }
    }

    /** ns(n), section A.8.2. */
    private static int nonSymmetric(BitReader bits, int n) {
        int width = 32 - Integer.numberOfLeadingZeros(n);
        int shorter = (1 << width) - n;
        int value = bits.bits(width - 1);
        return value < shorter ? value : (value << 1) - shorter + bits.bits(1);
    }

    private void readSizes(BitReader bits) {
        boolean present = bits.flag();
        int layers = present ? spatialLayer[templates - 1] + 1 : 0;
        sizes = Math.min(layers, OperatingPoints.MAX_SPATIAL);
        for (int i = 0; i < layers; i++) {
            int layerWidth = bits.bits(16) + 1;
            int layerHeight = bits.bits(16) + 1;
            if (i < sizes) {
                width[i] = layerWidth;
                height[i] = layerHeight;
            }
        }
    }

    /** decode_target_layers(): a target's layers are the highest of the frames that are there for it. */
    private void findPoints() {
        for (int target = 0; target < decodeTargets; target++) {
            int spatial = 0;
            int temporal = 0;
            for (int i = 0; i < templates; i++) {
                if ((present[i] >>> target & 1) != 0) {
                    spatial = Math.max(spatial, spatialLayer[i]);
                    temporal = Math.max(temporal, temporalLayer[i]);
                }
            }
            pointOfTarget[target] = OperatingPoints.point(spatial, temporal);
        }
    }

    /** Only these decode targets are sent from now on. An operating point is served by the best one within it. */
    void activate(int targets) {
        activeTargets = (targets & allTargets()) == 0 ? allTargets() : targets & allTargets();
        int lowest = bestWithin(OperatingPoints.COUNT - 1, false);
        for (int p = 0; p < OperatingPoints.COUNT; p++) {
            int best = bestWithin(p, true);
            targetOfPoint[p] = best < 0 ? lowest : best;
        }
        int highest = bestWithin(OperatingPoints.COUNT - 1, true);
        spatialLayers = OperatingPoints.spatialLayer(pointOfTarget[highest]) + 1;
    }

    /** The active target with the highest (or lowest) layers not above those of the point; -1 if there is none. */
    private int bestWithin(int point, boolean wantHighest) {
        int best = -1;
        for (int target = 0; target < decodeTargets; target++) {
            int candidate = pointOfTarget[target];
            boolean within = OperatingPoints.spatialLayer(candidate) <= OperatingPoints.spatialLayer(point)
                    && OperatingPoints.temporalLayer(candidate) <= OperatingPoints.temporalLayer(point);
            boolean active = (activeTargets >>> target & 1) != 0;
            if (active && within && (best < 0 || candidate > pointOfTarget[best] == wantHighest)) {
                best = target;
            }
        }
        return best;
    }

    /** The points that are served by one of these decode targets. */
    int pointsOf(int targets) {
        int points = OperatingPoints.NONE;
        for (int p = 0; p < OperatingPoints.COUNT; p++) {
            points |= (targets >>> targetOfPoint[p] & 1) << p;
        }
        return points;
    }

    private int allTargets() {
        return -1 >>> MAX_DECODE_TARGETS - decodeTargets;
    }

    /** The index of a frame's template, or -1 if this structure does not have it. */
    int templateOf(int templateId) {
        int index = templateId - templateIdOffset & MAX_TEMPLATES - 1;
        return index < templates ? index : -1;
    }

    int decodeTargets() {
        return decodeTargets;
    }

    int activeTargets() {
        return activeTargets;
    }

    int chains() {
        return chains;
    }

    int spatialLayer(int template) {
        return spatialLayer[template];
    }

    int temporalLayer(int template) {
        return temporalLayer[template];
    }

    int present(int template) {
        return present[template];
    }

    int switches(int template) {
        return switches[template];
    }

    int readPresent() {
        return readPresent;
    }

    int readSwitches() {
        return readSwitches;
    }

    /** Of the active decode targets. */
    int spatialLayers() {
        return spatialLayers;
    }

    int width(int spatial) {
        return spatial < sizes ? width[spatial] : 0;
    }

    int height(int spatial) {
        return spatial < sizes ? height[spatial] : 0;
    }
}
