package io.zvonok.signalling.webhook;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * Where webhooks go and how long they are tried.
 *
 * @param url http or https
 * @param secrets every request is signed with each, so that receivers can change over from one to the next; at least one
 * @param timeout of one request, to the end of the answer
 * @param firstBackoff how long after a failure the next try is; doubled each time
 * @param maxBackoff longest wait between two tries
 * @param giveUpAfter when events that were not taken become a dead letter
 * @param maxPendingBytes of events that wait, all rooms together; what is more becomes dead letters
 * @param maxDeadBytes of events of dead letters; of the oldest beyond, only the numbers are kept
 */
public record WebhookOptions(
        URI url,
        List<String> secrets,
        Duration timeout,
        Duration firstBackoff,
        Duration maxBackoff,
        Duration giveUpAfter,
        long maxPendingBytes,
        long maxDeadBytes) {
    private static final long MAX_PENDING_BYTES = 256L << 20;
    private static final long MAX_DEAD_BYTES = 64L << 20;

    public WebhookOptions {
        secrets = List.copyOf(secrets);
        String scheme = String.valueOf(url.getScheme());
        if (!scheme.equals("http") && !scheme.equals("https") || url.getHost() == null) {
            throw new IllegalArgumentException("a webhook goes to an http or https URL");
        }
        if (url.getUserInfo() != null || url.getFragment() != null) {
            throw new IllegalArgumentException("the URL of a webhook has neither a password nor a fragment");
        }
        if (secrets.isEmpty()) {
            throw new IllegalArgumentException("a webhook needs a secret to sign with");
        }
        secrets.forEach(WebhookSignature::key);
        for (Duration time : List.of(timeout, firstBackoff, maxBackoff, giveUpAfter)) {
            if (time.isNegative() || time.isZero()) {
                throw new IllegalArgumentException("times must be positive");
            }
        }
        if (maxPendingBytes < 1 || maxDeadBytes < 1) {
            throw new IllegalArgumentException("bounds must be positive");
        }
    }

    /** 10 s a request, tried after 1 s to 60 s, for 6 hours; a quarter of the heap at most. */
    public static WebhookOptions of(URI url, String... secrets) {
        long heap = Runtime.getRuntime().maxMemory();
        return new WebhookOptions(
                url,
                List.of(secrets),
                Duration.ofSeconds(10),
                Duration.ofSeconds(1),
                Duration.ofMinutes(1),
                Duration.ofHours(6),
                Math.min(MAX_PENDING_BYTES, heap / 4),
                Math.min(MAX_DEAD_BYTES, heap / 16));
    }

    public WebhookOptions withTimes(Duration request, Duration first, Duration most, Duration giveUp) {
        return new WebhookOptions(url, secrets, request, first, most, giveUp, maxPendingBytes, maxDeadBytes);
    }

    public WebhookOptions withBounds(long pendingBytes, long deadBytes) {
        return new WebhookOptions(
                url, secrets, timeout, firstBackoff, maxBackoff, giveUpAfter, pendingBytes, deadBytes);
    }

    /** Without secrets; a URL may hold one too. */
    @Override
    public String toString() {
        return "WebhookOptions[" + url.getScheme() + "://" + url.getHost() + "]";
    }
}
