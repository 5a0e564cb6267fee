package io.zvonok.media.sim;

import static io.zvonok.media.sim.LinkConditions.blackout;
import static io.zvonok.media.sim.LinkConditions.burstLoss;
import static io.zvonok.media.sim.LinkConditions.delay;
import static io.zvonok.media.sim.LinkConditions.loss;
import static io.zvonok.media.sim.LinkConditions.perfect;
import static io.zvonok.media.sim.PeerSpec.camera;
import static io.zvonok.media.sim.PeerSpec.threeEncodings;
import static io.zvonok.media.sim.Scenario.millis;
import static io.zvonok.media.sim.Scenario.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.api.Codec;
import io.zvonok.media.api.TrackSource;
import io.zvonok.media.stats.Counter;
import org.junit.jupiter.api.Test;

class LossRepairScenarioTest {
    private static Scenario shown(long seed) {
        var call = Scenario.nearWrap(seed).network(delay(millis(20))).publish(camera(Codec.VP8));
        call.run(seconds(2));
        call.viewer().slot("v0").forgetFreezes();
        return call;
    }

    @Test
    void repairsBurstsFromThePublisherByNackAndRtx() {
        var call = shown(1);
        call.publisher().up().change(burstLoss(0.05, 4));
        call.run(seconds(15));
        assertThat(call.publisher().up().dropped()).isPositive();
        assertThat(call.server().stats().get(Counter.RTX_IN)).isPositive();
        assertThat(call.viewer().slot("v0").pictureGaps()).isZero();
        call.end();
    }

    @Test
    void repairsBurstsToTheViewerByRtxOverItsOwnSsrc() {
        var call = shown(2);
        call.viewer().down().change(burstLoss(0.05, 4));
        call.run(seconds(15));
        assertThat(call.viewer().slot("v0").repaired()).isPositive();
        assertThat(call.server().stats().get(Counter.RTX_OUT)).isPositive();
        assertThat(call.viewer().slot("v0").pictureGaps()).isZero();
        call.end();
    }

    @Test
    void resendsAtMostFiveTimesUnderHeavyLossAndComesBack_P19() {
        var call = shown(3);
        call.viewer().down().change(loss(0.6));
        call.run(seconds(10));
        long resent = call.server().stats().get(Counter.RTX_OUT);
        long sent = call.server().stats().get(Counter.RTP_OUT);
        assertThat(resent).isBetween(1L, 5 * sent);
        call.viewer().down().change(perfect());
        int before = call.viewer().slot("v0").decoded();
        call.run(seconds(4));
        assertThat(call.viewer().slot("v0").decoded()).isGreaterThan(before + 10);
        call.end();
    }

    @Test
    void comesBackAfterTwoSecondsOfNothing() {
        var call = shown(4);
        call.publisher().network(blackout());
        call.run(seconds(2));
        call.publisher().network(perfect());
        int before = call.viewer().slot("v0").decoded();
        call.run(seconds(4));
        assertThat(call.viewer().slot("v0").decoded()).isGreaterThan(before + 10);
        call.end();
    }

    @Test
    void numbersItsOwnPacketsAcrossTheirWrap() {
        var call = shown(6);
        SentEncoding encoding =
                call.publisher().track(TrackSource.CAMERA).encodings.get(0);
        for (int i = 0; i < 80; i++) {
            encoding.skipNumbers(900);
            call.run(millis(200));
        }
        call.run(seconds(2));
        int before = call.viewer().slot("v0").decoded();
        call.run(seconds(4));
        assertThat(call.viewer().slot("v0").decoded()).isGreaterThan(before + 10);
        assertThat(call.viewer().slot("v0").reportedHighest()).isGreaterThan(65_536);
        call.end();
    }

    @Test
    void takesAPacketForNoReplayBecauseItIsHundredsLate_P15() {
        var call = Scenario.withSeed(7).publish(threeEncodings());
        call.run(seconds(2));
        call.publisher().up().change(blackout());
        call.run(millis(100));
        byte[] late = call.publisher().lastSrtp;
        call.publisher().up().change(perfect());
        call.run(seconds(4));
        SentEncoding largest =
                call.publisher().track(TrackSource.CAMERA).encodings.get(2);
        assertThat(largest.packets()).as("sent in all, 240 of them since").isGreaterThan(300);
        call.network().inject(late, call.publisher().address());
        call.run(millis(10));
        assertThat(call.server().stats().get(Counter.SRTP_REPLAYED)).isZero();
        call.network().inject(late, call.publisher().address());
        call.run(millis(10));
        assertThat(call.server().stats().get(Counter.SRTP_REPLAYED)).isEqualTo(1);
        call.end();
    }

    @Test
    void tellsThePublisherWhatArrived() {
        var call = shown(5);
        assertThat(call.publisher().fedBack()).isGreaterThan(20);
        call.end();
    }
}
