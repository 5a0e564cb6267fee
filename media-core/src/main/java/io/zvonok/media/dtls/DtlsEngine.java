package io.zvonok.media.dtls;

import io.zvonok.media.api.Fingerprint;
import java.security.SecureRandom;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

/**
 * What all handshakes of a process share: the certificate, the cryptography, and the threads. Handshakes wait their turn
 * in the order they came; when too many wait, new ones are refused until there is room again.
 *
 * <p>Thread: any.
 */
public final class DtlsEngine implements AutoCloseable {
    private static final long IDLE_THREAD_MILLIS = 2000;

    private final DtlsConfig config;
    private final BcTlsCrypto crypto;
    private final DtlsCertificate certificate;
    private final ThreadPoolExecutor executor;
    private final Semaphore computing;

    public DtlsEngine(DtlsConfig config, SecureRandom random) {
        this.config = config;
        this.crypto = new BcTlsCrypto(random);
        this.certificate = DtlsCertificate.generate(random, crypto);
        this.computing = new Semaphore(config.maxComputing(), true);
        this.executor = new ThreadPoolExecutor(
                config.maxHandshakes(),
                config.maxHandshakes(),
                IDLE_THREAD_MILLIS,
                TimeUnit.MILLISECONDS,
                new LinkedBlockingQueue<>(config.maxWaiting()),
                threads());
        executor.allowCoreThreadTimeOut(true);
    }

    /** Virtual threads where there are some (JDK 21), named like the platform ones. */
    static ThreadFactory threads() {
        try {
            Class<?> type = Class.forName("java.lang.Thread$Builder");
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            Object named = type.getMethod("name", String.class, long.class).invoke(builder, "zvonok-dtls-", 0L);
            return (ThreadFactory) type.getMethod("factory").invoke(named);
        } catch (ReflectiveOperationException e) {
            AtomicInteger number = new AtomicInteger();
            return task -> {
                Thread thread = new Thread(task, "zvonok-dtls-" + number.getAndIncrement());
                thread.setDaemon(true);
                return thread;
            };
        }
    }

    /** Our certificate's, for the SDP. */
    public Fingerprint fingerprint() {
        return certificate.fingerprint();
    }

    DtlsConfig config() {
        return config;
    }

    BcTlsCrypto crypto() {
        return crypto;
    }

    DtlsCertificate certificate() {
        return certificate;
    }

    /** Held by a handshake while it computes, given back while it waits for the network. */
    Semaphore computing() {
        return computing;
    }

    /** Runs a handshake now or in its turn; false if too many wait already. */
    boolean submit(Runnable handshake) {
        try {
            executor.execute(handshake);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    /**
     * Shakes hands with itself, so that the first peer does not wait for classes to load. Blocks; about a second.
     *
     * @throws IllegalStateException if that does not work here: then no peer ever could connect
     */
    public void warmUp() {
        DtlsWarmUp.run(this);
    }

    /** Ends the handshakes that are under way. Sessions already secured are not touched. */
    @Override
    public void close() {
        executor.shutdownNow();
    }
}
