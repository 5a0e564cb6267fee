package io.zvonok.signalling.ledger;

import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.ZvonokException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The ledgers of all rooms of a server: lessons write to them, backends read from them by number. Without a directory what
 * is written can be read at once and ends with the process; with one it can be read when it is on the disk, and survives.
 *
 * <p>Thread: any; nothing here waits for a disk.
 */
public final class Ledgers implements AutoCloseable {
    public static final int MAX_PAGE = 1000;
    private static final int ID_BYTES = 8;
    /** Of a ledger without an event. */
    private static final int BYTES_PER_ROOM = 1024;

    private final LedgerOptions options;
    private final LongSupplier wallMillis;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Held> byRoom = new LinkedHashMap<>(16, 0.75f, true);
    private final List<LedgerListener> listeners = new CopyOnWriteArrayList<>();
    private final AtomicLong bytes = new AtomicLong();
    private final @Nullable LedgerDisk disk;
    private final Output output = new Output();

    /** In memory, as much as is usual. */
    public Ledgers() {
        this(LedgerOptions.DEFAULT, System::currentTimeMillis);
    }

    private Ledgers(LedgerOptions options, LongSupplier wallMillis) {
        this.options = options;
        this.wallMillis = wallMillis;
        this.disk = options.directory() == null ? null : LedgerDisk.open(options, wallMillis, this::tell);
    }

    /**
     * With files, looks after the lessons that a crash has cut off.
     *
     * @param wallMillis what time it is
     * @throws ZvonokException if the directory cannot be used
     */
    public static Ledgers open(LedgerOptions options, LongSupplier wallMillis, List<LedgerListener> listeners) {
        Ledgers ledgers = new Ledgers(options, wallMillis);
        ledgers.listeners.addAll(listeners);
        if (ledgers.disk != null) {
            ledgers.disk.start(ledgers::recover, ledgers::rooms);
        }
        return ledgers;
    }

    private record Held(RoomLedger ledger, int lessons) {}

    // For lessons

    /** Takes the room's ledger for a lesson, until {@link #release}. */
    public RoomLedger acquire(String room) {
        synchronized (byRoom) {
            Held held = byRoom.get(room);
            RoomLedger ledger = held == null ? begin(room) : held.ledger;
            byRoom.put(room, new Held(ledger, held == null ? 1 : held.lessons + 1));
            forgetOldest();
            return ledger;
        }
    }

    /** The lesson is over; the ledger stays as long as there is room for it. */
    public void release(RoomLedger ledger) {
        synchronized (byRoom) {
            Held held = byRoom.get(ledger.room());
            if (held != null && held.ledger == ledger) {
                byRoom.put(ledger.room(), new Held(ledger, Math.max(0, held.lessons - 1)));
            }
        }
    }

    private RoomLedger begin(String room) {
        RoomLedger ledger = new RoomLedger(room, options, output);
        String freshId = freshId();
        bytes.addAndGet(BYTES_PER_ROOM);
        if (disk == null) {
            ledger.begin(freshId);
        } else {
            disk.load(ledger, freshId);
        }
        return ledger;
    }

    private String freshId() {
        byte[] id = new byte[ID_BYTES];
        random.nextBytes(id);
        return HexFormat.of().formatHex(id);
    }

    /** On the disk a lesson has no end: gives it one. */
    private void recover(String room) {
        release(acquire(room));
    }

    private Set<String> rooms() {
        synchronized (byRoom) {
            return Set.copyOf(byRoom.keySet());
        }
    }

    private void forgetOldest() {
        Iterator<Held> oldestFirst = byRoom.values().iterator();
        while (isTooMuch() && oldestFirst.hasNext()) {
            Held held = oldestFirst.next();
            if (held.lessons == 0 && held.ledger.isSafe()) {
                oldestFirst.remove();
                held.ledger.discard();
                bytes.addAndGet(-BYTES_PER_ROOM);
                if (disk != null) {
                    disk.forget(held.ledger);
                }
            }
        }
    }

