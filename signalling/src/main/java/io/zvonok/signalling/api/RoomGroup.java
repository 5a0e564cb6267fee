package io.zvonok.signalling.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A group of a lesson: those in it see and hear each other, and whoever speaks to all.
 *
 * @param id 1 to 40 characters
 * @param name for people, 1 to 100 characters
 * @param participants who is in it, each named by participant id or by the identity of somebody on stage; told by their
 *     participant ids. In a change null leaves those in it who are in it
 */
public record RoomGroup(String id, String name, @Nullable List<String> participants) {
    private static final int MAX_ID = 40;
    private static final int MAX_NAME = 100;

    public RoomGroup {
        Checks.present(id, "the id of a group");
        Checks.require(!id.isBlank() && id.length() <= MAX_ID, "the id of a group has 1 to " + MAX_ID + " characters");
        Checks.present(name, "the name of a group");
        Checks.require(
                !name.isBlank() && name.length() <= MAX_NAME,
                "the name of a group has 1 to " + MAX_NAME + " characters");
        if (participants != null) {
            for (String who : participants) {
                Checks.require(who != null && !who.isEmpty(), "participants must be an array of ids or identities");
            }
            participants = List.copyOf(participants);
        }
    }

    /** Nobody is moved. */
    public static RoomGroup of(String id, String name) {
        return new RoomGroup(id, name, null);
    }

    /** Names nobody (P30). */
    @Override
    public String toString() {
        return "RoomGroup[" + id + "]";
    }
}
