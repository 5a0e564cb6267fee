package io.zvonok.media.room;

import io.zvonok.media.relay.RelayMessage;
import io.zvonok.media.time.Nanos;
import org.jspecify.annotations.Nullable;

/**
 * One track that came from another room, as this room sees it, and what this room asks for back: key frames, and which of
 * its encodings.
 *
 * <p>Thread: the owning media loop.
 */
final class RelayedTrack {
    /** The room that it came from spaces requests itself; this bounds the messages. */
    private static final long KEYFRAME_SPACING = Nanos.fromMillis(100);

    private final int source;
    private final PublishedTrack track;
    private final long[] askedNanos;

    RelayedTrack(int source, PublishedTrack track) {
        this.source = source;
        this.track = track;
        this.askedNanos = new long[track.encodings().size()];
    }

    int source() {
        return source;
    }

    PublishedTrack track() {
        return track;
    }

    @Nullable
    Encoding encoding(int index) {
        return index < track.encodings().size() ? track.encodings().get(index) : null;
    }

    /** Asks for the key frames that anybody here waits for; true if it asked for one. */
    boolean askForKeyframes(RelayPort port, long nowNanos) {
        boolean asked = false;
        for (int i = 0; i < askedNanos.length; i++) {
            Encoding encoding = track.encodings().get(i);
            KeyframeRequests requests = encoding.keyframeRequests();
            if (requests.isWanted() && nowNanos - askedNanos[i] >= KEYFRAME_SPACING) {
                askedNanos[i] = nowNanos;
                asked |= port.tryTell(new RelayMessage.KeyframeWanted(
                        source, i, !requests.isPictureWanted(), encoding.keyTimestamp()));
                requests.clear(); // who still waits wants again
            }
        }
        return asked;
    }

    RelayMessage wanted() {
        int encodings = 0;
        for (int i = 0; i < askedNanos.length; i++) {
            encodings |= track.encodings().get(i).isPaused() ? 0 : 1 << i;
        }
        return new RelayMessage.Wanted(source, encodings);
    }
}
