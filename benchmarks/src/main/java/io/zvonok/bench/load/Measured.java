package io.zvonok.bench.load;

import io.zvonok.bench.load.measure.ProcessMeter;
import io.zvonok.bench.load.measure.ServerMeter;
import io.zvonok.bench.load.peer.Tally;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All counters at one moment; two of them make a window. */
record Measured(
        long atNanos,
        Map<Tally.Count, Long> counts,
        ServerMeter.@Nullable Reading server,
        ServerMeter.@Nullable Reading generator,
        long stealTicks,
        long totalTicks) {
    static Measured now(Roster roster, ServerMeter.@Nullable Reading server) {
        Map<Tally.Count, Long> counts = new EnumMap<>(Tally.Count.class);
        for (Tally.Count count : Tally.Count.values()) {
            counts.put(count, roster.count(count));
        }
        long[] ticks = Environment.stealAndTotal();
        return new Measured(System.nanoTime(), counts, server, generatorNow(), ticks[0], ticks[1]);
    }

    static ServerMeter.@Nullable Reading generatorNow() {
        try {
            return new ProcessMeter(ProcessHandle.current().pid()).read();
        } catch (IOException | IllegalArgumentException unreadable) {
            return null;
        }
    }

    long since(Measured earlier, Tally.Count count) {
        return counts.getOrDefault(count, 0L) - earlier.counts.getOrDefault(count, 0L);
    }

    double secondsSince(Measured earlier) {
        return (atNanos - earlier.atNanos) / 1e9;
    }

    double stealShareSince(Measured earlier) {
        long total = totalTicks - earlier.totalTicks;
        return total <= 0 ? 0 : (double) (stealTicks - earlier.stealTicks) / total;
    }

    /** Time that threads waited for a CPU, 1 for one thread all the time; NaN if unknown. */
    static double waitShare(ServerMeter.@Nullable Reading from, ServerMeter.@Nullable Reading to) {
        if (from == null
                || to == null
                || to.atNanos() <= from.atNanos()
                || from.waitNanos() < 0
                || to.waitNanos() < 0) {
            return Double.NaN;
        }
        return Math.max(0, (double) (to.waitNanos() - from.waitNanos()) / (to.atNanos() - from.atNanos()));
    }

    /** CPU time of one core, 1 for all of it; NaN if unknown. */
    static double cpuShare(ServerMeter.@Nullable Reading from, ServerMeter.@Nullable Reading to) {
        if (from == null || to == null || to.atNanos() <= from.atNanos()) {
            return Double.NaN;
        }
        return (double) (to.cpuNanos() - from.cpuNanos()) / (to.atNanos() - from.atNanos());
    }
}
