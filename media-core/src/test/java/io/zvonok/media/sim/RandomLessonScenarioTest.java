package io.zvonok.media.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.time.Nanos;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;

/** {@code -Dseeds=N} runs so many lessons, {@code -Dseed=S} replays one. */
class RandomLessonScenarioTest {
    private static final int FAILURES_TOLD = 5;
    private static final int SEEDS = 200;
    private static final int ENOUGH_SEEDS = 100;

    @Test
    void holdsAllInvariantsInRandomLessons() {
        Map<String, Long> met = run(1, RandomLesson::new);
        if (Integer.getInteger("seeds", SEEDS) > ENOUGH_SEEDS && Long.getLong("seed") == null) {
            assertThat(met)
                    .allSatisfy((what, times) -> assertThat(times).as(what).isPositive());
        }
    }

    @Test
    void holdsThemWhenPacketsAreReadTogether() {
        run(3, seed -> new RandomLesson(seed).inBatches(Nanos.fromMillis(1 + seed % 7)));
    }

    /** One lesson in so many; what happened in them. */
    private static Map<String, Long> run(int oneIn, LongFunction<RandomLesson> lessons) {
        Long only = Long.getLong("seed");
        long first = only == null ? 1 : only;
        long last = only == null ? Integer.getInteger("seeds", SEEDS) : only;
        List<AssertionError> failures = new ArrayList<>();
        Map<String, Long> met = new LinkedHashMap<>();
        for (long seed = first; seed <= last && failures.size() < FAILURES_TOLD; seed += oneIn) {
            RandomLesson lesson = lessons.apply(seed);
            try {
                lesson.run();
                lesson.sometimes().forEach((what, times) -> met.merge(what, times, Long::sum));
            } catch (AssertionError broken) {
                failures.add(broken);
            }
        }
        if (!failures.isEmpty()) {
            AssertionError all = new AssertionError(failures.size() + " lessons failed, the first: "
                    + failures.get(0).getMessage());
            failures.forEach(all::addSuppressed);
            throw all;
        }
        return met;
    }

    @Test
    void runsTheSameWayTwice() {
        for (long seed = 1; seed <= 3; seed++) {
            assertThat(new RandomLesson(seed).run()).as("seed " + seed).isEqualTo(new RandomLesson(seed).run());
        }
    }

    @Test
    void runsAnotherWayWithAnotherSeed() {
        assertThat(new RandomLesson(1).run()).isNotEqualTo(new RandomLesson(2).run());
    }
}
