package io.zvonok.bench.load.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Round ticks from 0 to at least a value. */
record Axis(double max, double step) {
    /** About five ticks. */
    static Axis to(double highest) {
        if (!(highest > 0)) {
            return new Axis(1, 0.25);
        }
        double raw = highest / 4;
        double magnitude = Math.pow(10, Math.floor(Math.log10(raw)));
        double step = 10 * magnitude;
        for (double factor : new double[] {1, 2, 2.5, 5}) {
            if (factor * magnitude >= raw) {
                step = factor * magnitude;
                break;
            }
        }
        return new Axis(step * Math.ceil(highest / step), step);
    }

    List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        for (int i = 0; i * step <= max * 1.0001; i++) {
            ticks.add(i * step);
        }
        return ticks;
    }

    static String label(double value) {
        if (value >= 1000) {
            return String.format(Locale.ROOT, "%,.0f", value);
        }
        String text = String.format(Locale.ROOT, "%.3f", value);
        return text.replaceFirst("\\.?0+$", "");
    }
}
