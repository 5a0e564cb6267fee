package io.zvonok.media.simulcast;

import static io.zvonok.media.codec.OperatingPoints.contains;
import static io.zvonok.media.codec.OperatingPoints.ofSpatialLayer;
import static io.zvonok.media.codec.OperatingPoints.point;
import static io.zvonok.media.codec.OperatingPoints.spatialLayer;
import static io.zvonok.media.codec.OperatingPoints.temporalLayer;

import io.zvonok.media.codec.OperatingPoints;
import io.zvonok.media.codec.PacketLayers;
import io.zvonok.media.rtp.SequenceNumbers;

/**
 * Which packets of the shown encoding a viewer gets, so that what remains decodes. The operating point in force follows
 * the wanted one, at the start of a picture and only to where the viewer has everything: down at once where the lower
 * point is part of the higher one, up with a frame that depends on nothing the viewer missed.
 *
 * <p>{@code intact} are the points whose frames the viewer got without exception since they could last be entered. A
 * packet that is left out takes those that need it out of the set, a frame's switch points put theirs back in, a key frame
 * all. The temporal layers of a spatial layer come back from below, since each needs those beneath it. To a higher frame
 * rate it goes with a switch point, or right after it: of what was sent since, something may be lost and come too late.
 *
 * <p>Thread: the owning media loop.
 */
final class LayerFilter {
    /** Changes of the point remembered for packets that come late. */
    private static final int MAX_CHANGES = 16;
    /** A timestamp further back (10 s of video) is not late: the source began to count anew. */
    private static final int MAX_LATENESS = 10 * 90_000;

    // made with the first change
    private int[] changedAt = {}; // RTP timestamps, the newest change at changes - 1
    private int[] changedTo = {};
    private int changes;

    private int wanted;
    private int point;
    private int intact;
    private int spatialLayers;

    // the newest picture
    private int newestTimestamp;
    private boolean leftOut;
    private int neededBy;
    private int switchPoints;

    private int decidedBy;

    /** The encoding comes on screen with the first packet of a key frame. */
    void start(PacketLayers packet, int rtpTimestamp, int wantedPoint) {
        wanted = wantedPoint;
        spatialLayers = packet.spatialLayers();
        newestTimestamp = rtpTimestamp;
        leftOut = false;
        neededBy = packet.neededBy();
        switchPoints = packet.switchPoints();
        intact = OperatingPoints.ALL;
        point = attainable();
        decidedBy = point;
        changes = 0;
        remember(rtpTimestamp);
    }

    void want(int wantedPoint) {
        wanted = wantedPoint;
    }

    /** The point in force. */
    int inForce() {
        return point;
    }

    boolean needsKeyframe() {
        return !contains(intact, point(attainableSpatialLayer(), 0));
    }

    boolean accepts(PacketLayers packet, int rtpTimestamp) {
        int ahead = SequenceNumbers.timestampDelta(rtpTimestamp, newestTimestamp);
        if (ahead < 0 && ahead > -MAX_LATENESS) {
            decidedBy = pointAt(rtpTimestamp);
            return contains(packet.neededBy(), decidedBy);
        }
        if (packet.spatialLayers() > 0) {
            spatialLayers = packet.spatialLayers();
        }
        if (ahead != 0) {
            beginPicture(packet, rtpTimestamp);
        } else if (packet.tellsLayer()) {
            neededBy = packet.neededBy();
        }
        decidedBy = point;
        boolean accepted = contains(neededBy, point);
        boolean overtaken = packet.startsKeyframe() && leftOut; // by packets of its picture that are missing now
        if (accepted && !overtaken) {
            switchPoints |= packet.switchPoints();
            intact = join(intact, packet.switchPoints(), true);
        } else if (!accepted) {
            intact &= ~neededBy;
            leftOut = true;
        }
        return accepted;
    }

    private void beginPicture(PacketLayers packet, int rtpTimestamp) {
        newestTimestamp = rtpTimestamp;
        leftOut = false;
        neededBy = packet.neededBy();
        if (packet.startsKeyframe()) {
            intact = OperatingPoints.ALL;
        }
        int fresh = switchPoints | packet.switchPoints();
        switchPoints = OperatingPoints.NONE;
        int higherFrameRates = ofSpatialLayer(spatialLayer(point), temporalLayer(point)) & ~(1 << point);
        move(join(intact, packet.switchPoints(), false) & ~(higherFrameRates & ~fresh), rtpTimestamp);
    }

    boolean endsPicture(PacketLayers packet) {
        return packet.endsFrame() && packet.spatialLayer() >= spatialLayer(decidedBy);
    }

    /**
     * Adds switch points to a set.
     *
     * @param decodable the viewer gets the frame they belong to; otherwise it may only begin with it to get the next
     *     temporal layer, for which it has everything beneath
     */
    private static int join(int set, int switchPoints, boolean decodable) {
        if ((switchPoints & ~set) == 0) {
            return set;
        }
        int joined = set;
        for (int p = 0; p < OperatingPoints.COUNT; p++) {
            boolean reachable = temporalLayer(p) > 0 ? contains(joined, p - 1) : decodable;
            if (contains(switchPoints, p) && reachable) {
                joined |= 1 << p;
            }
        }
        return joined;
    }

    private void move(int reachable, int rtpTimestamp) {
        int before = point;
        point = nearest(reachable);
        if (point != before) {
            remember(rtpTimestamp);
        }
    }

    /** Of what can be decoded, what comes nearest to what is wanted. */
    private int nearest(int reachable) {
        int layer = attainableSpatialLayer();
        int shown = spatialLayer(point);
        if (contains(reachable, point(layer, 0))) {
            return highest(reachable, layer, temporalLayer(wanted));
        }
        for (int below = layer - 1; below >= shown; below--) {
            if (contains(reachable, point(below, 0))) {
                return highest(reachable, below, Math.max(temporalLayer(wanted), temporalLayer(point)));
            }
        }
        for (int above = layer + 1; above <= shown; above++) {
            if (contains(reachable, point(above, 0))) {
                return point(above, 0); // too much is sent: as little of it as can be
            }
        }
        return point;
    }

    private static int highest(int set, int spatialLayer, int maxTemporalLayer) {
        int temporalLayer = maxTemporalLayer;
        while (temporalLayer > 0 && !contains(set, point(spatialLayer, temporalLayer))) {
            temporalLayer--;
        }
        return point(spatialLayer, temporalLayer);
    }

    private int attainable() {
        return point(attainableSpatialLayer(), temporalLayer(wanted));
    }

    /** The wanted one, or the highest that the publisher sends. */
    private int attainableSpatialLayer() {
        int layer = spatialLayer(wanted);
        return spatialLayers > 0 ? Math.min(layer, spatialLayers - 1) : layer;
    }

    private void remember(int rtpTimestamp) {
        if (changes == MAX_CHANGES) {
            System.arraycopy(changedAt, 1, changedAt, 0, MAX_CHANGES - 1);
            System.arraycopy(changedTo, 1, changedTo, 0, MAX_CHANGES - 1);
            changes--;
        } else if (changedAt.length == 0) {
            changedAt = new int[MAX_CHANGES];
            changedTo = new int[MAX_CHANGES];
        }
        changedAt[changes] = rtpTimestamp;
        changedTo[changes] = point;
        changes++;
    }

    /** The point that was in force for a picture; the oldest one known for one further back. */
    private int pointAt(int rtpTimestamp) {
        int i = changes - 1;
        while (i > 0 && SequenceNumbers.timestampDelta(rtpTimestamp, changedAt[i]) < 0) {
            i--;
        }
        return changedTo[i];
    }
}
