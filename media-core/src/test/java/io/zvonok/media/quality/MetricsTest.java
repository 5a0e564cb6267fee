package io.zvonok.media.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.zvonok.media.quality.QualityResult.Picture;
import io.zvonok.media.quality.QualityResult.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

class MetricsTest {
    private static final List<Ladder> CAMERA = List.of(Ladder.camera(720));

    @Test
    void convergesDownWhenRateAndQueueFitForASecond() {
        Phase drop = phase(Phase.Kind.DROP, 1000, 11_000, 500, 150);
        var samples = samples(11_000, t -> t < 2000 ? 1500 : 200, t -> t < 2500 ? 250 : 20, t -> shown(180, 30));
        assertThat(Metrics.downConvergenceMillis(samples, drop)).isEqualTo(1500);
    }

    @Test
    void aShortDipIsNoConvergence() {
        Phase drop = phase(Phase.Kind.DROP, 1000, 11_000, 500, 150);
        var samples =
                samples(11_000, t -> 200, t -> t > 2000 && t < 2600 ? 20 : t < 6000 ? 250 : 20, t -> shown(180, 30));
        assertThat(Metrics.downConvergenceMillis(samples, drop)).isEqualTo(5000);
    }

    @Test
    void theRateIsTakenOverHalfASecond() {
        Phase drop = phase(Phase.Kind.DROP, 0, 11_000, 500, 150);
        var bursts = samples(11_000, t -> t % 500 == 0 ? 2000 : 0, t -> 5, t -> shown(180, 30));
        assertThat(Metrics.downConvergenceMillis(bursts, drop)).isLessThanOrEqualTo(400);
    }

    @Test
    void whatNeverConvergesTakesTheWholePhase() {
        Phase drop = phase(Phase.Kind.DROP, 1000, 11_000, 500, 150);
        var samples = samples(11_000, t -> 1500, t -> 300, t -> shown(720, 0));
        assertThat(Metrics.downConvergenceMillis(samples, drop)).isEqualTo(10_000);
        assertThat(Metrics.upConvergenceMillis(samples, drop, CAMERA)).isEqualTo(10_000);
    }

    @Test
    void convergesUpWhenTheBestLayersAreShown() {
        Phase rise = phase(Phase.Kind.RISE, 2000, 20_000, 3000, 1500);
        var samples = samples(20_000, t -> 1500, t -> 5, t -> t < 6000 ? shown(360, 30) : shown(720, 29));
        assertThat(Metrics.upConvergenceMillis(samples, rise, CAMERA)).isEqualTo(4000);
    }

    @Test
    void aLargePictureWithHalfItsFramesIsNotTheBest() {
        Phase rise = phase(Phase.Kind.RISE, 2000, 20_000, 3000, 1500);
        var samples = samples(20_000, t -> 1500, t -> 5, t -> shown(720, t < 10_000 ? 15 : 30));
        assertThat(Metrics.upConvergenceMillis(samples, rise, CAMERA)).isEqualTo(8000);
    }

    @Test
    void utilisationIsTakenOfTheSteadyTimeOnly() {
        Phase start = phase(Phase.Kind.START, 0, 25_000, 3000, 1500);
        var samples = samples(25_000, t -> 1500, t -> 5, t -> t < 20_000 ? shown(360, 30) : shown(720, 30));
        assertThat(Metrics.utilisationPercent(samples, List.of(start), CAMERA))
                .isCloseTo(100 * (0.5 * 500 / 1500 + 0.5), within(0.1));
    }

    @Test
    void moreThanTheBestDoesNotMakeUpForLess() {
        Phase start = phase(Phase.Kind.START, 0, 25_000, 700, 500);
        var samples = samples(25_000, t -> 1500, t -> 5, t -> t < 20_000 ? shown(720, 30) : shown(180, 30));
        assertThat(Metrics.utilisationPercent(samples, List.of(start), CAMERA))
                .isCloseTo(100 * (0.5 + 0.5 * 150 / 500), within(0.1));
    }

    @Test
    void theQueueOfASteadyLinkIsTheNinetyFifthPercentile() {
        Phase start = phase(Phase.Kind.START, 0, 25_000, 700, 500);
        var samples = samples(25_000, t -> 500, t -> t < 15_000 ? 300 : t % 1000 == 0 ? 80 : 10, t -> shown(360, 30));
        assertThat(Metrics.queueDelayMillis(samples, List.of(start))).isEqualTo(80);
        assertThat(Metrics.percentile(new double[] {3, 1, 2, 4}, 50)).isEqualTo(2);
        assertThat(Metrics.percentile(new double[] {3, 1, 2, 4}, 95)).isEqualTo(4);
        assertThat(Metrics.percentile(new double[0], 50)).isNaN();
    }

