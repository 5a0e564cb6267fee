package io.zvonok.media.bwe;

import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.time.Nanos;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RiseGuardTest {
    private static final long RATE = 500_000;

    private final RiseGuard guard = new RiseGuard(0.8, 0);
    private double nowSeconds;

    private boolean mayRise(long nowNanos) {
        return guard.riseBelowBps(nowNanos) > RATE;
    }

    @Test
    void letsTheFirstRiseHappen() {
        assertThat(mayRise(0)).isTrue();
    }

    @Test
    void letsOneRiseFollowAnother() {
        guard.onRise(RATE, seconds(1));

        assertThat(mayRise(seconds(1))).isTrue();
    }

    @Test
    void waitsTwoSecondsAfterAPlainFall() {
        guard.onFall(RATE, seconds(10));

        assertThat(mayRise(seconds(11.9))).isFalse();
        assertThat(mayRise(seconds(12))).isTrue();
    }

    @Test
    void letsWhatTakesMuchLessBeShownAtOnce() {
        guard.onFall(RATE, seconds(10));

        assertThat(guard.riseBelowBps(seconds(10))).isBetween(RATE * 3 / 4, RATE * 9 / 10);
    }

    @Test
    void remembersTheHighestOfFallsThatFollowOneAnother() {
        guard.onFall(RATE, seconds(10));
        guard.onFall(RATE / 4, seconds(10.5));

        assertThat(guard.riseBelowBps(seconds(11))).isGreaterThan(RATE * 3 / 4);
    }

    @Test
    void countsNoRiseToWhatWasNeverInDoubt() {
        guard.onFall(RATE, seconds(10));
        guard.onRise(RATE / 2, seconds(10.5));
        guard.onFall(RATE / 2, seconds(16));

        assertThat(guard.riseBelowBps(seconds(18.1))).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void countsSeveralFallsAfterOneRiseAsOne() {
        riseAndFallAfter(5);
        guard.onFall(RATE, seconds(nowSeconds + 1));
        guard.onFall(RATE, seconds(nowSeconds + 2));

        assertThat(waited(nowSeconds)).isEqualTo(10);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 8", "2, 16", "3, 32", "4, 60", "5, 60", "50, 60"})
    void waitsTwiceAsLongAfterEachRiseInVain(int risesInVain, int waitSeconds) {
        fallInVain(risesInVain);

        assertThat(waited(nowSeconds)).isEqualTo(waitSeconds);
    }

    @ParameterizedTest
    @CsvSource({"1, 2", "2, 8", "3, 8", "4, 16", "6, 32", "8, 60", "20, 60"})
    void countsARiseThatHeldAWhileAsHalf(int rises, int waitSeconds) {
        for (int i = 0; i < rises; i++) {
            riseAndFallAfter(20);
        }

        assertThat(waited(nowSeconds)).isEqualTo(waitSeconds);
    }

    @Test
    void forgivesWhenARiseHeld() {
        fallInVain(4);
        riseAndFallAfter(31);
        assertThat(waited(nowSeconds)).isEqualTo(2);

        riseAndFallAfter(5);
        assertThat(waited(nowSeconds)).isEqualTo(8);
    }

    @Test
    void judgesOnlyTheLastOfSeveralRises() {
        guard.onRise(RATE, 0);
        guard.onRise(RATE, seconds(35));
        guard.onFall(RATE, seconds(40));

        assertThat(waited(40)).isEqualTo(8);
    }

    @Test
    void forgivesAfterTwoMinutesWithoutAFall() {
        fallInVain(4);
        guard.onFall(RATE, seconds(nowSeconds + 119));
        assertThat(waited(nowSeconds + 119)).isEqualTo(60);

        guard.onFall(RATE, seconds(nowSeconds + 119 + 120));
        assertThat(waited(nowSeconds + 119 + 120)).isEqualTo(2);
    }

    @Test
    void knowsNothingOfAnotherSource() {
        fallInVain(4);
        guard.reset();
        assertThat(mayRise(seconds(nowSeconds))).isTrue();

        guard.onFall(RATE, seconds(nowSeconds + 1));
        assertThat(waited(nowSeconds + 1)).isEqualTo(2);
    }

    @Test
    void forgetsTheRiseOfTheSourceBefore() {
        guard.onRise(RATE, 0);
        guard.reset();
        guard.onFall(RATE, seconds(1));

        assertThat(waited(1)).isEqualTo(2);
    }

    /** A link between two layers: the lower one holds, the upper one falls a few seconds after each rise. */
    @Test
    void changesLessAndLessOftenOnALinkThatCarriesALittleTooLittle() {
        Random random = new Random(3);
        int[] changes = new int[10];
        for (double now = 0; now < 600; now += 0.1) {
            if (mayRise(seconds(now))) {
                guard.onRise(RATE, seconds(now));
                changes[(int) now / 60]++;
                now += 1 + 7 * random.nextDouble();
                guard.onFall(RATE, seconds(now));
                changes[Math.min(9, (int) now / 60)]++;
            }
        }

        assertThat(changes[0]).isBetween(6, 8);
        for (int minute = 2; minute < 10; minute++) {
            assertThat(changes[minute]).isLessThanOrEqualTo(2);
        }
    }

    private void fallInVain(int times) {
        for (int i = 0; i < times; i++) {
            riseAndFallAfter(5);
        }
    }

    /** Rises as soon as it may. */
    private void riseAndFallAfter(int heldSeconds) {
        nowSeconds += waited(nowSeconds);
        guard.onRise(RATE, seconds(nowSeconds));
        nowSeconds += heldSeconds;
        guard.onFall(RATE, seconds(nowSeconds));
    }

    /** Seconds from a time until it may rise, to a tenth. */
    private double waited(double from) {
        int tenths = 0;
        while (!mayRise(seconds(from + tenths / 10.0))) {
            tenths++;
        }
        return tenths / 10.0;
    }

    private static long seconds(double seconds) {
        return Nanos.fromMillis(Math.round(seconds * 1000));
    }
}
