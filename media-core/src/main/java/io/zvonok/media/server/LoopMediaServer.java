package io.zvonok.media.server;

import io.zvonok.media.api.BroadcastReport;
import io.zvonok.media.api.DurationHistogram;
import io.zvonok.media.api.JoinResult;
import io.zvonok.media.api.MediaKind;
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
import io.zvonok.media.api.SlotView;
import io.zvonok.media.api.TrackSource;
import io.zvonok.media.api.Visibility;
import io.zvonok.media.api.ZvonokException;
import io.zvonok.media.dtls.DtlsConfig;
import io.zvonok.media.dtls.DtlsEngine;
import io.zvonok.media.net.LocalAddresses;
import io.zvonok.media.net.MediaLoop;
import io.zvonok.media.srtp.SrtpWarmUp;
import io.zvonok.media.stats.Counter;
import io.zvonok.media.stats.Timing;
import io.zvonok.media.time.Nanos;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The media core on real sockets: one {@link MediaLoop} per core, rooms and audiences on the loops that
 * have the least to do.
 *
 * <p>Thread: any.
 */
public final class LoopMediaServer implements MediaServer {
    /** More compiles more, and the first people would wait for that instead. */
    private static final long PATH_WARM_UP_NANOS = Nanos.fromMillis(150);

    private final DtlsEngine dtls;
    private final List<MediaLoop> loops;
    private final PlacedRooms rooms;
    private final AtomicBoolean closed = new AtomicBoolean();

    private LoopMediaServer(DtlsEngine dtls, List<MediaLoop> loops) {
        this.dtls = dtls;
        this.loops = loops;
        this.rooms = new PlacedRooms(loops);
    }

    /**
     * Warms the libraries, then binds the sockets.
     *
     * @throws ZvonokException naming what cannot be bound or is wrong in the configuration
     */
    public static LoopMediaServer start(MediaServerConfig config) {
        List<LocalAddresses.Endpoint> endpoints =
                LocalAddresses.endpoints(config.bindAddress(), config.advertisedAddresses(), config.includeLoopback());
        SecureRandom random = new SecureRandom();
        DtlsEngine dtls = warm(random);
        List<MediaLoop> loops = new ArrayList<>();
        long startedNanos = System.nanoTime();
        long startedMillis = System.currentTimeMillis();
        try {
            for (int i = 0; i < config.mediaLoops(); i++) {
                MediaLoop loop = new MediaLoop(i, config.trains(), dtls, random, startedNanos, startedMillis);
                loops.add(loop);
                loop.start(endpoints, config.udpPort() == 0 ? 0 : config.udpPort() + i);
            }
        } catch (RuntimeException refused) {
            new LoopMediaServer(dtls, loops).close();
            throw refused;
        }
        return new LoopMediaServer(dtls, loops);
    }

    /** The first SRTP context, handshake and packets of a process cost about a second: not while people wait. */
    private static DtlsEngine warm(SecureRandom random) {
        CompletableFuture<Void> srtp = new CompletableFuture<>();
        Thread warming = new Thread(
                () -> {
                    try {
                        SrtpWarmUp.run();
                        PathWarmUp.run(PATH_WARM_UP_NANOS);
                        srtp.complete(null);
                    } catch (RuntimeException | Error failed) {
                        srtp.completeExceptionally(failed);
                    }
                },
                "zvonok-warm-up");
        warming.setDaemon(true);
        warming.start();
        DtlsEngine dtls = new DtlsEngine(DtlsConfig.defaults(), random);
        dtls.warmUp();
        srtp.join();
        return dtls;
    }

    @Override
    public CompletionStage<Void> openRoom(RoomId room, RoomListener listener) {
        return rooms.openRoom(room, listener);
    }

    @Override
    public CompletionStage<Void> closeRoom(RoomId room) {
        return rooms.closeRoom(room);
    }

    @Override
    public CompletionStage<JoinResult> join(
            RoomId room, PeerId peer, PeerDescription description, PeerPermissions permissions) {
        return rooms.join(room, peer, description, permissions);
    }

    @Override
    public CompletionStage<JoinResult> update(RoomId room, PeerId peer, PeerDescription description) {
        return rooms.inRoom(room, peer, (there, now) -> there.update(peer, description, now));
    }

    @Override
    public CompletionStage<Void> leave(RoomId room, PeerId peer) {
        return rooms.leave(room, peer);
    }

    @Override
    public CompletionStage<Void> publish(
            RoomId room, PeerId peer, String mid, @Nullable TrackSource source, boolean muted) {
        return rooms.inRoom(room, peer, (there, now) -> {
            there.publish(peer, mid, source, muted, now);
            return null;
        });
    }

