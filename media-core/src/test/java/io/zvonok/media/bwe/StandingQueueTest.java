package io.zvonok.media.bwe;

import static io.zvonok.media.time.Nanos.fromMillis;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StandingQueueTest {
    private static final long TOLERATED = fromMillis(20);

    private final StandingQueue queue = new StandingQueue();
    private long now = fromMillis(1000);

    @Test
    void growsWhenMoreIsSentThanTheLinkCarries() {
        feedbacks(0, 0, 0, 0, 0, 0, 0, 0);
        feedbacks(10, 20, 30, 40, 50);
        assertThat(queue.isGrowing(TOLERATED)).isFalse();
        feedbacks(60, 70, 80);
        assertThat(queue.isGrowing(TOLERATED)).isTrue();
    }

    @Test
    void doesNotGrowAfterSomebodysBurst() {
        feedbacks(0, 0, 0, 0, 0, 0, 0, 0);
        for (int millis = 120; millis >= 0; millis -= 10) {
            feedbacks(millis);
            assertThat(queue.isGrowing(TOLERATED)).as("at %d ms", millis).isFalse();
        }
    }

    @Test
    void doesNotGrowWhenThePathBecomesLonger() {
        feedbacks(0, 0, 0, 0, 0, 0, 0, 0);
        for (int i = 0; i < 40; i++) {
            feedbacks(100);
            assertThat(queue.isGrowing(TOLERATED)).as("feedback %d", i).isFalse();
        }
    }

    @Test
    void toleratesAShortQueue() {
        feedbacks(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17);
        assertThat(queue.isGrowing(TOLERATED)).isFalse();
        assertThat(queue.isGrowing(fromMillis(5))).isTrue();
    }

    @Test
    void seesGrowthInRareFeedbacksToo() {
        for (int millis : new int[] {0, 0, 0, 40, 80, 120}) {
            now += fromMillis(250);
            queue.add(fromMillis(millis), now);
        }
        assertThat(queue.isGrowing(TOLERATED)).isTrue();
    }

    @Test
    void isStuckAfterASecond() {
        for (int i = 0; i < 20; i++) {
            feedbacks(150);
            assertThat(queue.isStuck()).isFalse();
        }
        feedbacks(150);
        assertThat(queue.isStuck()).isTrue();
        assertThat(queue.lastingNanos()).isEqualTo(fromMillis(150));
        feedbacks(90);
        assertThat(queue.isStuck()).isFalse();
    }

    private void feedbacks(int... queueMillis) {
        for (int millis : queueMillis) {
            now += fromMillis(50);
            queue.add(fromMillis(millis), now);
        }
    }
}
