package io.zvonok.media.quality;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * What one run of one case came to, in the simulator or in real browsers. As JSON:
 *
 * <pre>
 * {"case": "step-3M-500k-3M", "where": "simulator", "seed": 1,
 *  "figures": {"downConvergenceMillis": 900, "queueDelayMillis": 41},
 *  "series": {"tMillis": [0, 100], "capacityKbps": [3000, 3000], "sentKbps": [0, 1510],
 *             "estimateKbps": [-1, 1000], "queueDelayMillis": [0, 3],
 *             "viewers": [{"name": "viewer", "height": [0, 180], "fps": [0, 4], "freezes": [0, 0],
 *                          "temporalLayer": [-1, 2]}]},
 *  "events": [{"tMillis": 20000, "text": "500 kbit/s"}]}
 * </pre>
 *
 * <p>The ids of the figures are those of {@link Figure}; what does not apply is left out. All series have one value for
 * each time, -1 where it is unknown, and a series that nobody measured may be left out; {@code viewers} has one entry per
 * picture, {@code freezes} counts since the start. The browsers' file is an array of such results; {@code seed} is the number of the run there, {@code where} is
 * {@code chromium}.
 */
public record QualityResult(
        String caseName, String where, long seed, Map<Figure, Double> figures, Series series, List<Event> events) {
    public QualityResult {
        EnumMap<Figure, Double> ordered = new EnumMap<>(Figure.class);
        ordered.putAll(figures);
        figures = java.util.Collections.unmodifiableMap(ordered);
        events = List.copyOf(events);
    }

    /** Something that happened to the link or the lesson, as a plot shows it. */
    public record Event(int tMillis, String text) {}

    /**
     * At one moment, of one picture.
     *
     * @param fps shown in the second before
     * @param freezes since the start
     * @param temporalLayer the highest forwarded, -1 if unknown
     */
    public record Picture(int height, int fps, int freezes, int temporalLayer) {}

    /** At one moment. Rates are of the 100 ms before, delays the longest in them. -1: unknown. */
    public record Sample(
            int tMillis,
            int capacityKbps,
            int sentKbps,
            int estimateKbps,
            int queueDelayMillis,
            List<Picture> pictures) {
        public Sample {
            pictures = List.copyOf(pictures);
        }
    }

    /** What a plot is made of. */
    public record Series(List<String> names, List<Sample> samples) {
        public Series {
            names = List.copyOf(names);
            samples = List.copyOf(samples);
        }
    }

    /** The same result without what only plots need. */
    public QualityResult withoutSeries() {
        return new QualityResult(caseName, where, seed, figures, new Series(series.names(), List.of()), List.of());
    }

    public String toJson() {
        StringBuilder json = new StringBuilder();
        json.append("{\"case\":").append(quoted(caseName));
        json.append(",\"where\":").append(quoted(where));
        json.append(",\"seed\":").append(seed).append(",\"figures\":{");
        List<String> parts = new ArrayList<>();
        figures.forEach((figure, value) -> parts.add(quoted(figure.id()) + ":" + Figure.number(value)));
        json.append(String.join(",", parts)).append('}');
        if (!series.samples().isEmpty()) {
            json.append(",\"series\":{").append(array("tMillis", Sample::tMillis));
            json.append(',').append(array("capacityKbps", Sample::capacityKbps));
            json.append(',').append(array("sentKbps", Sample::sentKbps));
            json.append(',').append(array("estimateKbps", Sample::estimateKbps));
            json.append(',').append(array("queueDelayMillis", Sample::queueDelayMillis));
            json.append(",\"viewers\":[").append(pictures()).append("]}");
            json.append(",\"events\":[").append(eventList()).append(']');
        }
        return json.append('}').toString();
    }

    private String pictures() {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < series.names().size(); i++) {
            int index = i;
            parts.add("{\"name\":" + quoted(series.names().get(i)) + ","
                    + array("height", sample -> sample.pictures().get(index).height()) + ","
                    + array("fps", sample -> sample.pictures().get(index).fps()) + ","
                    + array("freezes", sample -> sample.pictures().get(index).freezes()) + ","
                    + array(
                            "temporalLayer",
                            sample -> sample.pictures().get(index).temporalLayer()) + "}");
        }
        return String.join(",", parts);
    }

    private String eventList() {
        List<String> parts = new ArrayList<>();
        for (Event event : events) {
            parts.add("{\"tMillis\":" + event.tMillis() + ",\"text\":" + quoted(event.text()) + "}");
        }
        return String.join(",", parts);
    }

    private String array(String name, ToIntFunction<Sample> value) {
        StringBuilder json = new StringBuilder(quoted(name)).append(":[");
        for (Sample sample : series.samples()) {
            json.append(value.applyAsInt(sample)).append(',');
        }
        json.setCharAt(json.length() - 1, ']');
        return json.toString();
    }

    private static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }
}
