package io.zvonok.signalling.session;

import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.ZvonokException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Those of a lesson who only watch. Their number is told to the stage, at most once a second; nothing else about them is,
 * except to moderators of those who raised a hand or commented.
 *
 * <p>Thread: the lesson's strand.
 */
final class Audience {
    private static final int MAX_SESSIONS = 20_000;
    private static final long TELL_MILLIS = 1000;

    private final Map<String, ClientSession> sessions = new LinkedHashMap<>();
    /** Of whom moderators were told. */
    private final Set<ClientSession> known = new LinkedHashSet<>();

    private final Strand strand;
    private final Runnable tellSize;
    private int toldSize;
    private int size;
    private boolean timed;

    /** @param tellSize tells {@link #size} */
    Audience(Strand strand, Runnable tellSize) {
        this.strand = strand;
        this.tellSize = tellSize;
    }

    void requirePlace() {
        if (sessions.size() >= MAX_SESSIONS) {
            throw new ZvonokException(ErrorCode.ROOM_FULL, "the audience is full");
        }
    }

    void add(ClientSession session) {
        sessions.put(session.participantId(), session);
    }

    @Nullable
    ClientSession find(String participantId) {
        return sessions.get(participantId);
    }

    void remove(ClientSession session) {
        sessions.remove(session.participantId());
    }

    /** As it is now; not to be changed meanwhile. */
    Collection<ClientSession> sessions() {
        return sessions.values();
    }

    Collection<ClientSession> all() {
        return List.copyOf(sessions.values());
    }

    boolean isEmpty() {
        return sessions.isEmpty();
    }

    /** Returns true if moderators did not know that one. */
    boolean becomesKnown(ClientSession session) {
        return known.add(session);
    }

    /** Returns true if moderators knew that one. */
    boolean forget(ClientSession session) {
        return known.remove(session);
    }

    /** Those with a hand up whom moderators know. */
    List<ClientSession> withHandUp() {
        return known.stream().filter(ClientSession::isHandRaised).toList();
    }

    /** Who has come in and not gone. */
    int size() {
        return size;
    }

    void changed(int by) {
        size += by;
        if (!timed) {
            timed = true;
            strand.schedule(TELL_MILLIS, this::tell);
        }
    }

    /** Somebody has come on stage who was told the size: what changes back before the next time is told all the same. */
    void onNewcomer() {
        if (size != toldSize) {
            toldSize = -1;
        }
    }

    private void tell() {
        timed = false;
        if (size != toldSize) {
            toldSize = size;
            tellSize.run();
        }
    }
}
