package io.zvonok.media.sim;

import static io.zvonok.media.sim.LinkConditions.delay;
import static io.zvonok.media.sim.PeerSpec.camera;
import static io.zvonok.media.sim.PeerSpec.microphone;
import static io.zvonok.media.sim.Scenario.millis;
import static io.zvonok.media.sim.Scenario.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.api.Codec;
import io.zvonok.media.api.PeerId;
import io.zvonok.media.api.SlotView;
import io.zvonok.media.api.TrackSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A microphone that is armed, and sends, before it may; and who is in the spotlight. */
class FloorScenarioTest {
    private static final long DELAY_MICROS = 15_000;
    /** Twenty-five packets a second. */
    private static final long PACKET_MICROS = 40_000;

    /** The server looks a hundred times a second what is to be shown. */
    private static final long LOOK_MICROS = 10_000;

    private final List<MediaUnit> heard = new ArrayList<>();

    private void listen(TestPeer listener, TestPeer speaker, int slots) {
        for (int i = 0; i < slots; i++) {
            listener.slot("a" + i).tap = packet -> {
                if (packet.unit().publisher() == speaker.index) {
                    heard.add(packet.unit());
                }
            };
        }
    }

    @Test
    void letsTheFirstPacketAfterTheGrantThroughAndNoneBefore_I1() {
        for (long seed = 1; seed <= 20; seed++) {
            heard.clear();
            Scenario call = Scenario.withSeed(seed).network(delay(DELAY_MICROS * 1000));
            call.join("teacher", new PeerSpec().publish(microphone()));
            TestPeer student = call.join("student", new PeerSpec().publish(microphone(), camera(Codec.VP8)));
            student.permit(true, TrackSource.CAMERA);
            TestPeer listener = call.join("listener", PeerSpec.viewer());
            listen(listener, student, 3);
            call.run(seconds(3) + seed * 7_000_000);
            assertThat(heard).as("before the grant").isEmpty();

            long grantedMicros = call.clock().nowNanos() / 1000;
            student.permit(true, TrackSource.CAMERA, TrackSource.MICROPHONE);
            call.run(seconds(1));

            assertThat(heard).as("seed " + seed).hasSizeGreaterThan(20);
            long atServerMicros = heard.get(0).captureMicros() + DELAY_MICROS;
            assertThat(atServerMicros - grantedMicros)
                    .as("seed " + seed)
                    .isBetween(-1000L, PACKET_MICROS + LOOK_MICROS);

            student.permit(true, TrackSource.CAMERA);
            call.run(millis(100));
            heard.clear();
            call.run(seconds(1));
            assertThat(heard).as("after it was taken").isEmpty();
            call.end();
        }
    }

    @Test
    void hearsWhoHasTheFloorThoughThreeOthersAreLouder() {
        for (long seed = 30; seed <= 35; seed++) {
            heard.clear();
            Scenario call = Scenario.withSeed(seed).network(delay(DELAY_MICROS * 1000));
            for (int i = 0; i < 5; i++) {
                call.join("loud" + i, new PeerSpec().publish(microphone()).voice(20, 1));
            }
            TestPeer student =
                    call.join("student", new PeerSpec().publish(microphone()).voice(50, 1));
            TestPeer listener = call.join("listener", PeerSpec.viewer().slots(0, 4));
            listen(listener, student, 4);
            call.run(seconds(4));
            heard.clear();
            call.run(seconds(1));
            assertThat(heard).as("without the floor").isEmpty();

            long givenMicros = call.clock().nowNanos() / 1000;
            student.floor(true);
            call.run(seconds(1));
            assertThat(heard).as("seed " + seed).hasSizeGreaterThan(20);
            assertThat(heard.get(0).captureMicros() + DELAY_MICROS - givenMicros)
                    .as("seed " + seed)
                    .isBetween(-1000L, PACKET_MICROS + LOOK_MICROS);

            student.floor(false);
            call.run(millis(100));
            heard.clear();
            call.run(seconds(1));
            assertThat(heard).as("after it was taken").isEmpty();
            call.end();
        }
    }

    @Test
    void showsWhoIsInTheSpotlightInEveryStageSlot() {
        Scenario call = Scenario.withSeed(21).network(delay(millis(15)));
        TestPeer teacher =
                call.join("teacher", new PeerSpec().publish(camera(Codec.VP8)).prominence(100));
        TestPeer student = call.join("student", new PeerSpec().publish(camera(Codec.VP8)));
        List<TestPeer> viewers = List.of(call.join("one", PeerSpec.viewer()), call.join("two", PeerSpec.viewer()));
        List<TestPeer> everybody = new ArrayList<>(viewers);
        everybody.addAll(List.of(teacher, student));
        everybody.forEach(peer -> peer.view(new SlotView("v0", SlotView.Want.STAGE, null, null, 640, 360, 0)));
        call.run(seconds(3));
        assertThat(shownTo(viewers)).containsOnly(teacher.index);

        spotlight(call, student.id);
        call.run(seconds(3));
        assertThat(shownTo(viewers)).containsOnly(student.index);
        assertThat(shownTo(List.of(student))).containsOnly(teacher.index); // nobody is shown to themselves

        student.mute(TrackSource.CAMERA, true);
        call.run(seconds(3));
        assertThat(shownTo(viewers)).containsOnly(teacher.index);
        student.mute(TrackSource.CAMERA, false);
        call.run(seconds(3));
        assertThat(shownTo(viewers)).containsOnly(student.index);

        spotlight(call, null);
        call.join("late", PeerSpec.viewer());
        call.run(seconds(3));
        assertThat(shownTo(viewers)).containsOnly(student.index); // whoever is shown stays until somebody speaks
        call.end();
    }

    private static void spotlight(Scenario call, @Nullable PeerId peer) {
        call.server().rooms().onStage(SimulatedServer.LESSON, (room, now) -> {
            room.setSpotlight(peer, now);
            return null;
        });
    }

    private static List<Integer> shownTo(List<TestPeer> viewers) {
        return viewers.stream()
                .map(viewer -> viewer.slot("v0").lastDecoded().publisher())
                .toList();
    }
}
