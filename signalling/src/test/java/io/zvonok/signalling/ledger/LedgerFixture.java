package io.zvonok.signalling.ledger;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zvonok.media.api.ZvonokException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** Ledgers of a server that starts, ends and crashes in one directory. */
final class LedgerFixture implements AutoCloseable {
    static final String ROOM = "math-7b";
    static final long START = 1_764_000_000_000L;

    final List<String> told = new ArrayList<>();
    final Ledgers ledgers;
    long nowMillis = START;

    LedgerFixture(LedgerOptions options) {
        ledgers = Ledgers.open(options, () -> nowMillis, List.of((room, ledger, firstSeq, lines) -> {
            synchronized (told) {
                told.add(room + " " + firstSeq + "-" + (firstSeq + lines.size() - 1));
            }
        }));
    }

    static LedgerOptions small(@Nullable Path directory) {
        return LedgerOptions.DEFAULT.withDirectory(directory);
    }

    static ObjectNode data() {
        return JsonNodeFactory.instance.objectNode();
    }

    void append(RoomLedger ledger, LedgerEventType type, @Nullable String who) {
        append(ledger, type, who, data());
    }

    void append(RoomLedger ledger, LedgerEventType type, @Nullable String who, ObjectNode data) {
        ledger.append(type, nowMillis, who == null ? null : "p-" + who, who, who == null ? null : "student", data);
    }

    EventPage page(String room, long after, int limit) {
        try {
            return ledgers.events(room, after, limit).toCompletableFuture().join();
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof ZvonokException refusal) {
                throw refusal;
            }
            throw failure;
        }
    }

    /** Waits until everything that was appended can be read. */
    EventPage settled(String room, long lastSeq) {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (System.nanoTime() < deadline) {
            EventPage page = page(room, 0, Ledgers.MAX_PAGE);
            if (page.lastSeq() >= lastSeq) {
                return page;
            }
            Thread.onSpinWait();
        }
        EventPage page = page(room, 0, Ledgers.MAX_PAGE);
        throw new AssertionError("the events came to the disk only up to " + page.lastSeq() + ", not " + lastSeq);
    }

    static List<String> types(EventPage page) {
        return page.events().stream().map(LedgerEvent::type).toList();
    }

    @Override
    public void close() {
        ledgers.close();
    }
}
