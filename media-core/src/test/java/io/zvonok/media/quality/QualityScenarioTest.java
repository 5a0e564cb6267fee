package io.zvonok.media.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Guards what viewers get: some of the laboratory's cases with a few seeds, against bounds a little looser than the
 * targets, that every run has to keep. {@code -Dseeds=N} plays one seed for each fifty, {@code -Dseed=S} replays one.
 */
class QualityScenarioTest {
    private static final int SEEDS_PER_RUN = 50;

    static Stream<Arguments> bounds() {
        return Stream.of(
                Arguments.of(
                        "step-3M-500k-3M",
                        Map.of(
                                Figure.DOWN_CONVERGENCE, 3000.0,
                                Figure.UP_CONVERGENCE, 16_000.0,
                                Figure.FREEZES_PER_DROP, 2.0,
                                Figure.QUEUE_DELAY, 150.0)),
                Arguments.of(
                        "drop-to-10-percent", Map.of(Figure.DOWN_CONVERGENCE, 4000.0, Figure.UP_CONVERGENCE, 18_000.0)),
                Arguments.of(
                        "steady-700k",
                        Map.of(
                                Figure.UTILISATION, 85.0,
                                Figure.LAYER_CHANGES, 3.0,
                                Figure.FREEZES, 2.0,
                                Figure.QUEUE_DELAY, 150.0)),
                Arguments.of(
                        "five-viewers-2M", // two in five see 360 lines at full use: more even would be less for all
                        Map.of(
                                Figure.FAIRNESS, 0.65,
                                Figure.UTILISATION, 70.0,
                                Figure.FREEZES, 6.0,
                                Figure.QUEUE_DELAY, 170.0,
                                Figure.AUDIO_LOSS, 2.0)),
                Arguments.of("camera-500k-from-start", Map.of(Figure.FPS_AFTER_3_SECONDS, 20.0)),
                Arguments.of("audio-100k", Map.of(Figure.AUDIO_LOSS, 2.0)),
                Arguments.of("screen-400k", Map.of(Figure.QUEUE_DELAY, 200.0, Figure.AUDIO_LOSS, 2.0)),
                Arguments.of("loss-10-rtt50", Map.of(Figure.FRAMES_DECODED, 90.0, Figure.FREEZES_UNDER_LOSS, 6.0)));
    }

    @ParameterizedTest
    @MethodSource("bounds")
    void everyRunKeepsTheBounds(String name, Map<Figure, Double> bounds) {
        Long only = Long.getLong("seed");
        long first = only == null ? 1 : only;
        long last = only == null ? Math.max(2, Integer.getInteger("seeds", 200) / SEEDS_PER_RUN) : only;
        for (long seed = first; seed <= last; seed++) {
            QualityResult result = QualityRun.of(QualityCases.withName(name), seed);
            long number = seed;
            bounds.forEach(
                    (figure, bound) -> assertThat(figure.keeps(result.figures().get(figure), bound))
                            .as(name + ", seed " + number + ": " + figure.id() + " "
                                    + result.figures().get(figure) + ", bound " + bound)
                            .isTrue());
        }
    }
}