    private boolean isTooMuch() {
        return byRoom.size() > options.maxRooms() || bytes.get() > options.maxBytes();
    }

    private void tell(RoomLedger ledger, RoomLedger.Lines lines) {
        listeners.forEach(listener -> listener.onEvents(ledger.room(), ledger.id(), lines.firstSeq(), lines.lines()));
    }

    // For readers

    /**
     * @param after the number of the last event the reader has; 0 for all
     * @param limit at most {@link #MAX_PAGE} are given
     * @return fails with NOT_FOUND if nothing is known of that room
     */
    public CompletionStage<EventPage> events(String room, long after, int limit) {
        int count = Math.max(1, Math.min(limit, MAX_PAGE));
        long from = Math.max(0, after);
        return with(room, ledger -> {
            if (disk != null && ledger.isOnFileOnly(from + 1)) {
                return disk.read(ledger, from, count);
            }
            return CompletableFuture.completedFuture(ledger.page(from, count));
        });
    }

    /** @return fails with NOT_FOUND if nothing is known of that room or lesson */
    public CompletionStage<AttendanceReport> attendance(String room, AttendanceQuery query) {
        return with(room, ledger -> {
            AttendanceReport report = ledger.attendance(query, wallMillis.getAsLong());
            return report == null
                    ? CompletableFuture.failedFuture(
                            new ZvonokException(ErrorCode.NOT_FOUND, "there is no such lesson in this room's ledger"))
                    : CompletableFuture.completedFuture(report);
        });
    }

    private interface Reading<T> {
        CompletionStage<T> from(RoomLedger ledger);
    }

    private <T> CompletionStage<T> with(String room, Reading<T> reading) {
        RoomLedger ledger;
        synchronized (byRoom) {
            Held held = byRoom.get(room);
            ledger = held == null ? null : held.ledger;
        }
        if (ledger != null && ledger.isLoaded()) {
            return reading.from(ledger);
        }
        if (disk == null) {
            return CompletableFuture.failedFuture(unknown());
        }
        return disk.whenLoaded(() -> {
                    if (find(room) == null && !disk.knows(room)) {
                        throw unknown();
                    }
                    RoomLedger taken = acquire(room);
                    release(taken);
                    return taken;
                })
                .thenCompose(reading::from);
    }

    private static ZvonokException unknown() {
        return new ZvonokException(ErrorCode.NOT_FOUND, "nothing is known of this room");
    }

    private @Nullable RoomLedger find(String room) {
        synchronized (byRoom) {
            Held held = byRoom.get(room);
            return held == null ? null : held.ledger;
        }
    }

    /** What it holds now. */
    public LedgerStatus status() {
        synchronized (byRoom) {
            return new LedgerStatus(
                    byRoom.size(), bytes.get(), disk == null ? 0 : disk.waiting(), disk == null ? 0 : disk.failures());
        }
    }

    /** Waits until everything is on the disk, a few seconds at most. */
    @Override
    public void close() {
        if (disk != null) {
            disk.close();
        }
    }

    private final class Output implements RoomLedger.Output {
        @Override
        public void appended(RoomLedger ledger) {
            if (disk != null) {
                disk.write(ledger);
            } else {
                publish(ledger);
            }
            if (bytes.get() > options.maxBytes()) {
                synchronized (byRoom) {
                    forgetOldest();
                }
                if (bytes.get() > options.maxBytes()) {
                    ledger.shrink();
                }
            }
        }

        @Override
        public void changedBytes(long by) {
            bytes.addAndGet(by);
        }
    }

    /** In memory everything is as safe as it will be. */
    private void publish(RoomLedger ledger) {
        RoomLedger.Lines lines = ledger.unsafe(Integer.MAX_VALUE);
        if (!lines.isEmpty()) {
            ledger.safe(lines.lastSeq());
            tell(ledger, lines);
        }
    }
}
