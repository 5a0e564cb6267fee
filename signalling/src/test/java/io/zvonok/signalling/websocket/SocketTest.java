package io.zvonok.signalling.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.zvonok.media.api.LayerLimit;
import io.zvonok.media.api.MediaKind;
import io.zvonok.media.api.PeerId;
import io.zvonok.media.api.RoomListener;
import io.zvonok.media.api.SlotReason;
import io.zvonok.media.api.SlotState;
import io.zvonok.signalling.session.SessionConfig;
import io.zvonok.signalling.testing.Offers;
import io.zvonok.signalling.testing.TestSocket;
import io.zvonok.signalling.token.Role;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signalling over real sockets on loopback. */
@Timeout(60)
class SocketTest {
    private PortFixture server = new PortFixture();

    @AfterEach
    void close() {
        server.close();
    }

    private void restart(HttpLimits limits, SessionConfig sessions) {
        server.close();
        server = new PortFixture(limits, sessions, null);
    }

    // Lessons

    @Test
    void joinsTwoWhoSeeEachOtherAndChat() throws Exception {
        TestSocket teacher = server.open();
        JsonNode joined = teacher.join(server.jwt("t", Role.TEACHER));
        assertThat(joined.path("seq").asLong()).isEqualTo(1);
        assertThat(joined.path("sdp").asText()).startsWith("v=0");
        TestSocket student = server.join("s", Role.STUDENT);
        teacher.await(message -> message.path("type").asText().equals("participantJoined"));
        assertThat(student.ask("chat", "'text':'Здравствуйте 👋'").path("ok").asBoolean())
                .isTrue();
        JsonNode chat = teacher.await(message -> message.path("type").asText().equals("chat"));
        assertThat(chat.at("/message/text").asText()).isEqualTo("Здравствуйте 👋");
    }

