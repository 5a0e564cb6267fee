package io.zvonok.bench.load.measure;

import java.util.Locale;

/** Reads amounts as people write them: {@code 20s}, {@code 1.5M}, {@code 2%}. Throws {@link IllegalArgumentException}. */
public final class Quantity {
    private Quantity() {}

    /** {@code 500ms}, {@code 20s}, {@code 20}, {@code 2m}, {@code 1.5h} in milliseconds. */
    public static long millis(String text) {
        String lower = text.strip().toLowerCase(Locale.ROOT);
        double value;
        if (lower.endsWith("ms")) {
            value = number(lower, 2);
        } else if (lower.endsWith("s")) {
            value = number(lower, 1) * 1000;
        } else if (lower.endsWith("m")) {
            value = number(lower, 1) * 60_000;
        } else if (lower.endsWith("h")) {
            value = number(lower, 1) * 3_600_000;
        } else {
            value = number(lower, 0) * 1000;
        }
        if (value < 0 || value > 7 * 24 * 3_600_000.0) {
            throw new IllegalArgumentException("\"" + text + "\" is not a time from 0 to a week");
        }
        return Math.round(value);
    }

    /** {@code 1.5M}, {@code 500k}, {@code 64000} in bits per second. */
    public static int bitsPerSecond(String text) {
        String lower = text.strip().toLowerCase(Locale.ROOT);
        double factor = lower.endsWith("m") ? 1e6 : lower.endsWith("k") ? 1e3 : 1;
        double value = number(lower, factor == 1 ? 0 : 1) * factor;
        if (value < 30_000 || value > 50_000_000) {
            throw new IllegalArgumentException("\"" + text + "\" is not a bit rate from 30k to 50M");
        }
        return (int) value;
    }

    /** {@code 2%} or {@code 0.02}. */
    public static double share(String text) {
        String plain = text.strip();
        double value = plain.endsWith("%") ? number(plain, 1) / 100 : number(plain, 0);
        if (value < 0 || value > 1) {
            throw new IllegalArgumentException("\"" + text + "\" is not a share from 0% to 100%");
        }
        return value;
    }

    private static double number(String text, int unitLength) {
        String number = text.substring(0, text.length() - unitLength);
        if (number.matches("-?[0-9]{1,12}(\\.[0-9]{1,9})?")) { // Double.parseDouble knows more, such as 10d
            return Double.parseDouble(number);
        }
        throw new IllegalArgumentException("\"" + text + "\" is not a number with a unit");
    }
}
