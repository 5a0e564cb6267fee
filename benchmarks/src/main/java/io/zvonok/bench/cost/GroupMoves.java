package io.zvonok.bench.cost;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zvonok.bench.load.measure.Delays;
import io.zvonok.bench.load.model.Layer;
import io.zvonok.bench.load.peer.Peer;
import io.zvonok.bench.load.peer.SlotWish;
import io.zvonok.signalling.token.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;

/**
 * For how long does somebody get nothing who is moved from one group of a lesson to another? A whole server on loopback; in
 * each group some send camera and microphone. Those who are moved have one slot each, for a picture or for sound: the gap is
 * the longest time between two of their packets in the second after the move, the sender's own rhythm included. Nobody
 * negotiates anything: after the last move it is still the same connection.
 *
 * <p>Command: {@code scripts/bench groups [MOVES]}
 */
public final class GroupMoves {
    private static final int MOVES = 20;
    private static final int SENDERS_IN_A_GROUP = 3;
    private static final int CAMERA_BPS = 500_000;
    private static final long BETWEEN_MOVES_MILLIS = 1_000;
    private static final int TARGET_MILLIS = 500;
    private static final String ROOM = "groups";
    private static final List<String> GROUPS = List.of("a", "b");

    private final ModeratorSocket moderator;
    private final List<Peer> senders = new ArrayList<>();
    private final Gap picture = new Gap();
    private final Gap sound = new Gap();
    private final Peer watching;
    private final Peer listening;

    /** The longest time without a packet since it was asked last. Written by the load loop only, but for the reset. */
    private static final class Gap {
        private final AtomicLong lastNanos = new AtomicLong();
        private final AtomicLong longestNanos = new AtomicLong();
        private final Histogram histogram = Delays.empty();

        void onPacket(long nowNanos) {
            long before = lastNanos.getAndSet(nowNanos);
            if (before != 0) {
                longestNanos.accumulateAndGet(nowNanos - before, Math::max);
            }
        }

        boolean isFlowing() {
            return lastNanos.get() != 0;
        }

        void begin() {
            longestNanos.set(0);
        }

        /** One that still lasts counts too. */
        void end() {
            long now = System.nanoTime();
            histogram.recordValue(Math.max(longestNanos.get(), now - lastNanos.get()) / 1000);
        }
    }

    private GroupMoves(MeasuredLesson lesson) {
        this.moderator = lesson.moderator();
        for (String group : GROUPS) {
            for (int i = 0; i < SENDERS_IN_A_GROUP; i++) {
                senders.add(lesson.peer(group + i, Role.STUDENT, Layer.camera(1, CAMERA_BPS), 1, List.of()));
            }
        }
        watching = lesson.peer(
                "watching", Role.STUDENT, List.of(), -1, List.of(new SlotWish("v0", true, "auto", 1280, 720)));
        listening =
                lesson.peer("listening", Role.STUDENT, List.of(), -1, List.of(new SlotWish("a0", false, "auto", 0, 0)));
        watching.onEachPacket(picture::onPacket);
        listening.onEachPacket(sound::onPacket);
        senders.forEach(MeasuredLesson::join);
        MeasuredLesson.join(watching);
        MeasuredLesson.join(listening);
    }

    public static void main(String[] arguments) throws Exception {
        int moves = arguments.length == 0 ? MOVES : Integer.parseInt(arguments[0]);
        try (MeasuredLesson lesson = new MeasuredLesson(ROOM)) {
            GroupMoves bench = new GroupMoves(lesson);
            bench.split();
            bench.move(moves);
        }
    }

    private void split() throws Exception {
        ObjectNode groups = ModeratorSocket.action("setGroups");
        ArrayNode list = groups.putArray("groups");
        GROUPS.forEach(group -> list.addObject().put("id", group).put("name", group));
        moderator.moderate(groups);
        for (Peer sender : senders) {
            String identity = sender.spec().identity();
            moderator.moderate(moderator.action("moveToGroup", identity).put("group", identity.substring(0, 1)));
        }
        move("a");
        if (!MeasuredLesson.waitUntil(() -> picture.isFlowing() && sound.isFlowing(), MeasuredLesson.JOIN_MILLIS)) {
            throw new IllegalStateException("nothing comes in the first group");
        }
        MeasuredLesson.pause(BETWEEN_MOVES_MILLIS);
    }

    private void move(String group) throws Exception {
        ObjectNode all = ModeratorSocket.action("moveAll");
        ArrayNode moves = all.putArray("moves");
        for (Peer peer : List.of(watching, listening)) {
            ObjectNode named = moderator.action("moveToGroup", peer.spec().identity());
            moves.addObject()
                    .put("participantId", named.path("participantId").asText())
                    .put("group", group);
        }
        moderator.moderate(all);
    }

    private void move(int times) throws Exception {
        for (int i = 0; i < times; i++) {
            picture.begin();
            sound.begin();
            move(GROUPS.get((i + 1) % GROUPS.size()));
            MeasuredLesson.pause(BETWEEN_MOVES_MILLIS);
            picture.end();
            sound.end();
        }
        MeasuredLesson.print("move to another group, picture, longest gap", picture.histogram, TARGET_MILLIS);
        MeasuredLesson.print("move to another group, sound, longest gap", sound.histogram, TARGET_MILLIS);
        boolean same = watching.state() == Peer.State.JOINED && listening.state() == Peer.State.JOINED;
        System.out.println(same ? "  by the same connections" : "  a connection was lost");
    }
}
