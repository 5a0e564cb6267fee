package io.zvonok.media.quality;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QualityRunTest {
    @Test
    void theSameSeedGivesTheSameResultToTheByte() {
        for (String name : new String[] {"camera-500k-from-start", "loss-10-rtt50", "five-viewers-2M"}) {
            QualityCase quality = QualityCases.withName(name);
            assertThat(QualityRun.of(quality, 7).toJson())
                    .as(name)
                    .isEqualTo(QualityRun.of(quality, 7).toJson());
        }
    }

    @Test
    void anotherSeedGivesAnotherRun() {
        QualityCase quality = QualityCases.withName("camera-500k-from-start");
        assertThat(QualityRun.of(quality, 1).series())
                .isNotEqualTo(QualityRun.of(quality, 2).series());
    }

    @Test
    void aRunIsSampledTenTimesASecondAndTellsWhatHappened() {
        QualityResult result = QualityRun.of(QualityCases.withName("step-3M-500k-3M"), 3);
        assertThat(result.series().samples()).hasSize(650);
        assertThat(result.series().samples().get(99).tMillis()).isEqualTo(10_000);
        assertThat(result.series().samples().get(250).capacityKbps()).isEqualTo(500);
        assertThat(result.events()).contains(new QualityResult.Event(20_000, "500 kbit/s"));
        assertThat(result.figures()).containsKeys(Figure.DOWN_CONVERGENCE, Figure.QUEUE_DELAY, Figure.UTILISATION);
        assertThat(result.series().samples().get(190).pictures().get(0).height())
                .isGreaterThan(0);
    }

    @Test
    void whatALinkCarriesIsNeverMoreThanItsCapacityForLong() {
        QualityResult result = QualityRun.of(QualityCases.withName("steady-2500k"), 5);
        double mean = Metrics.mean(result.series().samples(), QualityResult.Sample::sentKbps);
        assertThat(mean).isBetween(100.0, 2500.0);
    }
}
