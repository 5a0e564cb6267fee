package io.zvonok.bench.load.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Draws one plot. Colours are the page's ({@code var(--c0)} and so on), so that light and dark come from its style.
 *
 * <p>Thread: one at a time.
 */
public final class SvgPlot {
    private static final int WIDTH = 640;
    private static final int HEIGHT = 260;
    private static final int LEFT = 58;
    private static final int RIGHT = 24;
    private static final int TOP = 30;
    private static final int BOTTOM = 34;
    private static final int BAR_HEIGHT = 26;
    private static final int BAR_STEP = 40;
    private static final int BAR_LEFT = 150;

    private final StringBuilder out = new StringBuilder();

    private SvgPlot() {}

    /** One line of a plot; NaN values interrupt it. */
    public record Series(String name, List<Double> x, List<Double> y) {}

    /** One bar of parts that add up. */
    public record Bar(String name, List<Part> parts) {}

    /** @param name for the tooltip */
    public record Part(String name, double value) {}

    /** A mark on the x axis. */
    public record Tick(double x, String label) {}

    /** Values over time in seconds; {@code shaded} is what was measured. */
    public static String overTime(String unit, List<Series> series, double shadedFrom, double shadedTo) {
        double end = highest(series, true);
        Axis axis = Axis.to(Math.max(1, end));
        List<Tick> ticks = axis.ticks().stream()
                .filter(tick -> tick <= Math.max(1, end))
                .map(tick -> new Tick(tick, Axis.label(tick) + " s"))
                .toList();
        return lines(unit, series, Math.max(1, end), ticks, shadedFrom, shadedTo);
    }

    /** Values over any x from 0 to {@code xMax}. */
    public static String lines(
            String unit, List<Series> series, double xMax, List<Tick> ticks, double shadedFrom, double shadedTo) {
        SvgPlot plot = new SvgPlot();
        Axis axis = Axis.to(highest(series, false) * 1.02);
        plot.open(HEIGHT);
        if (shadedTo > shadedFrom) {
            plot.add(
                    "<rect x='%.1f' y='%d' width='%.1f' height='%d' class='shade'/>",
                    x(shadedFrom, xMax), TOP, x(shadedTo, xMax) - x(shadedFrom, xMax), HEIGHT - TOP - BOTTOM);
        }
        for (double tick : axis.ticks()) {
            double y = y(tick, axis);
            plot.add("<line x1='%d' x2='%d' y1='%.1f' y2='%.1f' class='grid'/>", LEFT, WIDTH - RIGHT, y, y);
            plot.add(
                    "<text x='%d' y='%.1f' class='tick' text-anchor='end'>%s</text>",
                    LEFT - 8, y + 4, Axis.label(tick));
        }
        plot.add("<text x='%d' y='%d' class='unit'>%s</text>", LEFT - 50, TOP - 14, Html.escape(unit));
        for (Tick tick : ticks) {
            plot.add(
                    "<text x='%.1f' y='%d' class='tick' text-anchor='middle'>%s</text>",
                    x(tick.x(), xMax), HEIGHT - 12, Html.escape(tick.label()));
        }
        for (int i = 0; i < series.size(); i++) {
            plot.line(series.get(i), i, xMax, axis);
        }
        plot.legend(series.stream().map(Series::name).toList());
        return plot.close();
    }

    private static double highest(List<Series> series, boolean alongX) {
        return series.stream()
                .flatMap(line -> (alongX ? line.x() : line.y()).stream())
                .filter(value -> !value.isNaN())
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(0);
    }

    private static double x(double value, double max) {
        return LEFT + (WIDTH - LEFT - RIGHT) * value / max;
    }

    private static double y(double value, Axis axis) {
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / axis.max();
    }

