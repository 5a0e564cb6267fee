package io.zvonok.signalling.session;

import io.zvonok.media.api.RoomId;
import io.zvonok.signalling.message.ServerMessage.LeaveReason;
import io.zvonok.signalling.token.Role;

/**
 * What the application is told of lessons.
 *
 * <p>Thread: one of the server's own that does nothing else; calls come one at a time, in order. A listener that falls
 * more than 10 000 calls behind misses calls.
 */
public interface LessonListener {
    default void onLessonOpened(RoomId room) {}

    default void onLessonClosed(RoomId room) {}

    default void onParticipantJoined(RoomId room, Person person) {}

    default void onParticipantLeft(RoomId room, Person person, LeaveReason reason) {}

    /** Somebody in a lesson. */
    record Person(String participantId, String identity, String name, Role role) {
        /** Names nobody (P30). */
        @Override
        public String toString() {
            return "Person[" + participantId + "]";
        }
    }
}
