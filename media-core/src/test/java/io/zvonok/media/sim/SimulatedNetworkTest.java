package io.zvonok.media.sim;

import static io.zvonok.media.sim.LinkConditions.delay;
import static io.zvonok.media.sim.LinkConditions.kbps;
import static io.zvonok.media.sim.LinkConditions.linkRate;
import static io.zvonok.media.sim.LinkConditions.queueMillis;
import static io.zvonok.media.sim.PeerSpec.threeEncodings;
import static io.zvonok.media.sim.Scenario.millis;
import static io.zvonok.media.sim.Scenario.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SimulatedNetworkTest {
    private final VirtualClock clock = new VirtualClock();
    private final SimulatedNetwork.Link link = new SimulatedNetwork.Link(clock, new Random(1));
    private final List<Long> arrivals = new ArrayList<>();

    private void send(int packets) {
        for (int i = 0; i < packets; i++) {
            link.carry(1000, null, () -> arrivals.add(clock.nowNanos() / 1_000_000));
        }
    }

    @Test
    void letsPacketsThroughAtItsRate() {
        link.change(delay(millis(10)), linkRate(kbps(800)));
        send(3);
        assertThat(link.queueDelayNanos()).isEqualTo(millis(30));
        clock.runUntil(seconds(1));
        assertThat(arrivals).containsExactly(20L, 30L, 40L);
        assertThat(link.queueDelayNanos()).isZero();
    }

    @Test
    void changesTheRateOfWhatWaits() {
        link.change(delay(0), linkRate(kbps(800)));
        send(2);
        clock.runUntil(millis(5));
        link.change(linkRate(kbps(80)));
        assertThat(link.queueDelayNanos()).isEqualTo(millis(150));
        clock.runUntil(millis(55));
        link.change(linkRate(kbps(8000)));
        clock.runUntil(seconds(1));
        assertThat(arrivals).containsExactly(55L, 56L);
    }

    @Test
    void keepsAQueueOfTimeWhateverTheRate() {
        for (long rate : new long[] {kbps(400), kbps(4000)}) {
            link.change(linkRate(rate), queueMillis(100));
            long before = link.dropped();
            send(100);
            assertThat(link.dropped() - before).isEqualTo(100 - rate / 80_000);
            clock.runUntil(clock.nowNanos() + seconds(1));
        }
    }

    @Test
    void showsWhatEntersAndLeavesALinkThatSeveralShare() {
        Scenario call = Scenario.withSeed(1);
        call.join("publisher", new PeerSpec().publish(threeEncodings()));
        TestPeer viewer = call.join("viewer", PeerSpec.viewer().feedback(PeerSpec.Feedback.NONE));
        TestPeer other = call.join("other", PeerSpec.viewer().feedback(PeerSpec.Feedback.NONE));
        SharedDownlink shared =
                call.shareDownlink(new LinkConditions.Change[] {linkRate(kbps(30)), queueMillis(300)}, viewer, other);
        Bytes all = new Bytes();
        Bytes one = new Bytes();
        shared.link().observe(all);
        shared.observe(other, one);
        call.run(seconds(10));
        assertThat(all.arrived).isBetween(30_000L, 37_500L);
        assertThat(all.sent).isGreaterThan(all.arrived);
        assertThat(all.longestQueueNanos).isBetween(millis(200), millis(300));
        assertThat(one.arrived).isBetween(all.arrived / 4, 3 * all.arrived / 4);
        call.end();
    }

    private static final class Bytes implements SimulatedNetwork.Link.Observer {
        long sent;
        long arrived;
        long longestQueueNanos;

        @Override
        public void onSent(long nowNanos, int bytes, boolean dropped, long queueDelayNanos) {
            sent += bytes;
            longestQueueNanos = Math.max(longestQueueNanos, queueDelayNanos);
        }

        @Override
        public void onArrived(long nowNanos, int bytes) {
            arrived += bytes;
        }
    }
}
