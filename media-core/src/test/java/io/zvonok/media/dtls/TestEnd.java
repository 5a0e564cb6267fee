package io.zvonok.media.dtls;

import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.api.DtlsRole;
import io.zvonok.media.api.Fingerprint;
import io.zvonok.media.stats.Counter;
import io.zvonok.media.stats.LoopStats;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/** A session with a loop of its own, and a record of what it told. */
final class TestEnd implements DtlsSession.Output, AutoCloseable {
    static final long WAIT_SECONDS = 20;

    final CompletableFuture<DtlsKeys> keys = new CompletableFuture<>();
    final CompletableFuture<String> failed = new CompletableFuture<>();
    final CompletableFuture<Void> closed = new CompletableFuture<>();
    final List<String> events = new CopyOnWriteArrayList<>();
    final List<byte[]> sent = new CopyOnWriteArrayList<>();
    final LoopStats stats = new LoopStats();

    private final ExecutorService loop = Executors.newSingleThreadExecutor();
    private final DtlsSession session;
    private volatile Consumer<byte[]> wire = datagram -> {};

    TestEnd(DtlsEngine engine, DtlsRole role, Fingerprint... expected) {
        session = new DtlsSession(engine, role, List.of(expected), stats, loop, this);
    }

    /** Where datagrams go; each is a copy. */
    TestEnd sendsTo(Consumer<byte[]> wire) {
        this.wire = wire;
        return this;
    }

    void start() {
        onLoop(session -> {
            session.start();
            return true;
        });
    }

    /** What comes after the end of this end is lost. */
    void receive(byte[] datagram) {
        try {
            loop.execute(() -> {
                byte[] array = new byte[datagram.length + 5];
                System.arraycopy(datagram, 0, array, 5, datagram.length);
                session.onDatagram(array, 5, datagram.length);
            });
        } catch (RejectedExecutionException e) {
            assertThat(loop.isShutdown()).isTrue();
        }
    }

    /** Closes the session and waits until it has. */
    void closeSession() {
        onLoop(session -> {
            session.close();
            return true;
        });
    }

    /** A counter, read after all that was handed to the loop so far has been done. */
    long count(Counter counter) {
        return onLoop(session -> stats.get(counter));
    }

    private <T> T onLoop(Function<DtlsSession, T> action) {
        return get(CompletableFuture.supplyAsync(() -> action.apply(session), loop));
    }

    static <T> T get(CompletableFuture<T> future) {
        try {
            return future.get(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("not in time", e);
        }
    }

    @Override
    public void transmit(byte[] datagram, int length) {
        events.add("transmit");
        byte[] copy = Arrays.copyOf(datagram, length);
        sent.add(copy);
        wire.accept(copy);
    }

    @Override
    public void onKeys(DtlsKeys exported) {
        events.add("keys");
        keys.complete(exported);
    }

    @Override
    public void onFailed(String reason) {
        events.add("failed");
        failed.complete(reason);
        keys.completeExceptionally(new IllegalStateException(reason));
        closed.complete(null);
    }

    @Override
    public void onClosed() {
        events.add("closed");
        closed.complete(null);
    }

    @Override
    public void close() {
        closeSession();
        loop.shutdown();
    }
}
