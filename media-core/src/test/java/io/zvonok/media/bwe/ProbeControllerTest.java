package io.zvonok.media.bwe;

import static io.zvonok.media.time.Nanos.fromMillis;
import static io.zvonok.media.time.Nanos.fromSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ProbeControllerTest {
    private final ProbeMeter meter = new ProbeMeter();
    private ProbeController prober = new ProbeController(BweConfig.defaults(), meter, 0);
    private long now = fromSeconds(1);
    private long estimate = 500_000;
    private long busyBps = -1;
    private long fullBps;
    private long standing;

    @Test
    void doesNotProbeWhileNothingIsWanted() {
        prober.setDemand(0, 0, 0, now);
        assertThat(secondsToProbe(60)).isEqualTo(60);
    }

    @Test
    void doesNotProbeWhenTheEstimateIsEnough() {
        prober.setDemand(400_000, 400_000, 0, now);
        assertThat(secondsToProbe(60)).isEqualTo(60);
    }

    @Test
    void probesAtOnceForThreeTimesTheStart() {
        prober.setDemand(400_000, 5_000_000, 900_000, now);
        assertThat(secondsToProbe(1)).isZero();
        assertThat(meter.targetBps()).isEqualTo(1_500_000);
        assertThat(prober.isFirst()).isTrue();
    }

    @Test
    void probesNoFurtherThanAQuarterAboveWhatIsWanted() {
        prober.setDemand(400_000, 800_000, 800_000, now);
        secondsToProbe(1);
        assertThat(meter.targetBps()).isEqualTo(1_000_000);
    }

    @Test
    void doublesAsLongAsProbesPass() {
        prober.setDemand(400_000, 20_000_000, 900_000, now);
        secondsToProbe(1);
        for (long target = 3_000_000; target <= 24_000_000; target *= 2) {
            pass();
            assertThat(secondsToProbe(1)).isZero();
            assertThat(meter.targetBps()).isEqualTo(target);
        }
        pass();
        assertThat(secondsToProbe(1)).isEqualTo(1);
    }

    @Test
    void waitsLongerAfterEachProbeThatFilledTheLinkAndAsksForTheNextStepOnly() {
        prober.setDemand(400_000, 5_000_000, 700_000, now);
        secondsToProbe(1);
        int[] waits = {2, 4, 8, 12, 12};
        for (int wait : waits) {
            fill();
            assertThat(secondsToProbe(60)).isEqualTo(wait);
            assertThat(meter.targetBps()).isEqualTo(840_000);
        }
    }

    @Test
    void doesNotProbeAlwaysAtTheSameMomentBetweenTwoFrames() {
        prober = new ProbeController(BweConfig.defaults(), meter, 1);
        prober.setDemand(400_000, 5_000_000, 700_000, now);
        Set<Long> moments = new HashSet<>();
        for (int i = 0; i < 10; i++) {
            secondsToProbe(60);
            moments.add(now * 30 / fromMillis(100) % 10);
            fill();
        }
        assertThat(moments).hasSizeGreaterThan(3);
    }

    @Test
    void probesSoonAgainWhenMuchLessWouldDo() {
        prober.setDemand(400_000, 5_000_000, 2_000_000, now);
        secondsToProbe(1);
        for (int i = 0; i < 4; i++) {
            fill();
            secondsToProbe(60);
        }
        fill();
        prober.setDemand(400_000, 5_000_000, 520_000, now);
        assertThat(secondsToProbe(60)).isZero();
    }

    @Test
    void doesNotProbeMoreOftenBecauseMeasuredRatesVary() {
        prober.setDemand(400_000, 5_000_000, 700_000, now);
        secondsToProbe(1);
        fill();
        secondsToProbe(60);
        fill();
        for (int i = 0; i < 39; i++) {
            now += fromMillis(100);
            prober.setDemand(400_000, 5_000_000, 700_000 - 1000 * (i % 3), now);
            tick();
            assertThat(meter.isBusy()).isFalse();
        }
    }

    @Test
    void doesNotProbeIntoAQueue() {
        prober.setDemand(400_000, 5_000_000, 700_000, now);
        standing = fromMillis(60);
        assertThat(secondsToProbe(10)).isEqualTo(10);
    }

    @Test
    void probesTwoSecondsAfterALargeDrop() {
        prober.setDemand(400_000, 5_000_000, 700_000, now);
        secondsToProbe(1);
        for (int i = 0; i < 4; i++) {
            fill();
            secondsToProbe(60);
        }
        fill();
        prober.onDecrease(2_000_000, estimate, now);
        assertThat(secondsToProbe(60)).isEqualTo(2);
    }

    @Test
    void waitsLongerAfterEachFailedRise() {
        prober.setDemand(700_000, 5_000_000, 900_000, now);
        secondsToProbe(1);
        for (int wait : new int[] {8, 16, 32, 64, 64}) {
            prober.onFailedRise(0, now);
            prober.onDecrease(2_000_000, estimate, now);
            assertThat(secondsToProbe(100)).isEqualTo(wait);
        }
    }

    @Test
    void triesAgainSoonerWithLittle() {
        prober.setDemand(700_000, 5_000_000, 900_000, now);
        secondsToProbe(1);
        prober.onFailedRise(0.75, now);
        prober.onDecrease(600_000, estimate, now);
        assertThat(secondsToProbe(100)).isEqualTo(2);
    }

    @Test
    void probesSoonWhenTheLinkLooksFaster() {
        prober.setDemand(400_000, 5_000_000, 700_000, now);
        secondsToProbe(1);
        for (int i = 0; i < 4; i++) {
            fill();
            secondsToProbe(60);
        }
        fill();
        fullBps = 500_000;
        now += fromMillis(100);
        busyBps = 700_000;
        tick();
        assertThat(meter.isBusy()).isFalse();
        busyBps = 3_000_000;
        tick();
        assertThat(meter.isBusy()).isTrue();
    }

    @Test
    void seesWhetherARiseWouldHoldForAQuarterOfASecond() {
        estimate = 2_000_000; // enough, but of a while ago
        prober.setDemand(400_000, 700_000, 700_000, now);
        assertThat(secondsToProbe(3)).isEqualTo(3);
        prober.confirm(700_000);
        assertThat(secondsToProbe(1)).isZero();
        assertThat(meter.targetBps()).isEqualTo(840_000);
        meter.onSent(100_000, now);
        assertThat(meter.bytesDue(now + fromMillis(249))).isZero();
        assertThat(meter.bytesDue(now + fromMillis(250))).isPositive();
        assertThat(prober.isConfirming()).isTrue();
    }

    @Test
    void waitsLongerBeforeItAsksAgainWhetherARiseWouldHold() {
        estimate = 2_000_000;
        prober.setDemand(400_000, 700_000, 700_000, now);
        int[] waits = {0, 4, 8, 12, 12};
        for (int wait : waits) {
            assertThat(secondsUntilConfirming(60)).isEqualTo(wait);
            fill();
        }
        secondsUntilConfirming(60);
        pass();
        assertThat(secondsUntilConfirming(60)).isZero();
    }

    @Test
    void doubtsWhatIsKnownForTwoMinutesAfterAFall() {
        assertThat(prober.isDoubtful(now)).isFalse();
        prober.onDecrease(500_000, 400_000, now);
        assertThat(prober.isDoubtful(now + fromSeconds(119))).isTrue();
        assertThat(prober.isDoubtful(now + fromSeconds(120))).isFalse();
    }

    @Test
    void triesEverySecondWhereNothingIsSeenAtAll() {
        estimate = 100_000;
        prober.setDemand(30_000, 1_500_000, 150_000, now);
        secondsToProbe(1);
        for (int i = 0; i < 5; i++) {
            fill();
            prober.setStarved(i > 0);
            assertThat(secondsToProbe(60)).isEqualTo(i == 0 ? 2 : 1);
        }
    }

    @Test
    void isNotFooledByTheSameHintAgainAndAgain() {
        prober.setDemand(400_000, 5_000_000, 700_000, now);
        secondsToProbe(1);
        busyBps = 50_000_000;
        int probes = 0;
        for (int i = 0; i < 1200; i++) {
            if (meter.isBusy()) {
                fill();
                probes++;
            }
            now += fromMillis(100);
            tick();
        }
        assertThat(probes).isLessThan(25);
    }

    @Test
    void lastsLongerWhereArrivalsJitter() {
        prober.setDemand(400_000, 5_000_000, 700_000, now);
        prober.onTick(estimate, 0, fromMillis(10), -1, 0, now);
        now += fromMillis(79);
        meter.onSent(100_000, now);
        meter.onSent(1000, now);
        assertThat(meter.bytesDue(now + fromMillis(2))).isPositive();
        for (int i = 0; i < 3; i++) {
            meter.onSent(1000, now + fromMillis(2));
        }
        assertThat(meter.bytesDue(now + fromMillis(2))).isZero();
    }

    private void tick() {
        prober.onTick(estimate, standing, 0, busyBps, fullBps, now);
    }

    /** Rounded to seconds; the limit if there was none. */
    private int secondsToProbe(int limit) {
        long start = now;
        while (now < start + fromSeconds(limit)) {
            tick();
            if (meter.isBusy()) {
                return (int) Math.round((now - start) / 1e9);
            }
            now += fromMillis(1);
        }
        return limit;
    }

    private int secondsUntilConfirming(int limit) {
        long start = now;
        while (now < start + fromSeconds(limit)) {
            prober.confirm(700_000);
            tick();
            if (meter.isBusy()) {
                break;
            }
            now += fromMillis(1);
        }
        return (int) Math.round((now - start) / 1e9);
    }

    private void pass() {
        estimate = Math.max(estimate, meter.targetBps());
        meter.cancel();
        prober.onPassed(now);
    }

    private void fill() {
        prober.onFull(estimate, estimate, now);
        meter.cancel();
    }
}
