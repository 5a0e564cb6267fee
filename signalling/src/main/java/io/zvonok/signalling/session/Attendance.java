package io.zvonok.signalling.session;

import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.PeerId;
import io.zvonok.media.api.PeerTier;
import io.zvonok.media.api.ZvonokException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Who is in a lesson, on stage and in the audience, those who are joining too, and who may not come again.
 *
 * <p>Thread: the lesson's strand.
 */
final class Attendance {
    private final IntSupplier maxOnStage;
    private final Audience audience;
    /** By participant id. */
    private final Map<String, ClientSession> stage = new LinkedHashMap<>();

    private final Map<String, ClientSession> bySeat = new HashMap<>();
    private final Bans bans = new Bans();

    Attendance(IntSupplier maxOnStage, Audience audience) {
        this.maxOnStage = maxOnStage;
        this.audience = audience;
    }

    /** Throws FORBIDDEN or ROOM_FULL. */
    void requirePlace(Admission admission) {
        bans.require(admission.claims());
        requirePlace(admission.tier());
    }

    /** Throws ROOM_FULL. */
    void requirePlace(PeerTier tier) {
        if (tier == PeerTier.AUDIENCE) {
            audience.requirePlace();
        } else if (stage.size() >= maxOnStage.getAsInt()) {
            throw new ZvonokException(ErrorCode.ROOM_FULL, "the lesson is full");
        }
    }

    void add(ClientSession session) {
        if (session.isOnStage()) {
            stage.put(session.participantId(), session);
        } else {
            audience.add(session);
        }
    }

    /** It has joined; returns who had its seat. */
    @Nullable
    ClientSession seat(ClientSession session) {
        return session.seat().isEmpty() ? null : bySeat.put(session.seat(), session);
    }

    void remove(ClientSession session) {
        stage.remove(session.participantId());
        audience.remove(session);
        bySeat.remove(session.seat(), session);
    }

    /** From the stage into the audience or back. */
    void move(ClientSession session, PeerTier tier) {
        stage.remove(session.participantId());
        audience.remove(session);
        session.setTier(tier);
        add(session);
    }

    /** Who may not come again. */
    Bans bans() {
        return bans;
    }

    /** True if somebody is here who would be replaced; never of the empty seat. */
    boolean isSeatTaken(String seat) {
        return bySeat.containsKey(seat);
    }

    boolean isEmpty() {
        return stage.isEmpty() && audience.isEmpty();
    }

    List<ClientSession> everybody() {
        List<ClientSession> everybody = new ArrayList<>(stage.values());
        everybody.addAll(audience.all());
        return everybody;
    }

    boolean isOnStage(PeerId peer) {
        return stage.containsKey(peer.value());
    }

    @Nullable
    ClientSession find(String participantId) {
        ClientSession onStage = stage.get(participantId);
        return onStage != null ? onStage : audience.find(participantId);
    }

    /** Those on stage who have joined. */
    List<ClientSession> onStage() {
        return stage.values().stream().filter(ClientSession::isPresent).toList();
    }

    /** Somebody who has joined, wherever; throws NOT_FOUND. */
    ClientSession present(String participantId) {
        ClientSession session = find(participantId);
        if (session == null || !session.isPresent()) {
            throw new ZvonokException(ErrorCode.NOT_FOUND, "there is no such participant");
        }
        return session;
    }
}
