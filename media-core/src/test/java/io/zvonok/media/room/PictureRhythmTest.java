package io.zvonok.media.room;

import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.api.TrackReport.Pictures;
import io.zvonok.media.time.Nanos;
import org.junit.jupiter.api.Test;

class PictureRhythmTest {
    private final PictureRhythm rhythm = new PictureRhythm();

    @Test
    void seesPicturesSentInAnotherOrderThanTheyAreShown() {
        rhythm.onPacket(10, 3000);
        rhythm.onPacket(11, 12_000);
        assertThat(rhythm.describe(0, 0).reordered()).isFalse();
        rhythm.onPacket(12, 6000);
        assertThat(rhythm.describe(0, 0).reordered()).isTrue();
    }

    @Test
    void doesNotTakeLatePacketsOrAWrapForReordering() {
        rhythm.onPacket(10, -3000);
        rhythm.onPacket(12, 3000);
        rhythm.onPacket(11, 0);
        rhythm.onPacket(13, 3000);
        assertThat(rhythm.describe(0, 0).reordered()).isFalse();
    }

    @Test
    void measuresFromKeyframeToKeyframeHoweverManyPacketsBeginOne() {
        rhythm.onKeyframe(1000, Nanos.fromMillis(100));
        rhythm.onKeyframe(1000, Nanos.fromMillis(101));
        assertThat(rhythm.describe(0, 0)).isEqualTo(new Pictures(-1, 0, 0, false));
        rhythm.onKeyframe(2000, Nanos.fromMillis(4100));
        assertThat(rhythm.describe(Nanos.fromMillis(7), 2)).isEqualTo(new Pictures(4000, 7, 2, false));
    }

    @Test
    void forgetsTheStreamBefore() {
        rhythm.onPacket(10, 12_000);
        rhythm.onPacket(11, 3000);
        rhythm.onKeyframe(1000, 0);
        rhythm.restart();
        rhythm.onPacket(5, 1);
        rhythm.onKeyframe(5000, Nanos.fromMillis(9000));
        assertThat(rhythm.describe(0, 0)).isEqualTo(new Pictures(-1, 0, 0, false));
    }
}
