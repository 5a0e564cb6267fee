package io.zvonok.media.bwe;

import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.time.Nanos;
import org.junit.jupiter.api.Test;

class SharedLinkTest {
    private static final long QUEUE = Nanos.fromMillis(60);

    private final SharedLink link = new SharedLink(0);
    private final SharedLink.Member first = member(500_000);
    private final SharedLink.Member second = member(150_000);

    private SharedLink.Member member(long allocatedBps) {
        SharedLink.Member member = link.join();
        member.setAllocated(allocatedBps);
        return member;
    }

    /** The second's packets wait while the first has to give way. */
    private void fillTogether(long nowNanos) {
        second.setQueue(QUEUE);
        first.onFall(500_000, nowNanos);
        first.setAllocated(150_000);
        second.setQueue(0);
    }

    @Test
    void letsOneProbeAtATime() {
        assertThat(first.takeTurn(0)).isTrue();
        assertThat(second.takeTurn(0)).isFalse();

        first.endTurn();

        assertThat(second.takeTurn(0)).isTrue();
    }

    @Test
    void takesTheTurnFromWhoeverKeepsItTooLong() {
        first.takeTurn(0);

        assertThat(second.takeTurn(seconds(2))).isTrue();
    }

    @Test
    void leavesNoTurnWithWhoeverIsGone() {
        first.takeTurn(0);
        first.leave();

        assertThat(second.takeTurn(0)).isTrue();
    }

    @Test
    void letsWhoeverSeesNothingProbeAtOnce() {
        second.setAllocated(0);
        first.takeTurn(0);

        assertThat(second.takeTurn(0)).isTrue();
    }

    @Test
    void letsSeveralProbeAtOnceWhereManyAreBehindOneAddress() {
        for (int i = 0; i < 6; i++) {
            member(150_000);
        }

        assertThat(first.takeTurn(0)).isTrue();
        assertThat(second.takeTurn(0)).isTrue();
    }

    @Test
    void isNoReasonNotToRiseUntilOneQueueWasSeenToBeOfTwo() {
        first.onFall(500_000, seconds(1));

        assertThat(link.isBelieved(seconds(1))).isFalse();
        assertThat(second.riseBelowBps(seconds(2))).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void remembersForAllWhatWasTooMuchForAllTogether() {
        fillTogether(seconds(10));

        assertThat(link.isBelieved(seconds(11))).isTrue();
        assertThat(second.riseBelowBps(seconds(12))).isBetween(400_000L, 500_000L);
    }

    @Test
    void triesAgainAfterAWhile() {
        fillTogether(seconds(10));

        assertThat(second.riseBelowBps(seconds(17))).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void forgetsAfterTwoMinutes() {
        fillTogether(seconds(10));

        assertThat(link.isBelieved(seconds(131))).isFalse();
    }

    @Test
    void letsARiseSettleBeforeTheNextOneRises() {
        fillTogether(seconds(10));
        first.onRise(400_000, seconds(30));
        first.setAllocated(400_000);

        assertThat(second.riseBelowBps(seconds(31))).isEqualTo(150_000);
        assertThat(second.takeTurn(seconds(31))).isFalse();
        assertThat(second.riseBelowBps(seconds(32))).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void letsWhoeverHasLessRiseFirst() {
        fillTogether(seconds(10));
        first.setAllocated(500_000);
        second.riseBelowBps(seconds(30));

        assertThat(first.riseBelowBps(seconds(30.1))).isEqualTo(500_000);
        assertThat(first.riseBelowBps(seconds(31))).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void leavesTheQueueOfARiseToWhoeverRose() {
        first.onRise(1_500_000, seconds(10));

        assertThat(second.isExcused(QUEUE, seconds(11))).isTrue();
        assertThat(first.isExcused(QUEUE, seconds(11))).isFalse();
        assertThat(second.isExcused(Nanos.fromMillis(250), seconds(11))).isFalse();
        assertThat(second.isExcused(QUEUE, seconds(12))).isFalse();
    }

    @Test
    void leavesTheQueueOfAProbeToWhoeverProbes() {
        first.onProbing(seconds(10));

        assertThat(second.isExcused(QUEUE, seconds(10.4))).isTrue();
        assertThat(first.isExcused(QUEUE, seconds(10.4))).isFalse();
        assertThat(second.isExcused(QUEUE, seconds(11))).isFalse();
    }

    @Test
    void givesEachItsPartOfWhatTheLineCarriesInOneBurst() {
        assertThat(first.shareBps(seconds(5))).isEqualTo(Long.MAX_VALUE);
        fillTogether(seconds(10));

        assertThat(first.shareBps(seconds(11))).isEqualTo(second.shareBps(seconds(11)));
        assertThat(first.shareBps(seconds(11))).isEqualTo(650_000);
    }

    @Test
    void holdsNobodyUpOfWhomNothingIsKnown() {
        fillTogether(seconds(10));
        SharedLink.Member third = link.join();

        assertThat(third.shareBps(seconds(11))).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void forgetsTheRiseOfWhoeverIsGone() {
        first.onRise(1_500_000, seconds(10));
        first.leave();

        assertThat(second.isExcused(QUEUE, seconds(11))).isFalse();
    }

    @Test
    void knowsNoReasonWhereNobodyElseIs() {
        SharedLink.Member alone = new SharedLink(0).join();
        alone.setAllocated(500_000);
        alone.onFall(1_500_000, seconds(1));
        alone.onRise(1_500_000, seconds(2));

        assertThat(alone.riseBelowBps(seconds(3))).isEqualTo(Long.MAX_VALUE);
        assertThat(alone.isExcused(QUEUE, seconds(3))).isFalse();
        assertThat(alone.shareBps(seconds(3))).isEqualTo(Long.MAX_VALUE);
    }

    private static long seconds(double seconds) {
        return Nanos.fromMillis((long) (seconds * 1000));
    }
}
