package io.zvonok.media.quality;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class FigureTest {
    @Test
    void theListForTheBrowsersIsTheListOfTheCode() throws IOException {
        try (var stored = FigureTest.class.getResourceAsStream("/quality/figures.json")) {
            assertThat(stored).isNotNull();
            assertThat(new String(stored.readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo(Figure.listAsJson());
        }
    }

    @Test
    void aBoundIsKeptFromTheGoodSide() {
        assertThat(Figure.QUEUE_DELAY.keeps(100, 100)).isTrue();
        assertThat(Figure.QUEUE_DELAY.keeps(101, 100)).isFalse();
        assertThat(Figure.FAIRNESS.keeps(0.95, 0.9)).isTrue();
        assertThat(Figure.FAIRNESS.keeps(0.85, 0.9)).isFalse();
        assertThat(Figure.SHOWN_FPS.keeps(0, Double.NaN)).isTrue();
    }
}
