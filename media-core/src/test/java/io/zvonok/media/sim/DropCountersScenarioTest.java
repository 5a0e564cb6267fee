package io.zvonok.media.sim;

import static io.zvonok.media.sim.LinkConditions.delay;
import static io.zvonok.media.sim.LinkConditions.loss;
import static io.zvonok.media.sim.PeerSpec.microphone;
import static io.zvonok.media.sim.PeerSpec.threeEncodings;
import static io.zvonok.media.sim.Scenario.millis;
import static io.zvonok.media.sim.Scenario.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.api.TrackSource;
import io.zvonok.media.stats.Counter;
import org.junit.jupiter.api.Test;

/** Whatever is not passed on is counted, with its reason. */
class DropCountersScenarioTest {
    private Scenario call;

    private long count(Counter counter) {
        return call.server().core().context().stats().get(counter);
    }

    @Test
    void countsThePacketsOfEncodingsThatAViewerIsNotShown() {
        call = Scenario.withSeed(1).network(delay(millis(20))).publish(threeEncodings());
        call.run(seconds(2));
        long before = count(Counter.RTP_OTHER_ENCODING);
        call.run(seconds(2));
        assertThat(count(Counter.RTP_OTHER_ENCODING)).isGreaterThan(before);
        assertThat(count(Counter.RTP_NOT_ALLOWED)).isZero();
        call.end();
    }

    @Test
    void countsWhatWouldHaveGoneToSomebodyWhoIsNotConnected() {
        call = Scenario.withSeed(2).network(delay(millis(20))).publish(microphone());
        call.run(seconds(2));
        assertThat(count(Counter.RTP_NOT_CONNECTED)).isZero();
        TestPeer absent = call.join("absent", PeerSpec.viewer());
        absent.network(loss(1));
        call.run(seconds(2));
        assertThat(count(Counter.RTP_NOT_CONNECTED)).isGreaterThan(30);
        call.end();
    }

    @Test
    void countsWhatSomebodySendsWhoMayNot() {
        call = Scenario.withSeed(3).network(delay(millis(20)));
        TestPeer stubborn =
                call.join("stubborn", new PeerSpec().publish(microphone()).sendsWhileMuted());
        call.join("viewer", PeerSpec.viewer());
        call.run(seconds(2));
        long before = count(Counter.RTP_NOT_ALLOWED);
        stubborn.mute(TrackSource.MICROPHONE, true);
        call.run(seconds(2));
        assertThat(count(Counter.RTP_NOT_ALLOWED) - before).isGreaterThan(30);
        call.end();
    }

    @Test
    void countsRetransmissionsThatAreNotMade() {
        call = Scenario.withSeed(4).network(delay(millis(20))).publish(threeEncodings());
        call.run(seconds(2));
        call.viewer().down().change(loss(0.6));
        call.run(seconds(10));
        long refused = count(Counter.RTX_TOO_SOON)
                + count(Counter.RTX_NO_ROOM)
                + count(Counter.RTX_OVER_BUDGET)
                + count(Counter.RTX_NOT_FOUND);
        assertThat(count(Counter.RTX_OUT) + refused)
                .isLessThanOrEqualTo(count(Counter.NACK_IN))
                .isGreaterThanOrEqualTo(count(Counter.NACK_IN) - count(Counter.RTCP_FOREIGN_SSRC));
        call.end();
    }
}
