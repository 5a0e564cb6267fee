package io.zvonok.media.dtls;

import io.zvonok.media.api.DtlsRole;
import io.zvonok.media.stats.LoopStats;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * An engine's handshakes with itself.
 *
 * <p>Thread: {@link #run} blocks its caller; the two sessions live on a thread of their own.
 */
final class DtlsWarmUp implements DtlsSession.Output {
    private static final int HANDSHAKES = 3;

    private final CompletableFuture<DtlsKeys> keys = new CompletableFuture<>();
    private @Nullable DtlsSession other;

    private DtlsWarmUp() {}

    static void run(DtlsEngine engine) {
        ExecutorService loop = Executors.newSingleThreadExecutor(DtlsEngine.threads());
        try {
            for (int i = 0; i < HANDSHAKES; i++) {
                shakeHands(engine, loop);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while trying a DTLS handshake", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("DTLS does not work here", e);
        } finally {
            loop.shutdown();
        }
    }

    private static void shakeHands(DtlsEngine engine, ExecutorService loop)
            throws InterruptedException, ExecutionException, TimeoutException {
        DtlsWarmUp atClient = new DtlsWarmUp();
        DtlsWarmUp atServer = new DtlsWarmUp();
        DtlsSession client = session(engine, DtlsRole.CLIENT, loop, atClient);
        DtlsSession server = session(engine, DtlsRole.SERVER, loop, atServer);
        atClient.other = server;
        atServer.other = client;
        loop.execute(client::start);
        int deadline = engine.config().deadlineMillis();
        DtlsKeys clientKeys = atClient.keys.get(deadline, TimeUnit.MILLISECONDS);
        DtlsKeys serverKeys = atServer.keys.get(deadline, TimeUnit.MILLISECONDS);
        loop.execute(client::close);
        if (!Arrays.equals(clientKeys.localKey(), serverKeys.remoteKey())) {
            throw new IllegalStateException("DTLS exports different keys to both sides");
        }
    }

    private static DtlsSession session(DtlsEngine engine, DtlsRole role, ExecutorService loop, DtlsWarmUp output) {
        return new DtlsSession(engine, role, List.of(engine.fingerprint()), new LoopStats(), loop, output);
    }

    /** Both ends live on one thread, and the datagram is the receiver's before this returns. */
    @Override
    public void transmit(byte[] datagram, int length) {
        if (other != null) {
            other.onDatagram(datagram, 0, length);
        }
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
