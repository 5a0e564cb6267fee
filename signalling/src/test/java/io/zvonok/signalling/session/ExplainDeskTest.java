package io.zvonok.signalling.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.zvonok.media.api.Codec;
import io.zvonok.media.api.DownlinkReport;
import io.zvonok.media.api.LinkQuality;
import io.zvonok.media.api.PeerId;
import io.zvonok.media.api.PeerReport;
import io.zvonok.media.api.TrackReport;
import io.zvonok.media.api.TrackSource;
import io.zvonok.media.api.TransportState;
import io.zvonok.signalling.session.LessonFixture.Client;
import io.zvonok.signalling.token.Role;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code explain} with {@code of}: who may ask, who is there for whom, and what is answered. */
class ExplainDeskTest {
    private final LessonFixture world = new LessonFixture();
    private final Client teacher = world.join("t", Role.TEACHER);
    private final Client masha = world.join("masha", Role.STUDENT);
    private final Client petr = world.join("petr", Role.STUDENT);

    private static JsonNode relation(Client asker, String fields) {
        return asker.ask("explain", fields).at("/report/relation");
    }

    private static String of(Client other) {
        return "'of':'" + other.id() + "'";
    }

    private void petrSends(boolean muted) {
        PeerId peer = new PeerId(petr.id());
        TrackReport microphone = new TrackReport(
                "0",
                TrackSource.MICROPHONE,
                muted,
                true,
                true,
                List.of(new TrackReport.EncodingReport(
                        "",
                        1,
                        Codec.OPUS,
                        true,
                        0,
                        0,
                        32_000,
                        1,
                        0,
                        20,
                        new TrackReport.Pictures(-1, 0, 0, false),
                        List.of())));
        world.media.reportNext(new PeerReport(
                peer,
                TransportState.CONNECTED,
                new LinkQuality(peer, TransportState.CONNECTED, 20, 0, 0),
                new DownlinkReport(DownlinkReport.Feedback.NONE, DownlinkReport.Limiter.NONE, -1, 0, 0, 0, 0, -1, -1),
                List.of(),
                List.of(microphone),
                List.of(),
                List.of()));
    }

    @Test
    void answersWithTheCauseTheTimeAndTheAdvice() {
        world.time.pass(5_000);
        JsonNode relation = relation(masha, of(petr) + ",'source':'camera'");
        assertThat(relation.path("viewer").asText()).isEqualTo(masha.id());
        assertThat(relation.path("of").asText()).isEqualTo(petr.id());
        assertThat(relation.path("source").asText()).isEqualTo("camera");
        assertThat(relation.path("cause").asText()).isEqualTo("notPublished");
        assertThat(relation.path("sinceMillis").asLong()).isEqualTo(5_000);
        assertThat(relation.has("needBps")).isFalse();
        assertThat(relation.at("/advice/en").asText()).isNotBlank();
        assertThat(relation.at("/advice/ru").asText()).isNotBlank();
        assertThat(masha.ask("explain", "").at("/report").has("relation")).isFalse();
    }

    @Test
    void tellsWhoMutedAMicrophone() {
        petr.ask("publish", "'mid':'0','source':'microphone'");
        petrSends(false);
        assertThat(relation(masha, of(petr) + ",'source':'microphone'")
                        .path("cause")
                        .asText())
                .isEqualTo("noSlotWanted");
        petrSends(true);
        petr.ask("mute", "'source':'microphone','muted':true");
        assertThat(relation(masha, of(petr)).path("cause").asText()).isEqualTo("mutedBySender");
        petr.ask("mute", "'source':'microphone','muted':false");
        teacher.ask("moderate", "'action':'mute','participantId':'" + petr.id() + "'");
        world.time.pass(700);
        JsonNode relation = relation(masha, of(petr));
        assertThat(relation.path("cause").asText()).isEqualTo("mutedByModerator");
        assertThat(relation.path("sinceMillis").asLong()).isEqualTo(700);
    }

    @Test
    void letsATeacherAskForEverybodyAndAnybodyForThemselves() {
        String mashaSeesPetr = "'participantId':'" + masha.id() + "'," + of(petr);
        assertThat(relation(teacher, mashaSeesPetr).path("viewer").asText()).isEqualTo(masha.id());
        assertThat(petr.outcome("explain", mashaSeesPetr)).isEqualTo("forbidden");
        assertThat(masha.outcome("explain", mashaSeesPetr)).isEqualTo("ok");
    }

    @Test
    void answersForSomebodyWhoIsNotThere() {
        assertThat(relation(masha, "'of':'p-nobody'").path("cause").asText()).isEqualTo("sourceNotInRoom");
        assertThat(relation(masha, of(masha)).path("cause").asText()).isEqualTo("oneself");
    }

    @Test
    void saysNothingOfTheAudienceToWhoIsNotToldOfIt() {
        Client viewer = world.join("v", Role.VIEWER);
        JsonNode hidden = relation(masha, of(viewer));
        JsonNode nobody = relation(masha, "'of':'p-nobody'");
        assertThat(hidden.path("cause")).isEqualTo(nobody.path("cause"));
        assertThat(hidden.path("source")).isEqualTo(nobody.path("source"));
        assertThat(hidden.size()).isEqualTo(nobody.size());
        assertThat(relation(teacher, of(viewer)).path("cause").asText()).isEqualTo("sourceNotOnStage");
        assertThat(relation(viewer, of(teacher)).path("cause").asText()).isEqualTo("audienceOffAir");
    }

    @Test
    void refusesWhatIsNoSource() {
        assertThat(masha.outcome("explain", of(petr) + ",'source':'nose'")).isEqualTo("bad_message");
        assertThat(masha.outcome("explain", "'of':7")).isEqualTo("bad_message");
        assertThat(masha.outcome("explain", "'of':'" + "p".repeat(500) + "'")).isEqualTo("bad_message");
    }
}
