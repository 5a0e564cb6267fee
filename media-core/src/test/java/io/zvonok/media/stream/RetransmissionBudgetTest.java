package io.zvonok.media.stream;

import static io.zvonok.media.time.Nanos.fromMillis;
import static io.zvonok.media.time.Nanos.fromSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.stats.Counter;
import io.zvonok.media.stats.LoopStats;
import java.util.ArrayDeque;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RetransmissionBudgetTest {
    private static final int FLOOR = 6_000;

    private final LoopStats stats = new LoopStats();
    private final RetransmissionBudget budget = new RetransmissionBudget(stats);

    @Test
    void repairsThirtyPercentLossOfASteadyStream_P19() {
        Random random = new Random(3);
        for (int i = 0; i < 5_000; i++) {
            long now = fromMillis(8L * i); // 1.2 Mbit/s
            budget.onSend(1_200, now);
            for (boolean lost = random.nextInt(100) < 30; lost; lost = random.nextInt(100) < 30) {
                assertThat(budget.trySpend(1_200, now)).isTrue();
            }
        }

        assertThat(stats.get(Counter.RTX_OVER_BUDGET)).isZero();
    }

    @Test
    void letsASlowStreamRepairAFewPackets() {
        budget.onSend(100, 0);

        for (int i = 0; i < 5; i++) {
            assertThat(budget.trySpend(1_200, fromMillis(10))).isTrue();
        }
        assertThat(budget.trySpend(1_200, fromMillis(10))).isFalse();
        assertThat(budget.trySpend(1_200, fromMillis(1_999))).isFalse();
        assertThat(stats.get(Counter.RTX_OVER_BUDGET)).isEqualTo(2);
        assertThat(budget.trySpend(1_200, fromMillis(2_200))).isTrue();
    }

    @Test
    void letsTheFirstKeyframeBeRepaired() {
        for (int i = 0; i < 40; i++) {
            budget.onSend(1_200, fromMillis(1));
        }

        for (int i = 0; i < 24; i++) {
            assertThat(budget.trySpend(1_200, fromMillis(60))).isTrue();
        }
        assertThat(budget.trySpend(1_200, fromMillis(60))).isFalse();
    }

    /** The bytes of exactly the last two seconds. */
    private static final class LastTwoSeconds {
        private final ArrayDeque<long[]> entries = new ArrayDeque<>();
        private long sum;

        void add(long now, int bytes) {
            entries.add(new long[] {now, bytes});
            sum += bytes;
        }

        long sum(long now) {
            while (!entries.isEmpty() && entries.peek()[0] <= now - fromSeconds(2)) {
                sum -= entries.remove()[1];
            }
            return sum;
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("io.zvonok.media.stream.Seeds#all")
    void neverExceedsSixtyPercentOverTwoSecondsHoweverMuchIsAskedFor_P19_I14(long seed) {
        Random random = new Random(seed);
        LastTwoSeconds sent = new LastTwoSeconds();
        LastTwoSeconds resent = new LastTwoSeconds();
        long now = random.nextInt(1_000_000_000);
        boolean flowing = true;
        long granted = 0;
        for (int i = 0; i < 20_000; i++) {
            now += random.nextInt(4_000_000);
            flowing ^= random.nextInt(2_000) == 0;
            if (flowing) {
                int bytes = 100 + random.nextInt(1_100);
                budget.onSend(bytes, now);
                sent.add(now, bytes);
            }
            int bytes = 100 + random.nextInt(1_100);
            if (budget.trySpend(bytes, now)) {
                granted += bytes;
                resent.add(now, bytes);
                assertThat(resent.sum(now)).isLessThanOrEqualTo(Math.max(FLOOR, sent.sum(now) * 60 / 100));
            }
        }
        assertThat(granted).isPositive();
    }
}
