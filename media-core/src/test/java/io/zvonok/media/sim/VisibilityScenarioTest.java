package io.zvonok.media.sim;

import static io.zvonok.media.sim.LinkConditions.delay;
import static io.zvonok.media.sim.LinkConditions.loss;
import static io.zvonok.media.sim.PeerSpec.camera;
import static io.zvonok.media.sim.PeerSpec.microphone;
import static io.zvonok.media.sim.Scenario.millis;
import static io.zvonok.media.sim.Scenario.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.api.Codec;
import io.zvonok.media.api.PeerGroup;
import io.zvonok.media.api.Programme;
import io.zvonok.media.api.SlotReason;
import io.zvonok.media.api.SlotState;
import io.zvonok.media.api.SlotView;
import io.zvonok.media.api.TrackSource;
import io.zvonok.media.api.Visibility;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Class 0 are teachers, class 1 students. That nothing of what is hidden leaves is checked at every packet by {@link Invariants}. */
class VisibilityScenarioTest {
    private static final int TEACHER = 0;
    private static final int STUDENT = 1;
    private static final Set<TrackSource> ALL = EnumSet.allOf(TrackSource.class);

    /** Students see teachers only, teachers all. */
    private static final Visibility APART = Visibility.builder()
            .show(TEACHER, TEACHER, ALL)
            .show(TEACHER, STUDENT, ALL)
            .show(STUDENT, TEACHER, ALL)
            .audienceClass(STUDENT)
            .build();

    private final Scenario call = Scenario.withSeed(1).network(delay(millis(15)));

    private TestPeer join(String name, int peerClass, int level) {
        return call.join(
                name,
                new PeerSpec()
                        .publish(microphone(), camera(Codec.VP8))
                        .slots(6, 4)
                        .voice(level, 1)
                        .ofClass(peerClass));
    }

    private int decoded(TestPeer viewer, TestPeer publisher, TrackSource source, long nanos) {
        int before = viewer.decodedOf(publisher, source);
        call.run(nanos);
        return viewer.decodedOf(publisher, source) - before;
    }

    private boolean sees(TestPeer viewer, TestPeer publisher) {
        return decoded(viewer, publisher, TrackSource.CAMERA, seconds(1)) > 5;
    }

    private boolean hears(TestPeer listener, TestPeer speaker) {
        return decoded(listener, speaker, TrackSource.MICROPHONE, seconds(1)) > 10;
    }

    @Test
    void hidesAtOnceAndSendsNothingAgain_I1() {
        TestPeer teacher = join("teacher", TEACHER, 30);
        TestPeer masha = join("masha", STUDENT, 30);
        TestPeer petya = join("petya", STUDENT, 30);
        call.run(seconds(2));
        masha.down().change(loss(0.4)); // half is asked for again
        call.run(seconds(2));
        for (int times = 0; times < 5; times++) {
            call.visibility(APART).run(millis(30)); // what is under way comes
            int before = masha.decodedOf(petya, TrackSource.CAMERA);
            call.run(millis(100 + 300L * times));
            assertThat(masha.decodedOf(petya, TrackSource.CAMERA)).isEqualTo(before);
            call.visibility(Visibility.everything()).run(millis(700));
        }
        call.visibility(APART);
        masha.down().change(loss(0));
        assertThat(sees(masha, petya)).isFalse();
        assertThat(sees(masha, teacher)).isTrue();
        assertThat(sees(teacher, petya)).isTrue();
        call.visibility(Visibility.everything()).run(seconds(1));
        assertThat(sees(masha, petya)).isTrue();
        call.end();
    }

    @Test
    void hidesSourceBySource() {
        TestPeer masha = join("masha", STUDENT, 30);
        TestPeer petya = join("petya", STUDENT, 30);
        call.visibility(Visibility.builder()
                .show(STUDENT, STUDENT, EnumSet.of(TrackSource.MICROPHONE))
                .build());
        call.run(seconds(2));
        assertThat(sees(masha, petya)).isFalse();
        assertThat(hears(masha, petya)).isTrue();
        call.end();
    }

    @Test
    void saysOfAPinnedSourceOnlyThatItIsNotAllowed() {
        TestPeer masha = join("masha", STUDENT, 30);
        TestPeer petya = join("petya", STUDENT, 30);
        call.visibility(APART);
        masha.viewPeer("v0", petya, TrackSource.CAMERA, 360);
        masha.view(new SlotView("a0", SlotView.Want.PEER, petya.id, null, 0, 0, 0));
        call.run(seconds(2));
        assertHidden(masha, "v0", SlotReason.NOT_ALLOWED);
        assertHidden(masha, "a0", SlotReason.NOT_ALLOWED);
        petya.leave();
        call.run(seconds(1));
        assertHidden(masha, "v0", SlotReason.NOT_ALLOWED); // nor that there is nobody any more
        call.end();
    }

