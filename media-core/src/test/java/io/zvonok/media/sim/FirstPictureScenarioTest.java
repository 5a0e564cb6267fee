package io.zvonok.media.sim;

import static io.zvonok.media.sim.Scenario.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.api.TrackSource;
import org.junit.jupiter.api.Test;

/** A picture that takes more than the first guess of a link is not waited for in vain: padding goes before it. */
class FirstPictureScenarioTest {
    @Test
    void findsOutThatALinkCarriesAPictureBeforeAnythingFlows() {
        Scenario call = Scenario.withSeed(5);
        TestPeer publisher = call.join(
                "publisher", new PeerSpec().publish(PeerSpec.camera720Single().withBitrates(2_500_000L)));
        TestPeer viewer = call.join("viewer", PeerSpec.viewer().slots(1, 0));
        viewer.viewPeer("v0", publisher, TrackSource.CAMERA, 720);
        assertThat(call.runUntil(() -> viewer.slot("v0").decoded() > 30, seconds(5)))
                .isTrue();
        call.end();
    }
}
