package io.zvonok.media.room;

import io.zvonok.media.codec.OperatingPoints;
import io.zvonok.media.codec.PacketLayers;
import io.zvonok.media.stream.LayerMeter;
import io.zvonok.media.time.Nanos;

/**
 * What the operating points of one encoding take. Measured over a second; what decisions are made with moves slowly from
 * one measurement to the next, because a single key frame makes a second look expensive.
 *
 * <p>A paused encoding keeps what it was last seen to take. Thread: the owning media loop.
 */
final class LayerRates {
    private static final long INTERVAL = Nanos.fromMillis(100);
    /** A new measurement counts for 1/8 of the value ten times a second: it is followed in about a second. */
    private static final int SMOOTHING = 8;
    /** In about six seconds. */
    private static final int LONG_SMOOTHING = 60;

    private final LayerMeter meter = new LayerMeter();
    private final long[] smoothBps = new long[OperatingPoints.COUNT];
    private final long[] longBps = new long[OperatingPoints.COUNT];
    private final int[] frameShare = new int[OperatingPoints.MAX_TEMPORAL];
    private final int[] highestTemporal = new int[OperatingPoints.MAX_SPATIAL];
    private int points;
    private long nextNanos;
    private boolean known;

    void onPacket(PacketLayers layers, int sizeBytes, long nowNanos) {
        meter.onPacket(
                layers.spatialLayer(),
                layers.temporalLayer(),
                layers.startsFrame(),
                layers.neededBy(),
                sizeBytes,
                nowNanos);
        if (nowNanos >= nextNanos) {
            nextNanos = nowNanos + INTERVAL;
            measure(nowNanos);
        }
    }

    /** After a pause, what was known before holds until a whole second was measured anew. */
    private void measure(long nowNanos) {
        points = withTops(meter.points(nowNanos));
        boolean settled = meter.isSettled(nowNanos);
        for (int left = points; left != 0; left &= left - 1) {
            int point = Integer.numberOfTrailingZeros(left);
            long measured = meter.rateBps(point, nowNanos);
            if (smoothBps[point] == 0 || !known) {
                smoothBps[point] = measured;
                longBps[point] = measured;
            } else if (settled) {
                smoothBps[point] += (measured - smoothBps[point]) / SMOOTHING;
                longBps[point] += (measured - longBps[point]) / LONG_SMOOTHING;
            }
        }
        known |= settled;
        for (int temporal = 0; temporal < frameShare.length; temporal++) {
            frameShare[temporal] = meter.frameShare(temporal, nowNanos);
        }
    }

    /** All temporal layers of a spatial one, those too that were not seen yet, are one point: the highest number. */
    private int withTops(int seen) {
        int set = 0;
        for (int spatial = 0; spatial < OperatingPoints.MAX_SPATIAL; spatial++) {
            int first = OperatingPoints.point(spatial, 0);
            int temporals = seen >> first & (1 << OperatingPoints.MAX_TEMPORAL) - 1;
            if (temporals != 0) {
                highestTemporal[spatial] = 31 - Integer.numberOfLeadingZeros(temporals);
                int lower = temporals & ~(1 << highestTemporal[spatial]);
                set |= (lower | 1 << OperatingPoints.MAX_TEMPORAL - 1) << first;
            }
        }
        return set;
    }

    /**
     * The points that are sent, as a set: see {@link OperatingPoints}. The full frame rate is always the highest temporal
     * layer there can be. Of a paused encoding, those it sent last.
     */
    int points() {
        return points;
    }

    /** The temporal layer that is really sent with a point. */
    int temporalLayer(int point) {
        return Math.min(OperatingPoints.temporalLayer(point), highestTemporal[OperatingPoints.spatialLayer(point)]);
    }

    /** Bits a second of UDP payload, 0 while nothing was measured. */
    long rateBps(int point) {
        return smoothBps[point];
    }

    /** Of the last seconds: of a screen, which is still most of the time and then changes as a whole. */
    long longRateBps(int point) {
        return longBps[point];
    }

    /** 1..100 percent. */
    int frameShare(int temporalLayer) {
        return frameShare[temporalLayer];
    }

    void clear() {
        points = 0;
        known = false;
        java.util.Arrays.fill(smoothBps, 0);
        java.util.Arrays.fill(longBps, 0);
    }
}
