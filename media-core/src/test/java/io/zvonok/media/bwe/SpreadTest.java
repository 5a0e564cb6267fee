package io.zvonok.media.bwe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SpreadTest {
    @Test
    void keepsWaitsWithinFourTenths() {
        for (int seed = 1; seed < 1000; seed++) {
            assertThat(new Spread(seed).of(1000)).isBetween(600L, 1400L);
        }
    }

    @Test
    void differsBetweenViewersAndFromTimeToTime() {
        Set<Long> waits = new HashSet<>();
        for (int seed = 1; seed <= 10; seed++) {
            Spread spread = new Spread(seed);
            for (int i = 0; i < 10; i++) {
                waits.add(spread.of(1_000_000));
            }
        }
        assertThat(waits).hasSizeGreaterThan(95);
    }

    @Test
    void isTheSameForTheSameSeed() {
        Spread one = new Spread(7);
        Spread other = new Spread(7);
        for (int i = 0; i < 10; i++) {
            assertThat(one.of(1_000_000)).isEqualTo(other.of(1_000_000));
        }
    }

    @Test
    void leavesWaitsAloneWithoutASeed() {
        assertThat(new Spread(0).of(1234)).isEqualTo(1234);
    }
}
