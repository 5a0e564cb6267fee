package io.zvonok.signalling.webhook;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was given up, the newest kept. When there is too much of it, first the texts of the oldest go, then the letters.
 *
 * <p>Thread: any.
 */
final class DeadLetters {
    static final int MAX_LETTERS = 10_000;

    private final long maxBytes;
    private final Map<Long, Held> letters = new LinkedHashMap<>();
    private long bytes;
    private long lastId;
    private long forgotten;

    /** @param entries null if only the numbers are known */
    private record Held(DeadLetter letter, @Nullable List<Outbox.Entry> entries) {
        long bytes() {
            return entries == null
                    ? 0
                    : entries.stream().mapToLong(Outbox.Entry::bytes).sum();
        }
    }

    /** A letter on its way out again. */
    record Taken(DeadLetter letter, @Nullable List<Outbox.Entry> entries) {}

    DeadLetters(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    synchronized void add(Outbox.Batch batch, long nowMillis, String reason, String lastFailure) {
        DeadLetter letter = new DeadLetter(
                ++lastId,
                batch.room(),
                batch.first().ledger(),
                batch.first().seq(),
                batch.lastSeq(),
                batch.entries().size(),
                nowMillis,
                reason,
                lastFailure,
                true);
        Held held = new Held(letter, batch.entries());
        letters.put(letter.id(), held);
        bytes += held.bytes();
        forgetOldest();
    }

    private void forgetOldest() {
        for (Long id : List.copyOf(letters.keySet())) {
            if (bytes <= maxBytes) {
                break;
            }
            letters.computeIfPresent(id, (key, held) -> withoutText(held));
        }
        while (letters.size() > MAX_LETTERS) {
            Held oldest = letters.remove(letters.keySet().iterator().next());
            bytes -= oldest == null ? 0 : oldest.bytes();
            forgotten++;
        }
    }

    private Held withoutText(Held held) {
        bytes -= held.bytes();
        DeadLetter letter = held.letter;
        return new Held(
                new DeadLetter(
                        letter.id(),
                        letter.room(),
                        letter.ledger(),
                        letter.firstSeq(),
                        letter.lastSeq(),
                        letter.events(),
                        letter.sinceMillis(),
                        letter.reason(),
                        letter.lastFailure(),
                        false),
                null);
    }

    /** Oldest first. */
    synchronized DeadLetterPage after(long id, int limit) {
        List<DeadLetter> found = new ArrayList<>();
        for (Held held : letters.values()) {
            if (held.letter.id() > id && found.size() < limit) {
                found.add(held.letter);
            }
        }
        long next = found.isEmpty() ? id : found.get(found.size() - 1).id();
        return new DeadLetterPage(found, next, forgotten);
    }

    /** Null if there is no such letter any more. */
    synchronized @Nullable Taken take(long id) {
        Held held = letters.remove(id);
        if (held == null) {
            return null;
        }
        bytes -= held.bytes();
        return new Taken(held.letter, held.entries);
    }

    /** It could not be sent after all. */
    synchronized void putBack(DeadLetter letter) {
        letters.put(letter.id(), new Held(letter, null));
    }

    synchronized int size() {
        return letters.size();
    }
}
