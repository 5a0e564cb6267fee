package io.zvonok.bench.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zvonok.bench.load.measure.Calibration;
import io.zvonok.bench.load.measure.Metric;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Results for programs: JSON with everything, CSV with one line a second, percentiles as HdrHistogram writes them. */
final class DataReport {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private DataReport() {}

    static String json(RunResult result) {
        ObjectNode root = JSON.createObjectNode();
        root.put("scenario", result.title()).put("partial", result.partial()).put("passed", result.passed());
        plan(root.putObject("config"), result.plan());
        ObjectNode environment = root.putObject("environment");
        result.environment().forEach(environment::put);
        ObjectNode metrics = root.putObject("metrics");
        for (Metric metric : result.metrics().all()) {
            metrics.putObject(metric.name())
                    .put("value", metric.value())
                    .put("unit", metric.kind().unit())
                    .put("meaning", metric.meaning());
        }
        ArrayNode thresholds = root.putArray("thresholds");
        result.verdicts()
                .forEach(verdict -> thresholds
                        .addObject()
                        .put("failIf", verdict.condition().text())
                        .put("measured", verdict.metric() != null)
                        .put("passed", verdict.passed()));
        calibration(root, result.calibration());
        ObjectNode steps = root.putObject("joinSteps");
        result.steps().forEach((step, histogram) -> percentiles(steps.putObject(step.label()), histogram));
        ObjectNode delays = root.putObject("delays");
        result.delays().forEach((kind, histogram) -> {
            ObjectNode node = delays.putObject(kind.label());
            node.put("meaning", kind.meaning());
            percentiles(node, histogram);
            node.put("histogram", encoded(histogram));
        });
        ObjectNode failures = root.putObject("failures");
        result.failures().forEach(failures::put);
        ArrayNode worst = root.putArray("worstViewers");
        result.worst()
                .forEach(viewer -> worst.addObject()
                        .put("identity", viewer.identity())
                        .put("packets", viewer.packets())
                        .put("expected", viewer.expected())
                        .put("lost", viewer.lost())
                        .put("gaps", viewer.gaps())
                        .put("longestGapMillis", viewer.longestGapNanos() / 1e6));
        ArrayNode notes = root.putArray("notes");
        result.notes().forEach(notes::add);
        try {
            return JSON.writeValueAsString(root) + "\n";
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a tree of plain values can always be written", impossible);
        }
    }

    private static void plan(ObjectNode out, Plan plan) {
        out.put("target", plan.target().toString())
                .put("publishers", plan.publishers())
                .put("viewers", plan.viewers())
                .put("rooms", plan.rooms())
                .put("joinsPerSecond", plan.joinsPerSecond())
                .put("warmUpMillis", plan.warmUpMillis())
                .put("durationMillis", plan.durationMillis())
                .put("codec", plan.codec().name())
                .put("layers", plan.layers())
                .put("bitrateBps", plan.bitrateBps())
                .put("profile", plan.profile().name())
                .put("feedback", plan.transportFeedback() ? "transport-cc" : "remb")
                .put("fullShare", plan.fullShare())
                .put("lossShare", plan.lossShare())
                .put("runs", plan.runs())
                .put("seed", plan.seed())
                .put("loops", plan.loops());
    }

    private static void calibration(ObjectNode root, @Nullable Calibration calibration) {
        if (calibration == null) {
            return;
        }
        ObjectNode node = root.putObject("floor");
        node.put("drift", calibration.drift());
        floor(node.putObject("before"), calibration.before());
        floor(node.putObject("after"), calibration.after());
    }

    private static void floor(ObjectNode out, Calibration.Floor floor) {
        out.put("plainNanos", floor.plainNanos())
                .put("trainNanos", floor.trainNanos())
                .put("delayP50Micros", floor.latency().p50())
                .put("delayP99Micros", floor.latency().p99())
                .put("delayMaxMicros", floor.latency().max());
    }

    private static void percentiles(ObjectNode out, Histogram histogram) {
        out.put("count", histogram.getTotalCount());
        if (histogram.getTotalCount() > 0) {
            for (double percentile : new double[] {50, 90, 95, 99, 99.9}) {
                out.put(
                        "p" + String.valueOf(percentile).replaceAll("\\.0$", "").replace(".", "") + "Millis",
                        histogram.getValueAtPercentile(percentile) / 1000.0);
            }
            out.put("maxMillis", histogram.getMaxValue() / 1000.0);
        }
    }

    /** HdrHistogram's own compressed form. */
    private static String encoded(Histogram histogram) {
        ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        int length = histogram.encodeIntoCompressedByteBuffer(buffer);
        byte[] bytes = new byte[length];
        buffer.flip().get(bytes, 0, length);
        return Base64.getEncoder().encodeToString(bytes);
    }

    static String csv(RunResult result) {
        StringBuilder out = new StringBuilder("second,phase,joined,failed,packets_per_second,received_bps,sent_bps,"
                + "loss_share,p50_ms,p99_ms,server_cpu_percent,server_rss_bytes,generator_cpu_percent\n");
        for (Sample sample : result.samples()) {
            out.append(String.format(
                    Locale.ROOT,
                    "%.1f,%s,%d,%d,%.0f,%.0f,%.0f,%.6f,%s,%s,%s,%s,%s%n",
                    sample.second(),
                    sample.phase(),
                    sample.joined(),
                    sample.failed(),
                    sample.packetsPerSecond(),
                    sample.receivedBps(),
                    sample.sentBps(),
                    sample.lossShare(),
                    number(sample.p50Millis()),
                    number(sample.p99Millis()),
                    number(sample.serverPercent()),
                    number(sample.residentBytes()),
                    number(sample.generatorPercent())));
        }
        return out.toString();
    }

    private static String number(double value) {
        return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%.2f", value);
    }

    /** In milliseconds. */
    static String percentileFile(Histogram histogram) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        histogram.outputPercentileDistribution(new PrintStream(bytes, true, StandardCharsets.UTF_8), 1000.0);
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
