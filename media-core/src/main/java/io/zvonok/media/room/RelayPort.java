package io.zvonok.media.room;

import io.netty.buffer.ByteBuf;
import io.netty.util.collection.IntObjectHashMap;
import io.zvonok.media.relay.RelayLink;
import io.zvonok.media.relay.RelayMessage;
import io.zvonok.media.relay.RelayPipe;
import io.zvonok.media.relay.RelayedSource;
import io.zvonok.media.stats.Counter;
import io.zvonok.media.stats.LoopStats;
import io.zvonok.media.time.Nanos;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A room's end of a {@link RelayLink}: the tracks that it carries into the other room, and those that came from there and
 * are tracks of this room like any other. Who is carried is decided by the {@link RoomRole}.
 *
 * <p>Messages go before the packets they concern: while one finds no room in the pipe, no packet goes either. If too many
 * wait, all is told anew instead. Thread: the owning media loop.
 */
final class RelayPort implements RelayPipe.Receiver {
    private static final int MAX_PENDING = 256;
    /** What waited longer for this loop is not shown any more: it may not even be allowed any more. */
    private static final long STALE = Nanos.fromSeconds(1);

    /** So long a key frame may take from room to room. */
    private static final long KEYFRAME_UNDER_WAY = Nanos.fromMillis(300);

    /** What the room's role hears of the other room. */
    interface Listener {
        /** A source came, went, or opened or closed. */
        void onSources(long nowNanos);

        void onOnAir(RelayMessage.OnAir programme, long nowNanos);

        void onWholeStage(RelayPort port, Set<RelayMessage.Hearers> hearers, long nowNanos);
    }

    private final Room room;
    private final RoomHost host;
    private final LoopStats stats;
    private final RelayPipe out;
    private final RelayPipe in;
    private final Listener listener;

    private final Map<PublishedTrack, RelayTap> taps = new LinkedHashMap<>();
    private final IntObjectHashMap<RelayTap> tapsBySource = new IntObjectHashMap<>();
    private final ArrayDeque<RelayMessage> pending = new ArrayDeque<>();
    private int nextSource = 1;
    private RelayMessage.@Nullable OnAir toldOnAir;
    private RelayMessage.@Nullable WholeStage toldWholeStage;

    private final IntObjectHashMap<RelayedTrack> relayed = new IntObjectHashMap<>();
    private final Map<PublishedTrack, RelayedTrack> relayedByTrack = new LinkedHashMap<>();

    RelayPort(Room room, RelayLink.End end, Listener listener) {
        this.room = room;
        this.host = room.host();
        this.stats = room.context().stats();
        this.out = end.out();
        this.in = end.in();
        this.listener = listener;
    }

    void open() {
        host.sendsThrough(out);
        in.receiveWith(this);
    }

    /** Nothing goes out or comes in any more. */
    void close(long nowNanos) {
        for (RelayTap tap : List.copyOf(taps.values())) {
            drop(tap);
        }
        closeAll(nowNanos);
        out.close();
        host.stopsSendingThrough(out);
        in.ignore();
    }

    // --- what goes out

    @Nullable
    RelayTap tap(PublishedTrack track) {
        return taps.get(track);
    }

    Collection<RelayTap> taps() {
        return taps.values();
    }

    /** Carries the track from now on, if it is not yet. */
    RelayTap open(PublishedTrack track) {
        RelayTap known = taps.get(track);
        if (known != null) {
            return known;
        }
        RelayTap tap = new RelayTap(this, track, nextSource++);
        taps.put(track, tap);
        tapsBySource.put(tap.source(), tap);
        tell(new RelayMessage.Opened(tap.source(), tap.describe()));
        tap.tellReports();
        track.addTap(tap);
        return tap;
    }

    void drop(RelayTap tap) {
        tap.track().removeTap(tap);
        taps.remove(tap.track());
        tapsBySource.remove(tap.source());
        tell(new RelayMessage.Closed(tap.source()));
    }

    void onGate(PublishedTrack track) {
        RelayTap tap = taps.get(track);
        if (tap != null) {
            tell(new RelayMessage.Gate(tap.source(), track.source(), track.publishedOrder(), track.open()));
        }
    }

    void carry(int source, int encoding, boolean viaRtx, boolean picture, ByteBuf packet, long nowNanos) {
        boolean taken = pending.isEmpty() && out.offer(source, encoding, viaRtx, picture, packet, nowNanos);
        stats.increment(taken ? Counter.RELAY_OUT : Counter.RELAY_DROPPED);
    }

    void onUnwanted() {
        stats.increment(Counter.RELAY_UNWANTED);
    }

    void tellOnAir(RelayMessage.OnAir programme) {
        if (!programme.equals(toldOnAir)) {
            toldOnAir = programme;
            tell(programme);
        }
    }

    void tellWholeStage(RelayMessage.WholeStage wanted) {
        if (!wanted.equals(toldWholeStage)) {
            toldWholeStage = wanted;
            tell(wanted);
        }
    }

    void tellWanted(PublishedTrack track) {
        RelayedTrack watched = relayedByTrack.get(track);
        if (watched != null) {
            tell(watched.wanted());
        }
    }

    private void tell(RelayMessage message) {
        if (!pending.isEmpty() || !out.offer(message)) {
            pending.add(message);
            if (pending.size() > MAX_PENDING) {
                tellAnew();
            }
        }
    }

    /** Only now: who is told says it again later. */
    boolean tryTell(RelayMessage message) {
        return pending.isEmpty() && out.offer(message);
    }

