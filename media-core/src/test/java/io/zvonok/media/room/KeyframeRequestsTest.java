package io.zvonok.media.room;

import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.stats.Counter;
import io.zvonok.media.stats.LoopStats;
import io.zvonok.media.time.Nanos;
import java.util.ArrayDeque;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyframeRequestsTest {
    private static final int PACKET = 1000;

    private final LoopStats stats = new LoopStats();
    private final KeyframeRequests requests = new KeyframeRequests(stats);

    @Test
    void asksAtOnceForTheFirst() {
        requests.want();
        assertThat(requests.takeDue(0)).isTrue();
    }

    @Test
    void asksForNothingUnlessWanted() {
        assertThat(requests.takeDue(Nanos.fromSeconds(5))).isFalse();
    }

    @Test
    void coalescesManyViewersIntoOne_P20() {
        int sent = 0;
        for (int viewer = 0; viewer < 1000; viewer++) {
            requests.want();
            sent += requests.takeDue(Nanos.fromMillis(viewer / 10)) ? 1 : 0;
        }
        assertThat(sent).isEqualTo(1);
    }

    @Test
    void repeatsUntilTheKeyframeIsThere() {
        requests.want();
        assertThat(requests.takeDue(0)).isTrue();
        assertThat(requests.takeDue(Nanos.fromMillis(499))).isFalse();
        assertThat(requests.takeDue(Nanos.fromMillis(500))).isTrue();
        requests.onKeyframe();
        assertThat(requests.takeDue(Nanos.fromMillis(2000))).isFalse();
    }

    @Test
    void saysHowLongAKeyframeTookThatWasAskedFor() {
        frames(0, 1_000, 10);
        requests.want();
        assertThat(requests.takeDue(Nanos.fromMillis(1_000))).isTrue();
        frames(1_000, 4_500, 70);
        assertThat(requests.waitNanos(Nanos.fromMillis(4_000))).isEqualTo(Nanos.fromMillis(3_000));
        keyframe(4_500, 10);
        assertThat(requests.waitNanos(Nanos.fromMillis(9_000))).isEqualTo(Nanos.fromMillis(3_500));
    }

    @Test
    void doesNotCountTheTimeInWhichNothingWasSent() {
        requests.want();
        assertThat(requests.takeDue(0)).isTrue();
        keyframe(60_000, 10);
        assertThat(requests.waitNanos(Nanos.fromMillis(60_000))).isZero();
    }

    @Test
    void sendsAtMostSixInTenSeconds_P20() {
        int sent = 0;
        for (long millis = 0; millis < 10_000; millis += 10) {
            requests.want();
            sent += requests.takeDue(Nanos.fromMillis(millis)) ? 1 : 0;
        }
        assertThat(sent).isEqualTo(6);
        assertThat(requests.takeDue(Nanos.fromMillis(10_000))).isTrue();
    }

    @Test
    void asksForTheFirstRepairAtOnceHoweverLargeKeyframesAre() {
        keyframe(0, 100);

        requests.wantRepair();
        assertThat(requests.takeDue(Nanos.fromMillis(600))).isTrue();
    }

    @Test
    void repairsAgainWhileKeyframesTakeAQuarterOfTheBytes() {
        frames(0, 5_000, 100);
        askedFor(5_000, 11); // and 11 more are 22 of 111: less than a quarter

        requests.wantRepair();
        assertThat(requests.takeDue(Nanos.fromMillis(5_600))).isTrue();
        assertThat(stats.get(Counter.KEYFRAMES_HELD_BACK)).isZero();
    }

    @Test
    void holdsBackARepairThatWouldTakeMore_P20() {
        frames(0, 5_000, 100);
        askedFor(5_000, 15); // and 15 more are 30 of 115

        requests.wantRepair();
        for (long millis = 5_600; millis < 15_000; millis += 100) {
            assertThat(requests.takeDue(Nanos.fromMillis(millis))).isFalse();
        }
        assertThat(stats.get(Counter.KEYFRAMES_HELD_BACK)).isEqualTo(1);
    }

    @Test
    void repairsAsSoonAsEnoughWasSentBeside() {
        frames(0, 5_000, 100);
        askedFor(5_000, 15);
        requests.wantRepair();

        frames(5_100, 7_000, 4);
        assertThat(requests.takeDue(Nanos.fromMillis(7_000))).isFalse();
        frames(7_001, 7_002, 1);
        assertThat(requests.takeDue(Nanos.fromMillis(7_003))).isTrue();
    }

    @Test
    void repairsOnceInTenSecondsEvenAStillScreen() {
        askedFor(0, 100);
        requests.wantRepair();

        assertThat(requests.takeDue(Nanos.fromMillis(9_000))).isFalse();
        assertThat(requests.takeDue(Nanos.fromMillis(10_500))).isTrue();
    }

    @Test
    void countsOnlyKeyframesThatViewersAskedFor() {
        frames(0, 1_000, 20);
        keyframe(1_000, 100);
        askedFor(2_000, 10);
        keyframe(3_000, 10);

        requests.wantRepair();
        assertThat(requests.takeDue(Nanos.fromMillis(4_000))).isTrue();
    }

    @Test
    void letsWhoHasNoPictureWaitTwoSecondsAtMost() {
        askedFor(0, 100);

        requests.want();
        assertThat(requests.takeDue(Nanos.fromMillis(1_000))).isFalse();
        assertThat(requests.takeDue(Nanos.fromMillis(2_999))).isFalse();
        assertThat(requests.takeDue(Nanos.fromMillis(3_000))).isTrue();
    }

    @Test
    void letsAPictureOvertakeARepairThatIsHeldBack() {
        askedFor(0, 100);
        requests.wantRepair();
        assertThat(requests.takeDue(Nanos.fromMillis(1_000))).isFalse();
        assertThat(requests.takeDue(Nanos.fromMillis(6_000))).isFalse();

        requests.want();
        assertThat(requests.takeDue(Nanos.fromMillis(6_000))).isTrue();
    }

    @Test
    void startsToHoldBackAnewAfterAKeyframe() {
        askedFor(0, 100);
        requests.want();
        assertThat(requests.takeDue(Nanos.fromMillis(1_000))).isFalse();
        keyframe(1_500, 100);

        requests.want();
        assertThat(requests.takeDue(Nanos.fromMillis(3_100))).isFalse();
        assertThat(requests.takeDue(Nanos.fromMillis(5_100))).isTrue();
        assertThat(stats.get(Counter.KEYFRAMES_HELD_BACK)).isEqualTo(2);
    }

    @Test
    void repeatsARepairThatWasGrantedWhateverItTakes() {
        frames(0, 5_000, 100);
        askedFor(5_000, 11);
        requests.wantRepair();
        assertThat(requests.takeDue(Nanos.fromMillis(5_600))).isTrue();

        assertThat(requests.takeDue(Nanos.fromMillis(12_000))).isTrue(); // of the frames three seconds are left
    }

    @Test
    void dropsTheWishForARepairWhenAKeyframeComes() {
        requests.wantRepair();
        keyframe(0, 10);

        assertThat(requests.takeDue(Nanos.fromMillis(1_000))).isFalse();
    }

    @Test
    void countsTheBytes() {
        keyframe(0, 3);
        frames(100, 200, 5);

        assertThat(stats.get(Counter.BYTES_KEYFRAMES_IN)).isEqualTo(3 * PACKET);
        assertThat(stats.get(Counter.BYTES_VIDEO_IN)).isEqualTo(8 * PACKET);
    }

    /** A thousand viewers report loss all the time: at most a quarter of any ten seconds, or one key frame. */
    @ParameterizedTest(name = "{0} bytes/s, key frames of {1} packets")
    @CsvSource({"19000, 8", "60000, 25", "190000, 60", "190000, 12", "2000, 100"})
    void keepsKeyframesToAQuarterWhoeverAsks_P20(int bytesPerSecond, int keyframePackets) {
        ArrayDeque<long[]> video = new ArrayDeque<>(); // millis, bytes, bytes of key frames
        long keyframeAt = Long.MAX_VALUE;
        int keyframes = 0;
        double due = 0;
        for (long millis = 0; millis < 120_000; millis += 10) {
            long now = Nanos.fromMillis(millis);
            due += bytesPerSecond / 100.0;
            for (; due >= PACKET; due -= PACKET) {
                requests.onBytes(false, PACKET, now);
                video.add(new long[] {millis, PACKET, 0});
            }
            requests.wantRepair();
            if (requests.takeDue(now)) {
                keyframeAt = millis + 100;
            }
            if (millis == keyframeAt) {
                keyframe(millis, keyframePackets);
                keyframes++;
                long bytes = (long) keyframePackets * PACKET;
                video.add(new long[] {millis, bytes, bytes});
                long from = millis - 10_000;
                video.removeIf(entry -> entry[0] <= from);
                long all = video.stream().mapToLong(entry -> entry[1]).sum();
                long ofKeyframes = video.stream().mapToLong(entry -> entry[2]).sum();
                assertThat(ofKeyframes).isLessThanOrEqualTo(Math.max(bytes, all * 26 / 100));
            }
        }
        assertThat(keyframes).isBetween(12, 72);
    }

    private void frames(long fromMillis, long toMillis, int packets) {
        for (int i = 0; i < packets; i++) {
            requests.onBytes(false, PACKET, Nanos.fromMillis(fromMillis + (toMillis - fromMillis) * i / packets));
        }
    }

    private void keyframe(long millis, int packets) {
        requests.onKeyframe();
        for (int i = 0; i < packets; i++) {
            requests.onBytes(true, PACKET, Nanos.fromMillis(millis));
        }
    }

    private void askedFor(long millis, int packets) {
        requests.want();
        assertThat(requests.takeDue(Nanos.fromMillis(millis))).isTrue();
        keyframe(millis, packets);
    }
}
