package io.zvonok.media.codec;

/**
 * What a viewer of a layered stream decodes, as a number: up to which spatial and which temporal layer. Sets of them are
 * bit masks, so that a packet can say in one {@code int} who needs it, whatever the codec.
 *
 * <p>Without layers there is point 0 only, and every packet is needed by {@link #ALL}.
 *
 * <p>Thread: any; no state.
 */
public final class OperatingPoints {
    public static final int MAX_SPATIAL = 4;
    public static final int MAX_TEMPORAL = 4;
    public static final int COUNT = MAX_SPATIAL * MAX_TEMPORAL;
    /** The set of all. */
    public static final int ALL = (1 << COUNT) - 1;
    /** The empty set. */
    public static final int NONE = 0;

    private static final int ONE_SPATIAL_LAYER = (1 << MAX_TEMPORAL) - 1;
    /** The base layer alone of each spatial layer. */
    private static final int BASE_POINTS = 0x1111;

    private OperatingPoints() {}

    /** Layers beyond the bounds count as the highest there is. */
    public static int point(int spatialLayer, int temporalLayer) {
        return Math.min(spatialLayer, MAX_SPATIAL - 1) * MAX_TEMPORAL + Math.min(temporalLayer, MAX_TEMPORAL - 1);
    }

    public static int spatialLayer(int point) {
        return point / MAX_TEMPORAL;
    }

    public static int temporalLayer(int point) {
        return point % MAX_TEMPORAL;
    }

    /** The points of one spatial layer, from a temporal layer up. */
    public static int ofSpatialLayer(int spatialLayer, int fromTemporalLayer) {
        return temporalLayers(fromTemporalLayer) << point(spatialLayer, 0);
    }

    /** The points of this and all higher spatial layers, from a temporal layer up. */
    public static int from(int spatialLayer, int fromTemporalLayer) {
        return temporalLayers(fromTemporalLayer) * BASE_POINTS & ALL << point(spatialLayer, 0);
    }

    /** The points of one temporal layer, whatever the spatial one. */
    public static int ofTemporalLayer(int temporalLayer) {
        return BASE_POINTS << point(0, temporalLayer);
    }

    private static int temporalLayers(int from) {
        return ONE_SPATIAL_LAYER << point(0, from) & ONE_SPATIAL_LAYER;
    }

    public static boolean contains(int set, int point) {
        return (set >> point & 1) != 0;
    }
}
