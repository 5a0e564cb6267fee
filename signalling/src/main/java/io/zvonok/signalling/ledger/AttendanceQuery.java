package io.zvonok.signalling.ledger;

import org.jspecify.annotations.Nullable;

/**
 * Which lesson of a room, and when it was to be.
 *
 * @param lesson the number of its {@code roomOpened}; null for the newest
 * @param startMillis when it was to begin; null: when the first teacher came, without one when it opened
 * @param endMillis when it was to end; null: when the last teacher left for good, without one when everybody had
 */
public record AttendanceQuery(
        @Nullable Long lesson,
        @Nullable Long startMillis,
        @Nullable Long endMillis) {
    public static final AttendanceQuery NEWEST = new AttendanceQuery(null, null, null);

    public AttendanceQuery {
        if (startMillis != null && endMillis != null && endMillis < startMillis) {
            throw new IllegalArgumentException("a lesson ends after it began");
        }
    }
}
