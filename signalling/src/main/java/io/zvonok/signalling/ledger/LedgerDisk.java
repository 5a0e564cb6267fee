package io.zvonok.signalling.ledger;

import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.ZvonokException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings ledgers to the disk and back, on a thread of its own. What several lessons write within a few milliseconds is
 * written together; the slower the disk, the more goes into one turn. There is no queue of events: whoever has something to
 * write is on a list, and what is to be written is in the ledger's own memory, within its bounds.
 *
 * <p>While the disk fails readers get nothing new; it is tried again until the disk works or the memory is full.
 *
 * <p>Thread: public methods any, the rest its own.
 */
final class LedgerDisk implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerDisk.class);
    private static final long GATHER_MILLIS = 5;
    private static final long RETRY_MILLIS = 2000;
    private static final long CLEAN_MINUTES = 360;
    private static final long CLOSE_MILLIS = 5000;
    private static final int MAX_LINES = 1000;
    private static final int MAX_OPEN = 256;
    private static final int MAX_TASKS = 20_000;

    private final LedgerOptions options;
    private final LedgerFiles files;
    private final LongSupplier wallMillis;
    private final BiConsumer<RoomLedger, RoomLedger.Lines> written;
    private final Map<RoomLedger, LedgerFile> byLedger = new LinkedHashMap<>();
    private final Set<RoomLedger> waiting = new LinkedHashSet<>();
    private final AtomicLong failures = new AtomicLong();
    private final ScheduledThreadPoolExecutor thread;
    private boolean turnPlanned;
    private boolean failing;
    private boolean closed;
    /** Nothing is read or written any more. Its own thread only. */
    private boolean over;

    private LedgerDisk(
            LedgerOptions options,
            LedgerFiles files,
            LongSupplier wallMillis,
            BiConsumer<RoomLedger, RoomLedger.Lines> written) {
        this.options = options;
        this.files = files;
        this.wallMillis = wallMillis;
        this.written = written;
        this.thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "zvonok-ledger");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** @param written is told of what has come to the disk */
    static LedgerDisk open(
            LedgerOptions options, LongSupplier wallMillis, BiConsumer<RoomLedger, RoomLedger.Lines> written) {
        Path directory = Objects.requireNonNull(options.directory());
        return new LedgerDisk(options, LedgerFiles.open(directory, options.maxFileBytes()), wallMillis, written);
    }

    /** @param unfinished gets rooms whose lesson a crash has cut off */
    void start(Consumer<String> unfinished, Supplier<Set<String>> roomsInUse) {
        run(() -> {
            files.findUnfinished(unfinished);
            clean(roomsInUse);
        });
    }

    private void clean(Supplier<Set<String>> roomsInUse) {
        files.deleteOlderThan(wallMillis.getAsLong() - options.keep().toMillis(), roomsInUse.get());
        schedule(() -> clean(roomsInUse), TimeUnit.MINUTES.toMillis(CLEAN_MINUTES));
    }

    // Loading

    void load(RoomLedger ledger, String freshId) {
        run(() -> {
            LedgerFile file = files.of(ledger.room());
            Past past = new Past(options.maxRoomEvents());
            String id = freshId;
            try {
                String known = file.recover(ledger.room(), past);
                id = known == null ? freshId : known;
            } catch (IOException | RuntimeException unreadable) {
                LOG.error("a ledger's file cannot be read; the room's ledger begins anew: {}", unreadable.toString());
                failures.incrementAndGet();
                file.moveAway("unreadable-" + freshId);
                file = files.of(ledger.room());
                past = new Past(options.maxRoomEvents());
            }
            file.begin(ledger.room(), id);
            byLedger.put(ledger, file);
            ledger.begin(id, past);
            ledger.onFileSince(file.firstSeq());
            write(ledger);
        });
    }

    boolean knows(String room) {
        return files.of(room).exists();
    }

    /** Runs when everything is loaded that was asked for before. */
    <T> CompletionStage<T> whenLoaded(Supplier<T> reading) {
        CompletableFuture<T> result = new CompletableFuture<>();
        if (thread.getQueue().size() > MAX_TASKS) {
            result.completeExceptionally(new ZvonokException(ErrorCode.OVERLOADED, "the disk is too slow"));
            return result;
        }
        run(() -> {
            T value;
            try {
                value = reading.get();
            } catch (RuntimeException failure) {
                result.completeExceptionally(failure);
                return;
            }
            run(() -> result.complete(value)); // what this one asked for is loaded before
        });
        return result;
    }

    /** Events that are in memory no more. */
    CompletionStage<EventPage> read(RoomLedger ledger, long after, int limit) {
        return whenLoaded(() -> {
            LedgerFile file = byLedger.getOrDefault(ledger, files.of(ledger.room()));
            LedgerFile.Collecting found = new LedgerFile.Collecting(after, limit);
            try {
                file.read(ledger.room(), found);
            } catch (IOException unreadable) {
                failures.incrementAndGet();
                throw new ZvonokException(ErrorCode.INTERNAL, "the ledger's file cannot be read", unreadable);
            }
            RoomLedger.Lines lines = new RoomLedger.Lines(found.firstSeq, List.copyOf(found.lines));
            return ledger.page(lines, file.firstSeq(), ledger.lastSeq());
        });
    }

    /** Nobody needs it now. */
    void forget(RoomLedger ledger) {
        run(() -> {
            LedgerFile file = byLedger.remove(ledger);
            if (file != null) {
                file.close();
            }
        });
    }

    // Writing

    /** It has something to write. */
    void write(RoomLedger ledger) {
        synchronized (waiting) {
            waiting.add(ledger);
            if (turnPlanned) {
                return;
            }
            turnPlanned = true;
        }
        schedule(this::turn, GATHER_MILLIS);
    }

    private void turn() {
        List<RoomLedger> ledgers;
        synchronized (waiting) {
            turnPlanned = false;
            ledgers = List.copyOf(waiting);
            waiting.clear();
        }
        List<RoomLedger> again = new ArrayList<>();
        for (RoomLedger ledger : ledgers) {
            try {
                writeAll(ledger);
            } catch (IOException | RuntimeException failure) {
                failed(failure);
                again.add(ledger);
            }
        }
        closeSome();
        if (again.isEmpty()) {
            failing = false;
        } else {
            later(again);
        }
    }

    private void writeAll(RoomLedger ledger) throws IOException {
        LedgerFile file = byLedger.get(ledger);
        if (file == null) {
            return;
        }
        for (RoomLedger.Lines lines = ledger.unsafe(MAX_LINES); !lines.isEmpty(); lines = ledger.unsafe(MAX_LINES)) {
            file.append(lines);
            ledger.safe(lines.lastSeq());
            ledger.onFileSince(file.firstSeq());
            written.accept(ledger, lines);
        }
    }

    private void failed(Exception failure) {
        failures.incrementAndGet();
        if (!failing) {
            failing = true;
            LOG.error("ledgers cannot be written, readers get nothing new; trying again: {}", failure.toString());
        }
    }

    private void later(List<RoomLedger> ledgers) {
        synchronized (waiting) {
            waiting.addAll(ledgers);
            if (turnPlanned) {
                return;
            }
            turnPlanned = true;
        }
        schedule(this::turn, RETRY_MILLIS);
    }

    private void closeSome() {
        List<LedgerFile> open =
                byLedger.values().stream().filter(LedgerFile::isOpen).toList();
        open.subList(0, Math.max(0, open.size() - MAX_OPEN)).forEach(LedgerFile::close);
    }

    int waiting() {
        synchronized (waiting) {
            return waiting.size();
        }
    }

    long failures() {
        return failures.get();
    }

    // Its thread

    private void run(Runnable task) {
        schedule(task, 0);
    }

    private void schedule(Runnable task, long delayMillis) {
        try {
            thread.schedule(guarded(task), delayMillis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException over) {
            LOG.trace("task after the end");
        }
    }

    private Runnable guarded(Runnable task) {
        return () -> {
            try {
                if (!over) {
                    task.run();
                }
            } catch (RuntimeException bug) {
                LOG.error("a task of the ledgers failed; this is a bug", bug);
            }
        };
    }

    /** Writes what is left. */
    @Override
    public void close() {
        synchronized (waiting) {
            if (closed) {
                return;
            }
            closed = true;
        }
        CompletableFuture<Void> done = new CompletableFuture<>();
        run(() -> run(
                () -> { // behind what those tasks ask for that wait now
                    turn();
                    byLedger.values().forEach(LedgerFile::close);
                    byLedger.clear();
                    files.close();
                    over = true;
                    done.complete(null);
                }));
        try {
            done.get(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException late) {
            LOG.warn("the disk is too slow to write the last events");
        }
        thread.shutdownNow();
    }
}
