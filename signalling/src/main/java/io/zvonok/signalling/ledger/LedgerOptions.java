package io.zvonok.signalling.ledger;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How much ledgers remember. What one room exceeds is the oldest of that room; what all exceed, the rooms without a lesson
 * that were used longest ago.
 *
 * @param directory where each room gets an append-only file; null: in memory only
 * @param keep how long a file nobody writes to is kept
 * @param maxRooms in memory
 * @param maxRoomEvents of one room in memory
 * @param maxRoomBytes of one room in memory
 * @param maxBytes of all rooms in memory
 * @param maxFileBytes after which a room's file is put aside and another begun; two are kept
 */
public record LedgerOptions(
        @Nullable Path directory,
        Duration keep,
        int maxRooms,
        int maxRoomEvents,
        long maxRoomBytes,
        long maxBytes,
        long maxFileBytes) {
    public static final LedgerOptions DEFAULT = new LedgerOptions(
            null, Duration.ofDays(90), 10_000, 10_000, 4L << 20, Math.min(128L << 20, heapPart()), 8L << 20);

    public LedgerOptions {
        if (maxRooms < 1 || maxRoomEvents < 1 || maxRoomBytes < 1 || maxBytes < 1 || maxFileBytes < 1) {
            throw new IllegalArgumentException("bounds must be positive");
        }
        if (keep.isNegative() || keep.isZero()) {
            throw new IllegalArgumentException("files must be kept for a while");
        }
    }

    public LedgerOptions withDirectory(@Nullable Path value) {
        return new LedgerOptions(value, keep, maxRooms, maxRoomEvents, maxRoomBytes, maxBytes, maxFileBytes);
    }

    public LedgerOptions withKeep(Duration value) {
        return new LedgerOptions(directory, value, maxRooms, maxRoomEvents, maxRoomBytes, maxBytes, maxFileBytes);
    }

    private static long heapPart() {
        return Math.max(1, Runtime.getRuntime().maxMemory() / 8);
    }
}
