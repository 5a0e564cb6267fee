package io.zvonok.media.server;

import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.JoinResult;
import io.zvonok.media.api.MediaServer;
import io.zvonok.media.api.MediaStats;
import io.zvonok.media.api.PeerDescription;
import io.zvonok.media.api.PeerId;
import io.zvonok.media.api.PeerPermissions;
import io.zvonok.media.api.PeerReport;
import io.zvonok.media.api.RoomId;
import io.zvonok.media.api.RoomListener;
import io.zvonok.media.api.SlotView;
import io.zvonok.media.api.TrackSource;
import io.zvonok.media.api.ZvonokException;
import io.zvonok.media.dtls.DtlsConfig;
import io.zvonok.media.dtls.DtlsEngine;
import io.zvonok.media.net.LocalAddresses;
import io.zvonok.media.net.MediaLoop;
import io.zvonok.media.room.Room;
import io.zvonok.media.srtp.SrtpWarmUp;
import io.zvonok.media.stats.Counter;
import io.zvonok.media.time.Nanos;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The media core on real sockets: one {@link MediaLoop} per core, each room on the loop that has the fewest.
 *
 * <p>Thread: any.
 */
public final class LoopMediaServer implements MediaServer {
    /** More compiles more, and the first people would wait for that instead. */
    private static final long PATH_WARM_UP_NANOS = Nanos.fromMillis(150);

    private final DtlsEngine dtls;
    private final List<MediaLoop> loops = new ArrayList<>();
    private final List<AtomicInteger> roomsOnLoop = new ArrayList<>();
    private final Map<RoomId, Integer> loopOfRoom = new ConcurrentHashMap<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    private LoopMediaServer(DtlsEngine dtls) {
        this.dtls = dtls;
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
        LoopMediaServer server = new LoopMediaServer(dtls);
        try {
            for (int i = 0; i < config.mediaLoops(); i++) {
                MediaLoop loop = new MediaLoop(i, config.trains(), dtls, random);
                server.loops.add(loop);
                server.roomsOnLoop.add(new AtomicInteger());
                loop.start(endpoints, config.udpPort() == 0 ? 0 : config.udpPort() + i);
            }
        } catch (RuntimeException refused) {
            server.close();
            throw refused;
        }
        return server;
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
        int index = leastLoaded();
        if (loopOfRoom.putIfAbsent(room, index) != null) {
            return failed(ErrorCode.WRONG_STATE, "the room is open already");
        }
        roomsOnLoop.get(index).incrementAndGet();
        return loops.get(index).call(core -> {
            core.openRoom(room, listener);
            return null;
        });
    }

    private int leastLoaded() {
        int least = 0;
        for (int i = 1; i < roomsOnLoop.size(); i++) {
            if (roomsOnLoop.get(i).get() < roomsOnLoop.get(least).get()) {
                least = i;
            }
        }
        return least;
    }

    @Override
    public CompletionStage<Void> closeRoom(RoomId room) {
        Integer index = loopOfRoom.remove(room);
        if (index == null) {
            return CompletableFuture.completedFuture(null);
        }
        roomsOnLoop.get(index).decrementAndGet();
        MediaLoop loop = loops.get(index);
        return loop.call(core -> {
            core.closeRoom(room, loop.nowNanos());
            return null;
        });
    }

    @Override
    public CompletionStage<JoinResult> join(
            RoomId room, PeerId peer, PeerDescription description, PeerPermissions permissions) {
        return inRoom(room, (there, now) -> there.join(peer, description, permissions, now));
    }

    @Override
    public CompletionStage<JoinResult> update(RoomId room, PeerId peer, PeerDescription description) {
        return inRoom(room, (there, now) -> there.update(peer, description, now));
    }

    @Override
    public CompletionStage<Void> leave(RoomId room, PeerId peer) {
        if (!loopOfRoom.containsKey(room)) {
            return CompletableFuture.completedFuture(null);
        }
        return inRoom(room, (there, now) -> {
            there.leave(peer, now);
            return null;
        });
    }

    @Override
    public CompletionStage<Void> publish(
            RoomId room, PeerId peer, String mid, @Nullable TrackSource source, boolean muted) {
        return inRoom(room, (there, now) -> {
            there.publish(peer, mid, source, muted, now);
            return null;
        });
    }

    @Override
    public CompletionStage<Void> setView(RoomId room, PeerId peer, List<SlotView> views) {
        return inRoom(room, (there, now) -> {
            there.setView(peer, views, now);
            return null;
        });
    }

    @Override
    public CompletionStage<Void> setPermissions(RoomId room, PeerId peer, PeerPermissions permissions) {
        return inRoom(room, (there, now) -> {
            there.setPermissions(peer, permissions, now);
            return null;
        });
    }

    @Override
    public CompletionStage<PeerReport> report(RoomId room, PeerId peer) {
        return inRoom(room, (there, now) -> there.report(peer, now));
    }

    private <T> CompletionStage<T> inRoom(RoomId room, BiFunction<Room, Long, T> command) {
        Integer index = loopOfRoom.get(room);
        if (index == null) {
            return failed(ErrorCode.NOT_FOUND, "the room is not open");
        }
        MediaLoop loop = loops.get(index);
        return loop.call(core -> command.apply(core.room(room), loop.nowNanos()));
    }

    private static <T> CompletionStage<T> failed(ErrorCode code, String message) {
        return CompletableFuture.failedFuture(new ZvonokException(code, message));
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
        long[] lag = loops.stream().mapToLong(MediaLoop::worstLagNanos).toArray();
        return new MediaStats(
                counters,
                loopOfRoom.size(),
                loops.stream().mapToInt(MediaLoop::participantCount).sum(),
                loops.stream().mapToInt(MediaLoop::connectedCount).sum(),
                lag);
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            loops.forEach(MediaLoop::close);
            dtls.close();
        }
    }
}
