package io.zvonok.media.sim;

import static io.zvonok.media.sim.LinkConditions.loss;
import static io.zvonok.media.sim.PeerSpec.camera;
import static io.zvonok.media.sim.Scenario.millis;
import static io.zvonok.media.sim.Scenario.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.api.Codec;
import io.zvonok.media.api.TrackSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyframeScenarioTest {
    private static final int VIEWERS = 12;

    /** At most one per 500 ms and six per 10 s, held at every request by {@link Invariants}. */
    @Test
    void asksOnceForAllViewers_P20() {
        var call = Scenario.withSeed(1);
        TestPeer publisher = call.join("publisher", new PeerSpec().publish(camera(Codec.VP8)));
        List<TestPeer> viewers = new ArrayList<>();
        for (int i = 0; i < VIEWERS; i++) {
            viewers.add(call.join("viewer" + i, PeerSpec.viewer().slots(1, 0)));
        }
        call.run(seconds(3));
        viewers.forEach(viewer -> viewer.down().change(loss(0.5)));
        call.run(seconds(20));
        List<Long> asked = publisher.track(TrackSource.CAMERA).encodings.get(0).keyframeRequests;
        assertThat(asked).hasSizeBetween(6, 3 * 6);
        call.end();
    }

    @Test
    void asksAgainUntilTheKeyframeComes() {
        var call = Scenario.withSeed(2);
        TestPeer publisher = call.join("publisher", new PeerSpec().publish(camera(Codec.VP8)));
        call.run(seconds(2));
        publisher.up().change(loss(0.7));
        publisher.down().change(loss(0.5));
        TestPeer viewer = call.join("viewer", PeerSpec.viewer().slots(1, 0));
        viewer.network(LinkConditions.perfect());
        assertThat(call.runUntil(() -> viewer.slot("v0").packets() > 0, seconds(30)))
                .isTrue();
        call.end();
    }

    @Test
    void letsALateViewerSeeWithinASecond() {
        var call = Scenario.withSeed(3);
        call.join("publisher", new PeerSpec().publish(camera(Codec.H264)));
        call.run(seconds(20));
        TestPeer viewer = call.join("viewer", PeerSpec.viewer().slots(1, 0));
        assertThat(call.runUntil(() -> viewer.slot("v0").decoded() > 0, millis(1000)))
                .isTrue();
        call.end();
    }

    /** Of a screen key frames are most of the bytes: a repair waits for long, a first picture does not. */
    @Test
    void takesARequestRightAfterASwitchForOneOfAFirstPicture_P20() {
        for (long seed = 4; seed <= 8; seed++) {
            var call = Scenario.withSeed(seed).network(LinkConditions.delay(millis(15)));
            TestPeer publisher = call.join("publisher", new PeerSpec().publish(PeerSpec.screen1080()));
            HostileViewer early = viewer(call, "early");
            call.run(seconds(14));
            HostileViewer late = viewer(call, "late");
            assertThat(call.runUntil(() -> late.peer().slot("v0").packets() > 0, seconds(4)))
                    .isTrue();
            List<Long> asked = publisher.track(TrackSource.SCREEN).encodings.get(0).keyframeRequests;
            call.run(seconds(1));
            int before = asked.size();
            early.pli(early.mediaSsrc("v0"));
            call.run(millis(100));
            assertThat(asked).as("for who has had a picture, seed " + seed).hasSize(before);
            late.pli(late.mediaSsrc("v0"));
            call.run(millis(2200));
            assertThat(asked.size()).as("for who has none, seed " + seed).isGreaterThan(before);
            call.end();
        }
    }

    private static HostileViewer viewer(Scenario call, String name) {
        TestPeer peer = call.join(name, PeerSpec.viewer().slots(1, 0));
        peer.viewAuto("v0", 1080);
        return new HostileViewer(peer, 1);
    }
}
