package io.zvonok.media.bwe;

import static io.zvonok.media.time.Nanos.fromMillis;
import static io.zvonok.media.time.Nanos.fromSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class AimdRateControlTest {
    private final AimdRateControl control = new AimdRateControl(new BweConfig(1_000_000, 30_000, 5_000_000));
    private long now = fromSeconds(1);

    @Test
    void startsWhereItIsTold() {
        assertThat(control.estimateBps()).isEqualTo(1_000_000);
    }

    @Test
    void growsByEightPercentASecondWhileNoLimitIsKnown() {
        steady(10, 2_000_000);
        assertThat(control.estimateBps()).isCloseTo(1_080_000, Percentage.withPercentage(1));
    }

    @Test
    void doesNotGrowFarBeyondWhatArrives() {
        steady(1000, 800_000);
        assertThat(control.estimateBps()).isEqualTo(1_210_000);
    }

    @Test
    void fallsBelowWhatTheLinkCarries() {
        control.onCongestion(1_000_000, 600_000, 0, now);
        assertThat(control.estimateBps()).isEqualTo(510_000);
        assertThat(control.fullBps()).isEqualTo(600_000);
        assertThat(control.capacityBps()).isEqualTo(600_000);
    }

    @Test
    void fallsNoLowerThanWhatPassedAMomentAgo() {
        control.onCongestion(1_000_000, 600_000, 560_000, now);
        assertThat(control.estimateBps()).isEqualTo(560_000);
    }

    @Test
    void waitsARoundTripBeforeItFallsAgain() {
        control.setRoundTrip(fromMillis(150));
        control.onCongestion(900_000, 900_000, 0, now);
        control.onCongestion(800_000, 800_000, 0, now + fromMillis(100));
        assertThat(control.estimateBps()).isEqualTo(765_000);
        control.onCongestion(800_000, 800_000, 0, now + fromMillis(150));
        assertThat(control.estimateBps()).isEqualTo(680_000);
    }

    @Test
    void growsByStepsNearAKnownLimitAndNotBeyondIt() {
        control.onCongestion(1_000_000, 1_000_000, 0, now);
        steady(2, 900_000);
        long before = control.estimateBps();
        steady(10, 900_000);
        assertThat(control.estimateBps() - before).isBetween(30_000L, 100_000L);
        steady(400, 900_000);
        assertThat(control.estimateBps()).isBetween(1_000_000L, 1_080_000L);
    }

    @Test
    void forgetsALimitThatMoreThanFits() {
        control.onCongestion(500_000, 500_000, 0, now);
        steady(100, 3_000_000);
        assertThat(control.capacityBps()).isEqualTo(-1);
    }

    @Test
    void risesToWhatAProbeHasShown() {
        control.onCongestion(500_000, 500_000, 0, now);
        control.onProbe(2_000_000, now);
        assertThat(control.estimateBps()).isEqualTo(2_000_000);
        assertThat(control.capacityBps()).isEqualTo(-1);
        control.onProbe(50_000_000, now);
        assertThat(control.estimateBps()).isEqualTo(5_000_000);
    }

    @Test
    void standsStillAfterAFailedRise() {
        control.freeze(900_000, now + fromSeconds(8));
        control.setEstimate(900_000);
        steady(70, 3_000_000);
        assertThat(control.estimateBps()).isEqualTo(990_000);
        steady(70, 3_000_000);
        assertThat(control.estimateBps()).isGreaterThan(1_200_000);
    }

    @Test
    void growsOnlyAFeedbackAfterPacketsQueued() {
        steady(1, 900_000);
        long before = control.estimateBps();
        now += fromMillis(100);
        control.onFeedback(false, 900_000, now);
        now += fromMillis(100);
        control.onFeedback(true, 900_000, now);
        assertThat(control.estimateBps()).isEqualTo(before);
        now += fromMillis(100);
        control.onFeedback(true, 900_000, now);
        assertThat(control.estimateBps()).isGreaterThan(before);
    }

    private void steady(int feedbacks, long acknowledgedBps) {
        control.onFeedback(true, acknowledgedBps, now);
        for (int i = 0; i < feedbacks; i++) {
            now += fromMillis(100);
            control.onFeedback(true, acknowledgedBps, now);
        }
    }
}
