package io.zvonok.bench.load.measure;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One figure of a run. Values are in the unit of the kind. */
public record Metric(String name, Kind kind, double value, String meaning) {
    /** What a value is, and how it is written. */
    public enum Kind {
        PERCENT("%"),
        MILLIS("ms"),
        MICROS("us"),
        COUNT(""),
        TIMES("x"),
        KILOBYTES("kB"),
        MEGABITS("Mbit/s"),
        PER_SECOND("/s");

        private final String unit;

        Kind(String unit) {
            this.unit = unit;
        }

        public String unit() {
            return unit;
        }

        /** Reads {@code 20ms}, {@code 1.5s}, {@code 0.1%}, {@code 3.5us}, {@code 64kB}; a bare number is in this unit. */
        double parse(String text) {
            String lower = text.strip().toLowerCase(Locale.ROOT);
            int split = lower.length();
            while (split > 0 && !Character.isDigit(lower.charAt(split - 1))) {
                split--;
            }
            double number;
            try {
                number = Double.parseDouble(lower.substring(0, split));
            } catch (NumberFormatException malformed) {
                throw new IllegalArgumentException("\"" + text + "\" is no number");
            }
            String suffix = lower.substring(split);
            Double factor = suffix.isEmpty() || suffix.equals(unit.toLowerCase(Locale.ROOT))
                    ? Double.valueOf(1)
                    : factor(suffix);
            if (factor == null) {
                throw new IllegalArgumentException("\"" + text + "\" has a unit that does not fit; it is counted in "
                        + (unit.isEmpty() ? "pieces" : unit));
            }
            return number * factor;
        }

        private @Nullable Double factor(String suffix) {
            return switch (this) {
                case MILLIS ->
                    suffix.equals("s") ? Double.valueOf(1000) : suffix.equals("us") ? Double.valueOf(0.001) : null;
                case MICROS ->
                    suffix.equals("ms") ? Double.valueOf(1000) : suffix.equals("ns") ? Double.valueOf(0.001) : null;
                case KILOBYTES ->
                    suffix.equals("mb") ? Double.valueOf(1024) : suffix.equals("b") ? Double.valueOf(1 / 1024.0) : null;
                default -> null;
            };
        }
    }

    /** For people: {@code 0.02 %}, {@code 12.4 ms}. */
    public String text() {
        return format(value, kind);
    }

    public static String format(double value, Kind kind) {
        double size = Math.abs(value);
        boolean whole = kind == Kind.COUNT || kind == Kind.PER_SECOND || size >= 1000;
        String number = whole
                ? String.format(Locale.ROOT, "%,.0f", value)
                : String.format(Locale.ROOT, size >= 100 ? "%.1f" : size >= 10 ? "%.2f" : "%.3f", value);
        String unit = kind.unit();
        return unit.isEmpty() ? number : number + (kind == Kind.TIMES ? unit : " " + unit);
    }
}
