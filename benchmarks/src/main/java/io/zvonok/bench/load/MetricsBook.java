package io.zvonok.bench.load;

import io.zvonok.bench.load.measure.Delays;
import io.zvonok.bench.load.measure.Metrics;
import io.zvonok.bench.load.measure.ServerMeter;
import io.zvonok.bench.load.peer.JoinTimes;
import io.zvonok.bench.load.peer.Peer;
import io.zvonok.bench.load.peer.Tally;
import io.zvonok.bench.load.peer.ViewerReport;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Turns what was counted into named figures. */
final class MetricsBook {
    private final Plan plan;
    private final Metrics metrics;

    MetricsBook(Plan plan, Metrics metrics) {
        this.plan = plan;
        this.metrics = metrics;
    }

    void joins(Roster roster) {
        metrics.put("joined", roster.in(Peer.State.JOINED), "peers with a secured connection at the end");
        int unfinished = roster.in(Peer.State.JOINING);
        metrics.put("failed", roster.in(Peer.State.FAILED) + unfinished, "peers that could not join or fell out");
        Histogram join = roster.between(JoinTimes.Step.DUE, JoinTimes.Step.SECURED);
        if (join.getTotalCount() > 0) {
            metrics.put("join-p50", millis(join, 50), "from when a join was due to DTLS done");
            metrics.put("join-p95", millis(join, 95), "the same");
            metrics.put("join-p99", millis(join, 99), "the same");
        }
        Histogram first = roster.between(JoinTimes.Step.DUE, JoinTimes.Step.MEDIA);
        if (first.getTotalCount() > 0) {
            metrics.put("first-p50", millis(first, 50), "from when a join was due to the first media packet");
            metrics.put("first-p95", millis(first, 95), "the same");
            metrics.put("first-p99", millis(first, 99), "the same");
        }
        Histogram keyframe = roster.between(JoinTimes.Step.DUE, JoinTimes.Step.KEYFRAME);
        if (keyframe.getTotalCount() > 0) {
            metrics.put(
                    "keyframe-p95",
                    millis(keyframe, 95),
                    "from when a join was due to the first key frame (full viewers)");
        }
    }

    void traffic(Measured from, Measured to, List<ViewerReport> reports, boolean expectsMedia) {
        double seconds = Math.max(0.001, to.secondsSince(from));
        metrics.put("pps", to.since(from, Tally.Count.RTP_RECEIVED) / seconds, "RTP packets that viewers received");
        metrics.put(
                "mbps",
                to.since(from, Tally.Count.BYTES_RECEIVED) * 8 / seconds / 1e6,
                "of all viewers, SRTP without UDP");
        long expected = reports.stream().mapToLong(ViewerReport::expected).sum();
        long lost = reports.stream().mapToLong(ViewerReport::lost).sum();
        if (expectsMedia) {
            metrics.put(
                    "loss",
                    expected == 0 ? 100 : 100.0 * lost / expected,
                    "media packets that never came, retransmissions counted as come");
            long videoExpected =
                    reports.stream().mapToLong(ViewerReport::videoExpected).sum();
            if (videoExpected > 0) {
                long videoLost =
                        reports.stream().mapToLong(ViewerReport::videoLost).sum();
                metrics.put(
                        "video-loss", 100.0 * videoLost / videoExpected, "the same of video, which can be repaired");
            }
            metrics.put(
                    "silent",
                    reports.stream().filter(report -> report.packets() == 0).count(),
                    "viewers that joined and received nothing");
        }
        long gaps = reports.stream().mapToLong(ViewerReport::gaps).sum();
        long longest =
                reports.stream().mapToLong(ViewerReport::longestGapNanos).max().orElse(0);
        metrics.put("gaps", gaps, "pictures more than 100 ms after the one before");
        metrics.put("longest-gap", longest / 1e6, "between two pictures of one slot");
        metrics.put("nack", to.since(from, Tally.Count.NACK_SENT), "packets that viewers asked for again");
        metrics.put("rtx", to.since(from, Tally.Count.RTX_RECEIVED), "packets that came again (or to probe the link)");
        metrics.put("pli", to.since(from, Tally.Count.PLI_RECEIVED), "key frames that publishers were asked for");
        if (to.since(from, Tally.Count.CHECKED) > 0) {
            long wrong = to.since(from, Tally.Count.WRONG_HASH) + to.since(from, Tally.Count.NOT_AUTHENTIC);
            metrics.put(
                    "hash",
                    wrong,
                    "payloads that were not what was sent, of " + to.since(from, Tally.Count.CHECKED) + " checked");
        }
    }

