package io.zvonok.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.bench.load.peer.PeerSpec;
import io.zvonok.bench.load.peer.SlotWish;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ScenarioSpecTest {
    private static ScenarioSpec spec(String line) {
        return ScenarioSpec.of(Objects.requireNonNull(LoadCommandLine.parse(line.split(" "), false)), "run");
    }

    @Test
    void aLessonIsThirtyPeopleOfWhomThreeSpeak() {
        ScenarioSpec lesson = spec("lesson");

        assertThat(lesson.then()).hasSize(30).allSatisfy(person -> {
            assertThat(person.camera()).hasSize(3);
            assertThat(person.slots().stream().filter(SlotWish::video)).hasSize(9);
            assertThat(person.slots().stream().filter(slot -> slot.height() == 720))
                    .hasSize(1);
        });
        assertThat(lesson.then().stream().filter(person -> person.talkShare() > 0))
                .hasSize(3);
        assertThat(lesson.then().stream().map(PeerSpec::identity).distinct()).hasSize(30);
    }

    @Test
    void aBroadcastHasOnePublisherForEachRoomAndTheRightShareOfFullViewers() {
        ScenarioSpec broadcast = spec("broadcast --viewers 1000 --full-share 5%");

        assertThat(broadcast.first()).hasSize(3);
        assertThat(broadcast.then().stream().filter(PeerSpec::checks)).hasSizeBetween(50, 51);
        assertThat(broadcast.then().stream().map(PeerSpec::room).distinct()).hasSize(3);
        assertThat(spec("broadcast --full-share 0").then()).noneMatch(PeerSpec::checks);
        assertThat(spec("broadcast --full-share 1").then()).allMatch(PeerSpec::checks);
    }

    @Test
    void aStormJoinsBesideALessonThatIsWatched() {
        ScenarioSpec storm = spec("join-storm");

        assertThat(storm.then()).hasSize(500).allMatch(peer -> peer.group().equals(ScenarioSpec.STORM));
        assertThat(storm.first().stream().filter(peer -> peer.group().equals(storm.group())))
                .hasSize(30);
        assertThat(storm.first()).hasSize(50);
    }

    @Test
    void theFloorSendsWhatAViewerGetsIn33Milliseconds() {
        List<Integer> broadcast = spec("broadcast").packetSizes();
        assertThat(broadcast).hasSize(7);
        assertThat(broadcast.stream().mapToInt(Integer::intValue).sum()).isBetween(6200, 6400);
        assertThat(spec("lesson").packetSizes()).hasSize(5 + 8 + 4);
    }

    @Test
    void idlePeopleOfferAllButPlayNothing() {
        assertThat(spec("idle").then()).hasSize(1000).noneMatch(PeerSpec::plays);
    }
}
