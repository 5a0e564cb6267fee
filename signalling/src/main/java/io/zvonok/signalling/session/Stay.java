package io.zvonok.signalling.session;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zvonok.media.api.PeerTier;
import io.zvonok.media.api.TrackSource;
import io.zvonok.signalling.ledger.LedgerEventType;
import io.zvonok.signalling.message.WireNames;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What the ledger says of one session since its {@code joined}, to find what it does not say yet.
 *
 * <p>Thread: the lesson's strand.
 */
final class Stay {
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final double CHANGES_PER_SECOND = 0.5;
    private static final int BURST = 30;

    private final PeerTier tier;
    private final long sinceNanos;
    private final RateLimit rate;
    private final LinkDigest link;
    /** By source, whether it is muted. */
    private Map<TrackSource, Boolean> tracks = new EnumMap<>(TrackSource.class);

    private boolean handRaised;

    /** Something the ledger does not say yet. */
    record Change(LedgerEventType type, ObjectNode data) {}

    Stay(PeerTier tier, long nowNanos) {
        this.tier = tier;
        this.sinceNanos = nowNanos;
        this.rate = new RateLimit(CHANGES_PER_SECOND, BURST, nowNanos);
        this.link = new LinkDigest(nowNanos);
    }

    PeerTier tier() {
        return tier;
    }

    long seconds(long nowNanos) {
        return (nowNanos - sinceNanos) / NANOS_PER_SECOND;
    }

    LinkDigest link() {
        return link;
    }

    boolean mayWrite(long nowNanos) {
        return rate.tryTake(nowNanos);
    }

    /** What is other than written. */
    List<Change> changes(ClientSession session) {
        return changes(session.tracks().mutedBySource(), session.isHandRaised());
    }

    void written(ClientSession session) {
        tracks = session.tracks().mutedBySource();
        handRaised = session.isHandRaised();
    }

    /** What has to be written before the end: nothing stays open. */
    List<Change> settle() {
        return changes(Map.of(), false);
    }

    private List<Change> changes(Map<TrackSource, Boolean> now, boolean handNow) {
        if (handNow == handRaised && now.equals(tracks)) {
            return List.of();
        }
        List<Change> changes = new ArrayList<>();
        for (TrackSource source : TrackSource.values()) {
            Boolean before = tracks.get(source);
            Boolean muted = now.get(source);
            ObjectNode data = LessonLedger.data().put("source", WireNames.of(source));
            if (before == null && muted != null) {
                changes.add(new Change(LedgerEventType.SHARE_STARTED, data.put("muted", muted)));
            } else if (before != null && muted == null) {
                changes.add(new Change(LedgerEventType.SHARE_STOPPED, data));
            } else if (muted != null && !muted.equals(before)) {
                changes.add(new Change(muted ? LedgerEventType.MUTED : LedgerEventType.UNMUTED, data));
            }
        }
        if (handNow != handRaised) {
            changes.add(new Change(
                    handNow ? LedgerEventType.HAND_RAISED : LedgerEventType.HAND_LOWERED, LessonLedger.data()));
        }
        return changes;
    }
}
