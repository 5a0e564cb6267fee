package io.zvonok.bench.quality;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zvonok.media.quality.Figure;
import io.zvonok.media.quality.QualityCase;
import io.zvonok.media.quality.QualityCases;
import io.zvonok.media.quality.QualityResult;
import io.zvonok.media.quality.QualityResult.Event;
import io.zvonok.media.quality.QualityResult.Picture;
import io.zvonok.media.quality.QualityResult.Sample;
import io.zvonok.media.quality.QualityResult.Series;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads results back: what the browsers' half wrote, and the simulator's half of an earlier report. */
final class StoredResults {
    private StoredResults() {}

    /** An array of results as {@link QualityResult} describes them; one summary for each case and place. */
    static List<CaseSummary> ofBrowsers(Path file) throws IOException {
        JsonNode array = new ObjectMapper().readTree(file.toFile());
        if (array == null || !array.isArray()) {
            throw new IOException(file + " is not an array of results");
        }
        Map<String, List<QualityResult>> grouped = new LinkedHashMap<>();
        for (JsonNode node : array) {
            QualityResult result = result(node);
            grouped.computeIfAbsent(result.where() + " " + result.caseName(), key -> new ArrayList<>())
                    .add(result);
        }
        return grouped.values().stream()
                .map(runs -> CaseSummary.of(runs, judged(runs)))
                .toList();
    }

    /** A {@code report.json}; what browsers measured in it is left out. */
    static List<CaseSummary> ofSimulator(Path file) throws IOException {
        List<CaseSummary> summaries = new ArrayList<>();
        for (JsonNode summary : new ObjectMapper().readTree(file.toFile()).path("cases")) {
            QualityResult median = result(summary.path("median"));
            QualityResult worst = result(summary.path("worst"));
            List<QualityResult> runs = new ArrayList<>();
            for (JsonNode node : summary.path("runs")) {
                QualityResult run = result(node);
                runs.add(run.seed() == median.seed() ? median : run.seed() == worst.seed() ? worst : run);
            }
            if (!runs.isEmpty() && median.where().equals(CaseSummary.SIMULATOR)) {
                summaries.add(CaseSummary.of(runs, judged(runs)));
            }
        }
        return summaries;
    }

    /** As in the simulator; a case that only browsers have is judged by all that it measures. */
    private static Set<Figure> judged(List<QualityResult> runs) {
        String name = runs.get(0).caseName();
        return QualityCases.all().stream()
                .filter(known -> known.name().equals(name))
                .findFirst()
                .map(QualityCase::judged)
                .orElseGet(() -> measured(runs));
    }

    private static Set<Figure> measured(List<QualityResult> runs) {
        Set<Figure> measured = EnumSet.noneOf(Figure.class);
        runs.forEach(run -> measured.addAll(run.figures().keySet()));
        measured.removeIf(figure -> Double.isNaN(figure.p95Target()));
        return measured;
    }

    private static QualityResult result(JsonNode node) {
        Map<Figure, Double> figures = new EnumMap<>(Figure.class);
        node.path("figures")
                .properties()
                .forEach(entry -> Figure.withId(entry.getKey())
                        .filter(figure -> entry.getValue().isNumber())
                        .ifPresent(
                                figure -> figures.put(figure, entry.getValue().asDouble())));
        List<Event> events = new ArrayList<>();
        for (JsonNode event : node.path("events")) {
            events.add(
                    new Event(event.path("tMillis").asInt(), event.path("text").asText()));
        }
        return new QualityResult(
                node.path("case").asText("unnamed"),
                node.path("where").asText("chromium"),
                node.path("seed").asLong(),
                figures,
                series(node.path("series")),
                events);
    }

    private static Series series(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.path("viewers").forEach(viewer -> names.add(viewer.path("name").asText()));
        List<Sample> samples = new ArrayList<>();
        for (int i = 0; i < node.path("tMillis").size(); i++) {
            List<Picture> pictures = new ArrayList<>();
            for (JsonNode viewer : node.path("viewers")) {
                pictures.add(new Picture(
                        at(viewer, "height", i),
                        at(viewer, "fps", i),
                        Math.max(0, at(viewer, "freezes", i)),
                        at(viewer, "temporalLayer", i)));
            }
            samples.add(new Sample(
                    at(node, "tMillis", i),
                    at(node, "capacityKbps", i),
                    at(node, "sentKbps", i),
                    at(node, "estimateKbps", i),
                    at(node, "queueDelayMillis", i),
                    pictures));
        }
        return new Series(names, samples);
    }

    private static int at(JsonNode node, String name, int index) {
        return (int) Math.round(node.path(name).path(index).asDouble(-1));
    }
}
