package io.zvonok.signalling.webhook;

/**
 * Events that no receiver took.
 *
 * @param reason {@code expired}: tried for too long; {@code overflow}: too many were waiting; {@code refused}: too large
 *     for the receiver
 * @param lastFailure what the last try ended with: {@code 503}, {@code timeout}, {@code unreachable}; empty if none
 * @param available false if only the numbers are known any more; they can still be read from the room's ledger as long as
 *     it has them
 */
public record DeadLetter(
        long id,
        String room,
        String ledger,
        long firstSeq,
        long lastSeq,
        int events,
        long sinceMillis,
        String reason,
        String lastFailure,
        boolean available) {}
