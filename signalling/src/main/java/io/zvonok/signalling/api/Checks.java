package io.zvonok.signalling.api;

import org.jspecify.annotations.Nullable;

/** What arguments must be, whoever gives them. Complaints name the field. */
final class Checks {
    private static final int MAX_TEXT_LENGTH = 128;

    private Checks() {}

    static void between(@Nullable Integer value, int min, int max, String field) {
        require(value == null || value >= min && value <= max, field + " must be between " + min + " and " + max);
    }

    /** One visible line. */
    static void plainText(@Nullable String value, String field) {
        require(
                value == null
                        || !value.isBlank()
                                && value.length() <= MAX_TEXT_LENGTH
                                && value.codePoints().noneMatch(Character::isISOControl),
                field + " must have 1 to " + MAX_TEXT_LENGTH + " printable characters");
    }

    /** JSON may leave out what Java may not. */
    static <T> T present(@Nullable T value, String field) {
        if (value == null) {
            throw new IllegalArgumentException(field + " is missing");
        }
        return value;
    }

    /** Enough of a text to recognise it by. */
    static String beginning(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "...";
    }

    static void require(boolean condition, String complaint) {
        if (!condition) {
            throw new IllegalArgumentException(complaint);
        }
    }
}
