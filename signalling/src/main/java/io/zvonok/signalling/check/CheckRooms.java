package io.zvonok.signalling.check;

import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.ZvonokException;
import io.zvonok.signalling.sdp.Negotiation;
import io.zvonok.signalling.session.LessonContext;
import io.zvonok.signalling.session.Strand;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * The checks under way, few at a time. Each ends when it is told to, when its time is over, or when it sends more than a
 * check does.
 *
 * <p>Thread: the methods any; what changes is changed on one strand.
 */
final class CheckRooms {
    static final int MAX_ROOMS = 16;
    static final long LIFE_MILLIS = 40_000;
    static final long MAX_BPS = 8_000_000;
    private static final long WATCH_MILLIS = 1_000;
    private static final int ID_BYTES = 18;

    private final LessonContext context;
    private final Strand strand;
    private final Map<String, Guarded> rooms = new HashMap<>();

    /** A room with the moment when it has to be over. */
    private record Guarded(CheckRoom room, long endsAtNanos) {}

    CheckRooms(LessonContext context) {
        this.context = context;
        this.strand = context.strands().get();
    }

    /** Fails with OVERLOADED while there are too many. */
    CompletionStage<CheckRoom.Answers> open(Negotiation sending, Negotiation receiving) {
        return onStrand(() -> {
            if (rooms.size() >= MAX_ROOMS) {
                throw new ZvonokException(
                        ErrorCode.OVERLOADED, "others are checking their network; wait half a minute");
            }
            String id = newId();
            CheckRoom room = new CheckRoom(context.media(), id);
            long endsAt = context.nanoTime().getAsLong() + LIFE_MILLIS * 1_000_000;
            rooms.put(id, new Guarded(room, endsAt));
            watch(id);
            return room.open(sending, receiving)
                    .whenCompleteAsync(
                            (answers, failure) -> {
                                if (failure != null) {
                                    end(id);
                                }
                            },
                            strand);
        });
    }

    /** Fails with NOT_FOUND. */
    CompletionStage<CheckRoom.Reports> report(String id) {
        return onStrand(() -> require(id).report());
    }

    /** Fails with NOT_FOUND. */
    CompletionStage<Void> close(String id) {
        return onStrand(() -> {
            require(id);
            end(id);
            return CompletableFuture.completedFuture(null);
        });
    }

    private CheckRoom require(String id) {
        Guarded found = rooms.get(id);
        if (found == null) {
            throw new ZvonokException(ErrorCode.NOT_FOUND, "there is no such check, or it is over");
        }
        return found.room();
    }

    private void watch(String id) {
        strand.schedule(WATCH_MILLIS, () -> {
            Guarded found = rooms.get(id);
            if (found == null) {
                return;
            }
            if (context.nanoTime().getAsLong() >= found.endsAtNanos()) {
                end(id);
                return;
            }
            watch(id);
            found.room()
                    .sentBps()
                    .thenAcceptAsync(
                            bps -> {
                                if (bps > MAX_BPS) {
                                    end(id);
                                }
                            },
                            strand);
        });
    }

    private void end(String id) {
        Guarded found = rooms.remove(id);
        if (found != null) {
            found.room().close();
        }
    }

    private String newId() {
        byte[] bytes = new byte[ID_BYTES];
        context.random().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private <T> CompletionStage<T> onStrand(Supplier<CompletionStage<T>> task) {
        return CompletableFuture.supplyAsync(task, strand).thenCompose(stage -> stage);
    }
}
