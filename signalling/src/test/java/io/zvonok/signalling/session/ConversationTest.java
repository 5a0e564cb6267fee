package io.zvonok.signalling.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.zvonok.media.api.LayerLimit;
import io.zvonok.media.api.MediaKind;
import io.zvonok.media.api.PeerId;
import io.zvonok.media.api.PublisherLayer;
import io.zvonok.media.api.RoomListener;
import io.zvonok.media.api.SlotLayer;
import io.zvonok.media.api.SlotReason;
import io.zvonok.media.api.SlotState;
import io.zvonok.media.api.TrackSource;
import io.zvonok.signalling.session.LessonFixture.Client;
import io.zvonok.signalling.token.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ConversationTest {
    private final LessonFixture world = new LessonFixture();

    @Test
    void answersNothingButJoinBeforeAJoin() {
        Client client = world.open();
        for (String message : List.of(
                "{\"type\":\"ping\",\"id\":1,\"t\":1}",
                "{\"type\":\"chat\",\"id\":2,\"text\":\"hi\"}",
                "{\"type\":\"leave\",\"id\":3}")) {
            client.say(message);
        }
        assertThat(List.of(client.connection.errorOf(1), client.connection.errorOf(2), client.connection.errorOf(3)))
                .containsOnly("wrong_state");
        assertThat(world.lessons.size()).isZero();
    }

    @Test
    void staysOpenAfterUnknownTypesAndSomeRubbish() {
        Client client = world.join("s", Role.STUDENT);
        assertThat(client.outcome("teleport", "")).isEqualTo("unknown_type");
        client.say("{nonsense");
        JsonNode reply =
                client.connection.received().get(client.connection.received().size() - 1);
        assertThat(reply.path("id").isNull()).isTrue();
        assertThat(reply.at("/error/code").asText()).isEqualTo("bad_message");
        assertThat(client.outcome("ping", "'t':1")).isEqualTo("ok");
    }

    @Test
    void closesAfterTenUnreadableMessages() {
        Client client = world.join("s", Role.STUDENT);
        for (int i = 0; i < 9; i++) {
            client.say("[]");
        }
        assertThat(client.connection.closed()).isNull();
        client.say("[]");
        assertThat(client.connection.closed()).isEqualTo(CloseCode.BAD_MESSAGE);
    }

    @Test
    void limitsAFloodThenClosesAndLeavesTheLessonAlone_A33() {
        Client teacher = world.join("t", Role.TEACHER);
        Client flooder = world.join("f", Role.STUDENT);
        int before = teacher.connection.events().size();
        for (int i = 0; i < 1000; i++) {
            flooder.say("{\"type\":\"chat\",\"id\":" + (1000 + i) + ",\"text\":\"flood\"}");
        }
        assertThat(flooder.connection.closed()).isEqualTo(CloseCode.RATE_LIMITED);
        List<JsonNode> limited = flooder.connection.received().stream()
                .filter(message -> message.at("/error/code").asText().equals("rate_limited"))
                .toList();
        assertThat(limited).hasSize(40);
        assertThat(limited.get(0).at("/error/retryable").asBoolean()).isTrue();
        assertThat(teacher.connection.events().size() - before).isLessThanOrEqualTo(60);
        assertThat(teacher.outcome("ping", "'t':1")).isEqualTo("ok");
    }

    @Test
    void letsTwentyMessagesASecondThroughForEver() {
        Client client = world.join("s", Role.STUDENT);
        for (int i = 0; i < 2000; i++) {
            world.time.pass(50);
            assertThat(client.outcome("ping", "'t':1")).isEqualTo("ok");
        }
    }

    @Test
    void limitsOffersMoreStrictly() {
        Client client = world.join("s", Role.STUDENT);
        List<String> outcomes = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            outcomes.add(client.outcome("offer", "'sdp':'v=0'"));
        }
        assertThat(outcomes.subList(0, 9)).containsOnly("bad_sdp");
        assertThat(outcomes.subList(9, 12)).containsOnly("rate_limited");
        world.time.pass(1000);
        assertThat(client.outcome("offer", "'sdp':'v=0'")).isEqualTo("bad_sdp");
    }

    @Test
    void letsASocketTryFiveJoinsOnly() {
        Client client = world.open();
        client.token = world.token("s", Role.STUDENT).toJwt(world.time.instant());
        for (int i = 1; i <= 6; i++) {
            client.say("{\"type\":\"join\",\"id\":" + i + ",\"token\":\"" + client.token + "\",\"sdp\":\"v=0\"}");
        }
        assertThat(client.connection.errorOf(5)).isEqualTo("bad_sdp");
        assertThat(client.connection.closed()).isEqualTo(CloseCode.RATE_LIMITED);
    }

    @Test
    void refusesASecondJoinOfAJoinedSocket() {
        Client client = world.join("s", Role.STUDENT);
        client.join(7, "");
        assertThat(client.connection.errorOf(7)).isEqualTo("wrong_state");
        assertThat(client.outcome("ping", "'t':1")).isEqualTo("ok");
    }

    /**
     * Random walks of all messages, good and bad, from several clients that come, go, lose their sockets and resume: every
     * request has at most one reply, events have no gaps, nothing is told to a socket without a session (P28, A-35).
     */
    @Test
    void keepsItsPromisesOnRandomWalks_P28() {
        long first = Long.getLong("seed", 1L);
        int seeds = Long.getLong("seed") == null ? 60 : 1;
        for (long seed = first; seed < first + seeds; seed++) {
            try {
                walk(new Random(seed));
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("-Dseed=" + seed, e);
            }
        }
    }

    private static void walk(Random random) {
        LessonFixture world = new LessonFixture();
        List<Client> clients = new ArrayList<>();
        List<Role> roles = List.of(Role.TEACHER, Role.STUDENT, Role.BROADCASTER, Role.PARENT, Role.VIEWER, Role.VIEWER);
        long id = 1;
        for (int step = 0; step < 300; step++) {
            world.time.pass(random.nextInt(10) == 0 ? random.nextInt(70_000) : random.nextInt(200));
            if (clients.isEmpty() || random.nextInt(12) == 0) {
                Client client = world.open();
                int who = random.nextInt(roles.size());
                client.token = world.token("i" + who, roles.get(who)).toJwt(world.time.instant());
                clients.add(client);
            }
            Client client = clients.get(random.nextInt(clients.size()));
            String other = clients.get(random.nextInt(clients.size())).connection.events("joined").stream()
                    .map(event -> event.at("/you/id").asText())
                    .findFirst()
                    .orElse("nobody");
            int choice = random.nextInt(26);
            if (choice >= 24) {
                world.media.rooms().values().forEach(room -> tellSomething(room, other, random));
                world.time.settle();
            } else if (choice == 0) {
                client.conversation.onClosed(random.nextBoolean());
                client.connection.close(CloseCode.LEFT);
            } else if (choice == 1 && !client.connection.events("joined").isEmpty()) {
                Client next = world.open();
                next.resume(id++, client, random.nextInt(20));
                clients.add(next);
            } else if (choice <= 3) {
                client.join(id++, "");
            } else {
                List<List<String>> messages = List.copyOf(
                        PermissionTableTest.everyMessage(other, other).values());
                List<String> message = messages.get(random.nextInt(messages.size()));
                client.say("{\"type\":\"" + message.get(0) + "\",\"id\":" + id++
                        + (message.get(1).isEmpty() ? "" : ",") + message.get(1).replace('\'', '"') + "}");
            }
        }
        world.time.pass(1_000);
        clients.forEach(ConversationTest::checkPromises);
        clients.forEach(client -> client.conversation.onClosed(true));
        world.time.pass(120_000);
        assertThat(world.lessons.sessions()).isZero();
        assertThat(world.lessons.size()).isZero();
        assertThat(world.media.peers()).isEmpty();
        assertThat(world.media.rooms()).isEmpty();
    }

    /** As the media core does at any time, of a peer that may be gone. */
    private static void tellSomething(RoomListener room, String peer, Random random) {
        boolean active = random.nextBoolean();
        room.onPublisherLayers(
                new PeerId(peer), "1", List.of(new PublisherLayer("q", true), new PublisherLayer("f", active)));
        SlotLayer layer = active ? new SlotLayer("q", 320, 180, 0, 2) : null;
        room.onSlots(
                new PeerId(peer),
                List.of(new SlotState(
                        "8",
                        MediaKind.VIDEO,
                        new PeerId("p"),
                        TrackSource.CAMERA,
                        active ? SlotReason.ACTIVE : SlotReason.NO_BANDWIDTH,
                        layer,
                        active ? LayerLimit.BANDWIDTH : LayerLimit.NONE,
                        150_000,
                        90_000,
                        0)));
    }

    private static void checkPromises(Client client) {
        long expected = -1;
        List<Long> replies = new ArrayList<>();
        for (JsonNode message : client.connection.received()) {
            if (message.path("type").asText().equals("reply")) {
                replies.add(message.path("id").asLong());
                continue;
            }
            long seq = message.path("seq").asLong();
            if (expected >= 0 && !message.path("type").asText().equals("joined")) {
                assertThat(seq).as("gap-free").isEqualTo(expected);
            }
            expected = seq + 1;
        }
        assertThat(replies).as("one reply each").doesNotHaveDuplicates();
    }
}