    void delays(Map<Delays.Kind, Histogram> delays, Histogram before) {
        percentiles("", delays.get(Delays.Kind.FORWARDING), "from the publisher's schedule to a viewer");
        percentiles("transit-", delays.get(Delays.Kind.TRANSIT), "from the publisher's socket to a viewer");
        Histogram lateness = delays.get(Delays.Kind.LATENESS);
        if (lateness != null && lateness.getTotalCount() > 0) {
            metrics.put("lateness-p99", millis(lateness, 99), "how late the generator itself sent");
        }
        Histogram switches = delays.get(Delays.Kind.SWITCH);
        if (switches != null && switches.getTotalCount() > 0) {
            metrics.put("switch-p50", millis(switches, 50), "from asking for another size to its first packet");
            metrics.put("switch-p95", millis(switches, 95), "the same");
        }
        if (before.getTotalCount() > 0) {
            metrics.put("p99-before", millis(before, 99), "delay of the lesson before others joined");
            metrics.put("p99-added", metrics.value("p99") - millis(before, 99), "delay that the joins added");
        }
    }

    private void percentiles(String prefix, @Nullable Histogram histogram, String meaning) {
        if (histogram != null && histogram.getTotalCount() > 0) {
            metrics.put(prefix + "p50", millis(histogram, 50), "delay " + meaning);
            metrics.put(prefix + "p90", millis(histogram, 90), "the same");
            metrics.put(prefix + "p99", millis(histogram, 99), "the same");
            metrics.put(prefix + "p999", millis(histogram, 99.9), "the same");
            metrics.put(prefix + "max", histogram.getMaxValue() / 1000.0, "the same");
        }
    }

    private static double millis(Histogram histogram, double percentile) {
        return histogram.getValueAtPercentile(percentile) / 1000.0;
    }

    /** @param empty what the server took before anybody joined */
    void server(Measured from, Measured to, ServerMeter.@Nullable Reading empty, int joined) {
        double share = Measured.cpuShare(from.server(), to.server());
        if (!Double.isNaN(share) && to.server() != null && from.server() != null) {
            metrics.put("cpu-percent", share * 100, "of one core, all threads of the server");
            double wait = Measured.waitShare(from.server(), to.server());
            if (!Double.isNaN(wait)) {
                metrics.put("cpu-wait", wait * 100, "of the time, threads of the server waited for a CPU");
            }
            long packets = to.since(from, Tally.Count.RTP_RECEIVED);
            if (packets > 0 && plan.scenario() != Scenario.IDLE) {
                double nanos = to.server().cpuNanos() - from.server().cpuNanos();
                metrics.put(
                        "cpu", nanos / packets / 1000, "CPU time of the server for each packet that a viewer received");
            }
            if (to.server().residentBytes() > 0) {
                metrics.put("rss", to.server().residentBytes() / 1024.0, "resident memory of the server at the end");
                if (empty != null && joined > 0) {
                    double more = to.server().residentBytes() - empty.residentBytes();
                    metrics.put(
                            "rss-per-viewer",
                            more / 1024 / joined,
                            "what it grew by since nobody was there, for each peer");
                }
            }
        }
        double generator = Measured.cpuShare(from.generator(), to.generator());
        if (!Double.isNaN(generator)) {
            metrics.put("generator-percent", generator * 100, "of one core, this load tester");
            double wait = Measured.waitShare(from.generator(), to.generator());
            if (!Double.isNaN(wait)) {
                metrics.put("generator-wait", wait * 100, "of the time, threads of this load tester waited for a CPU");
            }
        }
    }
}
