package io.zvonok.signalling.session;

import io.zvonok.signalling.message.ExplainReport.Text;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** Bit rates in the words of both languages: {@code 480 kbit/s}, {@code 1,2 Мбит/с}. No state. */
final class Amounts {
    private static final BigDecimal KILO = BigDecimal.valueOf(1000);

    private Amounts() {}

    /** To the nearest. */
    static Text rate(long bps) {
        return rate(bps, RoundingMode.HALF_UP);
    }

    /** What is needed is rounded up, so that beside {@link #left} it never looks as if it fitted. */
    static Text needed(long bps) {
        return rate(bps, RoundingMode.UP);
    }

    static Text left(long bps) {
        return rate(bps, RoundingMode.DOWN);
    }

    private static Text rate(long bps, RoundingMode rounding) {
        BigDecimal kilobits = BigDecimal.valueOf(Math.max(0, bps)).divide(KILO, 0, rounding);
        if (kilobits.compareTo(KILO) < 0) {
            return new Text(kilobits + " kbit/s", kilobits + " кбит/с");
        }
        String megabits = BigDecimal.valueOf(bps)
                .movePointLeft(6)
                .setScale(1, rounding)
                .toPlainString()
                .replaceFirst("\\.0$", "");
        return new Text(megabits + " Mbit/s", megabits.replace('.', ',') + " Мбит/с");
    }
}
