package io.zvonok.media.net;

import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;

/**
 * A loop as those see it who place rooms on loops.
 *
 * <p>Thread: any.
 */
public interface RoomLoop {
    /** Runs a command on the loop, in the order in which they were given; what it sends is flushed at once. */
    <T> CompletionStage<T> call(BiFunction<LoopCore, Long, T> command);

    /** Runs a task of the loop's own rooms soon. Does nothing once the loop is closed. */
    void post(Runnable task);

    /** Datagrams in and out, in the last second that was counted. */
    long datagramsPerSecond();

    /** How many seconds were counted. */
    long secondsCounted();

    /** As of a moment ago. */
    int participantCount();
}
