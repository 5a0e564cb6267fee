package io.zvonok.signalling.session;

import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.RoomId;
import io.zvonok.media.api.ZvonokException;
import io.zvonok.signalling.token.Claims;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a verb of the backend gets to its lesson: on the strand, once the room is open. Whatever goes wrong there fails the
 * stage with {@link ZvonokException}.
 *
 * <p>Thread: any.
 */
final class DeskDoor {
    private static final Logger LOG = LoggerFactory.getLogger(DeskDoor.class);
    /** A lesson answers within a moment, or the server is about to end. */
    private static final long PATIENCE_SECONDS = 20;

    private final Lessons lessons;

    DeskDoor(Lessons lessons) {
        this.lessons = lessons;
    }

    interface Verb<T> {
        CompletionStage<T> run(Lesson lesson, ClientSession session);
    }

    /** @return fails with NOT_FOUND if there is no such room, BAD_MESSAGE if there cannot be one */
    <T> CompletionStage<T> inRoom(String room, Function<Lesson, CompletionStage<T>> task) {
        return guarded(() -> {
            Lesson lesson = lessons.find(roomId(room));
            if (lesson == null) {
                throw Refusals.noRoom();
            }
            return in(lesson, task);
        });
    }

    /** As {@link #inRoom}, with somebody who is in it. */
    <T> CompletionStage<T> about(String room, String participant, Verb<T> verb) {
        return inRoom(room, lesson -> verb.run(lesson, find(lesson, participant)));
    }

    static <T> CompletionStage<T> in(Lesson lesson, Function<Lesson, CompletionStage<T>> task) {
        CompletableFuture<T> answered = new CompletableFuture<>();
        lesson.opened().whenCompleteAsync((open, failure) -> run(lesson, failure, task, answered), lesson.strand());
        return answered.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .exceptionallyCompose(why -> CompletableFuture.failedFuture(refusal(why)));
    }

    private static <T> void run(
            Lesson lesson,
            @Nullable Throwable failure,
            Function<Lesson, CompletionStage<T>> task,
            CompletableFuture<T> answered) {
        CompletionStage<T> stage = guarded(() -> {
            if (failure != null) {
                throw refusal(failure);
            }
            if (lesson.isGone()) {
                throw Refusals.noRoom();
            }
            return task.apply(lesson);
        });
        stage.whenComplete((value, why) -> {
            if (why == null) {
                answered.complete(value);
            } else {
                answered.completeExceptionally(refusal(why));
            }
        });
    }

    private static ZvonokException refusal(Throwable why) {
        return why instanceof TimeoutException
                ? new ZvonokException(ErrorCode.TIMEOUT, "the room did not answer in time")
                : Refusals.of(why);
    }

    static <T> CompletionStage<T> guarded(Supplier<CompletionStage<T>> step) {
        try {
            return step.get();
        } catch (ZvonokException refusal) {
            return CompletableFuture.failedFuture(refusal);
        } catch (RuntimeException bug) {
            Bugs.log(LOG, "a backend's command", bug);
            return CompletableFuture.failedFuture(Refusals.internal());
        }
    }

    /** Throws BAD_MESSAGE. */
    static RoomId roomId(String room) {
        try {
            return Claims.roomId(room);
        } catch (IllegalArgumentException malformed) {
            throw new ZvonokException(ErrorCode.BAD_MESSAGE, String.valueOf(malformed.getMessage()));
        }
    }

    /** By id, or by the identity of somebody on stage; throws NOT_FOUND. */
    static ClientSession find(Lesson lesson, String participant) {
        return lesson.attendance().onStage().stream()
                .filter(session -> session.claims().identity().equals(participant))
                .filter(session -> lesson.attendance().find(participant) == null)
                .findFirst()
                .orElseGet(() -> lesson.attendance().present(participant));
    }
}
