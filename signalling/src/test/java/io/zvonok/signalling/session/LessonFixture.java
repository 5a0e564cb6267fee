package io.zvonok.signalling.session;

import com.fasterxml.jackson.databind.JsonNode;
import io.zvonok.media.api.RoomId;
import io.zvonok.signalling.ledger.Ledgers;
import io.zvonok.signalling.message.MessageCodec;
import io.zvonok.signalling.message.ServerMessage.LeaveReason;
import io.zvonok.signalling.sdp.SdpNegotiator;
import io.zvonok.signalling.testing.Offers;
import io.zvonok.signalling.testing.RecordingConnection;
import io.zvonok.signalling.testing.RecordingMediaServer;
import io.zvonok.signalling.testing.VirtualTime;
import io.zvonok.signalling.token.AccessToken;
import io.zvonok.signalling.token.GrantsClaim;
import io.zvonok.signalling.token.Role;
import io.zvonok.signalling.token.TokenVerifier;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A server's lessons on virtual time, and clients that speak JSON to them. */
final class LessonFixture {
    static final String SECRET = "0123456789abcdef0123456789abcdef";
    static final String ROOM = "math-7b";

    final VirtualTime time = new VirtualTime();
    final RecordingMediaServer media = new RecordingMediaServer();
    final SignallingStats stats = new SignallingStats();
    final List<String> heard = new ArrayList<>();
    final Ledgers ledgers = new Ledgers();
    final Lessons lessons;

    LessonFixture() {
        this(SessionConfig.DEFAULT);
    }

    LessonFixture(SessionConfig config) {
        lessons = new Lessons(new LessonContext(
                config,
                media,
                TokenVerifier.hs256(Map.of("school", SECRET)),
                stats,
                new Ears(),
                time,
                time::nanoTime,
                new Random(1),
                time::strand,
                new MessageCodec(),
                new SdpNegotiator(),
                ledgers));
    }

    AccessToken token(String identity, Role role) {
        return new AccessToken("school", SECRET)
                .identity(identity)
                .name("Name of " + identity)
                .room(ROOM)
                .role(role)
                .ttl(Duration.ofMinutes(10));
    }

    /** What the room's ledger says of whom, as {@code kicked petya}. */
    List<String> ledger() {
        return ledgers.events(ROOM, 0, Ledgers.MAX_PAGE).toCompletableFuture().join().events().stream()
                .map(event -> event.type() + " " + event.identity())
                .toList();
    }

    /** A socket that has just opened. */
    Client open() {
        return new Client();
    }

    /** A participant that has joined with microphone and camera sections, four audio and two video slots. */
    Client join(String identity, Role role) {
        return join(identity, role, GrantsClaim.NONE);
    }

    Client join(String identity, Role role, GrantsClaim grants) {
        Client client = open();
        client.token = token(identity, role).grants(grants).toJwt(time.instant());
        client.join(1, "");
        if (client.connection.events("joined").isEmpty()) {
            throw new AssertionError("not joined: " + client.connection.received());
        }
        return client;
    }

    final class Client {
        final RecordingConnection connection = new RecordingConnection();
        final Conversation conversation = lessons.converse(connection);
        String token = "";
        private long nextId = 100;

        void say(String text) {
            conversation.onText(text, text.getBytes(StandardCharsets.UTF_8).length);
            time.settle();
        }

        /** Sends a message without its id; returns the reply. */
        JsonNode ask(String type, String fields) {
            long id = nextId++;
            say("{\"type\":\"" + type + "\",\"id\":" + id + (fields.isEmpty() ? "" : ",") + fields.replace('\'', '"')
                    + "}");
            return connection.reply(id);
        }

        /** "ok" or the error's code. */
        String outcome(String type, String fields) {
            JsonNode reply = ask(type, fields);
            return reply.path("ok").asBoolean() ? "ok" : reply.at("/error/code").asText();
        }

        void join(long id, String fields) {
            say("{\"type\":\"join\",\"id\":" + id + ",\"token\":\"" + token + "\",\"sdp\":\""
                    + Offers.lesson(4, 2).replace("\r\n", "\\r\\n") + "\""
                    + (fields.isEmpty() ? "" : ",") + fields.replace('\'', '"') + "}");
        }

        void resume(long id, Client before, long lastSeq) {
            token = before.token;
            say("{\"type\":\"join\",\"id\":" + id + ",\"token\":\"" + token
                    + "\",\"sdp\":\"\",\"resume\":{\"sessionId\":\"" + before.sessionId() + "\",\"lastSeq\":" + lastSeq
                    + "}}");
        }

        void lose() {
            conversation.onClosed(false);
            time.settle();
        }

        JsonNode joined() {
            return connection.last("joined");
        }

        String sessionId() {
            return joined().path("sessionId").asText();
        }

        String id() {
            return joined().at("/you/id").asText();
        }

        long lastSeq() {
            List<JsonNode> events = connection.events();
            return events.get(events.size() - 1).path("seq").asLong();
        }
    }

    private final class Ears implements LessonListener {
        @Override
        public void onLessonOpened(RoomId room) {
            heard.add("opened " + room);
        }

        @Override
        public void onLessonClosed(RoomId room) {
            heard.add("closed " + room);
        }

        @Override
        public void onParticipantJoined(RoomId room, Person person) {
            heard.add("joined " + person.identity());
        }

        @Override
        public void onParticipantLeft(RoomId room, Person person, LeaveReason reason) {
            heard.add("left " + person.identity() + " " + reason);
        }
    }
}
