package io.zvonok.signalling.session;

import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.ZvonokException;
import io.zvonok.signalling.message.BadMessageException;
import io.zvonok.signalling.message.ClientMessage;
import io.zvonok.signalling.message.ServerMessage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The incoming side of one WebSocket: reads, limits the rate, lets nothing through before a join with a good token
 * (P25, P33), then hands messages to the lesson's strand.
 *
 * <p>Thread: {@code on...} on the socket's, the rest on the lesson's strand.
 */
public final class Conversation {
    private static final Logger LOG = LoggerFactory.getLogger(Conversation.class);
    private static final int MESSAGES_PER_SECOND = 20;
    private static final int MESSAGE_BURST = 60;
    /** Reading an offer costs a thousand times as much as any other message. */
    private static final int OFFERS_PER_SECOND = 1;

    private static final int OFFER_BURST = 10;
    private static final int MAX_EXCESS = 40;
    private static final int MAX_BAD_MESSAGES = 10;
    private static final int MAX_JOINS = 5;

    private final Lessons lessons;
    private final LessonContext context;
    private final ClientConnection connection;
    private final Strand strand;
    private final RateLimit messageRate;
    private final RateLimit offerRate;
    private int excess;
    private int badMessages;
    private int joins;
    private volatile boolean open = true;
    /** Set from a good token until the join is refused. */
    private volatile @Nullable Lesson lesson;

    private volatile @Nullable ClientSession session;
    private volatile Strand.Timer joinTimer;

    Conversation(Lessons lessons, LessonContext context, ClientConnection connection) {
        this.lessons = lessons;
        this.context = context;
        this.connection = connection;
        this.strand = context.strands().get();
        long now = context.nanoTime().getAsLong();
        messageRate = new RateLimit(MESSAGES_PER_SECOND, MESSAGE_BURST, now);
        offerRate = new RateLimit(OFFERS_PER_SECOND, OFFER_BURST, now);
        joinTimer = startJoinTimer();
    }

    // From the socket

    /** @param sizeBytes of the text as it came */
    public void onText(String text, int sizeBytes) {
        if (!open) {
            return;
        }
        try {
            read(text, sizeBytes);
        } catch (RuntimeException bug) {
            Bugs.log(LOG, "message", bug);
            close(CloseCode.INTERNAL);
        }
    }

    /** @param left true if the client closed it on purpose */
    public void onClosed(boolean left) {
        open = false;
        joinTimer.cancel();
        Lesson current = lesson;
        if (current != null) {
            current.onSocketClosed(this, left);
        }
    }

    private void read(String text, int sizeBytes) {
        ClientMessage message;
        try {
            message = context.codec().decode(text, sizeBytes);
        } catch (BadMessageException refusal) {
            context.stats().receivedUnreadable();
            if (mayPass(null, refusal.id())) {
                reply(Refusals.failed(refusal.id(), refusal));
                punish(refusal.code());
            }
            return;
        }
        context.stats().received(message);
        if (mayPass(message, message.id())) {
            route(message);
        }
    }

    private void route(ClientMessage message) {
        Lesson current = lesson;
        if (current != null) {
            current.onMessage(this, message);
        } else if (message instanceof ClientMessage.Join join) {
            join(join);
        } else {
            reply(Refusals.failed(message.id(), new ZvonokException(ErrorCode.WRONG_STATE, "join first")));
            punish(ErrorCode.BAD_MESSAGE);
        }
    }

    private void join(ClientMessage.Join join) {
        if (++joins > MAX_JOINS) {
            close(CloseCode.RATE_LIMITED);
            return;
        }
        try {
            lessons.admit(this, join);
        } catch (ZvonokException refusal) {
            refuse(join.id(), refusal);
        }
    }

    private boolean mayPass(@Nullable ClientMessage message, @Nullable Long id) {
        long now = context.nanoTime().getAsLong();
        boolean costly = message instanceof ClientMessage.Offer || message instanceof ClientMessage.Join;
        if (messageRate.tryTake(now) && (!costly || offerRate.tryTake(now))) {
            excess = Math.max(0, excess - 1);
            return true;
        }
        excess++;
        if (excess > MAX_EXCESS) {
            close(CloseCode.RATE_LIMITED);
        } else {
            reply(Refusals.failed(id, new ZvonokException(ErrorCode.RATE_LIMITED, "too many messages; wait a second")));
        }
        return false;
    }

    /** Unknown types are a newer client's; rubbish, again and again, is not. */
    private void punish(ErrorCode code) {
        if (code == ErrorCode.BAD_MESSAGE && ++badMessages >= MAX_BAD_MESSAGES) {
            close(CloseCode.BAD_MESSAGE);
        }
    }

    // For the lesson

    boolean isOpen() {
        return open;
    }

    ClientConnection connection() {
        return connection;
    }

    @Nullable
    ClientSession session() {
        return session;
    }

    /** Messages go to that lesson from now on. */
    void enter(Lesson next) {
        lesson = next;
        joinTimer.cancel();
    }

    void begin(ClientSession next) {
        session = next;
        connection.admitted();
    }

    void reply(ServerMessage.Reply reply) {
        context.stats().sent(reply, 1);
        connection.send(context.codec().encode(reply));
    }

    /** The join has failed. The socket stays for another try unless there is no point in one. */
    void refuse(long id, ZvonokException why) {
        session = null;
        lesson = null;
        reply(Refusals.failed(id, why));
        switch (why.code()) {
            case UNAUTHORIZED, TOKEN_EXPIRED -> close(CloseCode.UNAUTHORIZED);
            case FORBIDDEN -> close(CloseCode.FORBIDDEN);
            case DRAINING, OVERLOADED -> close(CloseCode.TRY_LATER);
            case INTERNAL -> close(CloseCode.INTERNAL);
            default -> joinTimer = startJoinTimer();
        }
    }

    void close(CloseCode code) {
        open = false;
        joinTimer.cancel();
        connection.close(code);
        Lesson current = lesson;
        if (current != null) {
            current.onSocketClosed(this, false);
        }
    }

    private Strand.Timer startJoinTimer() {
        return strand.schedule(context.config().joinTimeoutMillis(), () -> {
            if (open && lesson == null) {
                close(CloseCode.JOIN_TIMEOUT);
            }
        });
    }
}
