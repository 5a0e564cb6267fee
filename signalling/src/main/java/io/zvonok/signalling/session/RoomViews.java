package io.zvonok.signalling.session;

import io.zvonok.signalling.api.LobbyGuest;
import io.zvonok.signalling.api.Participant;
import io.zvonok.signalling.api.ParticipantRights;
import io.zvonok.signalling.api.Room;
import io.zvonok.signalling.api.RoomGroup;
import io.zvonok.signalling.api.RoomRights;
import io.zvonok.signalling.message.ServerMessage;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A lesson and its people as a backend is told of them. No state.
 *
 * <p>Thread: the lesson's strand.
 */
final class RoomViews {
    private RoomViews() {}

    static Room room(Lesson lesson) {
        return new Room(
                lesson.room().value(),
                lesson.terms().name(),
                Instant.ofEpochMilli(lesson.createdAtMillis()),
                lesson.terms().maxOnStage(),
                (int) TimeUnit.MILLISECONDS.toSeconds(lesson.terms().emptyMillis()),
                lesson.attendance().onStage().size(),
                lesson.audience().size(),
                lesson.broadcast().isOnAir(),
                instant(lesson.broadcast().onAirSince()),
                lesson.settings().lobby(),
                lesson.settings().locked(),
                rights(lesson.settings().rights()),
                lesson.settings().spotlight(),
                lesson.settings().policy());
    }

    static Participant participant(ClientSession session) {
        ServerMessage.Participant wire = session.onTheWire();
        return new Participant(
                wire.id(),
                wire.identity(),
                wire.name(),
                wire.role(),
                wire.tier(),
                Instant.ofEpochMilli(wire.joinedAt()),
                instant(wire.handRaisedAt()),
                Participant.Connection.valueOf(wire.connection().name()),
                wire.tracks().stream()
                        .map(track ->
                                new Participant.Track(track.source(), track.muted(), track.active(), track.gated()))
                        .toList(),
                wire.floor(),
                wire.group(),
                rights(wire.rights()));
    }

    static List<RoomGroup> groups(Lesson lesson) {
        return lesson.groups().groups().stream()
                .map(group -> new RoomGroup(
                        group.id(),
                        group.name(),
                        lesson.attendance().onStage().stream()
                                .filter(session ->
                                        group.id().equals(lesson.groups().groupOf(session)))
                                .map(ClientSession::participantId)
                                .toList()))
                .toList();
    }

    static LobbyGuest guest(ServerMessage.LobbyItem item) {
        return new LobbyGuest(
                item.participantId(), item.identity(), item.name(), item.role(), Instant.ofEpochMilli(item.since()));
    }

    private static RoomRights rights(ServerMessage.RoomRights rights) {
        return new RoomRights(rights.microphone(), rights.camera(), rights.screen(), rights.chat(), rights.hand());
    }

    private static @Nullable ParticipantRights rights(ServerMessage.@Nullable PersonalRights rights) {
        return rights == null
                ? null
                : new ParticipantRights(rights.microphone(), rights.camera(), rights.screen(), rights.chat());
    }

    /** In order of joining. */
    record Place(long joinedAt, String id) implements Comparable<Place> {
        static Place of(ClientSession session) {
            return new Place(session.onTheWire().joinedAt(), session.participantId());
        }

        @Override
        public int compareTo(Place other) {
            int byTime = Long.compare(joinedAt, other.joinedAt);
            return byTime != 0 ? byTime : id.compareTo(other.id);
        }

        String text() {
            return joinedAt + ":" + id;
        }

        /** Throws IllegalArgumentException. */
        static Place read(String text) {
            int colon = text.indexOf(':');
            return new Place(Long.parseLong(text.substring(0, Math.max(0, colon))), text.substring(colon + 1));
        }
    }

    private static @Nullable Instant instant(@Nullable Long millis) {
        return millis == null ? null : Instant.ofEpochMilli(millis);
    }
}
