package io.zvonok.signalling.session;

import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.ZvonokException;
import io.zvonok.signalling.message.MessageCodec;
import io.zvonok.signalling.message.ServerMessage;
import io.zvonok.signalling.message.ServerMessage.ChatMessage;
import io.zvonok.signalling.message.ServerMessage.CommentPolicy;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is written in a room. The stage writes as it likes, to the audience too while on air. What the audience writes are
 * comments: limited in length and rate, read by a moderator first where that is wanted, and deleted by one.
 *
 * <p>Thread: the lesson's strand.
 */
final class Comments {
    static final int MAX_COMMENT_LENGTH = 500;
    private static final int MAX_PENDING = 200;
    private static final int MAX_MUTED = 10_000;

    private final LessonContext context;
    private final Broadcast broadcast;
    private final AudienceFanOut fanOut;
    private final Announcer announcer;
    private final CommentRates rates;
    private final ChatHistory ofStage = new ChatHistory();
    private final ChatHistory ofAudience = new ChatHistory();
    private final Map<String, Pending> pending = new LinkedHashMap<>();
    private final Set<String> mutedIdentities = new LinkedHashSet<>();
    private CommentPolicy policy = new CommentPolicy(true, 0, false);

    private record Pending(ChatMessage message, ClientSession author) {}

    Comments(LessonContext context, Broadcast broadcast, AudienceFanOut fanOut, Announcer announcer) {
        this.context = context;
        this.broadcast = broadcast;
        this.fanOut = fanOut;
        this.announcer = announcer;
        this.rates = new CommentRates(context.nanoTime());
    }

    CommentPolicy policy() {
        return policy;
    }

    /** What somebody who comes there now may read. */
    List<ChatMessage> history(ClientSession newcomer) {
        List<ChatHistory.Entry> said = newcomer.isOnStage() ? ofStage.last() : ofAudience.last();
        return said.stream()
                .filter(entry -> newcomer.lesson().listing().reads(newcomer, entry))
                .map(ChatHistory.Entry::message)
                .toList();
    }

    /** The right to write has been checked. Throws what is wrong with this text or with now. */
    ServerMessage.Said say(ClientSession author, long id, String text) {
        if (mutedIdentities.contains(author.claims().identity())) {
            throw new ZvonokException(ErrorCode.NOT_ALLOWED, "a moderator does not let you write here");
        }
        if (author.isOnStage()) {
            ChatMessage message = message(author, text, false);
            publish(entry(author, message), broadcast.isOnAir());
            return new ServerMessage.Said(id, message.messageId(), false);
        }
        checkComment(author, text);
        announcer.tellOfMember(author);
        ChatMessage message = message(author, text, policy.preModerated());
        if (message.pending()) {
            pending.put(message.messageId(), new Pending(message, author));
            announcer.tellModerators(new ServerMessage.Chat(message));
        } else {
            publish(entry(author, message), true);
        }
        return new ServerMessage.Said(id, message.messageId(), message.pending());
    }

    private void checkComment(ClientSession author, String text) {
        if (!policy.enabled()) {
            throw new ZvonokException(ErrorCode.COMMENTS_CLOSED, "comments are closed");
        }
        if (text.length() > MAX_COMMENT_LENGTH) {
            throw MessageCodec.tooLong(MAX_COMMENT_LENGTH);
        }
        if (policy.preModerated()) {
            checkPending(author.claims().identity());
        }
        rates.take(author.claims().identity(), policy.slowModeSeconds());
    }

    /** Nobody fills the moderators' list alone. */
    private void checkPending(String identity) {
        long own = pending.values().stream()
                .filter(waiting -> waiting.author.claims().identity().equals(identity))
                .count();
        if (own >= CommentRates.BURST || pending.size() >= MAX_PENDING) {
            throw new TooSoon("moderators have not read the comments before yet", CommentRates.BUSY_MILLIS);
        }
    }

    private ChatMessage message(ClientSession author, String text, boolean waits) {
        return new ChatMessage(
                new IdSource(context.random()).messageId(),
                author.participantId(),
                author.claims().name(),
                author.claims().role(),
                author.tier(),
                text,
                context.nowMillis(),
                broadcast.mediaTime(),
                waits);
    }

    private static ChatHistory.Entry entry(ClientSession author, ChatMessage message) {
        GroupDesk groups = author.lesson().groups();
        return new ChatHistory.Entry(message, author.policyRole(), groups.groupOf(author), groups.speaksToAll(author));
    }

    /** To whom the author is listed, and who is in the same group; the audience is with the whole lesson. */
    private void publish(ChatHistory.Entry entry, boolean toAudience) {
        ofStage.add(entry);
        announcer.tellReaders(entry, new ServerMessage.Chat(entry.message()));
        if (toAudience && (entry.toAll() || entry.group() == null)) {
            ofAudience.add(entry);
            fanOut.add(entry);
        }
    }

    /** Before somebody in the audience raises or lowers a hand; throws RATE_LIMITED. */
    void checkHand(ClientSession member) {
        rates.takeHand(member.claims().identity());
    }

    // What moderators do

    /** What is null stays. Returns true if anything changed. */
    boolean set(@Nullable Boolean enabled, @Nullable Integer slowModeSeconds, @Nullable Boolean preModerated) {
        CommentPolicy before = policy;
        policy = new CommentPolicy(
                enabled == null ? before.enabled() : enabled,
                slowModeSeconds == null ? before.slowModeSeconds() : slowModeSeconds,
                preModerated == null ? before.preModerated() : preModerated);
        return !policy.equals(before);
    }

    /** Throws NOT_FOUND. */
    void approve(String messageId) {
        Pending approved = pending.remove(messageId);
        if (approved == null) {
            throw new ZvonokException(ErrorCode.NOT_FOUND, "no such comment waits for a moderator");
        }
        ChatMessage message = approved.message;
        ChatMessage read = new ChatMessage(
                message.messageId(),
                message.participantId(),
                message.name(),
                message.role(),
                message.tier(),
                message.text(),
                message.time(),
                message.mediaTime(),
                false);
        publish(entry(approved.author, read), true);
    }

    /** Takes it from everybody who has got it; throws NOT_FOUND. */
    void delete(String messageId) {
        ServerMessage.ChatDeleted deletion = new ServerMessage.ChatDeleted(List.of(messageId));
        Pending rejected = pending.remove(messageId);
        if (rejected != null) {
            announcer.tellModerators(deletion);
            announcer.tellOne(rejected.author, deletion);
            return;
        }
        ChatHistory.Entry onStage = ofStage.remove(messageId);
        ChatHistory.Entry inAudience = ofAudience.remove(messageId);
        if (onStage == null && inAudience == null) {
            throw new ZvonokException(ErrorCode.NOT_FOUND, "there is no such message, or it is too old");
        }
        announcer.tellAll(deletion);
        if (inAudience != null) {
            fanOut.delete(messageId);
        }
    }

    void mute(ClientSession author) {
        if (mutedIdentities.size() >= MAX_MUTED) {
            mutedIdentities.remove(mutedIdentities.iterator().next());
        }
        mutedIdentities.add(author.claims().identity());
    }

    void unmute(ClientSession author) {
        mutedIdentities.remove(author.claims().identity());
    }

    /** To a moderator who has just come: what waits. */
    void tellPending(ClientSession moderator) {
        pending.values().forEach(waiting -> announcer.tellOne(moderator, new ServerMessage.Chat(waiting.message)));
    }
}
