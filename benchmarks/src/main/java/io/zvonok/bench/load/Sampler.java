package io.zvonok.bench.load;

import io.zvonok.bench.load.measure.Delays;
import io.zvonok.bench.load.measure.ServerMeter;
import io.zvonok.bench.load.peer.Peer;
import io.zvonok.bench.load.peer.Tally;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Looks at everything once a second, and adds up delays between {@link #discardDelays} and the end.
 *
 * <p>Thread: that of the run.
 */
final class Sampler {
    private static final long SECOND_NANOS = 1_000_000_000;

    private final ScenarioSpec spec;
    private final Roster roster;
    private final @Nullable ServerMeter server;
    private final Consumer<Sample> progress;
    private final List<Sample> samples;
    private final Map<Delays.Kind, Histogram> delays = new EnumMap<>(Delays.Kind.class);
    private final long startNanos = System.nanoTime();
    private @Nullable Runnable chore;
    private Measured last;
    private long nextNanos;

    Sampler(
            ScenarioSpec spec,
            Roster roster,
            @Nullable ServerMeter server,
            Consumer<Sample> progress,
            List<Sample> samples) {
        this.spec = spec;
        this.roster = roster;
        this.server = server;
        this.progress = progress;
        this.samples = samples;
        this.last = Measured.now(roster, readServer());
        this.nextNanos = startNanos + SECOND_NANOS;
        for (Delays.Kind kind : Delays.Kind.values()) {
            delays.put(kind, Delays.empty());
        }
    }

    /** Something else to be done every second from now on. */
    void everySecond(Runnable task) {
        chore = task;
    }

    /** Waits, sampling; ends early when {@code stop} says so. */
    void rest(String phase, long millis, BooleanSupplier stop) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (System.nanoTime() < end && !stop.getAsBoolean()) {
            tick(phase);
            long wait = Math.min(end, nextNanos) - System.nanoTime();
            if (wait > 0) {
                TimeUnit.NANOSECONDS.sleep(Math.min(wait, 50_000_000));
            }
        }
        drain(Delays.empty());
    }

    /** Takes a sample if a second has gone by. */
    void tick(String phase) {
        long now = System.nanoTime();
        if (now < nextNanos) {
            return;
        }
        nextNanos += Math.max(1, (now - nextNanos) / SECOND_NANOS) * SECOND_NANOS;
        sample(phase);
        if (chore != null) {
            chore.run();
        }
    }

    private void sample(String phase) {
        Measured now = Measured.now(roster, readServer());
        double seconds = Math.max(0.001, now.secondsSince(last));
        Histogram interval = Delays.empty();
        drain(interval);
        boolean measured = interval.getTotalCount() > 0;
        long received = now.since(last, Tally.Count.RTP_RECEIVED);
        double missing = roster.count(Tally.Count.MISSING);
        double all = roster.count(Tally.Count.RTP_RECEIVED) + missing;
        Sample sample = new Sample(
                (now.atNanos() - startNanos) / 1e9,
                phase,
                roster.in(Peer.State.JOINED),
                roster.in(Peer.State.FAILED),
                received / seconds,
                now.since(last, Tally.Count.BYTES_RECEIVED) * 8 / seconds,
                now.since(last, Tally.Count.BYTES_SENT) * 8 / seconds,
                all <= 0 ? 0 : Math.max(0, missing / all),
                measured ? interval.getValueAtPercentile(50) / 1000.0 : Double.NaN,
                measured ? interval.getValueAtPercentile(99) / 1000.0 : Double.NaN,
                Measured.cpuShare(last.server(), now.server()) * 100,
                now.server() == null ? Double.NaN : now.server().residentBytes(),
                Measured.cpuShare(last.generator(), now.generator()) * 100);
        last = now;
        samples.add(sample);
        progress.accept(sample);
    }

    private ServerMeter.@Nullable Reading readServer() {
        if (server == null) {
            return null;
        }
        try {
            return server.read();
        } catch (IOException gone) {
            return null;
        }
    }

    /** Moves what was recorded to the sums; {@code interval} gets the forwarding delays too. */
    private void drain(Histogram interval) {
        roster.drain(spec.group(), Delays.Kind.FORWARDING, interval);
        sum(Delays.Kind.FORWARDING).add(interval);
        roster.drain(spec.group(), Delays.Kind.TRANSIT, sum(Delays.Kind.TRANSIT));
        roster.drain(spec.group(), Delays.Kind.SWITCH, sum(Delays.Kind.SWITCH));
        roster.drainLateness(sum(Delays.Kind.LATENESS));
    }

    private Histogram sum(Delays.Kind kind) {
        return delays.computeIfAbsent(kind, absent -> Delays.empty());
    }

    /** The sums begin here. */
    void discardDelays() {
        drain(Delays.empty());
        delays.values().forEach(Histogram::reset);
    }

    /** Of now; later ones are not added to it. */
    Histogram delays(Delays.Kind kind) {
        return sum(kind).copy();
    }
}