    @Override
    public CompletionStage<Void> setView(RoomId room, PeerId peer, List<SlotView> views) {
        return rooms.inRoom(room, peer, (there, now) -> {
            there.setView(peer, views, now);
            return null;
        });
    }

    @Override
    public CompletionStage<Void> setPermissions(RoomId room, PeerId peer, PeerPermissions permissions) {
        return rooms.inRoom(room, peer, (there, now) -> {
            there.setPermissions(peer, permissions, now);
            return null;
        });
    }

    @Override
    public CompletionStage<Void> setSpotlight(RoomId room, @Nullable PeerId peer) {
        return rooms.onStage(room, (there, now) -> {
            there.setSpotlight(peer, now);
            return null;
        });
    }

    @Override
    public CompletionStage<Void> setVisibility(RoomId room, Visibility visibility) {
        return rooms.setVisibility(room, visibility);
    }

    @Override
    public CompletionStage<Void> setGroups(RoomId room, Map<PeerId, PeerGroup> groups) {
        return rooms.setGroups(room, groups);
    }

    @Override
    public CompletionStage<PeerReport> report(RoomId room, PeerId peer) {
        return rooms.inRoom(room, peer, (there, now) -> there.report(peer, now));
    }

    @Override
    public CompletionStage<PeerTimeline> timeline(RoomId room, PeerId peer) {
        return rooms.inRoom(room, peer, (there, now) -> there.timeline(peer, now));
    }

    @Override
    public CompletionStage<JoinResult> joinAudience(
            RoomId room, PeerId peer, PeerDescription description, PeerPermissions permissions) {
        return rooms.joinAudience(room, peer, description, permissions);
    }

    @Override
    public CompletionStage<Void> setTier(RoomId room, PeerId peer, PeerTier tier) {
        return rooms.inRoom(room, peer, (there, now) -> {
            there.setTier(peer, tier, now);
            return null;
        });
    }

    @Override
    public CompletionStage<Void> setProgramme(RoomId room, Programme programme) {
        return rooms.onStage(room, (there, now) -> {
            there.setProgramme(programme, now);
            return null;
        });
    }

    @Override
    public CompletionStage<Void> setOnAir(RoomId room, boolean onAir) {
        return rooms.onStage(room, (there, now) -> {
            there.setOnAir(onAir, now);
            return null;
        });
    }

    @Override
    public CompletionStage<BroadcastReport> broadcast(RoomId room) {
        return rooms.broadcast(room);
    }

    @Override
    public MediaStats stats() {
        Map<String, Long> counters = new HashMap<>();
        for (Counter counter : Counter.values()) {
            long sum = 0;
            for (MediaLoop loop : loops) {
                sum += loop.stats().get(counter);
            }
            counters.put(counter.name().toLowerCase(Locale.ROOT), sum);
        }
        Map<String, DurationHistogram> timings = new HashMap<>();
        for (Timing timing : Timing.values()) {
            timings.put(timing.name().toLowerCase(Locale.ROOT), histogram(timing));
        }
        long[] lag = loops.stream().mapToLong(MediaLoop::worstLagNanos).toArray();
        return new MediaStats(
                counters,
                timings,
                Map.of(
                        MediaKind.AUDIO, subscriptions(MediaKind.AUDIO),
                        MediaKind.VIDEO, subscriptions(MediaKind.VIDEO)),
                rooms.count(),
                loops.stream().mapToInt(MediaLoop::participantCount).sum(),
                loops.stream().mapToInt(MediaLoop::connectedCount).sum(),
                lag,
                loops.stream().mapToLong(MediaLoop::cpuNanos).toArray(),
                loops.stream().mapToLong(MediaLoop::datagramsPerSecond).toArray());
    }

    private int subscriptions(MediaKind kind) {
        return loops.stream().mapToInt(loop -> loop.filledSlots(kind)).sum();
    }

    private DurationHistogram histogram(Timing timing) {
        long[] counts = new long[timing.boundsNanos().length + 1];
        long totalNanos = 0;
        for (MediaLoop loop : loops) {
            long[] ofLoop = loop.stats().buckets(timing);
            for (int i = 0; i < counts.length; i++) {
                counts[i] += ofLoop[i];
            }
            totalNanos += loop.stats().totalNanos(timing);
        }
        return new DurationHistogram(timing.boundsNanos(), counts, totalNanos);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            loops.forEach(MediaLoop::close);
            rooms.discard();
            dtls.close();
        }
    }
}
