package io.zvonok.bench.cost;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zvonok.bench.load.measure.Delays;
import io.zvonok.bench.load.model.Layer;
import io.zvonok.bench.load.model.VideoCodec;
import io.zvonok.bench.load.peer.Connector;
import io.zvonok.bench.load.peer.LoadLoop;
import io.zvonok.bench.load.peer.Peer;
import io.zvonok.bench.load.peer.PeerSpec;
import io.zvonok.bench.load.peer.SlotWish;
import io.zvonok.bench.load.peer.Target;
import io.zvonok.media.srtp.SrtpProfile;
import io.zvonok.signalling.ZvonokServer;
import io.zvonok.signalling.config.ServerOption;
import io.zvonok.signalling.config.ServerOptions;
import io.zvonok.signalling.token.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.HdrHistogram.Histogram;

/**
 * How soon is somebody heard who is given the floor, and how soon does somebody get nothing more who is removed? A whole
 * server on loopback with people who send and receive over real sockets; both times begin when the moderator's message is
 * handed to the WebSocket.
 *
 * <p>Students have their microphones on all the time, twenty-five packets or more a second, and the server drops them. One
 * listener, who wants sound only, hears nobody else. Students see the teacher's camera; those who are removed keep their
 * sockets open and go on asking for more.
 *
 * <p>Command: {@code scripts/bench moderation [STUDENTS]}
 */
public final class ModerationDelays {
    private static final int STUDENTS = 40;
    private static final int FLOORS = 80;
    private static final int CAMERA_BPS = 500_000;
    private static final long JOIN_MILLIS = 10_000;
    private static final long HEARD_MILLIS = 2_000;
    private static final long SILENT_MILLIS = 100;
    private static final long GONE_MILLIS = 250;
    private static final String ROOM = "moderation";

    private final Connector connector;
    private final LoadLoop loop = new LoadLoop("load");
    private final ModeratorSocket moderator;
    private final List<Peer> students = new ArrayList<>();
    private final Peer listener;
    private final AtomicLong heardNanos = new AtomicLong();
    private final AtomicLong heard = new AtomicLong();

    private ModerationDelays(int port, Connector connector, int count) throws Exception {
        this.connector = connector;
        this.moderator = new ModeratorSocket(port, ROOM);
        moderator.moderate(setMicrophones(false));
        Peer teacher = peer("teacher", Role.TEACHER, Layer.camera(1, CAMERA_BPS), -1, List.of());
        listener = peer("listener", Role.STUDENT, List.of(), -1, List.of(new SlotWish("a0", false, "auto", 0, 0)));
        listener.onEachPacket(now -> {
            heardNanos.compareAndSet(0, now);
            heard.incrementAndGet();
        });
        join(teacher);
        join(listener);
        SlotWish camera = new SlotWish("v0", true, "auto", 1280, 720);
        for (int i = 0; i < count; i++) {
            Peer student = peer("s" + i, Role.STUDENT, List.of(), 1, List.of(camera));
            students.add(student);
            join(student);
        }
    }

    private static ObjectNode setMicrophones(boolean allowed) {
        ObjectNode action = ModeratorSocket.action("setRoom");
        action.putObject("rights").put("microphone", allowed);
        return action;
    }

    public static void main(String[] arguments) throws Exception {
        int count = arguments.length == 0 ? STUDENTS : Integer.parseInt(arguments[0]);
        ZvonokServer server = ZvonokServer.builder()
                .options(ServerOptions.of(
                        Map.of(ServerOption.HTTP_PORT, List.of("0"), ServerOption.UDP_PORT, List.of("0"))))
                .build()
                .start();
        Target target = Target.lesson(
                "http://127.0.0.1:" + server.httpPort(),
                ServerOptions.DEVELOPMENT_KEY_ID,
                ServerOptions.DEVELOPMENT_SECRET);
        try (Connector connector = new Connector(target, SrtpProfile.AEAD_AES_128_GCM)) {
            ModerationDelays bench = new ModerationDelays(server.httpPort(), connector, count);
            bench.floors();
            bench.kicks();
            bench.close();
        } finally {
            server.close();
        }
    }

    private Peer peer(String identity, Role role, List<Layer> camera, double talkShare, List<SlotWish> slots) {
        PeerSpec spec = new PeerSpec(
                "all",
                ROOM,
                identity,
                role,
                VideoCodec.VP8,
                camera,
                talkShare,
                slots,
                false,
                true,
                0,
                true,
                identity.hashCode());
        return connector.peer(spec, loop, new Delays());
    }

    private static void join(Peer peer) {
        peer.join(System.nanoTime());
        if (!waitUntil(() -> peer.state() != Peer.State.JOINING, JOIN_MILLIS) || peer.state() != Peer.State.JOINED) {
            throw new IllegalStateException(peer.spec().identity() + " did not join: " + peer.failure());
        }
    }

    private void floors() throws Exception {
        Histogram delays = Delays.empty();
        long early = 0;
        pause(SILENT_MILLIS * 5);
        for (int i = 0; i < FLOORS; i++) {
            String student = students.get(i % students.size()).spec().identity();
            early += heard.get();
            heardNanos.set(0);
            long given = moderator.moderate(moderator.action("giveFloor", student));
            if (!waitUntil(() -> heardNanos.get() != 0, HEARD_MILLIS)) {
                throw new IllegalStateException(student + " was not heard");
            }
            delays.recordValue(Math.max(0, heardNanos.get() - given) / 1000);
            moderator.moderate(moderator.action("takeFloor", student));
            pause(SILENT_MILLIS);
            heard.set(0);
            pause(SILENT_MILLIS);
        }
        print("floor given to first packet at a listener", delays, 150);
        System.out.printf(Locale.ROOT, "  %d packets were heard of nobody who had the floor%n", early);
    }

    private void kicks() throws Exception {
        Histogram delays = Delays.empty();
        int receiving = 0;
        for (Peer student : students) {
            AtomicLong last = new AtomicLong();
            AtomicLong packets = new AtomicLong();
            student.linger();
            student.onEachPacket(now -> {
                last.set(now);
                packets.incrementAndGet();
            });
            pause(SILENT_MILLIS);
            receiving += packets.get() > 0 ? 1 : 0;
            long kicked =
                    moderator.moderate(moderator.action("kick", student.spec().identity()));
            pause(GONE_MILLIS);
            delays.recordValue(Math.max(0, last.get() - kicked) / 1000);
        }
        print("kick to last packet to the kicked", delays, 200);
        System.out.printf(Locale.ROOT, "  %d of %d were receiving%n", receiving, students.size());
    }

    private static void print(String what, Histogram micros, int targetMillis) {
        System.out.printf(
                Locale.ROOT,
                "%s, ms: p50 %.1f, p90 %.1f, p99 %.1f, max %.1f over %d (target %d)%n",
                what,
                micros.getValueAtPercentile(50) / 1000.0,
                micros.getValueAtPercentile(90) / 1000.0,
                micros.getValueAtPercentile(99) / 1000.0,
                micros.getMaxValue() / 1000.0,
                micros.getTotalCount(),
                targetMillis);
    }

    private void close() {
        students.forEach(Peer::leave);
        listener.leave();
        moderator.close();
        loop.close();
    }

    private static boolean waitUntil(BooleanSupplier condition, long atMostMillis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(atMostMillis);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            LockSupport.parkNanos(200_000);
        }
        return true;
    }

    private static void pause(long millis) {
        waitUntil(() -> false, millis);
    }
}
