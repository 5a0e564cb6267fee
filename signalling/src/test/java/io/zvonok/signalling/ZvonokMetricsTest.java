package io.zvonok.signalling;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.zvonok.media.api.DurationHistogram;
import io.zvonok.media.stats.Counter;
import io.zvonok.signalling.session.SignallingStats;
import io.zvonok.signalling.testing.RecordingMediaServer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ZvonokMetricsTest {
    private final RecordingMediaServer media = new RecordingMediaServer();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private void bind() {
        new ZvonokMetrics(media, new SignallingStats()).bindTo(registry);
    }

    @ParameterizedTest
    @CsvSource({
        "bytes_video_in, zvonok.video.bytes, kind, all",
        "bytes_keyframes_in, zvonok.video.bytes, kind, keyframe",
        "rtp_layer_skipped, zvonok.rtp.layer.skipped,,",
        "rtx_probe, zvonok.bwe.probe.packets, kind, rtx",
        "padding_out, zvonok.bwe.probe.packets, kind, padding",
        "twcc_refused, zvonok.rtcp.dropped, reason, twcc_refused",
        "remb_in, zvonok.rtcp.packets, type, remb",
        "estimate_cut, zvonok.bwe.falls,,",
        "red_out, zvonok.red.packets,,",
        "slots_no_bandwidth, zvonok.slots.nobandwidth,,",
        "keyframes_held_back, zvonok.keyframe.heldback,,",
        "layers_paused, zvonok.publisher.layers, change, paused",
        "layers_resumed, zvonok.publisher.layers, change, resumed",
        "rtx_in, zvonok.rtp.retransmitted, direction, in",
        "rtp_jump, zvonok.rtp.dropped, reason, rtp_jump"
    })
    void showsACounterOfTheMediaCore(String counter, String meter, String tag, String value) {
        media.count(counter, 42);
        bind();

        var search = registry.get(meter);
        assertThat((tag == null ? search : search.tag(tag, value))
                        .functionCounter()
                        .count())
                .isEqualTo(42);
    }

    @Test
    void showsNothingCountedAsZero() {
        bind();

        assertThat(registry.get("zvonok.bwe.falls").functionCounter().count()).isZero();
    }

    @Test
    void showsTheShareOfKeyFramesAndZeroWhereThereIsNoVideo() {
        bind();
        assertThat(registry.get("zvonok.keyframe.share").gauge().value()).isZero();

        RecordingMediaServer busy = new RecordingMediaServer();
        busy.count("bytes_video_in", 400);
        busy.count("bytes_keyframes_in", 100);
        SimpleMeterRegistry other = new SimpleMeterRegistry();
        new ZvonokMetrics(busy, new SignallingStats()).bindTo(other);
        assertThat(other.get("zvonok.keyframe.share").gauge().value()).isEqualTo(0.25);
    }

    @Test
    void showsPacketsThatAreNotSoundAsPictures() {
        media.count("rtp_in", 100);
        media.count("rtp_audio_in", 30);
        bind();

        assertThat(registry.get("zvonok.rtp.packets")
                        .tags("direction", "in", "kind", "video")
                        .functionCounter()
                        .count())
                .isEqualTo(70);
    }

    @Test
    void showsEachCounterOfTheMediaCoreSomewhere() {
        long value = 1_000_000;
        Map<String, Long> given = new HashMap<>();
        for (Counter counter : Counter.values()) {
            String name = counter.name().toLowerCase(Locale.ROOT);
            given.put(name, ++value);
            media.count(name, value);
        }
        media.count("invented_by_the_next_version", 99);
        given.remove("rtp_in"); // shown as what is not sound
        given.remove("rtp_out");
        bind();

        Set<Double> shown = registry.getMeters().stream()
                .filter(FunctionCounter.class::isInstance)
                .map(meter -> ((FunctionCounter) meter).count())
                .collect(Collectors.toSet());
        given.forEach((name, counted) -> assertThat(shown).as(name).contains(counted.doubleValue()));
        assertThat(registry.get("zvonok.events")
                        .tag("event", "invented_by_the_next_version")
                        .functionCounter()
                        .count())
                .isEqualTo(99);
    }

    @Test
    void showsATimingAsBucketsThatContainEachOther() {
        media.time("forward_delay", new DurationHistogram(new long[] {100_000, 2_500_000}, new long[] {3, 4, 5}, 77));
        bind();

        FunctionTimer timer = registry.get("zvonok.forward.latency").functionTimer();
        assertThat(timer.count()).isEqualTo(12);
        assertThat(timer.totalTime(TimeUnit.NANOSECONDS)).isEqualTo(77);
        Map<String, Double> buckets = registry.find("zvonok.forward.latency.buckets").functionCounters().stream()
                .collect(Collectors.toMap(bucket -> bucket.getId().getTag("le"), FunctionCounter::count));
        assertThat(buckets).isEqualTo(Map.of("0.0001", 3.0, "0.0025", 7.0, "+Inf", 12.0));
    }

    @Test
    void labelsNobody_P30() {
        bind();

        assertThat(registry.getMeters())
                .flatExtracting(meter -> meter.getId().getTags().stream()
                        .map(tag -> tag.getKey())
                        .toList())
                .isSubsetOf(Set.of(
                        "role",
                        "kind",
                        "source",
                        "direction",
                        "reason",
                        "type",
                        "origin",
                        "state",
                        "result",
                        "code",
                        "change",
                        "phase",
                        "event",
                        "le"));
        assertThat(registry.getMeters()).extracting(Meter::getId).doesNotHaveDuplicates();
    }
}