    @Test
    void resumesOnAnotherSocketWithoutLosingOrDoublingEvents() throws Exception {
        TestSocket teacher = server.join("t", Role.TEACHER);
        String token = server.jwt("s", Role.STUDENT);
        TestSocket student = server.open();
        String sessionId = student.join(token).path("sessionId").asText();
        List<JsonNode> seen = new ArrayList<>();
        for (int round = 0; round < 5; round++) {
            for (int i = 0; i < 4; i++) {
                teacher.ask("chat", "'text':'" + round + "." + i + "'");
                if (i == 1) {
                    student.cut();
                }
            }
            seen.addAll(student.events());
            long lastSeq = seen.get(seen.size() - 1).path("seq").asLong();
            student = server.open();
            JsonNode reply = student.ask(
                    "join",
                    "'token':'" + token + "','resume':{'sessionId':'" + sessionId + "','lastSeq':" + lastSeq + "}");
            assertThat(reply.path("resumed").asBoolean()).as(reply.toString()).isTrue();
        }
        teacher.ask("chat", "'text':'end'");
        student.await(message -> message.at("/message/text").asText().equals("end"));
        seen.addAll(student.events());

        assertThat(seen)
                .extracting(event -> event.path("seq").asLong())
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, seen.size()).boxed().toList());
        assertThat(seen.stream().filter(event -> event.path("type").asText().equals("chat")))
                .hasSize(21);
    }

    @Test
    void tellsAReplacedDeviceSo() throws Exception {
        TestSocket phone = server.join("s", Role.STUDENT);
        server.join("s", Role.STUDENT);
        assertThat(phone.closeCode()).isEqualTo(4009);
    }

    @Test
    void closesAKickedSocketAndKeepsItsTokenOut() throws Exception {
        TestSocket teacher = server.join("t", Role.TEACHER);
        TestSocket student = server.open();
        String token = server.jwt("s", Role.STUDENT);
        String id = student.join(token).at("/you/id").asText();
        assertThat(teacher.ask("moderate", "'action':'kick','participantId':'" + id + "'")
                        .path("ok")
                        .asBoolean())
                .isTrue();
        assertThat(student.closeCode()).isEqualTo(4003);
        TestSocket again = server.open();
        assertThat(join(again, token).at("/error/code").asText()).isEqualTo("forbidden");
        assertThat(again.closeCode()).isEqualTo(4003);
    }

    @Test
    void endsASessionAtOnceWhenTheClientClosesNormally() throws Exception {
        TestSocket teacher = server.join("t", Role.TEACHER);
        TestSocket student = server.join("s", Role.STUDENT);
        student.socket().sendClose(WebSocket.NORMAL_CLOSURE, "").join();
        JsonNode left = teacher.await(message -> message.path("type").asText().equals("participantLeft"));
        assertThat(left.path("reason").asText()).isEqualTo("left");
    }

    // Tokens

    @Test
    void refusesExpiredForeignForgedAndUnsignedTokensAndThenCloses() throws Exception {
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer("school")
                .subject("s")
                .claim("room", "math-7b")
                .claim("role", "teacher")
                .expirationTime(Date.from(Instant.now().plusSeconds(600)))
                .build();
        SignedJWT wrongAlgorithm = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS384).keyID("school").build(), claims);
        wrongAlgorithm.sign(new MACSigner(PortFixture.SECRET + PortFixture.SECRET));
        String expired = server.token("s", Role.STUDENT)
                .ttl(Duration.ofMinutes(1))
                .toJwt(Instant.now().minusSeconds(3600));
        String good = server.jwt("s", Role.STUDENT);
        String forged = good.substring(0, good.length() - 3) + (good.endsWith("AAA") ? "BBB" : "AAA");

        assertRefused(expired, "token_expired");
        assertRefused(wrongAlgorithm.serialize(), "unauthorized");
        assertRefused(new PlainJWT(claims).serialize(), "unauthorized");
        assertRefused(forged, "unauthorized");
        assertRefused("", "unauthorized");
        TestSocket foreign = server.open();
        JsonNode reply = foreign.ask("join", "'token':'" + good + "','room':'physics','sdp':'v=0'");
        assertThat(reply.at("/error/code").asText()).isEqualTo("unauthorized");
        assertThat(foreign.closeCode()).isEqualTo(4001);
        assertThat(server.media.calls()).isEmpty();
    }

    private void assertRefused(String token, String code) throws Exception {
        TestSocket socket = server.open();
        JsonNode reply = join(socket, token);
        assertThat(reply.at("/error/code").asText()).isEqualTo(code);
        assertThat(reply.at("/error/message").asText()).isNotEmpty();
        assertThat(socket.closeCode()).isEqualTo(4001);
    }

    private static JsonNode join(TestSocket socket, String token) throws Exception {
        return socket.ask(
                "join", "'token':'" + token + "','sdp':'" + Offers.lesson(1, 1).replace("\r\n", "\\r\\n") + "'");
    }

    // Opening handshakes

    @ParameterizedTest
    @ValueSource(
            strings = {"http://evil.example", "null", "https://school.example.evil", "http://127.0.0.1:1", "file://"})
    void refusesPagesOfOtherSites_P29(String origin) throws Exception {
        assertThat(handshake("Origin: " + origin + "\r\n", "/ws")).startsWith("HTTP/1.1 403");
    }

    @Test
    void acceptsItsOwnPagesAndConfiguredSites() throws Exception {
        for (String origin : List.of("http://x", "https://x", "https://school.example", "HTTPS://School.example")) {
            try (Socket socket = server.raw()) {
                socket.getOutputStream()
                        .write(request("Origin: " + origin + "\r\n", "/ws").getBytes(StandardCharsets.ISO_8859_1));
                assertThat(new DataInputStream(socket.getInputStream()).readNBytes(12))
                        .asString()
                        .isEqualTo("HTTP/1.1 101");
            }
        }
    }

    @Test
    void refusesTokensInAddresses_P30() throws Exception {
        assertThat(handshake("", "/ws?access_token=x")).startsWith("HTTP/1.1 400");
        assertThat(handshake("", "/ws?token=x")).startsWith("HTTP/1.1 400");
    }

    @Test
    void refusesWhatIsNotAProperHandshake() throws Exception {
        assertThat(server.exchange("GET /ws HTTP/1.1\r\nHost: x\r\n\r\n")).startsWith("HTTP/1.1 426");
        assertThat(server.exchange(request("", "/ws").replace("zvonok.v1", "other.v1")))
                .startsWith("HTTP/1.1 400");
        assertThat(server.exchange(request("", "/ws").replace("Version: 13", "Version: 8")))
                .startsWith("HTTP/1.1 426");
        assertThat(server.exchange(request("", "/ws").replace("GET", "POST"))).startsWith("HTTP/1.1 426");
        URI uri = URI.create("ws://127.0.0.1:" + server.port.port() + "/ws");
        assertThatThrownBy(() -> server.http
                        .newWebSocketBuilder()
                        .buildAsync(uri, new WebSocket.Listener() {})
                        .join())
                .isInstanceOf(CompletionException.class);
    }

    @Test
    void agreesToNoCompression_P32() throws Exception {
        try (Socket socket = server.raw()) {
            socket.getOutputStream()
                    .write(request("Sec-WebSocket-Extensions: permessage-deflate\r\n", "/ws")
                            .getBytes(StandardCharsets.ISO_8859_1));
            StringBuilder head = new StringBuilder();
            while (!head.toString().endsWith("\r\n\r\n")) {
                head.append((char) socket.getInputStream().read());
            }
            assertThat(head.toString()).startsWith("HTTP/1.1 101").doesNotContainIgnoringCase("extensions");
        }
    }

    private String handshake(String headers, String path) throws Exception {
        return server.exchange(request(headers, path));
    }

    private static String request(String headers, String path) {
        return "GET " + path
                + " HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: zvonok.v1\r\n" + headers
                + "\r\n";
    }

    // Bad input

    @Test
    void answersRubbishAndStays() throws Exception {
        TestSocket socket = server.join("s", Role.STUDENT);
        socket.send("{\"type\":");
        JsonNode reply =
                socket.await(message -> message.at("/error/code").asText().equals("bad_message"));
        assertThat(reply.path("id").isNull()).isTrue();
        assertThat(socket.ask("teleport", "").at("/error/code").asText()).isEqualTo("unknown_type");
        assertThat(socket.ask("join", "'token':'x'").at("/error/code").asText()).isEqualTo("wrong_state");
        assertThat(socket.ask("ping", "'t':1").path("ok").asBoolean()).isTrue();
    }

    @Test
    void closesSocketsThatBreakTheProtocol_A32() throws Exception {
        TestSocket binary = server.open();
        binary.socket().sendBinary(ByteBuffer.allocate(10), true).join();
        assertThat(binary.closeCode()).isEqualTo(1003);

        TestSocket huge = server.open();
        huge.socket().sendText("x".repeat(256 * 1024 + 1), true);
        assertThat(huge.closeCode()).isEqualTo(1009);

        TestSocket sum = server.open();
        for (int i = 0; i < 6 && !sum.isClosed(); i++) {
            sum.socket()
                    .sendText("x".repeat(60_000), false)
                    .exceptionally(cut -> null)
                    .join();
        }
        assertThat(sum.closeCode()).isEqualTo(1009);

        assertThat(closeCodeAfter(0x81, true, new byte[] {(byte) 0xC3, (byte) 0x28}))
                .as("not UTF-8")
                .isEqualTo(1007);
        assertThat(closeCodeAfter(0x81, false, "{}".getBytes(StandardCharsets.UTF_8)))
                .as("unmasked")
                .isEqualTo(1002);
        assertThat(closeCodeAfter(0xC1, true, "{}".getBytes(StandardCharsets.UTF_8)))
                .as("reserved bit")
                .isEqualTo(1002);
        assertThat(closeCodeAfter(0x80, true, "{}".getBytes(StandardCharsets.UTF_8)))
                .as("continues nothing")
                .isEqualTo(1002);
    }

    @Test
    void boundsTheFragmentsOfAMessage_A32() throws Exception {
        try (Socket socket = server.upgraded()) {
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            writeFrame(out, 0x01, true, new byte[] {'{'});
            for (int i = 0; i < 600; i++) {
                writeFrame(out, 0x00, true, new byte[0]);
            }
            assertThat(readCloseCode(socket)).isEqualTo(1009);
        }
    }

    private int closeCodeAfter(int firstByte, boolean masked, byte[] payload) throws Exception {
        try (Socket socket = server.upgraded()) {
            writeFrame(new DataOutputStream(socket.getOutputStream()), firstByte, masked, payload);
            return readCloseCode(socket);
        }
    }

    private static void writeFrame(DataOutputStream out, int firstByte, boolean masked, byte[] payload)
            throws Exception {
        out.writeByte(firstByte);
        out.writeByte(payload.length | (masked ? 0x80 : 0));
        if (masked) {
            out.writeInt(0); // a mask of zeros leaves the payload as it is
        }
        out.write(payload);
        out.flush();
    }

    private void writeJoin(Socket socket, String identity) throws Exception {
        String text = "{\"type\":\"join\",\"id\":1,\"token\":\"" + server.jwt(identity, Role.STUDENT) + "\",\"sdp\":\""
                + Offers.lesson(1, 1).replace("\r\n", "\\r\\n") + "\"}";
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        DataOutputStream out = new DataOutputStream(socket.getOutputStream());
        out.writeByte(0x81);
        out.writeByte(0x80 | 126);
        out.writeShort(payload.length);
        out.writeInt(0);
        out.write(payload);
        out.flush();
    }

    private static int readCloseCode(Socket socket) throws Exception {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        while (true) {
            int first = in.readUnsignedByte();
            int length = in.readUnsignedByte();
            length = length == 126 ? in.readUnsignedShort() : length;
            byte[] payload = in.readNBytes(length);
            if (first == 0x88) {
                return ByteBuffer.wrap(payload).getShort();
            }
        }
    }

    @Test
    void limitsAFloodWithoutDisturbingTheLesson_A33() throws Exception {
        TestSocket teacher = server.join("t", Role.TEACHER);
        TestSocket flooder = server.join("f", Role.STUDENT);
        for (int i = 0; i < 300 && !flooder.isClosed(); i++) {
            flooder.socket()
                    .sendText("{\"type\":\"ping\",\"id\":" + (1000 + i) + ",\"t\":1}", true)
                    .exceptionally(cut -> null)
                    .join();
        }
        assertThat(flooder.closeCode()).isEqualTo(4029);
        flooder.await(message -> message.at("/error/code").asText().equals("rate_limited"));
        assertThat(teacher.ask("ping", "'t':1").path("ok").asBoolean()).isTrue();
    }

    /** Mutated messages of a joined participant, each on a fresh or surviving socket; the lesson goes on beside them. */
    @Test
    void survivesSeededMutationsOfMessages_P31() throws Exception {
        long seed = Long.getLong("seed", 20261122L);
        Random random = new Random(seed);
        TestSocket teacher = server.join("t", Role.TEACHER);
        TestSocket student = server.join("s", Role.STUDENT);
        String[] messages = {
            "{\"type\":\"chat\",\"id\":1,\"text\":\"hello\"}",
            "{\"type\":\"view\",\"id\":2,\"slots\":[{\"mid\":\"6\",\"want\":\"stage\",\"width\":640,\"height\":360}]}",
            "{\"type\":\"publish\",\"id\":3,\"mid\":\"1\",\"source\":\"camera\",\"muted\":false}",
            "{\"type\":\"moderate\",\"id\":4,\"action\":\"mute\",\"participantId\":\"p\"}",
            "{\"type\":\"offer\",\"id\":5,\"sdp\":\"v=0\"}",
        };
        for (int i = 0; i < 400; i++) {
            StringBuilder text = new StringBuilder(messages[random.nextInt(messages.length)]);
            for (int n = random.nextInt(4); n >= 0; n--) {
                text.setCharAt(random.nextInt(text.length()), (char) (32 + random.nextInt(95)));
            }
            if (student.isClosed()) {
                student = server.join("s", Role.STUDENT);
            }
            student.socket()
                    .sendText(text.toString(), true)
                    .exceptionally(closed -> null)
                    .join();
        }
        assertThat(teacher.ask("ping", "'t':1").path("ok").asBoolean())
                .as("seed " + seed)
                .isTrue();
        server.join("u", Role.STUDENT);
    }

    // Time

    @Test
    void closesSocketsThatDoNotJoinInTime() throws Exception {
        restart(PortFixture.LIMITS, new SessionConfig(100, 60_000, 30_000, 15_000, 500, 10));
        assertThat(server.open().closeCode()).isEqualTo(4008);
    }

    @Test
    void cutsADeadSocketButKeepsItsSession() throws Exception {
        restart(new HttpLimits(10_000, 10_000, 50, 200, 200, 100, 256 * 1024), SessionConfig.DEFAULT);
        server.join("s", Role.STUDENT); // answers pings: stays
        try (Socket dead = server.upgraded()) {
            writeJoin(dead, "d");
            long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (dead.getInputStream().read() >= 0) { // it is pinged, never answers, and is cut
                assertThat(System.nanoTime()).isLessThan(deadline);
            }
        }
        assertThat(server.lessons.sessions()).isEqualTo(2);
    }

    @Test
    void closesAReaderThatLeavesTooMuchUnread_A34() throws Exception {
        restart(new HttpLimits(10_000, 10_000, 15_000, 40_000, 200, 100, 64 * 1024), SessionConfig.DEFAULT);
        TestSocket teacher = server.join("t", Role.TEACHER);
        try (Socket silent = server.upgradedWithSmallBuffer()) {
            writeJoin(silent, "slow");
            String id = teacher.await(message -> message.path("type").asText().equals("participantJoined"))
                    .at("/participant/id")
                    .asText();
            RoomListener room = server.media.listenerOf("math-7b");
            List<SlotState> slots = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                slots.add(new SlotState(
                        "5", MediaKind.VIDEO, null, null, SlotReason.EMPTY, null, LayerLimit.NONE, 0, 0, i));
            }
            // The kernel takes some hundred kilobytes first; then the bound is reached and the socket is cut unread.
            for (int i = 0; i < 400; i++) {
                room.onSlots(new PeerId(id), slots);
            }
            Awaitility.await().until(() -> isCut(silent));
        }
        assertThat(teacher.ask("ping", "'t':1").path("ok").asBoolean()).isTrue();
    }

    private static boolean isCut(Socket socket) {
        try {
            socket.getOutputStream()
                    .write(new byte[] {(byte) 0x8A, (byte) 0x80, 0, 0, 0, 0}); // a pong nobody asked for
            return false;
        } catch (IOException cut) {
            return true;
        }
    }

    @Test
    void cutsRequestsThatNeverEnd_A31() throws Exception {
        restart(new HttpLimits(100, 10_000, 15_000, 40_000, 200, 100, 256 * 1024), SessionConfig.DEFAULT);
        assertThat(server.exchange("GET / HT")).isEmpty();
        assertThat(server.exchange("")).isEmpty();
        assertThat(server.exchange("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"))
                .startsWith("HTTP/1.1 200"); // and then idle
    }

    @Test
    void letsAGoodJoinThroughAFloodOfStrangers_A30() throws Exception {
        restart(new HttpLimits(10_000, 10_000, 15_000, 40_000, 200, 8, 256 * 1024), SessionConfig.DEFAULT);
        TestSocket student = server.join("s", Role.STUDENT);
        List<Socket> strangers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            strangers.add(server.upgraded());
        }
        assertThat(strangers.get(0).getInputStream().read())
                .as("the oldest went")
                .isEqualTo(-1);
        TestSocket teacher = server.join("t", Role.TEACHER);
        assertThat(teacher.ask("ping", "'t':1").path("ok").asBoolean()).isTrue();
        assertThat(student.ask("ping", "'t':1").path("ok").asBoolean()).isTrue();
        for (Socket stranger : strangers) {
            stranger.close();
        }
    }
}
