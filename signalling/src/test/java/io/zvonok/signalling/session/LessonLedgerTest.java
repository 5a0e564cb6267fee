package io.zvonok.signalling.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.api.LinkQuality;
import io.zvonok.media.api.PeerId;
import io.zvonok.media.api.TransportState;
import io.zvonok.signalling.ledger.EventPage;
import io.zvonok.signalling.ledger.LedgerEvent;
import io.zvonok.signalling.session.LessonFixture.Client;
import io.zvonok.signalling.token.Role;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What lessons write into their room's ledger, on virtual time. */
class LessonLedgerTest {
    private static final String PUBLISH_MICROPHONE = "'mid':'0','source':'microphone','muted':false";
    private static final String MUTE = "'source':'microphone','muted':true";
    private static final String UNMUTE = "'source':'microphone','muted':false";

    private final LessonFixture world = new LessonFixture();

    private EventPage page() {
        return world.ledgers
                .events(LessonFixture.ROOM, 0, 1000)
                .toCompletableFuture()
                .join();
    }

    private List<LedgerEvent> events() {
        return page().events();
    }

    /** In words: {@code left student-1 {"reason":"left"}}. */
    private List<String> story() {
        return events().stream()
                .map(event -> event.type()
                        + (event.identity() == null ? "" : " " + event.identity())
                        + (event.data().has("reason")
                                ? " " + event.data().path("reason").asText()
                                : "")
                        + (event.data().has("source")
                                ? " " + event.data().path("source").asText()
                                : ""))
                .toList();
    }

    private LedgerEvent last(String type) {
        List<LedgerEvent> found =
                events().stream().filter(event -> event.type().equals(type)).toList();
        assertThat(found).as(type).isNotEmpty();
        return found.get(found.size() - 1);
    }

    private long count(String type) {
        return events().stream().filter(event -> event.type().equals(type)).count();
    }

    private void assertPairedAndGapFree() {
        Set<String> there = new HashSet<>();
        long seq = 0;
        for (LedgerEvent event : events()) {
            assertThat(event.seq()).isEqualTo(++seq);
            if (event.type().equals("joined")) {
                assertThat(there.add(event.participantId()))
                        .as(event.toString())
                        .isTrue();
            } else if (event.type().equals("left")) {
                assertThat(there.remove(event.participantId()))
                        .as(event.toString())
                        .isTrue();
            }
        }
        assertThat(there).isEmpty();
    }

    private void closeByItself() {
        world.time.pass(SessionConfig.DEFAULT.resumeMillis() + SessionConfig.DEFAULT.emptyLessonMillis() + 1);
        assertThat(world.lessons.size()).isZero();
    }

    @Test
    void tellsALessonFromItsOpeningToItsEnd() {
        Client student = world.join("masha", Role.STUDENT);
        student.say("{\"type\":\"leave\",\"id\":9}");
        closeByItself();
        assertThat(story()).containsExactly("roomOpened", "joined masha", "left masha left", "roomClosed empty");
        LedgerEvent joined = last("joined");
        assertThat(joined.participantId()).isEqualTo(student.id());
        assertThat(joined.role()).isEqualTo("student");
        assertThat(joined.data().toString()).isEqualTo("{\"tier\":\"stage\",\"via\":\"page\"}");
    }

    @Test
    void numbersGoOnInTheNextLessonOfTheRoom() {
        world.join("masha", Role.STUDENT).say("{\"type\":\"leave\",\"id\":9}");
        closeByItself();
        String ledger = page().ledger();
        world.join("petya", Role.STUDENT);
        assertThat(events()).extracting(LedgerEvent::seq).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
        assertThat(page().ledger()).isEqualTo(ledger);
        assertThat(page().lastSeq()).isEqualTo(6);
    }

    @Test
    void aClientThatCrashesLeavesWhenItsTimeToComeBackIsOver() {
        world.join("masha", Role.STUDENT).lose();
        assertThat(count("left")).isZero();
        closeByItself();
        assertThat(last("left").data().path("reason").asText()).isEqualTo("timeout");
        assertPairedAndGapFree();
    }

    @Test
    void aResumeIsNoOtherJoin() {
        Client before = world.join("masha", Role.STUDENT);
        before.lose();
        world.open().resume(1, before, 1);
        assertThat(count("joined")).isEqualTo(1);
        assertThat(count("left")).isZero();
    }

