package io.zvonok.bench.load.peer;

import io.netty.util.concurrent.DefaultThreadFactory;
import io.zvonok.media.api.Fingerprint;
import io.zvonok.media.srtp.SrtpProfile;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsFatalAlertReceived;
import org.bouncycastle.tls.TlsTimeoutException;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

/**
 * Threads that shake hands: the library blocks one for each handshake, mostly to wait for the server. What is left of an
 * association afterwards is dropped, since a client has the last flight's answer already.
 *
 * <p>Thread: any.
 */
public final class DtlsClientPool implements AutoCloseable {
    private static final int THREADS = 64;

    private final BcTlsCrypto crypto;
    private final DtlsIdentity identity;
    private final SrtpProfile profile;
    private final ExecutorService threads =
            Executors.newFixedThreadPool(THREADS, new DefaultThreadFactory("load-dtls", true));

    /** Hears how a handshake ended, on its thread. */
    interface Outcome {
        void onKeys(DtlsClient.Keys keys);

        void onFailed(String reason);
    }

    public DtlsClientPool(SrtpProfile profile) {
        SecureRandom random = new SecureRandom();
        this.crypto = new BcTlsCrypto(random);
        this.identity = new DtlsIdentity(random, crypto);
        this.profile = profile;
    }

    String fingerprint() {
        return identity.fingerprint();
    }

    void connect(RecordQueue records, Fingerprint expected, Outcome outcome) {
        threads.execute(() -> {
            DtlsClient client = new DtlsClient(crypto, identity, profile, expected);
            try {
                new DTLSClientProtocol().connect(client, records);
                outcome.onKeys(client.keys());
            } catch (IOException | RuntimeException failed) {
                outcome.onFailed(reason(failed));
            }
        });
    }

    private static String reason(Exception failed) {
        if (failed instanceof TlsTimeoutException) {
            return "the DTLS handshake took too long";
        }
        if (failed instanceof TlsFatalAlertReceived || failed instanceof TlsFatalAlert) {
            return "the DTLS handshake failed: " + failed.getMessage();
        }
        return "the DTLS handshake failed";
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
