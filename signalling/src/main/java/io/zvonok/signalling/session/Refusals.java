package io.zvonok.signalling.session;

import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.ZvonokException;
import io.zvonok.signalling.message.ServerMessage;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Words for what is refused. No state. */
final class Refusals {
    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

    private Refusals() {}

    static ServerMessage.Failed failed(@Nullable Long id, ZvonokException why) {
        return new ServerMessage.Failed(
                id,
                new ServerMessage.ErrorBody(
                        why.code(),
                        String.valueOf(why.getMessage()),
                        why.code().retryable(),
                        why instanceof TooSoon tooSoon ? tooSoon.retryAfterMillis() : 0));
    }

    /** Of a stage of the media core; what is no refusal is a bug there. */
    static ZvonokException of(@Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof ZvonokException refusal) {
            return refusal;
        }
        if (cause != null) {
            Bugs.log(LOG, "the media core", cause);
        }
        return internal();
    }

    static ZvonokException noRoom() {
        return new ZvonokException(ErrorCode.NOT_FOUND, "there is no such room now");
    }

    static ZvonokException internal() {
        return new ZvonokException(ErrorCode.INTERNAL, "something went wrong in the server");
    }

    static ZvonokException sessionGone() {
        return new ZvonokException(ErrorCode.GONE, "this session cannot be resumed; join again");
    }

    static ZvonokException nothingOnAir() {
        return new ZvonokException(ErrorCode.WRONG_STATE, "nothing is on air in this room now; try again in a moment");
    }
}
