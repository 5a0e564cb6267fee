package io.zvonok.bench.cost;

import io.zvonok.bench.load.measure.Delays;
import io.zvonok.bench.load.model.Layer;
import io.zvonok.bench.load.model.VideoCodec;
import io.zvonok.bench.load.peer.Connector;
import io.zvonok.bench.load.peer.LoadLoop;
import io.zvonok.bench.load.peer.Peer;
import io.zvonok.bench.load.peer.PeerSpec;
import io.zvonok.bench.load.peer.SlotWish;
import io.zvonok.bench.load.peer.Target;
import io.zvonok.media.srtp.SrtpProfile;
import io.zvonok.signalling.ZvonokServer;
import io.zvonok.signalling.config.ServerOption;
import io.zvonok.signalling.config.ServerOptions;
import io.zvonok.signalling.token.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.HdrHistogram.Histogram;

/**
 * A whole server on loopback, people of the load tester in one lesson of it, and a moderator whose messages are timed.
 *
 * <p>Thread: the measuring one.
 */
final class MeasuredLesson implements AutoCloseable {
    static final long JOIN_MILLIS = 10_000;

    private final String room;
    private final ZvonokServer server;
    private final Connector connector;
    private final LoadLoop loop = new LoadLoop("load");
    private final ModeratorSocket moderator;
    private final List<Peer> peers = new ArrayList<>();

    MeasuredLesson(String room) throws Exception {
        this.room = room;
        server = ZvonokServer.builder()
                .options(ServerOptions.of(
                        Map.of(ServerOption.HTTP_PORT, List.of("0"), ServerOption.UDP_PORT, List.of("0"))))
                .build()
                .start();
        Target target = Target.lesson(
                "http://127.0.0.1:" + server.httpPort(),
                ServerOptions.DEVELOPMENT_KEY_ID,
                ServerOptions.DEVELOPMENT_SECRET);
        connector = new Connector(target, SrtpProfile.AEAD_AES_128_GCM);
        moderator = new ModeratorSocket(server.httpPort(), room);
    }

    ModeratorSocket moderator() {
        return moderator;
    }

    /** Has not joined yet. */
    Peer peer(String identity, Role role, List<Layer> camera, double talkShare, List<SlotWish> slots) {
        PeerSpec spec = new PeerSpec(
                "all",
                room,
                identity,
                role,
                VideoCodec.VP8,
                camera,
                talkShare,
                slots,
                false,
                true,
                0,
                true,
                identity.hashCode());
        Peer peer = connector.peer(spec, loop, new Delays());
        peers.add(peer);
        return peer;
    }

    static void join(Peer peer) {
        peer.join(System.nanoTime());
        if (!waitUntil(() -> peer.state() != Peer.State.JOINING, JOIN_MILLIS) || peer.state() != Peer.State.JOINED) {
            throw new IllegalStateException(peer.spec().identity() + " did not join: " + peer.failure());
        }
    }

    static boolean waitUntil(BooleanSupplier condition, long atMostMillis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(atMostMillis);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            LockSupport.parkNanos(200_000);
        }
        return true;
    }

    static void pause(long millis) {
        waitUntil(() -> false, millis);
    }

    static void print(String what, Histogram micros, int targetMillis) {
        System.out.printf(
                Locale.ROOT,
                "%s, ms: p50 %.1f, p90 %.1f, p99 %.1f, max %.1f over %d (target %d)%n",
                what,
                micros.getValueAtPercentile(50) / 1000.0,
                micros.getValueAtPercentile(90) / 1000.0,
                micros.getValueAtPercentile(99) / 1000.0,
                micros.getMaxValue() / 1000.0,
                micros.getTotalCount(),
                targetMillis);
    }

    @Override
    public void close() {
        peers.forEach(Peer::leave);
        moderator.close();
        loop.close();
        connector.close();
        server.close();
    }
}
