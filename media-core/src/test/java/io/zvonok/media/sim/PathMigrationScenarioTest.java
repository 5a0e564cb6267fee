package io.zvonok.media.sim;

import static io.zvonok.media.sim.LinkConditions.delay;
import static io.zvonok.media.sim.PeerSpec.camera;
import static io.zvonok.media.sim.PeerSpec.microphone;
import static io.zvonok.media.sim.Scenario.millis;
import static io.zvonok.media.sim.Scenario.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.api.Codec;
import io.zvonok.media.stats.Counter;
import org.junit.jupiter.api.Test;

class PathMigrationScenarioTest {
    private final Scenario call =
            Scenario.withSeed(2).network(delay(millis(30))).publish(microphone(), camera(Codec.VP8));

    @Test
    void followsAViewerToAnotherAddress() {
        call.run(seconds(3));
        for (int i = 0; i < 3; i++) {
            call.viewer().migrate();
            call.run(seconds(1));
            int before = call.viewer().slot("v0").decoded();
            call.run(seconds(2));
            assertThat(call.viewer().slot("v0").decoded()).isGreaterThan(before + 10);
        }
        call.end();
    }

    @Test
    void followsAPublisherToAnotherAddress() {
        call.run(seconds(3));
        call.publisher().migrate();
        call.run(seconds(2));
        int before = call.viewer().slot("v0").decoded();
        call.run(seconds(2));
        assertThat(call.viewer().slot("v0").decoded()).isGreaterThan(before + 10);
        call.end();
    }

    @Test
    void isNotMovedByACopiedCheck_P3() {
        call.run(seconds(3));
        for (int i = 0; i < 40; i++) {
            call.network().inject(call.viewer().lastCheck, call.attacker());
            call.network()
                    .inject(call.viewer().lastSrtp == null ? new byte[] {0} : call.viewer().lastSrtp, call.attacker());
            call.run(millis(100));
        }
        int before = call.viewer().slot("v0").decoded();
        call.run(seconds(2));
        assertThat(call.viewer().slot("v0").decoded()).isGreaterThan(before + 10);
        call.end();
    }

    @Test
    void forwardsNothingThatACopierRepeats_I6() {
        call.run(seconds(3));
        long forwarded = call.server().stats().get(Counter.RTP_OUT);
        call.publisher().tracks.forEach(track -> track.sending = false);
        call.run(seconds(1));
        forwarded = call.server().stats().get(Counter.RTP_OUT);
        for (int i = 0; i < 20; i++) {
            call.network().inject(call.publisher().lastSrtp, call.publisher().address());
        }
        call.run(millis(100));
        assertThat(call.server().stats().get(Counter.RTP_OUT)).isEqualTo(forwarded);
        assertThat(call.server().stats().get(Counter.SRTP_REPLAYED)).isGreaterThanOrEqualTo(20);
        call.end();
    }
}
