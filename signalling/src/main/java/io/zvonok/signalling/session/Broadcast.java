package io.zvonok.signalling.session;

import io.zvonok.media.api.RoomId;
import io.zvonok.signalling.ledger.LedgerEventType;
import io.zvonok.signalling.message.ClientMessage.ProgrammeSource;
import io.zvonok.signalling.message.ServerMessage.ChosenProgramme;
import io.zvonok.signalling.token.Role;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a room is on air. Moderators go on air and off; an encoder that publishes where no teacher is does so by itself.
 * While nobody sends anything the audience is told so; unless a moderator is there, that ends the broadcast after 30 s.
 *
 * <p>Thread: the lesson's strand.
 */
final class Broadcast {
    static final long SOURCE_RETURN_MILLIS = 30_000;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final LessonContext context;
    private final RoomId room;
    private final Strand strand;
    private final Attendance attendance;
    private final ProgrammeDesk desk;
    private final Runnable tellRoom;
    private final LessonLedger ledger;
    private @Nullable Long onAirSince;
    private long onAirNanos;
    private boolean sourceGone;
    /** Ended because nobody sent anything: goes on when somebody does. */
    private boolean interrupted;

    private Strand.@Nullable Timer endTimer;

    /** @param tellRoom tells everybody how the room is now */
    Broadcast(
            LessonContext context,
            RoomId room,
            Strand strand,
            Attendance attendance,
            Runnable tellRoom,
            LessonLedger ledger) {
        this.context = context;
        this.room = room;
        this.strand = strand;
        this.attendance = attendance;
        this.desk = new ProgrammeDesk(attendance);
        this.tellRoom = tellRoom;
        this.ledger = ledger;
    }

    boolean isOnAir() {
        return onAirSince != null;
    }

    @Nullable
    Long onAirSince() {
        return onAirSince;
    }

    /** True if there is anything on air, or will be once a link that is silent speaks again. */
    boolean hasPublisher() {
        return isOnAir()
                && attendance.onStage().stream()
                        .anyMatch(session -> session.tracks().isOpen());
    }

    boolean isSourceGone() {
        return sourceGone;
    }

    ChosenProgramme programme() {
        return desk.onTheWire();
    }

    /** Those whom the audience may see or hear. */
    List<ClientSession> people() {
        return desk.people();
    }

    /** Milliseconds since the room went on air; null off air. */
    @Nullable
    Long mediaTime() {
        return isOnAir() ? Long.valueOf((context.nanoTime().getAsLong() - onAirNanos) / NANOS_PER_MILLI) : null;
    }

    /** Does nothing on air. */
    void start() {
        if (!isOnAir()) {
            onAirSince = context.nowMillis();
            onAirNanos = context.nanoTime().getAsLong();
            interrupted = false;
            sourceGone = false;
            context.media().setOnAir(room, true);
            ledger.record(LedgerEventType.ON_AIR, null);
            watchSource();
            tellRoom.run();
        }
    }

    /** Does nothing off air, but that nothing begins again by itself. */
    void stop() {
        interrupted = false;
        if (isOnAir()) {
            end();
        }
    }

    private void end() {
        onAirSince = null;
        sourceGone = false;
        stopTimer();
        context.media().setOnAir(room, false);
        ledger.record(LedgerEventType.OFF_AIR, null);
        tellRoom.run();
    }

    /** Throws NOT_FOUND. An empty choice is the server's. */
    void setProgramme(List<ProgrammeSource> sources) {
        desk.choose(sources);
        context.media().setProgramme(room, desk.programme());
        watchSource();
        tellRoom.run();
    }

    /** Somebody has come on stage. */
    void onStage(ClientSession newcomer) {
        if (desk.takesPlace(newcomer)) {
            context.media().setProgramme(room, desk.programme());
            tellRoom.run();
        }
        boolean encoder = !newcomer.hears();
        if (encoder && !isOnAir() && !isTeacherHere()) {
            start();
        }
        stageChanged();
    }

    /** Somebody came, went, published something else, or sends no more. */
    void stageChanged() {
        if (isOnAir()) {
            boolean goneBefore = sourceGone;
            watchSource();
            if (sourceGone != goneBefore) {
                tellRoom.run();
            }
        } else if (interrupted && desk.hasSource() && !isTeacherHere()) {
            start();
        }
    }

    private void watchSource() {
        sourceGone = isOnAir() && !desk.hasSource();
        if (!sourceGone || isDirectorHere()) {
            stopTimer();
        } else if (endTimer == null) {
            endTimer = strand.schedule(SOURCE_RETURN_MILLIS, this::interrupt);
        }
    }

    private void interrupt() {
        endTimer = null;
        interrupted = true;
        end();
    }

    private void stopTimer() {
        if (endTimer != null) {
            endTimer.cancel();
            endTimer = null;
        }
    }

    /** Whoever has a page and may press its buttons. */
    private boolean isDirectorHere() {
        return attendance.onStage().stream().anyMatch(session -> session.hears() && session.directs());
    }

    private boolean isTeacherHere() {
        return attendance.onStage().stream()
                .filter(ClientSession::hears)
                .map(session -> session.claims().role())
                .anyMatch(role -> role == Role.TEACHER || role == Role.ADMIN);
    }
}
