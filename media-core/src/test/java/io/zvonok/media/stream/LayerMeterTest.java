package io.zvonok.media.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.zvonok.media.time.Nanos;
import org.junit.jupiter.api.Test;

class LayerMeterTest {
    private static final long FRAME = Nanos.fromMillis(33);
    private static final int ALL = 0xFFFF;

    private final LayerMeter meter = new LayerMeter();

    /** Frames of 1000 bytes, thirty a second, in the order of temporal layers 0 2 1 2. */
    private long threeTemporalLayers(long from, int frames) {
        int[] pattern = {0, 2, 1, 2};
        long now = from;
        for (int i = 0; i < frames; i++, now += FRAME) {
            int temporal = pattern[i % 4];
            int neededBy = 0;
            for (int point = temporal; point < LayerMeter.TEMPORAL; point++) {
                neededBy |= 1 << point;
            }
            meter.onPacket(0, temporal, true, neededBy, 600, now);
            meter.onPacket(0, temporal, false, neededBy, 400, now);
        }
        return now;
    }

    @Test
    void measuresWhatEachPointTakes() {
        long now = threeTemporalLayers(0, 90);
        double frameBps = 1000 * 8 / 0.033;
        assertThat(meter.rateBps(2, now)).isCloseTo((long) frameBps, within((long) frameBps / 12));
        assertThat(meter.rateBps(1, now)).isCloseTo((long) frameBps / 2, within((long) frameBps / 12));
        assertThat(meter.rateBps(0, now)).isCloseTo((long) frameBps / 4, within((long) frameBps / 12));
    }

    @Test
    void knowsThePartOfTheFramesThatAPointShows() {
        long now = threeTemporalLayers(0, 90);
        assertThat(meter.frameShare(0, now)).isBetween(22, 28);
        assertThat(meter.frameShare(1, now)).isBetween(47, 53);
        assertThat(meter.frameShare(2, now)).isEqualTo(100);
        assertThat(meter.frameShare(3, now)).isEqualTo(100);
    }

    @Test
    void findsThePointsThatAreSentAndForgetsThoseThatStopped() {
        long now = threeTemporalLayers(0, 30);
        assertThat(meter.points(now)).isEqualTo(0b111);
        for (int i = 0; i < 60; i++, now += FRAME) {
            meter.onPacket(0, 0, true, ALL, 1000, now);
        }
        assertThat(meter.points(now)).isEqualTo(0b1);
    }

    @Test
    void measuresAStreamWithoutLayersAtItsOnlyPoint() {
        long now = 0;
        for (int i = 0; i < 60; i++, now += FRAME) {
            meter.onPacket(0, 0, true, ALL, 500, now);
        }
        assertThat(meter.points(now)).isEqualTo(1);
        assertThat(meter.rateBps(0, now)).isCloseTo(121_000, within(12_000L));
        assertThat(meter.rateBps(0, now + Nanos.fromSeconds(3))).isZero();
    }

    @Test
    void countsSpatialLayersApart() {
        long now = 0;
        for (int i = 0; i < 60; i++, now += FRAME) {
            meter.onPacket(0, 0, true, ALL, 100, now);
            meter.onPacket(1, 0, false, 0xFFF0, 300, now);
        }
        assertThat(meter.points(now)).isEqualTo(0b1_0001);
        assertThat(meter.rateBps(4, now)).isCloseTo(4 * meter.rateBps(0, now), within(2000L));
    }

    @Test
    void takesLayersBeyondItsBoundsForTheHighest() {
        meter.onPacket(7, 7, true, ALL, 100, 0);
        assertThat(meter.points(0)).isEqualTo(1 << 15);
    }
}
