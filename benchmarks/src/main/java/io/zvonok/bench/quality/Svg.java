package io.zvonok.bench.quality;

import java.util.Locale;

/** A drawing being written: the few shapes that the plots need. Colours are classes, so that a page can be dark. */
final class Svg {
    private final StringBuilder text = new StringBuilder();

    Svg(int width, int height, String title) {
        text.append(String.format(
                Locale.ROOT,
                "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">",
                width,
                height,
                Html.escape(title)));
    }

    void line(String style, double x1, double y1, double x2, double y2) {
        text.append(String.format(
                Locale.ROOT, "<path class=\"%s\" d=\"M%s %sL%s %s\"/>", style, n(x1), n(y1), n(x2), n(y2)));
    }

    void rect(String style, double x, double y, double width, double height, String title) {
        String shape = String.format(
                Locale.ROOT,
                "<rect class=\"%s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\"",
                style,
                n(x),
                n(y),
                n(width),
                n(height));
        text.append(shape).append(title.isEmpty() ? "/>" : "><title>" + Html.escape(title) + "</title></rect>");
    }

    void label(String style, double x, double y, String words) {
        text.append(String.format(
                Locale.ROOT, "<text class=\"%s\" x=\"%s\" y=\"%s\">%s</text>", style, n(x), n(y), Html.escape(words)));
    }

    void path(String style, CharSequence data) {
        text.append("<path class=\"")
                .append(style)
                .append("\" d=\"")
                .append(data)
                .append("\"/>");
    }

    /** A coordinate with at most one decimal. */
    static String n(double value) {
        long tenths = Math.round(value * 10);
        return tenths % 10 == 0 ? Long.toString(tenths / 10) : Double.toString(tenths / 10.0);
    }

    String end() {
        return text.append("</svg>").toString();
    }
}
