package io.zvonok.signalling.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.LayerLimit;
import io.zvonok.media.api.MediaKind;
import io.zvonok.media.api.PeerTier;
import io.zvonok.media.api.SlotReason;
import io.zvonok.media.api.TrackSource;
import io.zvonok.signalling.message.ClientMessage.ModerateAction;
import io.zvonok.signalling.token.Role;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageCodecTest {
    private static final String JOIN = """
            {"type":"join","id":1,"token":"a.b.c","sdp":"v=0","view":{"slots":[{"mid":"4","want":"stage","width":1280,"height":720}]},
             "publish":[{"mid":"0","source":"microphone","muted":true},{"mid":"3","source":"screenAudio"}],
             "resume":{"sessionId":"s-1","lastSeq":7},"client":{"name":"test","version":"1"},"future":{"x":[1,{"y":null}]}}""";

    private final MessageCodec codec = new MessageCodec();

    @Test
    void readsJoinAndIgnoresUnknownFields() {
        var join = (ClientMessage.Join) decode(JOIN);
        assertThat(join.token()).isEqualTo("a.b.c");
        assertThat(join.view().slots()).containsExactly(new ClientMessage.ViewSlot("4", "stage", null, 1280, 720, 0));
        assertThat(join.publish())
                .containsExactly(
                        new ClientMessage.PublishedSection("0", TrackSource.MICROPHONE, true),
                        new ClientMessage.PublishedSection("3", TrackSource.SCREEN_AUDIO, false));
        assertThat(join.resume().lastSeq()).isEqualTo(7);
        assertThat(join.toString()).doesNotContain("a.b.c");
    }

    @Test
    void readsNullAsMissing() {
        assertThat(decode("{\"type\":\"publish\",\"id\":2,\"mid\":\"1\",\"source\":null,\"muted\":false}"))
                .isEqualTo(new ClientMessage.Publish(2, "1", null, false));
        assertThat(decode("{\"type\":\"explain\",\"id\":2,\"slot\":null}"))
                .isEqualTo(new ClientMessage.Explain(2, null, null, null, null));
    }

    @Test
    void readsModerateAndChat() {
        assertThat(decode("{\"type\":\"moderate\",\"id\":3,\"action\":\"lowerAllHands\"}"))
                .isEqualTo(new ClientMessage.Moderate(
                        3,
                        ModerateAction.LOWER_ALL_HANDS,
                        null,
                        null,
                        null,
                        null,
                        List.of(),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        List.of(),
                        null,
                        List.of()));
        assertThat(decode("{\"type\":\"chat\",\"id\":4,\"text\":\"  a\\u0000\\n\\u0007b \"}"))
                .isEqualTo(new ClientMessage.Chat(4, "a\nb"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"type\":\"mute\",\"id\":1,\"source\":\"camera\",\"muted\":\"true\"}|muted must be true or false",
                "{\"type\":\"mute\",\"id\":1,\"muted\":true}|source is missing",
                "{\"type\":\"mute\",\"id\":1,\"source\":\"CAMERA\",\"muted\":true}|source has an unknown value",
                "{\"type\":\"mute\",\"id\":1,\"source\":3,\"muted\":true}|source must be a string",
                "{\"type\":\"ping\",\"id\":1,\"t\":\"1\"}|t must be a number",
                "{\"type\":\"ping\",\"id\":1.5,\"t\":1}|id must be a whole number",
                "{\"type\":\"ping\",\"id\":-1,\"t\":1}|id must be between 0 and 9007199254740991",
                "{\"type\":\"ping\",\"id\":\"1\",\"t\":1}|id must be a whole number",
                "{\"type\":\"ping\",\"t\":1}|id is missing",
                "{\"id\":1}|type is missing",
                "{\"type\":\"view\",\"id\":1,\"slots\":{}}|slots must be an array",
                "{\"type\":\"view\",\"id\":1,\"slots\":[{\"mid\":\"1\",\"want\":\"auto\"},7]}|slots[1] must be an object",
                "{\"type\":\"view\",\"id\":1,\"slots\":[{\"mid\":\"1\",\"want\":\"auto\",\"width\":16385}]}|slots[0].width of slot '1' must be between 0 and 16384",
                "{\"type\":\"view\",\"id\":1,\"slots\":[{\"mid\":\"a\",\"want\":\"auto\"},{\"mid\":\"b\",\"want\":\"auto\",\"height\":-1}]}|slots[1].height of slot 'b' must be between 0 and 16384",
                "{\"type\":\"view\",\"id\":1,\"slots\":[{\"mid\":\"1\",\"want\":\"auto\",\"width\":640.5}]}|slots[0].width of slot '1' must be a whole number",
                "{\"type\":\"view\",\"id\":1,\"slots\":[{\"mid\":\"1\",\"want\":\"auto\",\"width\":null}]}|slots[0].width of slot '1' must be a whole number, not null",
                "{\"type\":\"view\",\"id\":1,\"slots\":[{\"mid\":\"1\",\"want\":\"auto\",\"width\":1e999}]}|slots[0].width of slot '1' must be a whole number",
                "{\"type\":\"view\",\"id\":1,\"slots\":[{\"mid\":\"1\",\"want\":\"auto\",\"width\":99999999999999999999}]}|slots[0].width of slot '1' must be a whole number",
                "{\"type\":\"view\",\"id\":1,\"slots\":[{\"mid\":\"1\",\"want\":\"auto\",\"width\":\"640\"}]}|slots[0].width of slot '1' must be a whole number",
                "{\"type\":\"view\",\"id\":1,\"slots\":[{\"mid\":\"1\",\"want\":\"auto\",\"priority\":1001}]}|slots[0].priority of slot '1' must be between -1000 and 1000",
                "{\"type\":\"view\",\"id\":1,\"slots\":[{\"mid\":\"1\",\"want\":\"\"}]}|slots[0].want of slot '1' is empty",
                "{\"type\":\"view\",\"id\":1,\"slots\":[{\"mid\":\"\\u0007\\n1\"}]}|slots[0].want of slot '1' is missing",
                "{\"type\":\"view\",\"id\":1,\"slots\":[{\"mid\":\"123456789012345678901234567890123\",\"want\":\"auto\"}]}|slots[0].mid is longer than 32 characters",
                "{\"type\":\"chat\",\"id\":1,\"text\":\"  \\n \"}|text is empty",
                "{\"type\":\"moderate\",\"id\":1,\"action\":\"kick\"}|participantId is missing",
                "{\"type\":\"stats\",\"id\":1,\"digest\":[]}|digest must be an object",
                "{\"type\":\"join\",\"id\":1,\"token\":\"t\",\"resume\":{\"sessionId\":\"s\"}}|resume.lastSeq is missing",
            })
    void namesTheFieldThatIsWrong(String text, String complaint) {
        BadMessageException refusal = refuse(text);
        assertThat(refusal.code()).isEqualTo(ErrorCode.BAD_MESSAGE);
        assertThat(refusal).hasMessage(complaint);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "7",
                "[]",
                "\"x\"",
                "{",
                "}",
                "{}{}",
                "{\"id\":1,}",
                "{'id':1}",
                "{\"id\":01}",
                "{\"id\":1,\"id\":2,\"type\":\"leave\"}",
                "{\"id\":NaN}",
                "{\"type\":\"view\",\"id\":1,\"slots\":[{\"mid\":\"1\",\"want\":\"auto\",\"width\":NaN}]}",
                "{\"type\":\"view\",\"id\":1,\"slots\":[{\"mid\":\"1\",\"want\":\"auto\",\"width\":-Infinity}]}",
                "{\"id\":1} x",
                "\u0000",
                "{\"a\":\"\n\"}",
                "{\"id\":123456789012345678901234567890,\"type\":\"leave\"}"
            })
    void refusesWhatIsNotOneWellFormedObject_P31(String text) {
        assertThat(refuse(text).code()).isEqualTo(ErrorCode.BAD_MESSAGE);
        assertThat(refuse(text).id()).isNull();
    }

    @Test
    void refusesDeepNestingLongNamesAndManyTokens_P31() {
        assertThat(decode(nested(14))).isInstanceOf(ClientMessage.Leave.class);
        assertThat(refuse(nested(16)).code()).isEqualTo(ErrorCode.BAD_MESSAGE);
        assertThat(refuse(nested(100_000)).code()).isEqualTo(ErrorCode.BAD_MESSAGE);
        assertThat(refuse("{\"id\":1,\"type\":\"leave\",\"" + "n".repeat(65) + "\":1}")
                        .code())
                .isEqualTo(ErrorCode.BAD_MESSAGE);
        assertThat(refuse("{\"id\":1,\"type\":\"leave\",\"x\":[" + "1,".repeat(4000) + "1]}")
                        .code())
                .isEqualTo(ErrorCode.BAD_MESSAGE);
    }

    @Test
    void boundsAView_P31() {
        assertThat(((ClientMessage.View) decode(view(64))).slots()).hasSize(64);
        assertThat(refuse(view(65))).hasMessage("slots has more than 64 elements");
        assertThat(refuse(view(1000)).code()).isEqualTo(ErrorCode.BAD_MESSAGE);
    }

    private static String view(int slots) {
        String slot = "{\"mid\":\"1\",\"want\":\"auto\"}";
        return "{\"type\":\"view\",\"id\":1,\"slots\":[" + (slot + ",").repeat(slots - 1) + slot + "]}";
    }

    @Test
    void quotesAClientsOwnWordsShortAndInOneLine() {
        assertThat(MessageCodec.quoted("a\r\nb")).isEqualTo("'ab'");
        assertThat(MessageCodec.quoted("x".repeat(1000))).isEqualTo("'" + "x".repeat(32) + "'");
    }

    @Test
    void tellsUnknownTypesAndKeepsTheirId() {
        BadMessageException refusal = refuse("{\"type\":\"fly\",\"id\":9}");
        assertThat(refusal.code()).isEqualTo(ErrorCode.UNKNOWN_TYPE);
        assertThat(refusal.id()).isEqualTo(9);
    }

    @Test
    void namesWhatIsMissingOfAModeration() {
        for (String action : List.of("bringOnStage", "sendToAudience", "muteChat", "unmuteChat", "kick")) {
            assertThat(refuse(moderate(action, ""))).hasMessage("participantId is missing");
        }
        for (String action : List.of("approveChat", "deleteChat")) {
            assertThat(refuse(moderate(action, ""))).hasMessage("chatId is missing");
        }
        assertThat(refuse(moderate("setProgramme", ""))).hasMessage("mode is missing");
        assertThat(refuse(moderate("setProgramme", ",\"mode\":\"manual\""))).hasMessage("sources is empty");
        assertThat(refuse(moderate("setProgramme", ",\"mode\":\"manual\",\"sources\":[{\"participantId\":\"p\"}]")))
                .hasMessage("sources[0].source is missing");
        assertThat(refuse(moderate(
                        "setProgramme",
                        ",\"mode\":\"manual\",\"sources\":["
                                + "{\"participantId\":\"p\",\"source\":\"camera\"},".repeat(16)
                                + "{\"participantId\":\"p\",\"source\":\"screen\"}]")))
                .hasMessage("sources has more than 16 elements");
        assertThat(refuse(moderate("setComments", ",\"slowModeSeconds\":3601")))
                .hasMessage("slowModeSeconds must be between 0 and 3600");
        assertThat(refuse(moderate("setComments", ",\"preModerated\":\"yes\"")))
                .hasMessage("preModerated must be true or false");
        assertThat(decode(moderate("startBroadcast", ""))).isInstanceOf(ClientMessage.Moderate.class);
    }

    private static String moderate(String action, String fields) {
        return "{\"type\":\"moderate\",\"id\":1,\"action\":\"" + action + "\"" + fields + "}";
    }

    @Test
    void letsOnlySdpMessagesBeLong() {
        String padding = "\"pad\":\"" + "x".repeat(70_000) + "\"}";
        assertThat(refuse("{\"type\":\"leave\",\"id\":1," + padding).code()).isEqualTo(ErrorCode.TOO_LARGE);
        assertThat(decode("{\"type\":\"offer\",\"id\":1,\"sdp\":\"v=0\"," + padding))
                .isInstanceOf(ClientMessage.Offer.class);
        assertThat(refuse("{\"type\":\"chat\",\"id\":1,\"text\":\"" + "x".repeat(2001) + "\"}"))
                .hasMessage("text is longer than 2000 characters")
                .extracting(BadMessageException::code)
                .isEqualTo(ErrorCode.TEXT_TOO_LONG);
        assertThat(refuse("{\"type\":\"stats\",\"id\":1,\"digest\":{\"a\":\"" + "x".repeat(17_000) + "\"}}")
                        .code())
                .isEqualTo(ErrorCode.TOO_LARGE);
    }

    @Test
    void writesEventsWithTypeAndSeq() throws Exception {
        EventText event = codec.event(new ServerMessage.Slots(List.of(new ServerMessage.Slot(
                "4",
                MediaKind.VIDEO,
                "p-1",
                TrackSource.SCREEN,
                ServerMessage.SlotCondition.WAITING,
                SlotReason.WAITING_FOR_KEYFRAME,
                null,
                LayerLimit.NONE,
                0,
                0,
                12))));
        assertThat(json(event.withSeq(5))).isEqualTo(json("""
                                {"seq":5,"type":"slots","items":[{"mid":"4","kind":"video","participantId":"p-1","source":"screen",
                                "state":"waiting","reason":"waitingForKeyframe","layer":null,"limit":"none","sinceMillis":12}]}"""));
    }

    @Test
    void writesLayersAndWhatABetterOneNeeds() throws Exception {
        String event = codec.encode(new ServerMessage.Slots(List.of(new ServerMessage.Slot(
                "4",
                MediaKind.VIDEO,
                "p-1",
                TrackSource.CAMERA,
                ServerMessage.SlotCondition.ACTIVE,
                SlotReason.ACTIVE,
                new ServerMessage.Layer("h", 640, 360, 0, 2),
                LayerLimit.BANDWIDTH,
                900_000,
                610_000,
                12))));
        assertThat(json(event).at("/items/0")).isEqualTo(json("""
                {"mid":"4","kind":"video","participantId":"p-1","source":"camera","state":"active","reason":"active",
                "layer":{"rid":"h","width":640,"height":360,"spatialLayer":0,"temporalLayer":2},
                "limit":"bandwidth","needBps":900000,"haveBps":610000,"sinceMillis":12}"""));
        assertThat(codec.encode(
                        new ServerMessage.PublisherLayers("1", List.of(new ServerMessage.LayerUse("f", false)))))
                .isEqualTo(
                        "{\"type\":\"publisherLayers\",\"mid\":\"1\",\"layers\":[{\"rid\":\"f\",\"active\":false}]}");
    }

    @Test
    void writesNullsThatMeanSomethingAndLeavesOutTheOthers() throws Exception {
        var participant = new ServerMessage.Participant(
                "p-1",
                "i",
                "n",
                Role.TEACHER,
                PeerTier.STAGE,
                1,
                null,
                ServerMessage.Connection.CONNECTING,
                List.of(),
                false,
                null,
                false,
                null);
        assertThat(json(codec.encode(new ServerMessage.ParticipantJoined(participant)))
                        .at("/participant")
                        .toString())
                .isEqualTo(
                        "{\"id\":\"p-1\",\"identity\":\"i\",\"name\":\"n\",\"role\":\"teacher\",\"tier\":\"stage\",\"joinedAt\":1,\"handRaisedAt\":null,\"connection\":\"connecting\",\"tracks\":[]}");
        var automatic = new ServerMessage.ChosenProgramme(ClientMessage.ProgrammeMode.AUTO, List.of());
        var open = new ServerMessage.CommentPolicy(true, 0, false);
        var settings = new ServerMessage.Settings(
                true, false, new ServerMessage.RoomRights(false, true, true, true, true), null, "open", List.of());
        assertThat(json(codec.encode(new ServerMessage.RoomUpdated(
                        new ServerMessage.Room("r", null, 1, 7, false, null, false, automatic, open, settings), null))))
                .isEqualTo(json("""
                        {"type":"roomUpdated","room":{"id":"r","createdAt":1,"audience":7,"onAir":false,
                        "programme":{"mode":"auto","sources":[]},
                        "comments":{"enabled":true,"slowModeSeconds":0,"preModerated":false},
                        "settings":{"lobby":true,"locked":false,"rights":{"microphone":false,"camera":true,
                        "screen":true,"chat":true,"hand":true},"spotlight":null,"policy":"open","groups":[]}}}"""));
        var comment =
                new ServerMessage.ChatMessage("m-1", "p-1", "n", Role.VIEWER, PeerTier.AUDIENCE, "hi", 5, 3L, true);
        assertThat(json(codec.encode(new ServerMessage.Chats(List.of(comment)))))
                .isEqualTo(json("""
                        {"type":"chats","items":[{"messageId":"m-1","participantId":"p-1","name":"n","role":"viewer",
                        "tier":"audience","text":"hi","time":5,"mediaTime":3,"pending":true}]}"""));
    }

    @Test
    void writesRepliesWithOk() {
        assertThat(codec.encode(new ServerMessage.Done(3L))).isEqualTo("{\"type\":\"reply\",\"ok\":true,\"id\":3}");
        assertThat(codec.encode(new ServerMessage.Failed(
                        null, new ServerMessage.ErrorBody(ErrorCode.RATE_LIMITED, "slower", true, 0))))
                .isEqualTo(
                        "{\"type\":\"reply\",\"ok\":false,\"id\":null,\"error\":{\"code\":\"rate_limited\",\"message\":\"slower\",\"retryable\":true}}");
    }

    @Test
    void survivesSeededMutations_P31() {
        long seed = Long.getLong("seed", 20261122L);
        Random random = new Random(seed);
        String alphabet = "{}[]\",:0123456789-+.eE truefalsn\\u\u0000\ud800\uffff";
        List<String> valid = List.of(
                JOIN,
                "{\"type\":\"view\",\"id\":1,\"slots\":[{\"mid\":\"1\",\"want\":\"auto\",\"width\":640,\"height\":360}]}",
                "{\"type\":\"moderate\",\"id\":3,\"action\":\"mute\",\"participantId\":\"p\",\"source\":\"camera\"}",
                "{\"type\":\"moderate\",\"id\":3,\"action\":\"setProgramme\",\"mode\":\"manual\",\"sources\":[{\"participantId\":\"p\",\"source\":\"camera\"}]}",
                "{\"type\":\"moderate\",\"id\":3,\"action\":\"setComments\",\"slowModeSeconds\":30,\"preModerated\":true}",
                "{\"type\":\"stats\",\"id\":4,\"digest\":{\"a\":[1,2,{\"b\":1e3}]}}");
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder(valid.get(random.nextInt(valid.size())));
            for (int n = random.nextInt(6); n >= 0 && text.length() > 1; n--) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(4)) {
                    case 0 -> text.setCharAt(at, alphabet.charAt(random.nextInt(alphabet.length())));
                    case 1 -> text.insert(at, alphabet.charAt(random.nextInt(alphabet.length())));
                    case 2 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(8)));
                    default -> text.insert(at, text.substring(at, Math.min(text.length(), at + random.nextInt(40))));
                }
            }
            try {
                assertThat(decode(text.toString())).isNotNull();
            } catch (BadMessageException expected) {
                assertThat(expected.getMessage()).isNotEmpty();
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ", mutation " + i + ": " + text, e);
            }
        }
    }

    private ClientMessage decode(String text) {
        return codec.decode(text, text.getBytes(StandardCharsets.UTF_8).length);
    }

    private BadMessageException refuse(String text) {
        BadMessageException refusal = catchThrowableOfType(BadMessageException.class, () -> decode(text));
        assertThat(refusal).as(text.substring(0, Math.min(80, text.length()))).isNotNull();
        return refusal;
    }

    private static String nested(int depth) {
        return "{\"id\":1,\"type\":\"leave\",\"x\":" + "[".repeat(depth) + "]".repeat(depth) + "}";
    }

    private static JsonNode json(String text) throws Exception {
        return new ObjectMapper().readTree(text);
    }
}
