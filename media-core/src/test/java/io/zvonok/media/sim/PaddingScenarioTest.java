package io.zvonok.media.sim;

import static io.zvonok.media.sim.LinkConditions.delay;
import static io.zvonok.media.sim.LinkConditions.perfect;
import static io.zvonok.media.sim.LinkConditions.reorder;
import static io.zvonok.media.sim.PeerSpec.threeEncodings;
import static io.zvonok.media.sim.Scenario.millis;
import static io.zvonok.media.sim.Scenario.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Packets of a publisher that carry nothing use sequence numbers; no viewer may be left waiting for them. */
class PaddingScenarioTest {
    private Scenario call;
    private TestPeer publisher;
    private TestPeer viewer;

    private void start(long seed) {
        call = Scenario.withSeed(seed).network(delay(millis(20)));
        PeerSpec spec =
                new PeerSpec().publish(threeEncodings().withFramesPerSecond(50)).ignoresLayers();
        spec.sendsPadding = true;
        publisher = call.join("publisher", spec);
        viewer = call.join("viewer", PeerSpec.viewer().slots(1, 0));
        call.run(seconds(2));
    }

    @Test
    void fillsTheNumbersOfPaddingThatCameTooLateToCloseThem() {
        start(1);
        publisher.up().change(reorder(0.2));
        call.run(seconds(20));
        publisher.up().change(perfect());
        call.run(seconds(2));
        assertThat(viewer.slot("v0").paddings()).isPositive();
        assertThat(viewer.slot("v0").packetsLost()).isZero();
        call.end();
    }

    @Test
    void closesThemAmongWhatOvertookTheFirstPacketOfAKeyFrame() {
        for (long seed = 2; seed <= 24; seed++) {
            start(seed);
            publisher.up().change(reorder(0.3));
            List<TestPeer> viewers = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                viewers.add(call.join("late" + i, PeerSpec.viewer().slots(1, 0)));
                call.run(millis(700));
            }
            publisher.up().change(perfect());
            call.run(seconds(2));
            for (TestPeer late : viewers) {
                assertThat(late.slot("v0").packetsLost())
                        .as(late + ", seed " + seed)
                        .isZero();
            }
            call.end();
        }
    }
}
