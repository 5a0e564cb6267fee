package io.zvonok.signalling.api;

import org.jspecify.annotations.Nullable;

/**
 * Which part of a list.
 *
 * @param limit most elements, 1 to 1000
 * @param cursor {@link Page#next} of the part before; null: the beginning
 */
public record PageRequest(int limit, @Nullable String cursor) {
    public static final int DEFAULT_LIMIT = 100;
    public static final int MAX_LIMIT = 1000;
    private static final int MAX_CURSOR_LENGTH = 1024;

    public PageRequest {
        Checks.between(limit, 1, MAX_LIMIT, "limit");
        Checks.require(
                cursor == null || !cursor.isEmpty() && cursor.length() <= MAX_CURSOR_LENGTH,
                "cursor must be the next of a page");
    }

    public static PageRequest first() {
        return first(DEFAULT_LIMIT);
    }

    public static PageRequest first(int limit) {
        return new PageRequest(limit, null);
    }

    /** @param next not null: there is another page */
    public PageRequest after(String next) {
        return new PageRequest(limit, next);
    }
}
