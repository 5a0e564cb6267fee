package io.zvonok.media.sim;

import static io.zvonok.media.sim.LinkConditions.delay;
import static io.zvonok.media.sim.LinkConditions.kbps;
import static io.zvonok.media.sim.LinkConditions.linkRate;
import static io.zvonok.media.sim.LinkConditions.queueMillis;
import static io.zvonok.media.sim.PeerSpec.camera720;
import static io.zvonok.media.sim.Scenario.millis;
import static io.zvonok.media.sim.Scenario.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.api.TrackSource;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Publishers are told which of their encodings anybody watches, and send no others. */
class PublisherThriftScenarioTest {
    private Scenario call;
    private TestPeer publisher;
    private List<SentEncoding> encodings;

    @BeforeEach
    void start() {
        call = Scenario.withSeed(1).network(delay(millis(15)));
        publisher = call.join("publisher", new PeerSpec().publish(camera720()));
        encodings = publisher.track(TrackSource.CAMERA).encodings;
    }

    private TestPeer viewer(int height) {
        TestPeer viewer = call.join("viewer", PeerSpec.viewer().slots(1, 0));
        viewer.viewAuto("v0", height);
        return viewer;
    }

    private List<Boolean> sending() {
        return encodings.stream().map(SentEncoding::sends).toList();
    }

    private boolean isActive() {
        return call.server().activeTracks.get(publisher.id().value() + " " + publisher.track(TrackSource.CAMERA).mid);
    }

    private boolean shows(TestPeer viewer, int encoding, long nanos) {
        SlotMetrics shown = viewer.slot("v0").metrics();
        return call.runUntil(() -> shown.shown() != null && shown.shown().encoding() == encoding, nanos);
    }

    @Test
    void switchesOffWhatNobodyWatchesForTenSeconds() {
        TestPeer viewer = viewer(180);
        assertThat(shows(viewer, 0, seconds(3))).isTrue();
        call.run(seconds(5));
        assertThat(sending()).containsExactly(true, true, true);
        call.run(seconds(8));
        assertThat(sending()).containsExactly(true, false, false);
        long largest = encodings.get(2).frames();
        int before = viewer.slot("v0").decoded();
        call.run(seconds(20));
        assertThat(encodings.get(2).frames()).isEqualTo(largest);
        assertThat(viewer.slot("v0").decoded()).isGreaterThan(before + 550);
        call.end();
    }

    @Test
    void switchesOffAllOfACameraThatNobodyShowsAndStillCallsItActive() {
        call.run(seconds(15));
        assertThat(sending()).containsExactly(false, false, false);
        call.run(seconds(20));
        assertThat(isActive()).isTrue();
        publisher.mute(TrackSource.CAMERA, true);
        call.run(seconds(1));
        assertThat(isActive()).isFalse();
        call.end();
    }

    @Test
    void waitsForAnEncodingThatThePublisherSendsOnlyWhenItsLinkCarriesIt() {
        encodings.get(2).paused = true;
        TestPeer viewer = viewer(720);
        assertThat(shows(viewer, 1, seconds(5))).isTrue();
        call.run(seconds(20));
        encodings.get(2).paused = false;
        assertThat(shows(viewer, 2, seconds(5))).isTrue();
        call.end();
    }

    @Test
    void letsTheSmallestGoOnWhileAnybodyShowsTheCamera() {
        TestPeer viewer = viewer(720);
        assertThat(shows(viewer, 2, seconds(20))).isTrue();
        call.run(seconds(20));
        assertThat(sending()).containsExactly(true, false, true);
        call.end();
    }

    @Test
    void showsANewViewerAPictureWithinASecond() {
        call.run(seconds(30));
        assertThat(sending()).containsExactly(false, false, false);
        TestPeer viewer = viewer(180);
        assertThat(call.runUntil(() -> viewer.slot("v0").decoded() > 0, seconds(1)))
                .isTrue();
        call.end();
    }

    @Test
    void isBackWithinASecondWhenTheViewerHasRoomForMore() {
        TestPeer viewer = viewer(720);
        assertThat(shows(viewer, 2, seconds(20))).isTrue();
        viewer.viewAuto("v0", 180);
        call.run(seconds(20));
        assertThat(sending()).containsExactly(true, false, false);
        viewer.slot("v0").forgetFreezes();
        viewer.viewAuto("v0", 720);
        assertThat(shows(viewer, 2, seconds(1))).isTrue();
        assertThat(viewer.slot("v0").pictureGaps()).isZero();
        call.end();
    }

    @Test
    void isBackBeforeTheLinkCarriesWhatTheViewerHasRoomFor() {
        TestPeer viewer = viewer(720);
        assertThat(shows(viewer, 2, seconds(20))).isTrue();
        viewer.down().change(linkRate(kbps(250)), queueMillis(300));
        call.run(seconds(30));
        assertThat(sending()).containsExactly(true, false, false);
        viewer.down().change(linkRate(0));
        assertThat(call.runUntil(() -> encodings.get(2).sends(), seconds(80))).isTrue();
        assertThat(chosen(viewer)).as("when the largest is switched on").isNotEqualTo("f");
        assertThat(call.runUntil(() -> chosen(viewer).equals("f"), seconds(80))).isTrue();
        assertThat(shows(viewer, 2, seconds(1))).as("it is there already").isTrue();
        call.end();
    }

    private String chosen(TestPeer viewer) {
        return call.server()
                .room()
                .report(viewer.id(), call.clock().nowNanos())
                .layerChanges()
                .get(0)
                .to()
                .rid();
    }

    @Test
    void switchesOnAtOnceForWhoeverComesWhileOthersWatchSmall() {
        TestPeer small = viewer(180);
        assertThat(shows(small, 0, seconds(3))).isTrue();
        call.run(seconds(20));
        assertThat(sending()).containsExactly(true, false, false);
        TestPeer medium = viewer(360);
        assertThat(shows(medium, 1, seconds(4))).isTrue();
        assertThat(sending()).containsExactly(true, true, false);
        medium.leave();
        call.run(seconds(12));
        assertThat(sending()).containsExactly(true, false, false);
        call.end();
    }
}