    private void assertHidden(TestPeer viewer, String mid, SlotReason reason) {
        SlotState state = call.server().slotState(viewer, mid);
        assertThat(state.reason()).isEqualTo(reason);
        assertThat(state.peer()).isNull();
        assertThat(state.source()).isNull();
    }

    @Test
    void choosesTheLoudestAmongThoseWhomOneMayHear() {
        TestPeer teacher = join("teacher", TEACHER, 45);
        TestPeer masha = join("masha", STUDENT, 75);
        List<TestPeer> noisy = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            noisy.add(join("noisy" + i, STUDENT, 15 + i));
        }
        call.run(seconds(3));
        assertThat(hears(masha, teacher))
                .as("three louder ones take all places")
                .isFalse();
        call.visibility(APART).run(seconds(1));
        assertThat(hears(masha, teacher)).isTrue();
        assertThat(hears(teacher, noisy.get(0))).isTrue();
        assertThat(hears(masha, noisy.get(0))).isFalse();
        call.end();
    }

    @Test
    void showsOnlyTheOwnGroupAndWhoSpeaksToAll() {
        TestPeer teacher = join("teacher", TEACHER, 30);
        TestPeer masha = join("masha", STUDENT, 30);
        TestPeer petya = join("petya", STUDENT, 30);
        TestPeer vanya = join("vanya", STUDENT, 30);
        call.run(seconds(1));
        call.groups(Map.of(
                masha.id,
                new PeerGroup(1, false),
                petya.id,
                new PeerGroup(1, false),
                vanya.id,
                new PeerGroup(2, false)));
        masha.viewPeer("v5", vanya, TrackSource.CAMERA, 360);
        call.run(seconds(1));
        assertThat(sees(masha, petya)).isTrue();
        assertThat(hears(masha, petya)).isTrue();
        assertThat(sees(masha, vanya)).isFalse();
        assertThat(hears(masha, teacher)).isFalse();
        assertHidden(masha, "v5", SlotReason.OTHER_GROUP);
        call.groups(Map.of(
                masha.id,
                new PeerGroup(2, false),
                vanya.id,
                new PeerGroup(2, false),
                teacher.id,
                new PeerGroup(0, true)));
        call.run(seconds(1));
        assertThat(sees(masha, vanya)).isTrue();
        assertThat(sees(masha, petya)).isFalse();
        assertThat(hears(masha, teacher)).isTrue();
        assertThat(sees(petya, teacher)).isTrue();
        assertThat(sees(teacher, masha))
                .as("who speaks to all sees the own group")
                .isFalse();
        call.groups(Map.of()).run(seconds(1));
        assertThat(sees(masha, petya)).isTrue();
        assertThat(sees(teacher, vanya)).isTrue();
        call.end();
    }

    @Test
    void putsOnAirOnlyWhatTheAudienceMaySee() {
        Scenario broadcast = Scenario.withLoops(3, 2).network(delay(millis(15)));
        TestPeer teacher = broadcast.join(
                "teacher", new PeerSpec().publish(camera(Codec.VP8)).ofClass(TEACHER));
        TestPeer student = broadcast.join(
                "student", new PeerSpec().publish(camera(Codec.VP8)).ofClass(STUDENT));
        TestPeer viewer = broadcast.join("viewer", PeerSpec.audience().ofClass(STUDENT));
        broadcast
                .programme(new Programme(List.of(
                        new Programme.Pick(student.id, TrackSource.CAMERA),
                        new Programme.Pick(teacher.id, TrackSource.CAMERA))))
                .onAir(true)
                .run(seconds(2));
        assertThat(viewer.decodedOf(student, TrackSource.CAMERA)).isGreaterThan(5);
        broadcast.visibility(APART).run(seconds(1));
        int hidden = viewer.decodedOf(student, TrackSource.CAMERA);
        int shown = viewer.decodedOf(teacher, TrackSource.CAMERA);
        broadcast.run(seconds(2));
        assertThat(viewer.decodedOf(student, TrackSource.CAMERA)).isEqualTo(hidden);
        assertThat(viewer.decodedOf(teacher, TrackSource.CAMERA)).isGreaterThan(shown + 5);
        broadcast.visibility(Visibility.everything());
        broadcast.groups(Map.of(student.id, new PeerGroup(1, false))).run(seconds(1));
        hidden = viewer.decodedOf(student, TrackSource.CAMERA);
        broadcast.run(seconds(2));
        assertThat(viewer.decodedOf(student, TrackSource.CAMERA)).isEqualTo(hidden);
        broadcast.end();
    }
}