    @Test
    void freezesCountInTheirPhaseAndOfTheWorstPicture() {
        Phase start = new Phase(Phase.Kind.START, 0, 45_000, 700, 500, List.of(0, 1));
        var samples = samples(
                45_000,
                t -> 500,
                t -> 5,
                t -> List.of(new Picture(360, 30, t < 10_000 ? 0 : 3, 2), new Picture(360, 30, t / 20_000, 2)));
        assertThat(Metrics.freezesPerMinute(samples, List.of(start), List.of(Ladder.camera(720), Ladder.camera(720))))
                .isEqualTo(4); // two in half a minute
        Phase drop = new Phase(Phase.Kind.DROP, 15_000, 45_000, 700, 500, List.of(0, 1));
        assertThat(Metrics.freezesAfter(samples, drop)).isEqualTo(1);
    }

    @Test
    void aPictureThatStandsStillIsAFreezeUnlessThereIsNoRoomForIt() {
        var still = samples(45_000, t -> 500, t -> 5, t -> shown(180, 0));
        Phase fits = phase(Phase.Kind.START, 0, 45_000, 700, 500);
        assertThat(Metrics.freezesPerMinute(still, List.of(fits), CAMERA)).isEqualTo(2);
        Phase tooSmall = phase(Phase.Kind.START, 0, 45_000, 100, 0);
        assertThat(Metrics.freezesPerMinute(still, List.of(tooSmall), CAMERA)).isZero();
    }

    @Test
    void aSwitchOfSizeAndFrameRateIsOneChange() {
        Phase start = phase(Phase.Kind.START, 0, 75_000, 700, 500);
        var switched = samples(
                75_000,
                t -> 500,
                t -> 5,
                t -> List.of(new Picture(t < 30_000 ? 180 : 360, 30, 0, t < 30_500 ? 2 : t < 50_000 ? 0 : 1)));
        assertThat(Metrics.layerChangesPerMinute(switched, List.of(start), 1)).isEqualTo(2);
        var flapping = samples(75_000, t -> 500, t -> 5, t -> shown(t / 500 % 2 == 0 ? 180 : 360, 30));
        assertThat(Metrics.layerChangesPerMinute(flapping, List.of(start), 1)).isGreaterThan(100);
    }

    @Test
    void jainsIndexIsOneForEqualsAndOneNthForOneWhoHasAll() {
        assertThat(Metrics.jainIndex(5, 5, 5, 5)).isEqualTo(1);
        assertThat(Metrics.jainIndex(8, 0, 0, 0)).isEqualTo(0.25);
        assertThat(Metrics.jainIndex(0, 0)).isZero();
    }

    @Test
    void theBestSumOfLayersIsAKnapsack() {
        List<Ladder> two = List.of(Ladder.camera(720), Ladder.camera(360));
        assertThat(Ladder.feasibleKbps(two, 100)).isZero();
        assertThat(Ladder.feasibleKbps(two, 700)).isEqualTo(650);
        assertThat(Ladder.feasibleKbps(two, 1700)).isEqualTo(1650);
        assertThat(Ladder.feasibleKbps(two, 9000)).isEqualTo(2000);
    }

    private static Phase phase(Phase.Kind kind, int from, int to, int capacityKbps, double feasibleKbps) {
        return new Phase(kind, from, to, capacityKbps, feasibleKbps, List.of(0));
    }

    private static List<Picture> shown(int height, int fps) {
        return List.of(new Picture(height, fps, 0, 2));
    }

    private static List<Sample> samples(
            int toMillis,
            IntUnaryOperator sentKbps,
            IntUnaryOperator queueMillis,
            IntFunction<List<Picture>> pictures) {
        List<Sample> samples = new ArrayList<>();
        for (int t = 0; t < toMillis; t += Metrics.SAMPLE_MILLIS) {
            samples.add(new Sample(t, 0, sentKbps.applyAsInt(t), -1, queueMillis.applyAsInt(t), pictures.apply(t)));
        }
        return samples;
    }
}
