package io.zvonok.signalling;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.netty.buffer.PooledByteBufAllocator;
import io.zvonok.media.api.DurationHistogram;
import io.zvonok.media.api.MediaKind;
import io.zvonok.media.api.MediaServer;
import io.zvonok.media.api.MediaStats;
import io.zvonok.media.api.TrackSource;
import io.zvonok.signalling.session.SignallingStats;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * The server's meters, for the host's registry. No label names a person, a room or a session. The packet path counts in
 * plain per-loop fields; this reads them when somebody asks.
 *
 * <p>What is timed is a timer {@code NAME} (count and sum) and a counter {@code NAME.buckets} with the label {@code le}, an
 * upper bound in seconds, as histograms of Prometheus have it: {@code histogram_quantile} takes it as it is.
 *
 * <p>Thread: any.
 */
public final class ZvonokMetrics implements MeterBinder {
    private static final long SNAPSHOT_NANOS = Duration.ofMillis(500).toNanos();
    private static final double NANOS_PER_SECOND = 1e9;
    private static final int NANO_DIGITS = 9;

    private final MediaServer media;
    private final SignallingStats signalling;
    private volatile MediaStats snapshot;
    private volatile long snapshotNanos;

    public ZvonokMetrics(MediaServer media, SignallingStats signalling) {
        this.media = media;
        this.signalling = signalling;
        this.snapshot = media.stats();
        this.snapshotNanos = System.nanoTime();
    }

    /** One scrape asks for many meters: they all see the same moment. */
    private MediaStats stats() {
        long now = System.nanoTime();
        if (now - snapshotNanos > SNAPSHOT_NANOS) {
            snapshotNanos = now;
            snapshot = media.stats();
        }
        return snapshot;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (CounterTable.Row row : CounterTable.of(snapshot)) {
            bind(registry, row);
        }
        bindRooms(registry);
        bindLoops(registry);
        bindTimings(registry);
        bindSignalling(registry);
    }

    private void bind(MeterRegistry registry, CounterTable.Row row) {
        FunctionCounter.builder(row.meter(), this, metrics -> row.value().applyAsDouble(metrics.stats()))
                .description(row.description())
                .baseUnit(row.unit().isEmpty() ? null : row.unit())
                .tags(row.tags().toArray(String[]::new))
                .register(registry);
    }

    private void bindRooms(MeterRegistry registry) {
        gauge(registry, "zvonok.rooms", "rooms open", MediaStats::rooms);
        signalling
                .participants()
                .forEach((role, count) -> Gauge.builder("zvonok.participants", count, LongAdder::sum)
                        .description("participants in lessons")
                        .tag("role", role.wireName())
                        .register(registry));
        signalling
                .tracks()
                .forEach((source, count) -> Gauge.builder("zvonok.tracks", count, LongAdder::sum)
                        .description("published tracks")
                        .tag("kind", lowerCase(source.kind()))
                        .tag("source", source(source))
                        .register(registry));
        for (MediaKind kind : MediaKind.values()) {
            gauge(
                    registry,
                    "zvonok.subscriptions",
                    "slots with somebody in them",
                    stats -> stats.subscriptions().getOrDefault(kind, 0),
                    "kind",
                    lowerCase(kind));
        }
        String transports = "transports of participants";
        gauge(registry, "zvonok.transports", transports, MediaStats::connectedPeers, "state", "connected");
        gauge(
                registry,
                "zvonok.transports",
                transports,
                stats -> stats.peers() - stats.connectedPeers(),
                "state",
                "other");
    }

