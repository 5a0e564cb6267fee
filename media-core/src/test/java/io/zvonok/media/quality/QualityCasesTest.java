package io.zvonok.media.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class QualityCasesTest {
    static Stream<QualityCase> all() {
        return QualityCases.all().stream();
    }

    @ParameterizedTest
    @MethodSource("all")
    void everyNameIsThatOfOneCase(QualityCase quality) {
        assertThat(all().filter(other -> other.name().equals(quality.name()))).hasSize(1);
        assertThat(QualityCases.withName(quality.name()).about()).isEqualTo(quality.about());
    }

    @ParameterizedTest
    @MethodSource("all")
    void phasesFollowOneAnotherFromStartToEnd(QualityCase quality) {
        List<Phase> phases = quality.phases();
        int end = 0;
        for (Phase phase : phases) {
            assertThat(phase.fromMillis()).isEqualTo(end);
            assertThat(phase.lengthMillis()).isPositive();
            assertThat(phase.capacityKbps()).isPositive();
            end = phase.toMillis();
        }
        assertThat(end).isEqualTo((int) (quality.seconds() * 1000));
        assertThat(phases.get(0).kind()).isEqualTo(Phase.Kind.START);
    }

    @ParameterizedTest
    @MethodSource("all")
    void whatIsJudgedCanBeMeasured(QualityCase quality) {
        List<Phase> phases = quality.phases();
        boolean drops = phases.stream().anyMatch(phase -> phase.kind() == Phase.Kind.DROP);
        boolean steady = phases.stream().anyMatch(phase -> phase.steadyMillis() > 0);
        boolean rises = phases.stream()
                .anyMatch(phase -> phase.feasibleKbps() > 0
                        && (phase.kind() == Phase.Kind.START || phase.kind() == Phase.Kind.RISE));
        for (Figure figure : quality.judged()) {
            assertThat(figure.p95Target()).as(figure.id()).isNotNaN();
            switch (figure) {
                case DOWN_CONVERGENCE, FREEZES_PER_DROP ->
                    assertThat(drops).as(figure.id()).isTrue();
                case UP_CONVERGENCE -> assertThat(rises).as(figure.id()).isTrue();
                case FAIRNESS -> assertThat(quality.viewers()).hasSizeGreaterThan(1);
                case AUDIO_LOSS -> assertThat(quality.voices()).isPositive();
                case UTILISATION, QUEUE_DELAY, FREEZES, LAYER_CHANGES ->
                    assertThat(steady).as(figure.id()).isTrue();
                default -> assertThat(quality.viewers()).isNotEmpty();
            }
        }
        assertThat(quality.judged()).isNotEmpty();
    }
}
