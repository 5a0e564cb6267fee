package io.zvonok.media.srtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ReplayWindowTest {
    private final ReplayWindow window = new ReplayWindow(1024);

    @Test
    void takesEachIndexOnce() {
        assertThat(window.isNew(5)).isTrue();
        window.mark(5);
        assertThat(window.isNew(5)).isFalse();
        assertThat(window.isNew(4)).isTrue();
        assertThat(window.highest()).isEqualTo(5);
    }

    @Test
    void remembersExactly1024Indices_P15() {
        window.mark(10_000);
        assertThat(window.isNew(10_000 - 1023)).isTrue();
        assertThat(window.isNew(10_000 - 1024)).isFalse();
    }

    @Test
    void refusesNegativeIndices() {
        assertThat(window.isNew(-1)).isFalse();
        window.mark(3);
        assertThat(window.isNew(-1)).isFalse();
        assertThat(window.highest()).isEqualTo(3);
    }

    @Test
    void askingChangesNothing() {
        window.mark(100);
        assertThat(window.isNew(1L << 40)).isTrue();
        assertThat(window.isNew(100)).isFalse();
        assertThat(window.highest()).isEqualTo(100);
    }

    @Test
    void agreesWithASetOfAllIndices() {
        long seed = 7;
        Random random = new Random(seed);
        TreeSet<Long> used = new TreeSet<>();
        long highest = 0;
        for (int i = 0; i < 50_000; i++) {
            int step = random.nextInt(100) == 0 ? 3000 : random.nextInt(100) < 10 ? 200 : 3;
            long index = Math.max(0, highest + random.nextInt(step) - random.nextInt(1200) / (1 + random.nextInt(40)));
            boolean expected = !used.contains(index) && (used.isEmpty() || index > used.last() - 1024);
            assertThat(window.isNew(index))
                    .as("seed %d step %d index %d", seed, i, index)
                    .isEqualTo(expected);
            if (expected) {
                window.mark(index);
                used.add(index);
                highest = used.last();
            }
        }
    }

    @Test
    void refusesSizesThatAreNoPowerOfTwo() {
        assertThatThrownBy(() -> new ReplayWindow(1000)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ReplayWindow(32)).isInstanceOf(IllegalArgumentException.class);
    }
}
