package io.zvonok.media.sim;

import static io.zvonok.media.sim.Scenario.millis;
import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.rtcp.RtcpListener;
import io.zvonok.media.rtcp.RtcpReader;
import io.zvonok.media.rtcp.RtcpWriter;
import io.zvonok.media.rtcp.TwccFeedbackReader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ViewerFeedbackTest {
    private final TwccReporter arrivals = new TwccReporter();
    private final byte[] out = new byte[1200];

    /** Numbers of the next feedback, those not received negative. */
    private List<Integer> report(long nowNanos) {
        RtcpWriter writer = new RtcpWriter();
        writer.begin(out, 0, out.length);
        List<Integer> told = new ArrayList<>();
        if (arrivals.write(writer, 1, 2, nowNanos)) {
            new RtcpReader().read(out, 0, writer.length(), new RtcpListener() {
                @Override
                public void onTransportFeedback(int sender, int about, byte[] array, int offset, int length) {
                    new TwccFeedbackReader()
                            .read(
                                    array,
                                    offset,
                                    length,
                                    (number, received, micros) -> told.add(received ? number : -number));
                }
            });
        }
        return told;
    }

    @Test
    void tellsOfEveryPacketOnceAndOfALateOneAgain() {
        arrivals.onPacket(65_534, 1000, millis(10));
        arrivals.onPacket(1, 1000, millis(12));
        assertThat(report(millis(100))).containsExactly(65_534, -65_535, 0, 1);
        assertThat(report(millis(101))).isEmpty();
        arrivals.onPacket(65_535, 1000, millis(150));
        arrivals.onPacket(2, 1000, millis(151));
        assertThat(report(millis(200))).containsExactly(65_535, 0, 1, 2);
    }

    @Test
    void tellsMoreOftenWhereMoreComes() {
        assertThat(arrivals.intervalNanos(0)).isEqualTo(millis(100));
        for (int i = 0; i < 100; i++) {
            arrivals.onPacket(i, 1000, millis(10L * i));
        }
        assertThat(arrivals.intervalNanos(millis(1000))).isEqualTo(millis(50));
        assertThat(arrivals.intervalNanos(millis(1990))).isEqualTo(millis(250));
    }

    /** Sends at a rate through a link of 500 kbit/s for some seconds; returns the estimate after each. */
    private static List<Long> estimates(RembEstimator remb, long bps, int seconds) {
        List<Long> after = new ArrayList<>();
        long interval = 8_000_000_000_000L / bps;
        long arrives = 0;
        for (int second = 1; second <= seconds; second++) {
            for (long sent = (second - 1) * 1_000_000_000L; sent < second * 1_000_000_000L; sent += interval) {
                arrives = Math.max(arrives, sent) + 16_000_000;
                remb.onPacket((int) (sent / 1e9 * (1 << 18)) & 0xFF_FFFF, 1000, arrives);
            }
            after.add(remb.estimateBps());
        }
        return after;
    }

    @Test
    void risesByEightPercentASecondWhileNothingQueues() {
        List<Long> estimates = estimates(new RembEstimator(), 450_000, 3);
        double rise = (double) estimates.get(1) / estimates.get(0);
        assertThat(rise).isBetween(1.06, 1.09);
    }

    @Test
    void fallsBelowWhatItReceivesWhenPacketsQueue() {
        List<Long> estimates = estimates(new RembEstimator(), 800_000, 3);
        assertThat(estimates.get(1)).isBetween(380_000L, 450_000L);
    }

    @Test
    void asksAMomentAfterTheGapAndEveryRoundTripUntilTheTenthTime() {
        Retransmissions requests = new Retransmissions();
        int[] missing = new int[8];
        List<Long> asked = new ArrayList<>();
        requests.onPacket(100, 0);
        requests.onPacket(102, 0);
        for (long at = 0; at < 1400; at += 10) {
            if (requests.due(99, millis(at), millis(50), missing) > 0) {
                assertThat(missing[0]).isEqualTo(101);
                asked.add(at);
            }
        }
        assertThat(asked).containsExactly(10L, 60L, 110L, 160L, 210L, 260L, 310L, 360L, 410L, 460L);
        assertThat(requests.isHopedFor(101, millis(1400), millis(50))).isFalse();
    }

    @Test
    void findsTheFrameBeforeInRedundantAudio() {
        byte[] before = {1, 2, 3};
        byte[] now = {4, 5};
        byte[] red = RedAudio.write(111, before, 960, now);
        List<RedAudio.Block> blocks = RedAudio.read(red, 0, red.length);
        assertThat(blocks).containsExactly(new RedAudio.Block(111, 960, 5, 3), new RedAudio.Block(111, 0, 8, 2));
    }
}
