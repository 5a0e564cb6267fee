package io.zvonok.media.room;

import io.netty.buffer.ByteBuf;
import io.zvonok.media.api.HeaderExtension;
import io.zvonok.media.api.MediaKind;
import io.zvonok.media.relay.RelayMessage;
import io.zvonok.media.relay.RelayedSource;
import io.zvonok.media.stream.ReceiveStream;
import io.zvonok.media.time.Nanos;
import java.util.HashMap;
import java.util.Map;

/**
 * One track on its way into another room: each packet of the encodings that anybody wants there, and the publisher's
 * sender reports.
 *
 * <p>Thread: the owning media loop.
 */
final class RelayTap {
    /** As many as a pipe tells apart. */
    private static final int MAX_ENCODINGS = 8;

    private static final int ALL = (1 << MAX_ENCODINGS) - 1;

    private final RelayPort port;
    private final PublishedTrack track;
    private final int source;
    private final long[] toldReports = new long[MAX_ENCODINGS];
    private int wanted = ALL;
    private long unneededSinceNanos = Nanos.NEVER;

    RelayTap(RelayPort port, PublishedTrack track, int source) {
        this.port = port;
        this.track = track;
        this.source = source;
    }

    PublishedTrack track() {
        return track;
    }

    int source() {
        return source;
    }

    /** Since when nothing over there needs the track, {@link Nanos#NEVER} while something does. */
    long unneededSinceNanos() {
        return unneededSinceNanos;
    }

    void setNeeded(boolean needed, long nowNanos) {
        if (needed) {
            unneededSinceNanos = Nanos.NEVER;
        } else if (unneededSinceNanos == Nanos.NEVER) {
            unneededSinceNanos = nowNanos;
        }
    }

    /** A bit for each encoding. */
    void setWanted(int encodings) {
        wanted = encodings;
    }

    boolean wants(Encoding encoding) {
        return encoding.index() < MAX_ENCODINGS && (wanted >>> encoding.index() & 1) != 0;
    }

    void onPacket(Encoding encoding, ByteBuf packet, boolean viaRtx, long nowNanos) {
        if (wants(encoding)) {
            boolean picture = track.kind() == MediaKind.VIDEO;
            port.carry(source, encoding.index(), viaRtx, picture, packet, nowNanos);
        } else {
            port.onUnwanted();
        }
    }

    RelayedSource describe() {
        Participant owner = track.owner();
        Map<HeaderExtension, Integer> extensions = new HashMap<>(owner.extensions());
        extensions.remove(HeaderExtension.TRANSPORT_CC); // its feedback is given where it arrived
        return new RelayedSource(
                owner.id(),
                owner.joinOrder(),
                owner.permissions().prominence(),
                owner.permissions().peerClass(),
                extensions,
                track.section(),
                track.source(),
                track.publishedOrder(),
                track.open());
    }

    /** All is to be told anew. */
    void forgetTold() {
        wanted = ALL;
        java.util.Arrays.fill(toldReports, 0);
    }

    /** Tells the publisher's newest sender reports. One that finds no room is told later. */
    void tellReports() {
        ParticipantClock clock = track.owner().clock();
        for (int i = 0; i < Math.min(track.encodings().size(), MAX_ENCODINGS); i++) {
            ReceiveStream stream = track.encodings().get(i).stream();
            if (stream != null && clock.knows(stream) && stream.srNtp() != toldReports[i]) {
                boolean told = port.tryTell(new RelayMessage.Clock(
                        source, i, stream.ssrc(), stream.srNtp(), stream.srRtpTimestamp(), clock.offsetNanos()));
                toldReports[i] = told ? stream.srNtp() : toldReports[i];
            }
        }
    }
}
