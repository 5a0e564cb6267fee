package io.zvonok.signalling.webhook;

/**
 * How webhooks go.
 *
 * @param pendingEvents that wait or are under way
 * @param delivered events that were taken, since the start
 * @param failures requests that were not, since the start
 * @param failingSinceMillis since when nothing has been taken; 0 if the last request was
 */
public record WebhookStatus(
        long pendingEvents,
        long pendingBytes,
        int pendingRooms,
        int deadLetters,
        long delivered,
        long requests,
        long failures,
        long failingSinceMillis,
        String lastFailure) {}
