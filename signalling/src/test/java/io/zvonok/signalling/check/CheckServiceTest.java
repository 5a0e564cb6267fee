package io.zvonok.signalling.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.zvonok.media.api.DownlinkReport;
import io.zvonok.media.api.LinkQuality;
import io.zvonok.media.api.PeerId;
import io.zvonok.media.api.PeerReport;
import io.zvonok.media.api.RoomId;
import io.zvonok.media.api.TrackReport;
import io.zvonok.media.api.TrackSource;
import io.zvonok.media.api.TransportState;
import io.zvonok.signalling.message.MessageCodec;
import io.zvonok.signalling.sdp.SdpNegotiator;
import io.zvonok.signalling.session.LessonContext;
import io.zvonok.signalling.session.LessonListener;
import io.zvonok.signalling.session.Lessons;
import io.zvonok.signalling.session.SessionConfig;
import io.zvonok.signalling.session.SignallingStats;
import io.zvonok.signalling.testing.Offers;
import io.zvonok.signalling.testing.RecordingMediaServer;
import io.zvonok.signalling.testing.VirtualTime;
import io.zvonok.signalling.token.AccessToken;
import io.zvonok.signalling.token.Role;
import io.zvonok.signalling.token.TokenVerifier;
import io.zvonok.signalling.websocket.HttpCall;
import io.zvonok.signalling.websocket.HttpReply;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckServiceTest {
    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final JsonMapper JSON = new JsonMapper();

    private final VirtualTime time = new VirtualTime();
    private final RecordingMediaServer media = new RecordingMediaServer();
    private final LessonContext context = new LessonContext(
            SessionConfig.DEFAULT,
            media,
            TokenVerifier.hs256(Map.of("school", SECRET)),
            new SignallingStats(),
            new LessonListener() {},
            time,
            time::nanoTime,
            new Random(1),
            time::strand,
            new MessageCodec(),
            new SdpNegotiator());
    private final Lessons lessons = new Lessons(context);
    private final CheckService production = new CheckService(lessons, context, UdpPorts.of(10_000, 4), false);
    private final CheckService development = new CheckService(lessons, context, UdpPorts.of(0, 4), true);

    private String token(String identity, Role role) {
        return new AccessToken("school", SECRET)
                .identity(identity)
                .room("math-7b")
                .role(role)
                .toJwt(time.instant());
    }

    private static String offers() {
        return offers(Offers.publisher(), Offers.viewer());
    }

    private static String offers(String send, String receive) {
        return JSON.createObjectNode().put("send", send).put("receive", receive).toString();
    }

    private HttpReply ask(CheckService service, String method, String path, String token, String body) {
        Map<String, String> headers = token.isEmpty() ? Map.of() : Map.of("authorization", "Bearer " + token);
        CompletionStage<HttpReply> answer = service.answer(
                new HttpCall(method, "/check/" + path, "", headers, body.getBytes(StandardCharsets.UTF_8)));
        time.settle();
        return answer.toCompletableFuture().join();
    }

    private HttpReply open(CheckService service, String token) {
        return ask(service, "POST", "sessions", token, offers());
    }

    private static JsonNode json(HttpReply reply) throws Exception {
        return JSON.readTree(reply.body());
    }

    private String idOf(HttpReply opened) throws Exception {
        assertThat(opened.status()).isEqualTo(201);
        return json(opened).get("id").asText();
    }

    @Test
    void opensARoomOfItsOwnInWhichOnePeerSendsAndTheOtherReceives() throws Exception {
        HttpReply opened = open(production, token("anna", Role.STUDENT));
        String id = idOf(opened);
        assertThat(json(opened).get("send").asText()).contains("a=recvonly").doesNotContain("a=sendonly");
        assertThat(json(opened).get("receive").asText()).contains("a=sendonly").doesNotContain("a=recvonly");
        assertThat(media.rooms()).containsOnlyKeys(new RoomId("/check/" + id));
        assertThat(media.permissionsOf("check-send-" + id).publish())
                .containsExactlyInAnyOrder(TrackSource.CAMERA, TrackSource.MICROPHONE);
        assertThat(media.permissionsOf("check-send-" + id).subscribe()).isFalse();
        assertThat(media.permissionsOf("check-receive-" + id).publish()).isEmpty();
        assertThat(media.calls())
                .contains("publish check-send-" + id + " 0 MICROPHONE", "publish check-send-" + id + " 1 CAMERA")
                .contains("view check-receive-" + id + " 1 AUTO 1280x720");
        assertThat(lessons.size()).as("lessons").isZero();
    }

    @Test
    void needsATokenOfALessonButNoneInDevelopment_P25() {
        assertThat(open(production, "").status()).isEqualTo(401);
        assertThat(open(production, "rubbish").status()).isEqualTo(401);
        assertThat(open(production, token("backend", Role.SERVER)).status()).isIn(401, 403);
        assertThat(media.calls()).as("nothing is done before a token").isEmpty();
        assertThat(open(development, "").status()).isEqualTo(201);
        assertThat(open(development, "rubbish").status()).isEqualTo(401);
    }

    @Test
    void saysWhichPortsMustBeOpenToAnybody() throws Exception {
        JsonNode needs = json(ask(production, "GET", "needs", "", ""));
        assertThat(needs)
                .isEqualTo(JSON.readTree("{\"tokenNeeded\":true,\"udpPorts\":{\"first\":10000,\"last\":10003}}"));
        assertThat(json(ask(development, "GET", "needs", "", ""))).isEqualTo(JSON.readTree("{\"tokenNeeded\":false}"));
    }

    @Test
    void limitsTheRateOfOneTokenAndLeavesOthersAlone_M21() {
        String eager = token("eager", Role.TEACHER);
        for (int i = 0; i < 10; i++) {
            ask(production, "POST", "sessions", eager, "{}");
        }
        assertThat(open(production, eager).status()).isEqualTo(429);
        assertThat(open(production, token("other", Role.TEACHER)).status()).isEqualTo(201);
        time.pass(6_000);
        assertThat(open(production, eager).status()).isEqualTo(201);
    }

    @Test
    void letsFewCheckAtATimeAndOthersAfterThem() throws Exception {
        String first = "";
        for (int i = 0; i < CheckRooms.MAX_ROOMS; i++) {
            String id = idOf(open(production, token("pupil-" + i, Role.STUDENT)));
            first = first.isEmpty() ? id : first;
        }
        HttpReply refused = open(production, token("late", Role.STUDENT));
        assertThat(refused.status()).isEqualTo(503);
        assertThat(ask(production, "DELETE", "sessions/" + first, "", "").status())
                .isEqualTo(204);
        assertThat(open(production, token("late", Role.STUDENT)).status()).isEqualTo(201);
    }

    @Test
    void endsByItselfWhenItsTimeIsOver() throws Exception {
        String id = idOf(open(development, ""));
        time.pass(CheckRooms.LIFE_MILLIS - 1_500);
        assertThat(media.rooms()).hasSize(1);
        time.pass(3_000);
        assertThat(media.rooms()).isEmpty();
        assertThat(ask(development, "GET", "sessions/" + id, "", "").status()).isEqualTo(404);
        assertThat(ask(development, "DELETE", "sessions/" + id, "", "").status())
                .isEqualTo(404);
    }

    @Test
    void endsWhenMoreIsSentThanACheckSends() throws Exception {
        idOf(open(development, ""));
        media.reportNext(sending(CheckRooms.MAX_BPS));
        time.pass(3_000);
        assertThat(media.rooms()).hasSize(1);
        media.reportNext(sending(CheckRooms.MAX_BPS + 1));
        time.pass(2_000);
        assertThat(media.rooms()).isEmpty();
    }

    @Test
    void tellsWhatTheServerSees() throws Exception {
        String id = idOf(open(development, ""));
        media.reportNext(sending(1_500_000));
        JsonNode seen = json(ask(development, "GET", "sessions/" + id, "", ""));
        assertThat(seen.at("/send/transport").asText()).isEqualTo("securing");
        assertThat(seen.at("/send/encodings/0/packets").asInt()).isEqualTo(900);
        assertThat(seen.at("/send/encodings/0/lost").asInt()).isEqualTo(100);
        assertThat(seen.at("/receive/estimateBps").asInt()).isEqualTo(2_000_000);
    }

    @Test
    void leavesNoRoomBehindWhenTheMediaCoreRefuses() {
        media.failNextJoin(new io.zvonok.media.api.ZvonokException(io.zvonok.media.api.ErrorCode.OVERLOADED, "full"));
        assertThat(open(development, "").status()).isEqualTo(503);
        assertThat(media.rooms()).isEmpty();
    }

    @Test
    void refusesOffersThatAreNotOfACheck() {
        List<String> bodies = List.of(
                "",
                "[]",
                "{}",
                "{\"send\":1,\"receive\":2}",
                offers("v=0", "v=0"),
                offers(Offers.viewer(), Offers.viewer()),
                offers(Offers.publisher(), Offers.publisher()),
                offers(Offers.publisher(), Offers.lesson(0, 0)),
                offers(Offers.publisher(), Offers.lesson(2, 9)));
        for (String body : bodies) {
            HttpReply reply = ask(production, "POST", "sessions", token("t" + body.hashCode(), Role.TEACHER), body);
            assertThat(reply.status()).as(body).isEqualTo(400);
            assertThat(reply.contentType()).isEqualTo("application/problem+json");
        }
        assertThat(media.calls()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "other", "sessions", "sessions/", "sessions/x", "sessions/x/y", "needs/x", "../needs"})
    void findsNothingElsewhere(String path) {
        HttpReply reply = ask(production, "GET", path, "", "");
        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.contentType()).isEqualTo("application/problem+json");
    }

    private static PeerReport sending(long bps) {
        PeerId peer = new PeerId("somebody");
        TrackReport.EncodingReport encoding = new TrackReport.EncodingReport(
                "f", 1, null, true, 1280, 720, bps, 900, 100, 5, new TrackReport.Pictures(-1, 0, 0, false), List.of());
        return new PeerReport(
                peer,
                TransportState.SECURING,
                new LinkQuality(peer, TransportState.SECURING, 20, 0, 0),
                new DownlinkReport(
                        DownlinkReport.Feedback.TRANSPORT_CC,
                        DownlinkReport.Limiter.NONE,
                        2_000_000,
                        0,
                        0,
                        0,
                        0,
                        20,
                        0),
                List.of(),
                List.of(new TrackReport("1", TrackSource.CAMERA, false, true, true, List.of(encoding))),
                List.of(),
                List.of());
    }
}
