package io.zvonok.media.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zvonok.media.api.JoinResult;
import io.zvonok.media.api.PeerId;
import io.zvonok.media.api.PeerPermissions;
import io.zvonok.media.api.PeerTier;
import io.zvonok.media.api.RoomId;
import io.zvonok.media.api.RoomListener;
import io.zvonok.media.api.TrackSource;
import io.zvonok.media.dtls.DtlsConfig;
import io.zvonok.media.dtls.DtlsEngine;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A broadcast over real sockets, from a stage on one media loop to viewers on two. */
class BroadcastIT {
    private static final RoomId ROOM = new RoomId("school");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final PeerPermissions ALL = new PeerPermissions(EnumSet.allOf(TrackSource.class), true, 0);

    private final LoopMediaServer server =
            LoopMediaServer.start(new MediaServerConfig("127.0.0.1", 0, 2, List.of(), true));
    private final DtlsEngine engine = new DtlsEngine(DtlsConfig.defaults(), new SecureRandom());
    private final List<SocketPeer> peers = new ArrayList<>();

    @AfterEach
    void close() {
        peers.forEach(SocketPeer::close);
        server.close();
        engine.close();
    }

    @Test
    void viewersOnBothLoopsReceive() throws IOException {
        now(server.openRoom(ROOM, new RoomListener() {}));
        SocketPeer publisher = stage(true);
        List<SocketPeer> audience = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            audience.add(audience(false));
        }
        now(server.setOnAir(ROOM, true));

        assertThat(audience.stream().map(SocketPeer::serverPort).distinct()).hasSize(2);
        for (SocketPeer viewer : audience) {
            await().atMost(PATIENCE).until(() -> viewer.receivedOf(publisher) > 100);
            assertThat(viewer.corrupt()).isZero();
        }
        assertThat(server.stats().counter("relay_in")).isPositive();
        assertThat(server.stats().counter("relay_dropped")).isZero();
        assertThat(now(server.broadcast(ROOM)).audience()).isEqualTo(6);
    }

    @Test
    void aViewerBroughtOnStageIsSeenThereAndSeesIt() throws IOException {
        now(server.openRoom(ROOM, new RoomListener() {}));
        SocketPeer teacher = stage(true);
        SocketPeer student = stage(true);
        SocketPeer guest = audience(true);
        SocketPeer other = audience(true);
        while (guest.serverPort() == other.serverPort()) {
            other = audience(true);
        }
        SocketPeer elsewhere = other;
        now(server.setOnAir(ROOM, true));
        await().atMost(PATIENCE).until(() -> guest.receivedOf(teacher) > 10 && teacher.receivedOf(student) > 10);
        assertThat(teacher.receivedOf(guest)).isZero();

        for (SocketPeer each : List.of(guest, elsewhere)) {
            now(server.setTier(ROOM, id(each), PeerTier.STAGE));
        }
        now(server.leave(ROOM, id(student)));
        await().atMost(PATIENCE)
                .until(() -> teacher.receivedOf(guest) > 10
                        && teacher.receivedOf(elsewhere) > 10
                        && guest.receivedOf(elsewhere) > 10
                        && elsewhere.receivedOf(guest) > 10);
        now(server.setTier(ROOM, id(guest), PeerTier.AUDIENCE));
        assertThat(guest.isConnected()).isTrue();
    }

    private SocketPeer stage(boolean publishes) throws IOException {
        SocketPeer peer = peer(publishes);
        start(peer, now(server.join(ROOM, id(peer), peer.description(), ALL)), publishes);
        return peer;
    }

    private SocketPeer audience(boolean publishes) throws IOException {
        SocketPeer peer = peer(publishes);
        start(peer, now(server.joinAudience(ROOM, id(peer), peer.description(), ALL)), publishes);
        return peer;
    }

    private SocketPeer peer(boolean publishes) throws IOException {
        SocketPeer peer = new SocketPeer(engine, peers.size(), publishes);
        peers.add(peer);
        return peer;
    }

    private void start(SocketPeer peer, JoinResult joined, boolean publishes) throws IOException {
        if (publishes) {
            now(server.publish(ROOM, id(peer), "0", TrackSource.CAMERA, false));
        }
        peer.start(joined);
    }

    private PeerId id(SocketPeer peer) {
        return new PeerId("p" + peers.indexOf(peer));
    }

    private static <T> T now(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
