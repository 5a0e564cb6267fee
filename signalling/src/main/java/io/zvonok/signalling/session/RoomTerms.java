package io.zvonok.signalling.session;

import io.zvonok.signalling.api.RoomOptions;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a room was created with, and what has been changed of it since. A room that a token opened has the server's terms.
 *
 * <p>Thread: the lesson's strand, after the lesson was made.
 */
final class RoomTerms {
    /** Who creates a room is about to send people there. */
    private static final long CREATED_EMPTY_MILLIS = TimeUnit.MINUTES.toMillis(5);

    private @Nullable String name;
    private int maxOnStage;
    private long emptyMillis;

    private RoomTerms(int maxOnStage, long emptyMillis) {
        this.maxOnStage = maxOnStage;
        this.emptyMillis = emptyMillis;
    }

    static RoomTerms ofToken(SessionConfig config) {
        return new RoomTerms(config.maxParticipants(), config.emptyLessonMillis());
    }

    static RoomTerms created(SessionConfig config, RoomOptions options) {
        RoomTerms terms = new RoomTerms(config.maxParticipants(), CREATED_EMPTY_MILLIS);
        terms.change(options);
        return terms;
    }

    void change(RoomOptions options) {
        if (options.name() != null) {
            name = options.name();
        }
        if (options.maxParticipants() != null) {
            maxOnStage = options.maxParticipants();
        }
        if (options.emptyTimeoutSeconds() != null) {
            emptyMillis = TimeUnit.SECONDS.toMillis(options.emptyTimeoutSeconds());
        }
    }

    @Nullable
    String name() {
        return name;
    }

    int maxOnStage() {
        return maxOnStage;
    }

    long emptyMillis() {
        return emptyMillis;
    }
}
