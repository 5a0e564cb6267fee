package io.zvonok.bench.quality;

import io.zvonok.media.quality.Figure;
import java.util.Locale;

/** How the report writes values: short, with the unit, the same everywhere. */
final class Numbers {
    private Numbers() {}

    static String plain(double value) {
        if (Double.isNaN(value)) {
            return "–";
        }
        double size = Math.abs(value);
        String text = String.format(Locale.ROOT, size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : "%.2f", value);
        return text.contains(".") ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text;
    }

    static String withUnit(Figure figure, double value) {
        if (Double.isNaN(value)) {
            return "–";
        }
        if (figure.unit() == Figure.Unit.MILLIS && value >= 1000) {
            return plain(value / 1000) + " s";
        }
        String sign = figure.unit().sign();
        return plain(value) + (sign.isEmpty() || sign.startsWith("/") ? sign : " " + sign);
    }

    /** "≤ 2 s", or "≤ 8 s median, ≤ 15 s p95". */
    static String target(Figure figure) {
        String sign = figure.better() == Figure.Better.LOWER ? "≤ " : "≥ ";
        String p95 = sign + withUnit(figure, figure.p95Target());
        if (Double.isNaN(figure.medianTarget())) {
            return p95;
        }
        return sign + withUnit(figure, figure.medianTarget()) + " median, " + p95 + " p95";
    }
}
