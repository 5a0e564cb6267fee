package io.zvonok.signalling.session;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zvonok.media.api.LinkQuality;
import org.jspecify.annotations.Nullable;

/**
 * The worst of one link since the last digest.
 *
 * <p>Thread: the lesson's strand.
 */
final class LinkDigest {
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private long sinceNanos;
    private @Nullable LinkQuality last;
    private int score;
    private int roundTripMillis;
    private int uplinkLossPercent;
    private int downlinkLossPercent;

    LinkDigest(long nowNanos) {
        sinceNanos = nowNanos;
    }

    /** What the link is like from now on. */
    void add(LinkQuality quality) {
        if (last == null) {
            startAt(quality);
        }
        last = quality;
        score = Math.min(score, quality.score());
        roundTripMillis = Math.max(roundTripMillis, quality.roundTripMillis());
        uplinkLossPercent = Math.max(uplinkLossPercent, quality.uplinkLossPercent());
        downlinkLossPercent = Math.max(downlinkLossPercent, quality.downlinkLossPercent());
    }

    boolean isKnown() {
        return last != null;
    }

    /** Begins the next. */
    ObjectNode take(long nowNanos) {
        ObjectNode digest = LessonLedger.data()
                .put("seconds", Math.round((nowNanos - sinceNanos) / (double) NANOS_PER_SECOND))
                .put("score", score)
                .put("uplinkLossPercent", uplinkLossPercent)
                .put("downlinkLossPercent", downlinkLossPercent);
        if (roundTripMillis >= 0) {
            digest.put("roundTripMillis", roundTripMillis);
        }
        sinceNanos = nowNanos;
        if (last != null) {
            startAt(last);
        }
        return digest;
    }

    private void startAt(LinkQuality quality) {
        score = quality.score();
        roundTripMillis = quality.roundTripMillis();
        uplinkLossPercent = quality.uplinkLossPercent();
        downlinkLossPercent = quality.downlinkLossPercent();
    }
}
