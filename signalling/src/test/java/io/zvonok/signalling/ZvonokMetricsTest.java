package io.zvonok.signalling;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.zvonok.signalling.session.SignallingStats;
import io.zvonok.signalling.testing.RecordingMediaServer;
import java.util.Set;
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
        "bytes_video_in, sfu.video.bytes, kind, all",
        "bytes_keyframes_in, sfu.video.bytes, kind, keyframe",
        "rtp_layer_skipped, sfu.rtp.layer.skipped,,",
        "rtx_probe, sfu.bwe.probe.packets, kind, rtx",
        "padding_out, sfu.bwe.probe.packets, kind, padding",
        "twcc_in, sfu.bwe.feedback, kind, transport",
        "twcc_refused, sfu.bwe.feedback, kind, refused",
        "remb_in, sfu.bwe.feedback, kind, remb",
        "estimate_cut, sfu.bwe.falls,,",
        "red_out, sfu.red.packets,,",
        "slots_no_bandwidth, sfu.slots.nobandwidth,,",
        "keyframes_held_back, sfu.keyframe.heldback,,",
        "layers_paused, sfu.publisher.layers, change, paused",
        "layers_resumed, sfu.publisher.layers, change, resumed",
        "rtp_in, sfu.rtp.packets, direction, in"
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

        assertThat(registry.get("sfu.bwe.falls").functionCounter().count()).isZero();
    }

    @Test
    void showsTheShareOfKeyFramesAndZeroWhereThereIsNoVideo() {
        bind();
        assertThat(registry.get("sfu.keyframe.share").gauge().value()).isZero();

        RecordingMediaServer busy = new RecordingMediaServer();
        busy.count("bytes_video_in", 400);
        busy.count("bytes_keyframes_in", 100);
        SimpleMeterRegistry other = new SimpleMeterRegistry();
        new ZvonokMetrics(busy, new SignallingStats()).bindTo(other);
        assertThat(other.get("sfu.keyframe.share").gauge().value()).isEqualTo(0.25);
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
                        "le"));
        assertThat(registry.getMeters()).extracting(Meter::getId).doesNotHaveDuplicates();
    }
}
