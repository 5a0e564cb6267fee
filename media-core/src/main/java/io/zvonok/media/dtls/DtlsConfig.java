package io.zvonok.media.dtls;

/**
 * How long handshakes may take and how many may run.
 *
 * @param deadlineMillis a handshake that is not done by then has failed
 * @param firstResendMillis when an unanswered flight is sent again for the first time; doubles each time
 * @param maxHandshakes handshakes under way at once; most of them wait for the network
 * @param maxWaiting handshakes that may queue for one of these places; beyond, a hello is dropped and the peer's
 *     retransmission tries again
 * @param maxComputing handshakes that may compute at once, so that a burst of joins leaves the media loops their cores
 */
public record DtlsConfig(
        int deadlineMillis, int firstResendMillis, int maxHandshakes, int maxWaiting, int maxComputing) {
    public DtlsConfig {
        if (firstResendMillis < 10 || deadlineMillis < firstResendMillis) {
            throw new IllegalArgumentException("DTLS: deadline must not come before the first resend of >= 10 ms");
        }
        if (maxHandshakes < 2 || maxWaiting < 1 || maxComputing < 1) {
            throw new IllegalArgumentException("DTLS: room for 2 handshakes, 1 waiting and 1 computing is the least");
        }
    }

    /** 10 s, 300 ms, 128 handshakes, 1024 waiting, half of the cores. */
    public static DtlsConfig defaults() {
        return new DtlsConfig(
                10_000, 300, 128, 1024, Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
    }
}
