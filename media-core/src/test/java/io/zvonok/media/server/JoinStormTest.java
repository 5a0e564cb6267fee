package io.zvonok.media.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.PooledByteBufAllocator;
import io.zvonok.media.api.DtlsRole;
import io.zvonok.media.api.Fingerprint;
import io.zvonok.media.dtls.DtlsConfig;
import io.zvonok.media.dtls.DtlsEngine;
import io.zvonok.media.dtls.DtlsKeys;
import io.zvonok.media.dtls.DtlsSession;
import io.zvonok.media.srtp.SrtpProfile;
import io.zvonok.media.stats.Counter;
import io.zvonok.media.stats.LoopStats;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many people come at once, to a loop that forwards a broadcast meanwhile. */
class JoinStormTest {
    private static final int JOINS = 40;
    private static final int VIEWERS = 4;
    private static final int SETTLING = 300;
    private static final int DEADLINE_MILLIS = 60_000;

    private final ExecutorService loop = Executors.newSingleThreadExecutor(task -> new Thread(task, "loop"));
    private final ThreadNoting random = new ThreadNoting();
    private final LoopStats stats = new LoopStats();
    private final DtlsEngine clients =
            new DtlsEngine(new DtlsConfig(DEADLINE_MILLIS, 100, 128, 128, 1), new SecureRandom());

    @AfterEach
    void end() {
        loop.shutdownNow();
        clients.close();
    }

    @Test
    void theLoopForwardsWhileHandshakesComputeElsewhere() {
        try (DtlsEngine server = new DtlsEngine(new DtlsConfig(DEADLINE_MILLIS, 300, 16, 64, 1), random);
                MadeUpBroadcast lesson =
                        new MadeUpBroadcast(VIEWERS, SrtpProfile.AEAD_AES_128_GCM, PooledByteBufAllocator.DEFAULT)) {
            show(lesson, SETTLING);
            long before = lesson.forwarded();
            random.threads.clear();
            CompletableFuture<Void> allJoined = joins(server);
            CompletableFuture<Integer> pictures = new CompletableFuture<>();
            loop.execute(() -> forward(lesson, 0, allJoined, pictures));
            allJoined.join();
            long packets = pictures.join() * (MadeUpBroadcast.PACKETS_OF_A_PICTURE + 2L);
            assertThat(lesson.forwarded() - before).isEqualTo(VIEWERS * packets);
            assertThat(random.threads).isNotEmpty().doesNotContain("loop");
        }
    }

    @Test
    void allComeInInTheEndWhenMoreComeThanCanWait() {
        try (DtlsEngine server = new DtlsEngine(new DtlsConfig(DEADLINE_MILLIS, 300, 2, 4, 1), random)) {
            joins(server).join();
            assertThat(stats.get(Counter.DTLS_REFUSED)).isPositive();
            assertThat(stats.get(Counter.DTLS_HANDSHAKES_DONE)).isEqualTo(JOINS);
        }
    }

    private void forward(
            MadeUpBroadcast lesson, int shown, CompletableFuture<Void> until, CompletableFuture<Integer> pictures) {
        if (until.isDone()) {
            pictures.complete(shown);
            return;
        }
        show(lesson, 1);
        loop.execute(() -> forward(lesson, shown + 1, until, pictures)); // behind what came meanwhile
    }

    private static void show(MadeUpBroadcast lesson, int pictures) {
        for (int i = 0; i < pictures; i++) {
            lesson.makePicture();
            lesson.sendPicture();
            lesson.rest();
        }
    }

    private CompletableFuture<Void> joins(DtlsEngine server) {
        List<CompletableFuture<DtlsKeys>> keys = new ArrayList<>();
        for (int i = 0; i < JOINS; i++) {
            End client = new End();
            End passive = new End();
            DtlsSession active = client.session(clients, DtlsRole.CLIENT, server.fingerprint(), new LoopStats());
            client.other = passive.session(server, DtlsRole.SERVER, clients.fingerprint(), stats);
            passive.other = active;
            loop.execute(active::start);
            keys.add(client.keys);
            keys.add(passive.keys);
        }
        return CompletableFuture.allOf(keys.toArray(CompletableFuture[]::new)).orTimeout(100, TimeUnit.SECONDS);
    }

    /** One end of a handshake; what it sends the other end has at once. */
    private final class End implements DtlsSession.Output {
        private final CompletableFuture<DtlsKeys> keys = new CompletableFuture<>();
        private DtlsSession other;

        DtlsSession session(DtlsEngine engine, DtlsRole role, Fingerprint expected, LoopStats counted) {
            return new DtlsSession(engine, role, List.of(expected), counted, this::run, this);
        }

        private void run(Runnable task) {
            try {
                loop.execute(task);
            } catch (RejectedExecutionException over) {
                keys.completeExceptionally(over);
            }
        }

        @Override
        public void transmit(byte[] datagram, int length) {
            loop.execute(() -> other.onDatagram(datagram, 0, length));
        }

        @Override
        public void onKeys(DtlsKeys exported) {
            keys.complete(exported);
        }

        @Override
        public void onFailed(String reason) {
            keys.completeExceptionally(new IllegalStateException(reason));
        }

        @Override
        public void onClosed() {}
    }

    /** Whoever computes a handshake needs random numbers. */
    private static final class ThreadNoting extends SecureRandom {
        private static final long serialVersionUID = 1;

        private final transient Set<String> threads = ConcurrentHashMap.newKeySet();

        @Override
        public void nextBytes(byte[] bytes) {
            if (threads != null) { // asked while it is made
                threads.add(Thread.currentThread().getName());
            }
            super.nextBytes(bytes);
        }
    }
}
