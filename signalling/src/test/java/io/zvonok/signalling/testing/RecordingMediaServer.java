package io.zvonok.signalling.testing;

import io.zvonok.media.api.BroadcastReport;
import io.zvonok.media.api.DownlinkReport;
import io.zvonok.media.api.DtlsRole;
import io.zvonok.media.api.DurationHistogram;
import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.Fingerprint;
import io.zvonok.media.api.IceParameters;
import io.zvonok.media.api.JoinResult;
import io.zvonok.media.api.LinkQuality;
import io.zvonok.media.api.LocalCandidate;
import io.zvonok.media.api.LocalTransport;
import io.zvonok.media.api.MediaServer;
import io.zvonok.media.api.MediaStats;
import io.zvonok.media.api.PeerDescription;
import io.zvonok.media.api.PeerGroup;
import io.zvonok.media.api.PeerId;
import io.zvonok.media.api.PeerPermissions;
import io.zvonok.media.api.PeerReport;
import io.zvonok.media.api.PeerTier;
import io.zvonok.media.api.PeerTimeline;
import io.zvonok.media.api.Programme;
import io.zvonok.media.api.RoomId;
import io.zvonok.media.api.RoomListener;
import io.zvonok.media.api.SlotStreams;
import io.zvonok.media.api.SlotView;
import io.zvonok.media.api.TrackSource;
import io.zvonok.media.api.TransportState;
import io.zvonok.media.api.Visibility;
import io.zvonok.media.api.ZvonokException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A media server without media: keeps rooms and peers, writes down what it is asked, and lets a test speak for it. */
public final class RecordingMediaServer implements MediaServer {
    private static final Fingerprint FINGERPRINT = new Fingerprint(
            "sha-256",
            "BE:C2:E3:07:28:60:E9:C3:48:B7:0C:D7:A1:BB:9C:8B:18:4C:2D:F7:B3:EB:2E:7B:EC:F1:E8:C2:1F:0A:86:4C");

    private final Map<RoomId, RoomListener> rooms = new ConcurrentHashMap<>();
    private final Map<PeerId, PeerDescription> peers = new ConcurrentHashMap<>();
    private final Map<PeerId, PeerPermissions> permissions = new ConcurrentHashMap<>();
    private final Map<String, Integer> ssrcs = new ConcurrentHashMap<>();
    private final Map<String, Long> counters = new ConcurrentHashMap<>(Map.of("rtp_in", 7L, "rtp_out", 21L));
    private final Map<String, DurationHistogram> timings = new ConcurrentHashMap<>();
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final AtomicInteger nextSsrc = new AtomicInteger(1000);
    private volatile @Nullable ZvonokException nextJoinFailure;
    private volatile @Nullable CompletableFuture<Void> joinGate;
    private volatile @Nullable PeerReport report;
    private volatile List<PeerTimeline.Sample> samples = List.of();
    private volatile Visibility visibility = Visibility.everything();
    private volatile Map<PeerId, PeerGroup> groups = Map.of();
    private volatile boolean closed;

    /** What was asked, one line each: {@code publish p-1 0 MICROPHONE muted}. */
    public List<String> calls() {
        return calls;
    }

    public Map<RoomId, RoomListener> rooms() {
        return rooms;
    }

    public Map<PeerId, PeerDescription> peers() {
        return peers;
    }

    public PeerPermissions permissionsOf(String peer) {
        return permissions.get(new PeerId(peer));
    }

    public RoomListener listenerOf(String room) {
        return rooms.get(new RoomId(room));
    }

    public boolean isClosed() {
        return closed;
    }

    public void failNextJoin(ZvonokException failure) {
        nextJoinFailure = failure;
    }

    public void count(String counter, long value) {
        counters.put(counter, value);
    }

    public void time(String timing, DurationHistogram histogram) {
        timings.put(timing, histogram);
    }

    /** Joins complete when this does. */
    public void holdJoins(CompletableFuture<Void> gate) {
        joinGate = gate;
    }

    /** Of everybody. */
    public void sampled(List<PeerTimeline.Sample> next) {
        samples = next;
    }

    public void reportNext(PeerReport next) {
        report = next;
    }

    @Override
    public CompletionStage<Void> openRoom(RoomId room, RoomListener listener) {
        calls.add("openRoom " + room);
        if (rooms.putIfAbsent(room, listener) != null) {
            return failed(ErrorCode.WRONG_STATE);
        }
        return done(null);
    }

    @Override
    public CompletionStage<Void> closeRoom(RoomId room) {
        calls.add("closeRoom " + room);
        rooms.remove(room);
        return done(null);
    }

    @Override
    public CompletionStage<JoinResult> join(
            RoomId room, PeerId peer, PeerDescription description, PeerPermissions peerPermissions) {
        calls.add("join " + room);
        ZvonokException failure = nextJoinFailure;
        if (failure != null) {
            nextJoinFailure = null;
            return CompletableFuture.failedFuture(failure);
        }
        if (!rooms.containsKey(room)) {
            return failed(ErrorCode.NOT_FOUND);
        }
        if (peers.putIfAbsent(peer, description) != null) {
            return failed(ErrorCode.WRONG_STATE);
        }
        permissions.put(peer, peerPermissions);
        JoinResult result = result(peer, description);
        CompletableFuture<Void> gate = joinGate;
        return gate == null ? done(result) : gate.thenApply(open -> result);
    }