    @Test
    void whoeverIsReplacedLeavesBeforeTheOtherJoins() {
        world.join("masha", Role.STUDENT);
        world.join("masha", Role.STUDENT);
        assertThat(story()).containsExactly("roomOpened", "joined masha", "left masha replaced", "joined masha");
    }

    @Test
    void everybodyLeavesWhenTheServerCloses() {
        world.join("anna", Role.TEACHER);
        world.join("masha", Role.STUDENT).lose();
        world.join("guest", Role.VIEWER);
        world.lessons.close();
        world.time.settle();
        assertPairedAndGapFree();
        assertThat(events().stream().filter(event -> event.type().equals("left")))
                .hasSize(3)
                .allMatch(event -> event.data().path("reason").asText().equals("serverClosed"));
        assertThat(last("roomClosed").data().path("reason").asText()).isEqualTo("serverClosed");
    }

    @Test
    void aJoinThatFailsIsNoJoin() {
        world.media.failNextJoin(
                new io.zvonok.media.api.ZvonokException(io.zvonok.media.api.ErrorCode.OVERLOADED, "full"));
        Client client = world.open();
        client.token = world.token("masha", Role.STUDENT).toJwt(world.time.instant());
        client.join(1, "");
        closeByItself();
        assertThat(story()).containsExactly("roomOpened", "roomClosed empty");
    }

    @Test
    void goingOnStageAndBackIsLeavingAndJoining() {
        Client teacher = world.join("anna", Role.TEACHER);
        Client viewer = world.join("guest", Role.VIEWER);
        String who = "'participantId':'" + viewer.id() + "'";
        teacher.ask("moderate", "'action':'bringOnStage'," + who);
        assertThat(last("joined").data().path("tier").asText()).isEqualTo("stage");
        assertThat(last("joined").data().path("moved").asBoolean()).isTrue();
        assertThat(last("left").data().path("reason").asText()).isEqualTo("moved");
        assertThat(last("left").data().path("tier").asText()).isEqualTo("audience");
        teacher.ask("moderate", "'action':'sendToAudience'," + who);
        assertThat(last("left").data().path("tier").asText()).isEqualTo("stage");
        world.lessons.close();
        world.time.settle();
        assertPairedAndGapFree();
        assertThat(count("joined")).isEqualTo(4);
    }

    @Test
    void tellsWhatIsPublishedAndWhoMutedIt() {
        Client teacher = world.join("anna", Role.TEACHER);
        Client student = world.join("masha", Role.STUDENT);
        student.ask("publish", PUBLISH_MICROPHONE);
        student.ask("mute", MUTE);
        student.ask("mute", MUTE);
        student.ask("mute", UNMUTE);
        teacher.ask("moderate", "'action':'mute','participantId':'" + student.id() + "'");
        student.ask("publish", "'mid':'0','source':null");
        assertThat(story().subList(3, story().size()))
                .containsExactly(
                        "shareStarted masha microphone",
                        "muted masha microphone",
                        "unmuted masha microphone",
                        "muted masha microphone",
                        "shareStopped masha microphone");
        assertThat(last("muted").data().path("by").asText()).isEqualTo(teacher.id());
    }

    @Test
    void nothingStaysOpenWhenSomebodyLeaves() {
        Client student = world.join("masha", Role.STUDENT);
        student.ask("publish", PUBLISH_MICROPHONE);
        student.ask("hand", "'raised':true");
        student.say("{\"type\":\"leave\",\"id\":9}");
        assertThat(story())
                .containsExactly(
                        "roomOpened",
                        "joined masha",
                        "shareStarted masha microphone",
                        "handRaised masha",
                        "shareStopped masha microphone",
                        "handLowered masha",
                        "left masha left");
    }

    @Test
    void tellsWhoLoweredAHandAndWhoKicked() {
        Client teacher = world.join("anna", Role.TEACHER);
        Client student = world.join("masha", Role.STUDENT);
        student.ask("hand", "'raised':true");
        teacher.ask("moderate", "'action':'lowerHand','participantId':'" + student.id() + "'");
        assertThat(last("handLowered").data().path("by").asText()).isEqualTo(teacher.id());
        teacher.ask("moderate", "'action':'kick','participantId':'" + student.id() + "'");
        assertThat(last("kicked").data().path("by").asText()).isEqualTo(teacher.id());
        assertThat(last("left").data().path("reason").asText()).isEqualTo("kicked");
    }