    private void tellAnew() {
        stats.increment(Counter.RELAY_RESETS);
        pending.clear();
        pending.add(new RelayMessage.Reset());
        for (RelayTap tap : taps.values()) {
            tap.forgetTold();
            pending.add(new RelayMessage.Opened(tap.source(), tap.describe()));
        }
        for (RelayedTrack watched : relayedByTrack.values()) {
            pending.add(watched.wanted());
        }
        if (toldOnAir != null) {
            pending.add(toldOnAir);
        }
        if (toldWholeStage != null) {
            pending.add(toldWholeStage);
        }
    }

    /** Called about a hundred times a second. */
    void onTick(long nowNanos) {
        while (!pending.isEmpty() && out.offer(pending.element())) {
            pending.remove();
        }
        for (RelayTap tap : taps.values()) {
            tap.tellReports();
        }
        for (RelayedTrack watched : relayedByTrack.values()) {
            if (watched.askForKeyframes(this, nowNanos)) {
                stats.increment(Counter.RELAY_KEYFRAMES_ASKED);
            }
        }
    }

    // --- what comes in

    /** Null if it is gone. */
    @Nullable
    PublishedTrack track(int source) {
        RelayedTrack known = relayed.get(source);
        return known == null ? null : known.track();
    }

    Collection<PublishedTrack> relayedTracks() {
        return relayedByTrack.keySet();
    }

    @Override
    public void onPacket(int source, int encoding, boolean viaRtx, ByteBuf packet, long sentNanos) {
        long nowNanos = host.nowNanos();
        RelayedTrack known = relayed.get(source);
        Encoding of = known == null ? null : known.encoding(encoding);
        if (of == null || nowNanos - sentNanos > STALE) {
            stats.increment(Counter.RELAY_LATE);
            return;
        }
        stats.increment(Counter.RELAY_IN);
        try {
            host.forwarding().onRelayed(of, packet, viaRtx, nowNanos);
        } catch (RuntimeException failure) {
            host.onRelayFailure(failure);
        }
    }

    @Override
    public void onMessage(RelayMessage message) {
        try {
            take(message, host.nowNanos());
        } catch (RuntimeException failure) {
            host.onRelayFailure(failure);
        }
    }

    private void take(RelayMessage message, long nowNanos) {
        room.sleep().onChange();
        if (message instanceof RelayMessage.Opened opened) {
            open(opened.source(), opened.description(), nowNanos);
        } else if (message instanceof RelayMessage.Gate gate) {
            onGate(gate, nowNanos);
        } else if (message instanceof RelayMessage.Closed closed) {
            close(closed.source(), nowNanos);
        } else if (message instanceof RelayMessage.Reset) {
            closeAll(nowNanos);
        } else if (message instanceof RelayMessage.Clock clock) {
            onClock(clock, nowNanos);
        } else if (message instanceof RelayMessage.OnAir onAir) {
            listener.onOnAir(onAir, nowNanos);
        } else if (message instanceof RelayMessage.WholeStage whole) {
            listener.onWholeStage(this, whole.hearers(), nowNanos);
        } else {
            takeWish(message);
        }
    }

    private void takeWish(RelayMessage message) {
        if (message instanceof RelayMessage.Wanted wanted) {
            RelayTap tap = tapsBySource.get(wanted.source());
            if (tap != null) {
                tap.setWanted(wanted.encodings());
            }
        } else if (message instanceof RelayMessage.KeyframeWanted wanted) {
            RelayTap tap = tapsBySource.get(wanted.source());
            if (tap != null && wanted.encoding() < tap.track().encodings().size()) {
                takeWish(tap.track().encodings().get(wanted.encoding()), wanted);
            }
        }
    }

    private void takeWish(Encoding encoding, RelayMessage.KeyframeWanted wanted) {
        boolean onItsWay = encoding.keyTimestamp() != wanted.lastTimestamp()
                && host.nowNanos() - encoding.keyNanos() < KEYFRAME_UNDER_WAY;
        if (!onItsWay && wanted.repair()) {
            encoding.keyframeRequests().wantRepair();
        } else if (!onItsWay) {
            encoding.keyframeRequests().want();
        }
    }

    private void open(int source, RelayedSource description, long nowNanos) {
        PublishedTrack track = room.admit(description, nowNanos);
        RelayedTrack known = new RelayedTrack(source, track);
        relayed.put(source, known);
        relayedByTrack.put(track, known);
        listener.onSources(nowNanos);
    }

    private void onGate(RelayMessage.Gate gate, long nowNanos) {
        RelayedTrack known = relayed.get(gate.source());
        if (known != null) {
            room.setGate(known.track(), gate.shows(), gate.publishedOrder(), gate.open(), nowNanos);
            listener.onSources(nowNanos);
        }
    }

    private void close(int source, long nowNanos) {
        RelayedTrack known = relayed.remove(source);
        if (known != null) {
            relayedByTrack.remove(known.track());
            room.dismiss(known.track(), nowNanos);
            listener.onSources(nowNanos);
        }
    }

    private void closeAll(long nowNanos) {
        List<Integer> sources = new ArrayList<>(relayed.keySet());
        sources.forEach(source -> close(source, nowNanos));
    }

    private void onClock(RelayMessage.Clock report, long nowNanos) {
        RelayedTrack known = relayed.get(report.source());
        Encoding encoding = known == null ? null : known.encoding(report.encoding());
        if (known != null && encoding != null) {
            encoding.onRelayedReport(report.ssrc(), report.ntp(), report.rtpTimestamp(), nowNanos);
            known.track().owner().clock().adopt(report.clockOffsetNanos(), nowNanos);
        }
    }
}
