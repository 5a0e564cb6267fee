package io.zvonok.signalling.session;

import io.zvonok.signalling.message.ClientMessage;
import io.zvonok.signalling.message.ClientMessage.ModerateAction;

/** What a client may try: one constant for each kind of message, or for each kind of right within one. */
enum Action {
    JOIN(ClientMessage.Join.class),
    OFFER(ClientMessage.Offer.class),
    CANDIDATE(ClientMessage.Candidate.class),
    VIEW(ClientMessage.View.class),
    PUBLISH(ClientMessage.Publish.class),
    UNPUBLISH(ClientMessage.Publish.class),
    MUTE(ClientMessage.Mute.class),
    UNMUTE(ClientMessage.Mute.class),
    RAISE_HAND(ClientMessage.Hand.class),
    LOWER_OWN_HAND(ClientMessage.Hand.class),
    CHAT(ClientMessage.Chat.class),
    MODERATE_MUTE(ClientMessage.Moderate.class),
    MODERATE_MUTE_ALL(ClientMessage.Moderate.class),
    MODERATE_KICK(ClientMessage.Moderate.class),
    MODERATE_LOWER_HAND(ClientMessage.Moderate.class),
    MODERATE_LOWER_ALL_HANDS(ClientMessage.Moderate.class),
    MODERATE_START_BROADCAST(ClientMessage.Moderate.class),
    MODERATE_STOP_BROADCAST(ClientMessage.Moderate.class),
    MODERATE_SET_PROGRAMME(ClientMessage.Moderate.class),
    MODERATE_BRING_ON_STAGE(ClientMessage.Moderate.class),
    MODERATE_SEND_TO_AUDIENCE(ClientMessage.Moderate.class),
    MODERATE_SET_COMMENTS(ClientMessage.Moderate.class),
    MODERATE_APPROVE_CHAT(ClientMessage.Moderate.class),
    MODERATE_DELETE_CHAT(ClientMessage.Moderate.class),
    MODERATE_MUTE_CHAT(ClientMessage.Moderate.class),
    MODERATE_UNMUTE_CHAT(ClientMessage.Moderate.class),
    MODERATE_ADMIT(ClientMessage.Moderate.class),
    MODERATE_ADMIT_ALL(ClientMessage.Moderate.class),
    MODERATE_REFUSE(ClientMessage.Moderate.class),
    MODERATE_SET_ROOM(ClientMessage.Moderate.class),
    MODERATE_SET_RIGHTS(ClientMessage.Moderate.class),
    MODERATE_GIVE_FLOOR(ClientMessage.Moderate.class),
    MODERATE_TAKE_FLOOR(ClientMessage.Moderate.class),
    MODERATE_BAN(ClientMessage.Moderate.class),
    MODERATE_UNBAN(ClientMessage.Moderate.class),
    MODERATE_SPOTLIGHT(ClientMessage.Moderate.class),
    MODERATE_END_LESSON(ClientMessage.Moderate.class),
    MODERATE_SET_POLICY(ClientMessage.Moderate.class),
    MODERATE_SET_GROUPS(ClientMessage.Moderate.class),
    MODERATE_MOVE_TO_GROUP(ClientMessage.Moderate.class),
    MODERATE_MOVE_ALL(ClientMessage.Moderate.class),
    MODERATE_DROP_IN(ClientMessage.Moderate.class),
    MODERATE_SPEAK_TO_ALL(ClientMessage.Moderate.class),
    MODERATE_CALL_BACK(ClientMessage.Moderate.class),
    /** To the audience, by oneself. */
    LEAVE_STAGE(ClientMessage.Moderate.class),
    EXPLAIN_OWN(ClientMessage.Explain.class),
    EXPLAIN_OTHER(ClientMessage.Explain.class),
    STATS(ClientMessage.Stats.class),
    PING(ClientMessage.Ping.class),
    LEAVE(ClientMessage.Leave.class);

    private final Class<? extends ClientMessage> message;

    Action(Class<? extends ClientMessage> message) {
        this.message = message;
    }

    Class<? extends ClientMessage> message() {
        return message;
    }

    /** @param ownId the sender's participant id */
    static Action of(ClientMessage message, String ownId) {
        if (message instanceof ClientMessage.Publish publish) {
            return publish.source() == null ? UNPUBLISH : PUBLISH;
        }
        if (message instanceof ClientMessage.Mute mute) {
            return mute.muted() ? MUTE : UNMUTE;
        }
        if (message instanceof ClientMessage.Hand hand) {
            return hand.raised() ? RAISE_HAND : LOWER_OWN_HAND;
        }
        if (message instanceof ClientMessage.Explain explain) {
            boolean own =
                    explain.participantId() == null || explain.participantId().equals(ownId);
            return own ? EXPLAIN_OWN : EXPLAIN_OTHER;
        }
        if (message instanceof ClientMessage.Moderate moderate) {
            if (moderate.action() == ModerateAction.SEND_TO_AUDIENCE && ownId.equals(moderate.participantId())) {
                return LEAVE_STAGE;
            }
            return valueOf("MODERATE_" + moderate.action().name());
        }
        for (Action action : values()) {
            if (action.message == message.getClass()) {
                return action;
            }
        }
        throw new IllegalStateException("no action for " + message.getClass().getSimpleName());
    }
}
