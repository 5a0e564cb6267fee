package io.zvonok.signalling;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.netty.buffer.PooledByteBufAllocator;
import io.zvonok.media.api.MediaServer;
import io.zvonok.media.api.MediaStats;
import io.zvonok.media.api.TrackSource;
import io.zvonok.signalling.session.SignallingStats;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;

/**
 * The server's meters, for the host's registry. No label names a person, a room or a session. The packet path counts in
 * plain per-loop fields; this reads them when somebody asks.
 *
 * <p>Thread: any.
 */
public final class ZvonokMetrics implements MeterBinder {
    private static final long SNAPSHOT_NANOS = Duration.ofMillis(500).toNanos();
    private static final double NANOS_PER_SECOND = 1e9;

    private static final String VIDEO_BYTES = "bytes_video_in";
    private static final String KEYFRAME_BYTES = "bytes_keyframes_in";

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
        bindRooms(registry);
        bindRtp(registry);
        bindLayers(registry);
        bindBandwidth(registry);
        bindTransports(registry);
        bindSignalling(registry);
    }

    private void bindRooms(MeterRegistry registry) {
        gauge(registry, "sfu.rooms", "rooms open", MediaStats::rooms);
        signalling
                .participants()
                .forEach((role, count) -> Gauge.builder("sfu.participants", count, LongAdder::sum)
                        .description("participants in lessons")
                        .tag("role", role.wireName())
                        .register(registry));
        signalling
                .tracks()
                .forEach((source, count) -> Gauge.builder("sfu.tracks", count, LongAdder::sum)
                        .description("published tracks")
                        .tag("kind", source.kind().name().toLowerCase(Locale.ROOT))
                        .tag("source", source(source))
                        .register(registry));
        gauge(
                registry,
                "sfu.eventloop.lag",
                "worst delay of a media loop's tick since the last scrape, in seconds",
                stats -> Arrays.stream(stats.loopLagNanos()).max().orElse(0) / NANOS_PER_SECOND);
        Gauge.builder(
                        "sfu.buffers.pooled",
                        () -> PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory()
                                + PooledByteBufAllocator.DEFAULT.metric().usedHeapMemory())
                .description("memory held by packet buffers")
                .baseUnit("bytes")
                .register(registry);
    }

    private static String source(TrackSource source) {
        return source == TrackSource.SCREEN_AUDIO
                ? "screenAudio"
                : source.name().toLowerCase(Locale.ROOT);
    }

    private void bindRtp(MeterRegistry registry) {
        counter(registry, "sfu.rtp.packets", "RTP packets", "rtp_in", "direction", "in");
        counter(registry, "sfu.rtp.packets", "RTP packets", "rtp_out", "direction", "out");
        counter(registry, "sfu.udp.datagrams", "UDP datagrams", "datagrams_in", "direction", "in");
        counter(registry, "sfu.udp.datagrams", "UDP datagrams", "datagrams_out", "direction", "out");
        counter(registry, "sfu.udp.trains", "trains of datagrams", "trains_out");
        counter(registry, "sfu.udp.datagrams.in.trains", "datagrams that left in trains", "datagrams_in_trains");
        bytes(registry, "bytes_in", "in");
        bytes(registry, "bytes_out", "out");
        counter(registry, "sfu.rtp.lost", "RTP packets given up on the way from publishers", "rtp_lost");
        counter(registry, "sfu.rtp.retransmitted", "retransmissions", "rtx_in", "direction", "in");
        counter(registry, "sfu.rtp.retransmitted", "retransmissions", "rtx_out", "direction", "out");
        for (String reason : new String[] {
            "rtp_malformed", "rtp_unknown_ssrc", "rtp_unknown_payload_type", "rtp_duplicate", "rtp_too_late",
            "rtp_padding_only", "rtp_not_allowed", "rtx_over_budget", "rtx_not_found", "unknown_source",
            "unknown_datagram", "send_failed", "send_dropped", "srtp_before_keys"
        }) {
            counter(registry, "sfu.rtp.dropped", "packets dropped", reason, "reason", reason);
        }
        for (String type :
                new String[] {"nack_in", "nack_out", "pli_in", "pli_out", "twcc_out", "rtcp_in", "rtcp_out"}) {
            counter(registry, "sfu.rtcp.packets", "RTCP feedback", type, "type", type);
        }
        counter(registry, "sfu.layer.switches", "switches of encodings", "layer_switches_up", "direction", "up");
        counter(registry, "sfu.layer.switches", "switches of encodings", "layer_switches_down", "direction", "down");
        counter(registry, "sfu.layer.switches", "switches of encodings", "slot_switches", "direction", "source");
        counter(registry, "sfu.keyframe.requests", "keyframe requests", "pli_in", "origin", "viewer");
        counter(registry, "sfu.keyframe.requests", "keyframe requests", "pli_out", "origin", "server");
        counter(registry, "sfu.red.packets", "audio packets sent with redundancy", "red_out");
    }

    private void bindLayers(MeterRegistry registry) {
        for (String kind : new String[] {"all", "keyframe"}) {
            FunctionCounter.builder(
                            "sfu.video.bytes",
                            this,
                            metrics -> metrics.stats().counter(kind.equals("all") ? VIDEO_BYTES : KEYFRAME_BYTES))
                    .description("bytes of video from publishers; key frames are part of all")
                    .baseUnit("bytes")
                    .tag("kind", kind)
                    .register(registry);
        }
        gauge(
                registry,
                "sfu.keyframe.share",
                "share of bytes in key frames, 0 to 1",
                stats -> share(stats.counter(KEYFRAME_BYTES), stats.counter(VIDEO_BYTES)));
        counter(registry, "sfu.keyframe.heldback", "keyframe requests that a budget held back", "keyframes_held_back");
        counter(registry, "sfu.rtp.layer.skipped", "packets of layers that a viewer does not get", "rtp_layer_skipped");
        counter(registry, "sfu.publisher.layers", "layers at publishers", "layers_paused", "change", "paused");
        counter(registry, "sfu.publisher.layers", "layers at publishers", "layers_resumed", "change", "resumed");
    }

    private static double share(long part, long whole) {
        return whole <= 0 ? 0 : Math.min(1, (double) part / whole);
    }

    private void bindBandwidth(MeterRegistry registry) {
        String probes = "packets that only measure a link";
        counter(registry, "sfu.bwe.probe.packets", probes, "rtx_probe", "kind", "rtx");
        counter(registry, "sfu.bwe.probe.packets", probes, "padding_out", "kind", "padding");
        String feedback = "reports of viewers about what reaches them";
        counter(registry, "sfu.bwe.feedback", feedback, "twcc_in", "kind", "transport");
        counter(registry, "sfu.bwe.feedback", feedback, "twcc_refused", "kind", "refused");
        counter(registry, "sfu.bwe.feedback", feedback, "remb_in", "kind", "remb");
        counter(registry, "sfu.bwe.falls", "times the estimate of a link fell", "estimate_cut");
        counter(
                registry,
                "sfu.slots.nobandwidth",
                "times a slot got nothing because the link carries too little",
                "slots_no_bandwidth");
    }

    private void bindTransports(MeterRegistry registry) {
        Gauge.builder("sfu.transports", this, metrics -> metrics.stats().connectedPeers())
                .description("transports of participants")
                .tag("state", "connected")
                .register(registry);
        Gauge.builder(
                        "sfu.transports",
                        this,
                        metrics -> metrics.stats().peers() - metrics.stats().connectedPeers())
                .description("transports of participants")
                .tag("state", "other")
                .register(registry);
        for (String result : new String[] {
            "stun_accepted", "stun_unknown_ufrag", "stun_bad_integrity", "stun_malformed", "ice_consent_lost"
        }) {
            counter(registry, "sfu.ice.checks", "connectivity checks", result, "result", result);
        }
        for (String result : new String[] {"started", "done", "failed"}) {
            counter(registry, "sfu.dtls.handshakes", "DTLS handshakes", "dtls_handshakes_" + result, "result", result);
        }
        for (String reason : new String[] {"srtp_rejected", "srtp_replayed", "srtcp_rejected", "srtcp_replayed"}) {
            counter(registry, "sfu.srtp.failures", "SRTP packets refused", reason, "direction", "in", "reason", reason);
        }
        counter(
                registry,
                "sfu.srtp.failures",
                "SRTP packets refused",
                "srtp_send_refused",
                "direction",
                "out",
                "reason",
                "srtp_send_refused");
        counter(registry, "sfu.failures", "exceptions contained to one session", "handler_failed");
    }

    private void bindSignalling(MeterRegistry registry) {
        bindMessages(registry, signalling.incoming(), "in");
        bindMessages(registry, signalling.outgoing(), "out");
        signalling
                .errors()
                .forEach((code, count) -> FunctionCounter.builder("sfu.signalling.errors", count, LongAdder::sum)
                        .description("requests refused")
                        .tag("code", code.wireName())
                        .register(registry));
        Timer joins = Timer.builder("sfu.join")
                .description("from the join message to its answer")
                .serviceLevelObjectives(
                        Duration.ofMillis(10), Duration.ofMillis(50), Duration.ofMillis(200), Duration.ofSeconds(1))
                .register(registry);
        signalling.observeJoins(nanos -> joins.record(Duration.ofNanos(nanos)));
    }

    private static void bindMessages(MeterRegistry registry, Map<String, LongAdder> counts, String direction) {
        counts.forEach((type, count) -> FunctionCounter.builder("sfu.signalling.messages", count, LongAdder::sum)
                .description("signalling messages")
                .tag("type", type)
                .tag("direction", direction)
                .register(registry));
    }

    private void gauge(MeterRegistry registry, String name, String description, ToDoubleFunction<MediaStats> value) {
        Gauge.builder(name, this, metrics -> value.applyAsDouble(metrics.stats()))
                .description(description)
                .register(registry);
    }

    private void counter(MeterRegistry registry, String name, String description, String counter, String... tags) {
        FunctionCounter.builder(name, this, metrics -> metrics.stats().counter(counter))
                .description(description)
                .tags(tags)
                .register(registry);
    }

    private void bytes(MeterRegistry registry, String counter, String direction) {
        FunctionCounter.builder(
                        "sfu.rtp.bytes", this, metrics -> metrics.stats().counter(counter))
                .description("bytes of UDP payload")
                .baseUnit("bytes")
                .tag("direction", direction)
                .register(registry);
    }
}
