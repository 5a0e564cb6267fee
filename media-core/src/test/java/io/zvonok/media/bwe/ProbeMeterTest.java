package io.zvonok.media.bwe;

import static io.zvonok.media.time.Nanos.fromMillis;
import static io.zvonok.media.time.Nanos.fromSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.bwe.ProbeMeter.Result;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class ProbeMeterTest {
    private static final long TARGET = 2_000_000;

    private record Sent(int cluster, int size, long nanos) {}

    private final ProbeMeter meter = new ProbeMeter();
    private final List<Sent> sent = new ArrayList<>();
    private long now = fromSeconds(1);

    @Test
    void asksForNothingUntilItIsStarted() {
        assertThat(meter.bytesDue(now)).isZero();
        assertThat(meter.onSent(1000, now)).isZero();
        assertThat(meter.isBusy()).isFalse();
    }

    @Test
    void asksForItsRateInTicks() {
        meter.start(TARGET, fromMillis(20), now);
        assertThat(meter.bytesDue(now)).isEqualTo(1250);
        meter.onSent(1250, now);
        assertThat(meter.bytesDue(now)).isZero();
        assertThat(meter.bytesDue(now + fromMillis(5))).isEqualTo(1250);
    }

    @Test
    void countsMediaSentMeanwhile() {
        meter.start(TARGET, fromMillis(20), now);
        meter.onSent(2000, now);
        assertThat(meter.bytesDue(now + fromMillis(5))).isEqualTo(500);
    }

    @Test
    void passesAtItsTargetOnAFastLink() {
        send();
        arriveAt(100_000_000, 0);
        assertThat(meter.result(0, now)).isEqualTo(Result.PASSED);
        assertThat(meter.rateBps()).isCloseTo(TARGET, Percentage.withPercentage(5));
        assertThat(meter.result(0, now)).isEqualTo(Result.WAITING);
        assertThat(meter.isBusy()).isFalse();
    }

    @Test
    void findsTheRateOfAFullLink() {
        send();
        arriveAt(1_000_000, 0);
        assertThat(meter.result(0, now)).isEqualTo(Result.FULL);
        assertThat(meter.receivedBps()).isCloseTo(1_000_000, Percentage.withPercentage(5));
        assertThat(meter.rateBps()).isCloseTo(950_000, Percentage.withPercentage(5));
    }

    @Test
    void measuresThroughABurstOfMedia() {
        meter.start(TARGET, fromMillis(20), now);
        for (int i = 0; i < 8; i++) {
            record(1100);
        }
        while (meter.bytesDue(now) > 0 || sent.get(sent.size() - 1).nanos < fromMillis(1020)) {
            if (meter.bytesDue(now) > 0) {
                record(meter.bytesDue(now));
            }
            now += fromMillis(5);
        }
        arriveAt(3_000_000, 0);
        assertThat(meter.result(0, now)).isEqualTo(Result.PASSED);
        assertThat(meter.rateBps()).isEqualTo(TARGET);
    }

    @Test
    void believesNoArrivalFasterThanItWasSent_P21() {
        send();
        for (Sent packet : sent) {
            meter.onReceived(packet.cluster, packet.size, fromSeconds(50)); // all at one instant
        }
        assertThat(meter.result(0, now)).isEqualTo(Result.PASSED);
        assertThat(meter.rateBps()).isLessThanOrEqualTo(TARGET);
    }

    @Test
    void failsWhenMuchOfItIsLost() {
        send();
        arriveAt(1_000_000, sent.size() / 3);
        assertThat(meter.result(0, now)).isEqualTo(Result.LOST);
        assertThat(meter.receivedBps()).isCloseTo(1_000_000, Percentage.withPercentage(15));
    }

    @Test
    void makesUpForLossThatIsThereAtAnyRate() {
        send();
        arriveAt(100_000_000, 1);
        assertThat(meter.result(0.1, now)).isEqualTo(Result.PASSED);
        assertThat(meter.rateBps()).isGreaterThan(TARGET * 9 / 10);
    }

    @Test
    void knowsNothingWhenTooLittleWasSent() {
        meter.start(TARGET, fromMillis(20), now);
        record(300);
        now += fromSeconds(1);
        meter.onTick(now);
        arriveAt(100_000_000, 0);
        assertThat(meter.result(0, now)).isEqualTo(Result.UNKNOWN);
    }

    @Test
    void waitsForReportsAndGivesUpAfterASecond() {
        send();
        meter.onReceived(sent.get(0).cluster, sent.get(0).size, now);
        assertThat(meter.result(0, now)).isEqualTo(Result.WAITING);
        now += fromSeconds(2);
        assertThat(meter.result(0, now)).isEqualTo(Result.UNKNOWN);
    }

    @Test
    void leavesOutPacketsOfAnOlderProbe() {
        send();
        int older = sent.get(0).cluster;
        meter.cancel();
        meter.start(TARGET, fromMillis(20), now);
        meter.onReceived(older, 1000, now);
        sent.clear();
        now += fromMillis(1);
        send(now);
        arriveAt(100_000_000, 0);
        assertThat(meter.result(0, now)).isEqualTo(Result.PASSED);
    }

    private void send() {
        meter.start(TARGET, fromMillis(20), now);
        send(now);
    }

    private void send(long start) {
        while (now < start + fromMillis(30)) {
            int due = meter.bytesDue(now);
            for (; due > 0; due -= 625) {
                record(Math.min(due, 625));
            }
            now += fromMillis(5);
        }
    }

    private void record(int size) {
        sent.add(new Sent(meter.onSent(size, now), size, now));
    }

    private void arriveAt(long linkBps, int lost) {
        double free = 0;
        for (int i = 0; i < sent.size(); i++) {
            Sent packet = sent.get(i);
            if (i > 0 && i <= lost) {
                meter.onLost(packet.cluster);
                continue;
            }
            free = Math.max(free, packet.nanos) + packet.size * 8e9 / linkBps;
            meter.onReceived(packet.cluster, packet.size, (long) free + fromSeconds(77));
        }
    }
}