    private void line(Series series, int index, double xMax, Axis axis) {
        StringBuilder path = new StringBuilder();
        boolean pen = false;
        for (int i = 0; i < series.x().size(); i++) {
            double value = series.y().get(i);
            if (Double.isNaN(value)) {
                pen = false;
                continue;
            }
            path.append(String.format(
                    Locale.ROOT, "%s%.1f %.1f", pen ? "L" : "M", x(series.x().get(i), xMax), y(value, axis)));
            pen = true;
        }
        add(
                "<path d='%s' class='line' style='stroke:var(--c%d)'><title>%s</title></path>",
                path, index, Html.escape(series.name()));
    }

    private void legend(List<String> names) {
        double at = WIDTH - RIGHT;
        for (int i = names.size() - 1; i >= 0; i--) {
            at -= names.get(i).length() * 6.6 + 6;
            add("<text x='%.1f' y='%d' class='legend'>%s</text>", at, TOP - 14, Html.escape(names.get(i)));
            at -= 14;
            add("<rect x='%.1f' y='%d' width='10' height='10' rx='3' style='fill:var(--c%d)'/>", at, TOP - 23, i);
            at -= 10;
        }
    }

    /** Bars from left to right, one below the other, each with its sum behind it. */
    public static String bars(String unit, List<Bar> bars) {
        SvgPlot plot = new SvgPlot();
        double highest = bars.stream().mapToDouble(SvgPlot::sum).max().orElse(1);
        Axis axis = Axis.to(highest * 1.1);
        int height = TOP + bars.size() * BAR_STEP + BOTTOM;
        plot.open(height);
        List<String> names = new ArrayList<>();
        for (double tick : axis.ticks()) {
            double x = barX(tick, axis);
            plot.add("<line x1='%.1f' x2='%.1f' y1='%d' y2='%d' class='grid'/>", x, x, TOP, height - BOTTOM);
            plot.add(
                    "<text x='%.1f' y='%d' class='tick' text-anchor='middle'>%s</text>",
                    x, height - 12, Axis.label(tick));
        }
        for (int row = 0; row < bars.size(); row++) {
            plot.bar(bars.get(row), TOP + row * BAR_STEP + (BAR_STEP - BAR_HEIGHT) / 2, axis, names);
        }
        plot.add("<text x='8' y='%d' class='unit'>%s</text>", TOP - 14, Html.escape(unit));
        if (names.size() > 1) {
            plot.legend(names);
        }
        return plot.close();
    }

    private void bar(Bar bar, int y, Axis axis, List<String> names) {
        add(
                "<text x='%d' y='%d' class='name' text-anchor='end'>%s</text>",
                BAR_LEFT - 10, y + BAR_HEIGHT / 2 + 4, Html.escape(bar.name()));
        double from = 0;
        for (Part part : bar.parts()) {
            if (!names.contains(part.name())) {
                names.add(part.name());
            }
            double left = barX(from, axis);
            double right = barX(from + part.value(), axis);
            add(
                    "<rect x='%.1f' y='%d' width='%.1f' height='%d' rx='4' style='fill:var(--c%d)'><title>%s %s</title></rect>",
                    left,
                    y,
                    Math.max(1, right - left - 1),
                    BAR_HEIGHT,
                    names.indexOf(part.name()),
                    Html.escape(part.name()),
                    Axis.label(part.value()));
            from += part.value();
        }
        add(
                "<text x='%.1f' y='%d' class='value'>%s</text>",
                barX(from, axis) + 6, y + BAR_HEIGHT / 2 + 4, Axis.label(Math.round(from * 100) / 100.0));
    }

    private static double sum(Bar bar) {
        return bar.parts().stream().mapToDouble(Part::value).sum();
    }

    private static double barX(double value, Axis axis) {
        return BAR_LEFT + (WIDTH - BAR_LEFT - 40) * value / axis.max();
    }

    private void open(int height) {
        add("<svg viewBox='0 0 %d %d' role='img' xmlns='http://www.w3.org/2000/svg'>", WIDTH, height);
    }

    private String close() {
        return out.append("</svg>\n").toString();
    }

    private void add(String format, Object... values) {
        out.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
