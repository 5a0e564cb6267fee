package io.zvonok.signalling.session;

import io.zvonok.signalling.message.ClientMessage.RightsChange;
import io.zvonok.signalling.message.ServerMessage.Group;
import io.zvonok.signalling.message.ServerMessage.RoomRights;
import io.zvonok.signalling.message.ServerMessage.Settings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What moderators, or the backend, have set for one lesson. Whoever changes something here has it take effect, and tells
 * the room.
 *
 * <p>Thread: the lesson's strand.
 */
final class RoomSettings {
    private static final RoomRights ALL_RIGHTS = new RoomRights(true, true, true, true, true);

    private Settings now = new Settings(false, false, ALL_RIGHTS, null, "open", List.of());

    Settings onTheWire() {
        return now;
    }

    boolean lobby() {
        return now.lobby();
    }

    boolean locked() {
        return now.locked();
    }

    RoomRights rights() {
        return now.rights();
    }

    /** The participant whom every {@code stage} slot shows. */
    @Nullable
    String spotlight() {
        return now.spotlight();
    }

    String policy() {
        return now.policy();
    }

    List<Group> groups() {
        return now.groups();
    }

    /** What is null stays. Returns true if anything changed. */
    boolean set(@Nullable Boolean lobby, @Nullable Boolean locked, @Nullable RightsChange rights) {
        return become(new Settings(
                orElse(lobby, now.lobby()),
                orElse(locked, now.locked()),
                rights == null ? now.rights() : changed(now.rights(), rights),
                now.spotlight(),
                now.policy(),
                now.groups()));
    }

    boolean setSpotlight(@Nullable String participantId) {
        return become(new Settings(now.lobby(), now.locked(), now.rights(), participantId, now.policy(), now.groups()));
    }

    boolean setPolicy(String policy) {
        return become(new Settings(now.lobby(), now.locked(), now.rights(), now.spotlight(), policy, now.groups()));
    }

    boolean setGroups(List<Group> groups) {
        return become(new Settings(
                now.lobby(), now.locked(), now.rights(), now.spotlight(), now.policy(), List.copyOf(groups)));
    }

    private boolean become(Settings next) {
        boolean changed = !next.equals(now);
        now = next;
        return changed;
    }

    private static RoomRights changed(RoomRights before, RightsChange change) {
        return new RoomRights(
                orElse(change.microphone(), before.microphone()),
                orElse(change.camera(), before.camera()),
                orElse(change.screen(), before.screen()),
                orElse(change.chat(), before.chat()),
                orElse(change.hand(), before.hand()));
    }

    private static boolean orElse(@Nullable Boolean wanted, boolean before) {
        return wanted == null ? before : wanted;
    }
}