    @Test
    void whatTheServerLetsNobodyHearCountsAsMuted() {
        Client teacher = world.join("anna", Role.TEACHER);
        Client student = world.join("masha", Role.STUDENT);
        student.ask("publish", PUBLISH_MICROPHONE);
        teacher.ask("moderate", "'action':'setRoom','rights':{'microphone':false}");
        assertThat(last("muted").identity()).isEqualTo("masha");
        teacher.ask("moderate", "'action':'giveFloor','participantId':'" + student.id() + "'");
        assertThat(last("unmuted").seq()).isGreaterThan(last("muted").seq());
        assertThat(count("floorGiven")).isEqualTo(1);
        world.join("masha", Role.STUDENT);
        assertThat(last("joined").data().path("floor").asBoolean()).isTrue();
    }

    @Test
    void everybodyLeavesWhenTheLessonIsEnded() {
        Client teacher = world.join("anna", Role.TEACHER);
        world.join("masha", Role.STUDENT);
        teacher.ask("moderate", "'action':'endLesson'");
        assertThat(last("left").data().path("reason").asText()).isEqualTo("ended");
        assertThat(last("roomClosed").data().path("reason").asText()).isEqualTo("ended");
        assertPairedAndGapFree();
    }

    @Test
    void tellsWhenTheRoomIsOnAirAndEndsItWithTheLesson() {
        Client teacher = world.join("anna", Role.TEACHER);
        teacher.ask("moderate", "'action':'startBroadcast'");
        world.lessons.close();
        world.time.settle();
        assertThat(story())
                .containsExactly(
                        "roomOpened",
                        "joined anna",
                        "onAir",
                        "left anna serverClosed",
                        "offAir",
                        "roomClosed serverClosed");
    }

    @Test
    void aSwitchThatIsFlippedAllTheTimeMakesFewEventsAndTheLastStateIsWritten() {
        Client student = world.join("masha", Role.STUDENT);
        student.ask("publish", PUBLISH_MICROPHONE);
        for (int i = 0; i < 600; i++) {
            student.ask("mute", i % 2 == 0 ? MUTE : UNMUTE);
            world.time.pass(100);
        }
        assertThat(count("muted") + count("unmuted")).isBetween(31L, 90L);
        student.ask("mute", MUTE);
        world.time.pass(5_000);
        assertThat(events().get(events().size() - 1).type()).isEqualTo("muted");
    }

    @Test
    void writesTheWorstOfEachLinkEveryHalfMinuteAndAtTheEnd() {
        Client student = world.join("masha", Role.STUDENT);
        quality(student, 50, 0);
        quality(student, 500, 7);
        quality(student, 60, 0);
        world.time.pass(LessonLedger.TICK_MILLIS);
        assertThat(last("quality").data().toString())
                .isEqualTo("{\"seconds\":30,\"score\":3,\"uplinkLossPercent\":7,\"downlinkLossPercent\":0,"
                        + "\"roundTripMillis\":500}");
        world.time.pass(10_000);
        student.say("{\"type\":\"leave\",\"id\":9}");
        assertThat(count("quality")).isEqualTo(2);
        assertThat(last("quality").data().path("seconds").asInt()).isEqualTo(10);
        assertThat(last("quality").data().path("roundTripMillis").asInt()).isEqualTo(60);
        assertThat(last("left").seq()).isGreaterThan(last("quality").seq());
    }

    private void quality(Client client, int roundTripMillis, int loss) {
        PeerId peer = new PeerId(client.id());
        world.media
                .listenerOf(LessonFixture.ROOM)
                .onQuality(List.of(new LinkQuality(peer, TransportState.CONNECTED, roundTripMillis, loss, 0)));
        world.time.settle();
    }

    @Test
    void countsTheAudienceOnceAMinuteAndListsItsFirstThousand() {
        for (int i = 0; i < LessonLedger.MAX_LISTED_AUDIENCE + 5; i++) {
            world.join("viewer-" + i, Role.VIEWER);
        }
        world.time.pass(60_000);
        assertThat(count("joined")).isLessThanOrEqualTo(LessonLedger.MAX_LISTED_AUDIENCE);
        List<LedgerEvent> all = world.ledgers
                .events(LessonFixture.ROOM, page().lastSeq() - 1, 1)
                .toCompletableFuture()
                .join()
                .events();
        assertThat(all.get(0).type()).isEqualTo("audience");
        assertThat(all.get(0).data().toString()).isEqualTo("{\"size\":1005,\"most\":1005,\"joined\":1005,\"left\":0}");
        world.time.pass(180_000);
        assertThat(page().lastSeq()).isEqualTo(all.get(0).seq()); // nothing has changed
    }
}
