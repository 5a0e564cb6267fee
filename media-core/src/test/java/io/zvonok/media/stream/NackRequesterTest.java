package io.zvonok.media.stream;

import static io.zvonok.media.time.Nanos.NEVER;
import static io.zvonok.media.time.Nanos.fromMillis;
import static io.zvonok.media.time.Nanos.fromSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.stats.Counter;
import io.zvonok.media.stats.LoopStats;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class NackRequesterTest {
    private static final long START = fromSeconds(7);
    private static final long RTT = fromMillis(50);

    private final LoopStats stats = new LoopStats();
    private final NackRequester nack = new NackRequester(true, ReceiveStreamConfig.DEFAULT, stats);
    private final int[] out = new int[1000];
    private long highest;

    private void gap(long from, long to, long millis) {
        highest = to;
        nack.onGap(from, to, START + fromMillis(millis));
    }

    private List<Integer> dueAt(long millis) {
        return dueAt(millis, RTT);
    }

    private List<Integer> dueAt(long millis, long roundTripNanos) {
        int count = nack.due(highest, START + fromMillis(millis), roundTripNanos, out);
        return Arrays.stream(out, 0, count).boxed().toList();
    }

    private long timeoutMillis() {
        return (nack.nextTimeoutNanos() - START) / 1_000_000;
    }

    private long lost() {
        return stats.get(Counter.RTP_LOST);
    }

    @Test
    void waitsForReorderingThenAsksEveryRoundTrip() {
        gap(70_000, 70_002, 0);

        assertThat(timeoutMillis()).isEqualTo(10);
        assertThat(dueAt(9)).isEmpty();
        assertThat(timeoutMillis()).isEqualTo(10);
        assertThat(dueAt(10)).containsExactly(70_000 - 65_536, 70_001 - 65_536);
        assertThat(timeoutMillis()).isEqualTo(60);
        assertThat(dueAt(59)).isEmpty();
        assertThat(dueAt(60)).hasSize(2);
    }

    @Test
    void asksForNothingThatTurnsUpInTime() {
        gap(10, 12, 0);
        nack.onArrival(10);
        assertThat(dueAt(10)).containsExactly(11);

        nack.onArrival(11);
        assertThat(nack.nextTimeoutNanos()).isEqualTo(NEVER);
        assertThat(dueAt(2000)).isEmpty();
        assertThat(lost()).isZero();
    }

    @Test
    void keepsTheSpacingAtLeastAt20Milliseconds_P19() {
        gap(10, 11, 0);

        assertThat(dueAt(10, fromMillis(1))).hasSize(1);
        assertThat(dueAt(29, fromMillis(1))).isEmpty();
        assertThat(dueAt(30, fromMillis(1))).hasSize(1);
    }

    @Test
    void takes100MillisecondsForAnUnknownRoundTrip() {
        gap(10, 11, 0);

        assertThat(dueAt(10, -1)).hasSize(1);
        assertThat(dueAt(109, -1)).isEmpty();
        assertThat(dueAt(110, -1)).hasSize(1);
    }

    @Test
    void asksTenTimesAndWaitsForTheLastAnswer_P19() {
        gap(10, 11, 0);
        int asked = 0;
        for (int millis = 0; millis < 229; millis++) {
            asked += dueAt(millis, fromMillis(22)).size();
        }

        assertThat(asked).isEqualTo(10);
        assertThat(lost()).isZero();
        assertThat(nack.outstanding()).isEqualTo(1);
        dueAt(10 + 10 * 22, fromMillis(22));
        assertThat(lost()).isEqualTo(1);
        assertThat(nack.nextTimeoutNanos()).isEqualTo(NEVER);
    }

    @Test
    void givesUpAfterOneSecond() {
        gap(10, 11, 0);
        dueAt(10, fromMillis(900));
        dueAt(910, fromMillis(900));

        assertThat(timeoutMillis()).isEqualTo(1000);
        assertThat(nack.outstanding()).isEqualTo(1);
        assertThat(dueAt(1000)).isEmpty();
        assertThat(nack.outstanding()).isZero();
        assertThat(lost()).isEqualTo(1);
    }

    @Test
    void givesUpWhatWouldBeTooLateIfItCame() {
        gap(10, 11, 0);
        highest = 10 + SequenceTracker.WINDOW;

        assertThat(dueAt(10)).isEmpty();
        assertThat(lost()).isEqualTo(1);
    }

    @Test
    void remembersTheNewest500() {
        gap(1000, 1400, 0);
        gap(1401, 1601, 1);
        assertThat(nack.outstanding()).isEqualTo(500);
        assertThat(lost()).isEqualTo(100);
        assertThat(dueAt(11)).hasSize(500).startsWith(1100).endsWith(1600);

        gap(2000, 4900, 20);
        assertThat(nack.outstanding()).isEqualTo(500);
        assertThat(lost()).isEqualTo(600 + 2400);
        assertThat(dueAt(30)).hasSize(500).startsWith(4400).endsWith(4899);
    }

    @Test
    void givesUpWhatLiesBeforeAKeyframe() {
        gap(10, 20, 0);
        gap(25, 27, 5);
        nack.giveUpBefore(25);

        assertThat(lost()).isEqualTo(10);
        assertThat(dueAt(15)).containsExactly(25, 26);
        nack.giveUpBefore(100);
        assertThat(nack.nextTimeoutNanos()).isEqualTo(NEVER);
        assertThat(lost()).isEqualTo(12);
    }

    @Test
    void staysDueWhileTheCallersArrayIsFull() {
        gap(10, 15, 0);
        int[] small = new int[2];
        List<Integer> asked = new ArrayList<>();
        long now = START + fromMillis(10);
        while (nack.nextTimeoutNanos() <= now) {
            int count = nack.due(highest, now, RTT, small);
            Arrays.stream(small, 0, count).forEach(asked::add);
        }

        assertThat(asked).containsExactly(10, 11, 12, 13, 14);
    }

    @Test
    void onlyCountsWhereRequestsAreOff() {
        NackRequester counting = new NackRequester(false, ReceiveStreamConfig.DEFAULT, stats);
        counting.onGap(10, 13, START);
        counting.onArrival(11);

        assertThat(counting.nextTimeoutNanos()).isEqualTo(START + fromMillis(1000));
        assertThat(counting.due(14, START + fromMillis(500), RTT, out)).isZero();
        assertThat(counting.due(14, START + fromMillis(1000), RTT, out)).isZero();
        assertThat(lost()).isEqualTo(2);
        assertThat(counting.nextTimeoutNanos()).isEqualTo(NEVER);
    }
}