    private static String lowerCase(MediaKind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static String source(TrackSource source) {
        return source == TrackSource.SCREEN_AUDIO
                ? "screenAudio"
                : source.name().toLowerCase(Locale.ROOT);
    }

    private void bindLoops(MeterRegistry registry) {
        gauge(
                registry,
                "zvonok.eventloop.lag",
                "worst delay of a media loop's tick in the last second, in seconds",
                stats -> Arrays.stream(stats.loopLagNanos()).max().orElse(0) / NANOS_PER_SECOND);
        Gauge.builder(
                        "zvonok.buffers.pooled",
                        () -> PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory()
                                + PooledByteBufAllocator.DEFAULT.metric().usedHeapMemory())
                .description("memory held by packet buffers")
                .baseUnit("bytes")
                .register(registry);
        gauge(
                registry,
                "zvonok.keyframe.share",
                "share of bytes in key frames, 0 to 1",
                stats -> share(stats.counter("bytes_keyframes_in"), stats.counter("bytes_video_in")));
    }

    private static double share(long part, long whole) {
        return whole <= 0 ? 0 : Math.min(1, (double) part / whole);
    }

    private void bindTimings(MeterRegistry registry) {
        timing(registry, "zvonok.forward.latency", "from reading a packet to handing on its copies", "forward_delay");
        timing(registry, "zvonok.layer.switch.wait", "for the key frame of what is wanted", "layer_switch_wait");
        timing(registry, "zvonok.dtls.handshake", "DTLS handshakes", "dtls_handshake");
        String phases = "parts of joins";
        timing(registry, "zvonok.join.phase", phases, "join_ice", "phase", "ice");
        timing(registry, "zvonok.join.phase", phases, "dtls_handshake", "phase", "dtls");
        timing(registry, "zvonok.join.phase", phases, "join_first_packet", "phase", "firstPacket");
        signalling
                .phases()
                .forEach((phase, counts) -> timing(
                        registry,
                        "zvonok.join.phase",
                        phases,
                        counts::snapshot,
                        "phase",
                        phase.name().toLowerCase(Locale.ROOT)));
        timing(registry, "zvonok.join", "from a join to its answer", signalling.joins()::snapshot);
    }

    private void timing(MeterRegistry registry, String name, String description, String timing, String... tags) {
        DurationHistogram first = snapshot.timings().get(timing);
        if (first != null) {
            timing(registry, name, description, () -> stats().timings().getOrDefault(timing, first), tags);
        }
    }

    private void timing(
            MeterRegistry registry,
            String name,
            String description,
            Supplier<DurationHistogram> histogram,
            String... tags) {
        FunctionTimer.builder(
                        name,
                        this,
                        metrics -> histogram.get().count(),
                        metrics -> histogram.get().totalNanos(),
                        TimeUnit.NANOSECONDS)
                .description(description)
                .tags(tags)
                .register(registry);
        long[] bounds = histogram.get().boundsNanos();
        for (int i = 0; i <= bounds.length; i++) {
            int bound = i;
            FunctionCounter.builder(
                            name + ".buckets", this, metrics -> histogram.get().countUpTo(bound))
                    .description(description + ", no longer than le seconds")
                    .tags(Tags.of(tags).and("le", i < bounds.length ? seconds(bounds[i]) : "+Inf"))
                    .register(registry);
        }
    }

    private static String seconds(long nanos) {
        return BigDecimal.valueOf(nanos, NANO_DIGITS).stripTrailingZeros().toPlainString();
    }

    private void bindSignalling(MeterRegistry registry) {
        bindMessages(registry, signalling.incoming(), "in");
        bindMessages(registry, signalling.outgoing(), "out");
        signalling
                .errors()
                .forEach((code, count) -> FunctionCounter.builder("zvonok.signalling.errors", count, LongAdder::sum)
                        .description("requests refused")
                        .tag("code", code.wireName())
                        .register(registry));
    }

    private static void bindMessages(MeterRegistry registry, Map<String, LongAdder> counts, String direction) {
        counts.forEach((type, count) -> FunctionCounter.builder("zvonok.signalling.messages", count, LongAdder::sum)
                .description("signalling messages")
                .tag("type", type)
                .tag("direction", direction)
                .register(registry));
    }

    private void gauge(
            MeterRegistry registry,
            String name,
            String description,
            ToDoubleFunction<MediaStats> value,
            String... tags) {
        Gauge.builder(name, this, metrics -> value.applyAsDouble(metrics.stats()))
                .description(description)
                .tags(tags)
                .register(registry);
    }
}
