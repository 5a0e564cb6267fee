package io.zvonok.signalling.session;

import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.PeerId;
import io.zvonok.media.api.Programme;
import io.zvonok.media.api.TrackSource;
import io.zvonok.media.api.ZvonokException;
import io.zvonok.signalling.message.ClientMessage.ProgrammeMode;
import io.zvonok.signalling.message.ClientMessage.ProgrammeSource;
import io.zvonok.signalling.message.ServerMessage.ChosenProgramme;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Who is in the programme of a room. A director's choice is of people: whoever drops and comes back with the same identity
 * by the same door has the place again.
 *
 * <p>Thread: the lesson's strand.
 */
final class ProgrammeDesk {
    /** Names that an audience is told while the server chooses. */
    private static final int MAX_PEOPLE = 20;

    private final Attendance attendance;
    private List<Pick> picks = List.of();

    private record Pick(ClientSession who, TrackSource source) {}

    ProgrammeDesk(Attendance attendance) {
        this.attendance = attendance;
    }

    /** Empty: the server chooses. Throws NOT_FOUND. */
    void choose(List<ProgrammeSource> sources) {
        List<Pick> next = new ArrayList<>();
        for (ProgrammeSource source : sources) {
            ClientSession who = attendance.present(source.participantId());
            if (!who.isOnStage()) {
                throw new ZvonokException(ErrorCode.NOT_FOUND, "only who is on stage can be in the programme");
            }
            Pick pick = new Pick(who, source.source());
            if (!next.contains(pick)) {
                next.add(pick);
            }
        }
        picks = next;
    }

    /** Returns true if the newcomer takes a place that somebody of the same identity has left. */
    boolean takesPlace(ClientSession newcomer) {
        List<Pick> next = picks.stream()
                .map(pick -> isLeftBy(pick.who, newcomer) ? new Pick(newcomer, pick.source) : pick)
                .toList();
        boolean changed = !next.equals(picks);
        picks = next;
        return changed;
    }

    private static boolean isLeftBy(ClientSession before, ClientSession newcomer) {
        return before != newcomer
                && !before.isPresent()
                && before.hears() == newcomer.hears()
                && before.claims().identity().equals(newcomer.claims().identity());
    }

    Programme programme() {
        return new Programme(picks.stream()
                .map(pick -> new Programme.Pick(new PeerId(pick.who.participantId()), pick.source))
                .toList());
    }

    ChosenProgramme onTheWire() {
        return new ChosenProgramme(
                picks.isEmpty() ? ProgrammeMode.AUTO : ProgrammeMode.MANUAL,
                picks.stream()
                        .map(pick -> new ProgrammeSource(pick.who.participantId(), pick.source))
                        .toList());
    }

    /** Those whom the audience may see or hear, at most so many as it can tell apart. */
    List<ClientSession> people() {
        if (!picks.isEmpty()) {
            return picks.stream()
                    .map(Pick::who)
                    .distinct()
                    .filter(who -> who.isPresent() && who.isOnStage())
                    .toList();
        }
        return attendance.onStage().stream()
                .filter(session -> session.tracks().isOpen())
                .sorted(Comparator.comparingInt(
                        session -> -session.claims().role().prominence()))
                .limit(MAX_PEOPLE)
                .toList();
    }

    /** True if anything of the programme is being sent. */
    boolean hasSource() {
        if (picks.isEmpty()) {
            return attendance.onStage().stream()
                    .anyMatch(session -> session.isSending() && session.tracks().isOpen());
        }
        return picks.stream()
                .anyMatch(pick -> pick.who.isPresent()
                        && pick.who.isSending()
                        && pick.who.tracks().isOpen(pick.source));
    }
}
