package io.zvonok.media.simulcast;

import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.rtp.SequenceNumbers;
import io.zvonok.media.time.Nanos;
import org.junit.jupiter.api.Test;

class TimestampMapTest {
    private static final int ORIGIN = 0xFFFF_FF00;
    private final TimestampMap map = new TimestampMap(new SlotClock(90_000, ORIGIN));

    @Test
    void putsTheFirstFrameOnTheSlotsLine() {
        map.align(5, Nanos.fromSeconds(1));
        assertThat(map.map(5)).isEqualTo(ORIGIN + 90_000);
    }

    @Test
    void keepsTheRhythmOfTheSource() {
        map.align(1000, Nanos.fromSeconds(1));
        int first = map.map(1000);
        assertThat(map.map(1000 + 3003) - first).isEqualTo(3003);
    }

    @Test
    void neverGoesBackAtASwitch() {
        map.align(1000, Nanos.fromMillis(1000));
        int last = map.map(1000);
        map.align(700_000, Nanos.fromMillis(990)); // captured 10 ms before what was sent last
        assertThat(map.map(700_000)).isEqualTo(last + 90);
    }

    @Test
    void agreesWithSenderReportsAcrossSwitches() {
        map.align(1000, Nanos.fromMillis(1000));
        map.map(1000);
        map.align(55, Nanos.fromMillis(5000));
        assertThat(map.map(55)).isEqualTo(map.clock().timestampAt(Nanos.fromMillis(5000)));
    }

    @Test
    void leavesLatePacketsOfEarlierFramesWhereTheirFrameIs() {
        map.align(1000, Nanos.fromMillis(1000));
        int earlier = map.map(4000);
        map.realign(7000, Nanos.fromMillis(1200));
        assertThat(map.map(7000)).isEqualTo(map.clock().timestampAt(Nanos.fromMillis(1200)));
        assertThat(map.map(4000)).isEqualTo(earlier);
    }

    @Test
    void takesNothingForLateHoursAfterItWasRealigned() {
        map.align(0, Nanos.fromSeconds(1));
        map.realign(3000, Nanos.fromMillis(1200));
        int first = map.map(3000);
        int minute = 60 * 90_000;
        for (int minutes = 1; minutes <= 8 * 60; minutes++) {
            assertThat(map.map(3000 + minutes * minute) - first).isEqualTo(minutes * minute);
        }
    }

    @Test
    void countsTicksForHoursWithoutDrift() {
        SlotClock clock = new SlotClock(48_000, 0);
        assertThat(Integer.toUnsignedLong(clock.timestampAt(Nanos.fromSeconds(3600 * 24))))
                .isEqualTo(48_000L * 3600 * 24 % (1L << 32));
        assertThat(clock.ticks(-Nanos.fromMillis(1))).isEqualTo(-48);
    }

    @Test
    void tellsNewFramesFromOldPackets() {
        map.align(1000, Nanos.fromMillis(1000));
        map.map(4000);
        assertThat(map.isNewest(4000)).isFalse();
        assertThat(map.isNewest(4001)).isTrue();
        assertThat(SequenceNumbers.timestampDelta(map.map(3000), map.map(4000))).isEqualTo(-1000);
    }

    @Test
    void passesFramesOfThePastInNoTimeAndShowsThePresentOneInItsOwn() {
        int frame = 3000;
        map.alignHurrying(1000, 1000 + 60 * frame, Nanos.fromSeconds(5));
        int present = map.clock().timestampAt(Nanos.fromSeconds(5));
        int before = map.map(1000);
        assertThat(SequenceNumbers.timestampDelta(present, before)).isBetween(1, 90_000 / 10);
        for (int i = 1; i <= 60; i++) {
            assertThat(map.isHurried(1000 + i * frame)).isEqualTo(i < 60);
            int next = map.map(1000 + i * frame);
            assertThat(SequenceNumbers.timestampDelta(next, before)).isBetween(frame / 40, frame / 30);
            before = next;
        }
        assertThat(before).isEqualTo(present);
        assertThat(map.map(1000 + 61 * frame) - present).isEqualTo(frame);
        assertThat(map.map(1000 + 7 * frame)).isEqualTo(map.map(1000 + 7 * frame));
    }

    @Test
    void doesNotGoBackInTimeToHurry() {
        map.align(500, Nanos.fromSeconds(5));
        int last = map.map(500);
        map.alignHurrying(1000, 1000 + 90_000, Nanos.fromSeconds(5));
        assertThat(SequenceNumbers.timestampDelta(map.map(1000), last)).isEqualTo(90);
        assertThat(SequenceNumbers.timestampDelta(map.map(1000 + 90_000), last)).isBetween(91, 90_000 / 20);
    }
}
