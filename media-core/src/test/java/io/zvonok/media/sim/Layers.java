package io.zvonok.media.sim;

/**
 * How the frames of one encoding depend on one another: temporal layers in the patterns 0, 0 1 and 0 2 1 2, spatial
 * layers predicted from the one below in every picture, or at key frames only.
 */
public enum Layers {
    L1T1(1, 1, false),
    L1T2(1, 2, false),
    L1T3(1, 3, false),
    L2T1(2, 1, true),
    L3T1(3, 1, true),
    L3T3(3, 3, true),
    L3T3_KEY(3, 3, false);

    private static final int[][] PATTERNS = {{0}, {0, 1}, {0, 2, 1, 2}};
    /** Pictures back to the one predicted from. */
    private static final int[][] BACK = {{1}, {2, 1}, {4, 1, 2, 1}};
    /** What a frame is larger than the mean. */
    private static final double[][] WEIGHTS = {{1}, {1.2, 0.8}, {1.6, 0.8, 0.8}};

    private final int spatial;
    private final int temporal;
    private final boolean interLayer;

    Layers(int spatial, int temporal, boolean interLayer) {
        this.spatial = spatial;
        this.temporal = temporal;
        this.interLayer = interLayer;
    }

    public int spatial() {
        return spatial;
    }

    public int temporal() {
        return temporal;
    }

    /** Without spatial layers, that many temporal ones. */
    public static Layers temporal(int layers) {
        return values()[layers - 1];
    }

    /** Pictures until the pattern begins again. */
    int period() {
        return PATTERNS[temporal - 1].length;
    }

    /** Temporal layer of a picture, counted from its key picture. */
    int temporalOf(long sinceKey) {
        return PATTERNS[temporal - 1][(int) (sinceKey % period())];
    }

    /** Depends on pictures of the lowest temporal layer only. */
    boolean isSwitchUp(long sinceKey) {
        long from = sinceKey - back(sinceKey);
        return sinceKey == 0 || temporalOf(from) == 0;
    }

    /** Pictures back to the one that a picture, not the key picture, is predicted from. */
    int back(long sinceKey) {
        return BACK[temporal - 1][(int) (sinceKey % period())];
    }

    /** Whether the frames of a picture are predicted from those of the spatial layer below. */
    boolean isInterLayer(long sinceKey) {
        return interLayer || sinceKey == 0;
    }

    double weight(int temporalLayer) {
        return WEIGHTS[temporal - 1][temporalLayer];
    }

    /**
     * The frames a frame needs, as {@link MediaUnit#dependsOn}.
     *
     * @param sent spatial layers that are sent now
     */
    long dependencies(long sinceKey, int spatialLayer, int sent) {
        long below = spatialLayer > 0 && isInterLayer(sinceKey) ? 1 : 0;
        return sinceKey == 0 ? below : below | 1L << (back(sinceKey) * sent - 1);
    }
}