    @Override
    public CompletionStage<JoinResult> update(RoomId room, PeerId peer, PeerDescription description) {
        calls.add("update " + peer);
        peers.put(peer, description);
        return done(result(peer, description));
    }

    @Override
    public CompletionStage<Void> leave(RoomId room, PeerId peer) {
        calls.add("leave " + peer);
        peers.remove(peer);
        return done(null);
    }

    @Override
    public CompletionStage<Void> publish(
            RoomId room, PeerId peer, String mid, @Nullable TrackSource source, boolean muted) {
        calls.add("publish " + peer + " " + mid + " " + source + (muted ? " muted" : ""));
        return peers.containsKey(peer) ? done(null) : failed(ErrorCode.NOT_FOUND);
    }

    @Override
    public CompletionStage<Void> setView(RoomId room, PeerId peer, List<SlotView> views) {
        views.forEach(view -> calls.add("view " + peer + " " + view.mid() + " " + view.want()
                + (view.peer() == null ? "" : " " + view.peer()) + " " + view.width() + "x" + view.height()));
        return done(null);
    }

    @Override
    public CompletionStage<Void> setPermissions(RoomId room, PeerId peer, PeerPermissions next) {
        permissions.put(peer, next);
        return done(null);
    }

    @Override
    public CompletionStage<Void> setSpotlight(RoomId room, @Nullable PeerId peer) {
        calls.add("spotlight " + room + " " + peer);
        return done(null);
    }

    @Override
    public CompletionStage<Void> setVisibility(RoomId room, Visibility next) {
        calls.add("visibility " + room);
        visibility = next;
        return done(null);
    }

    @Override
    public CompletionStage<Void> setGroups(RoomId room, Map<PeerId, PeerGroup> next) {
        calls.add("groups " + room);
        groups = next;
        return done(null);
    }

    public Visibility visibility() {
        return visibility;
    }

    public PeerGroup groupOf(String peer) {
        return groups.getOrDefault(new PeerId(peer), PeerGroup.WHOLE_LESSON);
    }

    @Override
    public CompletionStage<PeerReport> report(RoomId room, PeerId peer) {
        PeerReport next = report;
        return done(
                next != null
                        ? next
                        : new PeerReport(
                                peer,
                                TransportState.CONNECTED,
                                new LinkQuality(peer, TransportState.CONNECTED, 20, 0, 0),
                                new DownlinkReport(
                                        DownlinkReport.Feedback.NONE,
                                        DownlinkReport.Limiter.START,
                                        -1,
                                        0,
                                        0,
                                        0,
                                        0,
                                        -1,
                                        -1),
                                List.of(),
                                List.of(),
                                List.of(),
                                List.of()));
    }

    @Override
    public CompletionStage<PeerTimeline> timeline(RoomId room, PeerId peer) {
        return done(new PeerTimeline(peer, samples));
    }

    @Override
    public CompletionStage<JoinResult> joinAudience(
            RoomId room, PeerId peer, PeerDescription description, PeerPermissions peerPermissions) {
        calls.add("audience " + peer);
        return join(room, peer, description, peerPermissions);
    }

    @Override
    public CompletionStage<Void> setTier(RoomId room, PeerId peer, PeerTier tier) {
        calls.add("tier " + peer + " " + tier);
        return peers.containsKey(peer) ? done(null) : failed(ErrorCode.NOT_FOUND);
    }

    @Override
    public CompletionStage<Void> setProgramme(RoomId room, Programme programme) {
        calls.add("programme " + room + " " + programme.choice());
        return done(null);
    }

    @Override
    public CompletionStage<Void> setOnAir(RoomId room, boolean onAir) {
        calls.add((onAir ? "on air " : "off air ") + room);
        return done(null);
    }

    @Override
    public CompletionStage<BroadcastReport> broadcast(RoomId room) {
        return done(new BroadcastReport(false, Programme.automatic(), 0, 0));
    }

    @Override
    public MediaStats stats() {
        return new MediaStats(
                Map.copyOf(counters),
                Map.copyOf(timings),
                Map.of(),
                rooms.size(),
                peers.size(),
                peers.size(),
                new long[] {1_000_000},
                new long[] {2_000_000},
                new long[] {300});
    }

    @Override
    public void close() {
        closed = true;
        rooms.clear();
        peers.clear();
    }

    private JoinResult result(PeerId peer, PeerDescription description) {
        LocalTransport transport = new LocalTransport(
                new IceParameters("serverufrag", "server-password-24-chars"),
                FINGERPRINT,
                DtlsRole.SERVER,
                List.of(new LocalCandidate("1", "127.0.0.1", 10000, 2130706431L)));
        return new JoinResult(
                transport,
                description.slotSections().stream()
                        .map(slot -> {
                            int ssrc = ssrcs.computeIfAbsent(peer + " " + slot.mid(), key -> nextSsrc.getAndAdd(2));
                            return new SlotStreams(slot.mid(), ssrc, ssrc + 1);
                        })
                        .toList());
    }

    private static <T> CompletionStage<T> done(@Nullable T value) {
        return CompletableFuture.completedFuture(value);
    }

    private static <T> CompletionStage<T> failed(ErrorCode code) {
        return CompletableFuture.failedFuture(new ZvonokException(code, "recorded failure"));
    }
}
