package io.zvonok.bench.cost;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zvonok.bench.load.measure.Delays;
import io.zvonok.bench.load.model.Layer;
import io.zvonok.bench.load.peer.Peer;
import io.zvonok.bench.load.peer.SlotWish;
import io.zvonok.signalling.token.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
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
    private static final long HEARD_MILLIS = 2_000;
    private static final long SILENT_MILLIS = 100;
    private static final long GONE_MILLIS = 250;
    private static final String ROOM = "moderation";

    private final ModeratorSocket moderator;
    private final List<Peer> students = new ArrayList<>();
    private final Peer listener;
    private final AtomicLong heardNanos = new AtomicLong();
    private final AtomicLong heard = new AtomicLong();

    private ModerationDelays(MeasuredLesson lesson, int count) throws Exception {
        this.moderator = lesson.moderator();
        moderator.moderate(setMicrophones(false));
        Peer teacher = lesson.peer("teacher", Role.TEACHER, Layer.camera(1, CAMERA_BPS), -1, List.of());
        listener =
                lesson.peer("listener", Role.STUDENT, List.of(), -1, List.of(new SlotWish("a0", false, "auto", 0, 0)));
        listener.onEachPacket(now -> {
            heardNanos.compareAndSet(0, now);
            heard.incrementAndGet();
        });
        MeasuredLesson.join(teacher);
        MeasuredLesson.join(listener);
        SlotWish camera = new SlotWish("v0", true, "auto", 1280, 720);
        for (int i = 0; i < count; i++) {
            Peer student = lesson.peer("s" + i, Role.STUDENT, List.of(), 1, List.of(camera));
            students.add(student);
            MeasuredLesson.join(student);
        }
    }

    private static ObjectNode setMicrophones(boolean allowed) {
        ObjectNode action = ModeratorSocket.action("setRoom");
        action.putObject("rights").put("microphone", allowed);
        return action;
    }

    public static void main(String[] arguments) throws Exception {
        int count = arguments.length == 0 ? STUDENTS : Integer.parseInt(arguments[0]);
        try (MeasuredLesson lesson = new MeasuredLesson(ROOM)) {
            ModerationDelays bench = new ModerationDelays(lesson, count);
            bench.floors();
            bench.kicks();
        }
    }

    private void floors() throws Exception {
        Histogram delays = Delays.empty();
        long early = 0;
        MeasuredLesson.pause(SILENT_MILLIS * 5);
        for (int i = 0; i < FLOORS; i++) {
            String student = students.get(i % students.size()).spec().identity();
            early += heard.get();
            heardNanos.set(0);
            long given = moderator.moderate(moderator.action("giveFloor", student));
            if (!MeasuredLesson.waitUntil(() -> heardNanos.get() != 0, HEARD_MILLIS)) {
                throw new IllegalStateException(student + " was not heard");
            }
            delays.recordValue(Math.max(0, heardNanos.get() - given) / 1000);
            moderator.moderate(moderator.action("takeFloor", student));
            MeasuredLesson.pause(SILENT_MILLIS);
            heard.set(0);
            MeasuredLesson.pause(SILENT_MILLIS);
        }
        MeasuredLesson.print("floor given to first packet at a listener", delays, 150);
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
            MeasuredLesson.pause(SILENT_MILLIS);
            receiving += packets.get() > 0 ? 1 : 0;
            long kicked =
                    moderator.moderate(moderator.action("kick", student.spec().identity()));
            MeasuredLesson.pause(GONE_MILLIS);
            delays.recordValue(Math.max(0, last.get() - kicked) / 1000);
        }
        MeasuredLesson.print("kick to last packet to the kicked", delays, 200);
        System.out.printf(Locale.ROOT, "  %d of %d were receiving%n", receiving, students.size());
    }
}
