package io.zvonok.signalling.session;

import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.MediaStats;
import io.zvonok.media.api.PeerTier;
import io.zvonok.media.api.RoomId;
import io.zvonok.media.api.SlotView;
import io.zvonok.media.api.TrackSource;
import io.zvonok.media.api.ZvonokException;
import io.zvonok.signalling.api.DataMessage;
import io.zvonok.signalling.api.DataReceipt;
import io.zvonok.signalling.api.Page;
import io.zvonok.signalling.api.PageRequest;
import io.zvonok.signalling.api.Participant;
import io.zvonok.signalling.api.ParticipantUpdate;
import io.zvonok.signalling.api.Room;
import io.zvonok.signalling.api.RoomOptions;
import io.zvonok.signalling.api.RoomService;
import io.zvonok.signalling.api.ServerStatus;
import io.zvonok.signalling.api.SlotChoice;
import io.zvonok.signalling.message.ClientMessage.ModerateAction;
import io.zvonok.signalling.message.ClientMessage.ViewSlot;
import io.zvonok.signalling.message.ExplainReport;
import io.zvonok.signalling.message.ParticipantTimeline;
import io.zvonok.signalling.message.ServerMessage;
import io.zvonok.signalling.message.WireJson;
import io.zvonok.signalling.token.Claims;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The desk where the backend commands: each verb goes to the strand of its lesson and does there, as
 * {@link Actor#BACKEND}, what a moderator would do.
 *
 * <p>Thread: any.
 */
public final class RoomDesk implements RoomService {
    private static final Logger LOG = LoggerFactory.getLogger(RoomDesk.class);
    /** A lesson answers within a moment, or the server is about to end. */
    private static final long PATIENCE_SECONDS = 20;

    private static final int MAX_SLOTS = 64;
    private static final Set<String> WANTS = Set.of("auto", "stage", "none");

    private final Lessons lessons;
    private final LessonContext context;
    private final String version;

    public RoomDesk(Lessons lessons, LessonContext context, String version) {
        this.lessons = lessons;
        this.context = context;
        this.version = version;
    }

    // Rooms

    @Override
    public CompletionStage<Room> createRoom(String room, RoomOptions options) {
        return guarded(() -> {
            Lesson lesson = lessons.create(roomId(room), RoomTerms.created(context.config(), options));
            return in(lesson, created -> done(RoomViews.room(created)));
        });
    }

    @Override
    public CompletionStage<Page<Room>> listRooms(PageRequest page) {
        return guarded(() -> {
            Paging<Lesson> part =
                    Paging.of(lessons.all(), lesson -> lesson.room().value(), id -> id, id -> id, page);
            List<CompletableFuture<@Nullable Room>> rooms = part.items().stream()
                    .map(lesson -> in(lesson, open -> done(RoomViews.room(open)))
                            .exceptionally(closedMeanwhile -> null)
                            .toCompletableFuture())
                    .toList();
            return CompletableFuture.allOf(rooms.toArray(CompletableFuture[]::new))
                    .thenApply(all -> new Page<>(present(rooms), part.next()));
        });
    }

    private static List<Room> present(List<CompletableFuture<@Nullable Room>> rooms) {
        List<Room> present = new ArrayList<>();
        for (CompletableFuture<@Nullable Room> room : rooms) {
            Room found = room.join();
            if (found != null) {
                present.add(found);
            }
        }
        return present;
    }

    @Override
    public CompletionStage<Room> getRoom(String room) {
        return inRoom(room, lesson -> done(RoomViews.room(lesson)));
    }

    @Override
    public CompletionStage<Room> updateRoom(String room, RoomOptions changes) {
        return inRoom(room, lesson -> {
            lesson.terms().change(changes);
            if (changes.emptyTimeoutSeconds() != null) {
                lesson.closeLaterIfEmpty();
            }
            if (changes.name() != null) {
                lesson.tellRoom();
            }
            return done(RoomViews.room(lesson));
        });
    }

    @Override
    public CompletionStage<Void> deleteRoom(String room) {
        return inRoom(room, lesson -> {
            lesson.moderation().endLesson();
            return lesson.closed();
        });
    }

    @Override
    public CompletionStage<Room> startBroadcast(String room) {
        return inRoom(room, lesson -> {
            lesson.broadcast().start();
            return done(RoomViews.room(lesson));
        });
    }

    @Override
    public CompletionStage<Room> stopBroadcast(String room) {
        return inRoom(room, lesson -> {
            lesson.broadcast().stop();
            return done(RoomViews.room(lesson));
        });
    }

    @Override
    public CompletionStage<DataReceipt> sendData(String room, DataMessage message) {
        return inRoom(room, lesson -> {
            Set<String> to = Set.copyOf(message.to() == null ? List.of() : message.to());
            List<ClientSession> addressees = lesson.attendance().onStage().stream()
                    .filter(ClientSession::hears)
                    .filter(session -> to.isEmpty()
                            || to.contains(session.participantId())
                            || to.contains(session.claims().identity()))
                    .toList();
            lesson.announcer()
                    .tell(
                            new ServerMessage.Data(
                                    message.topic(), WireJson.tree(message.payload()), ServerMessage.Data.SERVER),
                            Set.copyOf(addressees)::contains);
            return done(new DataReceipt(addressees.size()));
        });
    }

    // Participants

    @Override
    public CompletionStage<Page<Participant>> listParticipants(String room, PageRequest page) {
        return inRoom(room, lesson -> {
            List<ClientSession> present = lesson.attendance().everybody().stream()
                    .filter(ClientSession::isPresent)
                    .toList();
            Paging<ClientSession> part =
                    Paging.of(present, RoomViews.Place::of, RoomViews.Place::text, RoomViews.Place::read, page);
            return done(
                    new Page<>(part.items().stream().map(RoomViews::participant).toList(), part.next()));
        });
    }

    @Override
    public CompletionStage<Participant> getParticipant(String room, String participant) {
        return about(room, participant, (lesson, session) -> done(RoomViews.participant(session)));
    }

    @Override
    public CompletionStage<Participant> updateParticipant(String room, String participant, ParticipantUpdate update) {
        return about(room, participant, (lesson, session) -> {
            ModerationDesk moderation = lesson.moderation();
            if (update.tier() != null && update.tier() != session.tier()) {
                StageDoor door = new StageDoor(context, lesson);
                if (update.tier() == PeerTier.STAGE) {
                    door.bring(session);
                } else {
                    door.send(session);
                }
            }
            if (update.handRaised() != null) {
                moderation.lowerHand(Actor.BACKEND, session);
            }
            if (update.commentsMuted() != null) {
                if (update.commentsMuted()) {
                    moderation.muteChat(Actor.BACKEND, session);
                } else {
                    moderation.unmuteChat(Actor.BACKEND, session);
                }
            }
            return done(RoomViews.participant(session));
        });
    }

    @Override
    public CompletionStage<Void> removeParticipant(String room, String participant, boolean ban) {
        return this.<Void>about(room, participant, (lesson, session) -> {
            if (ban) {
                lesson.moderation().ban(Actor.BACKEND, session.claims().identity());
            } else {
                lesson.moderation().remove(Actor.BACKEND, session, ModerateAction.KICK);
            }
            return CompletableFuture.completedFuture(null);
        });
    }

    @Override
    public CompletionStage<Participant> mutePublishedTrack(
            String room, String participant, TrackSource source, boolean muted) {
        return about(room, participant, (lesson, session) -> {
            PublishedTracks.Track track = session.tracks().of(source);
            if (track == null) {
                throw new ZvonokException(ErrorCode.NOT_FOUND, "that one does not publish this source");
            }
            if (track.muted() && !muted) {
                throw new ZvonokException(ErrorCode.NOT_ALLOWED, "only the participant opens what is muted");
            }
            if (muted) {
                lesson.moderation().mute(Actor.BACKEND, session, source);
            }
            return done(RoomViews.participant(session));
        });
    }

    @Override
    public CompletionStage<Void> updateSubscriptions(String room, String participant, List<SlotChoice> slots) {
        return about(room, participant, (lesson, session) -> {
            if (slots.isEmpty() || slots.size() > MAX_SLOTS) {
                throw new ZvonokException(
                        ErrorCode.BAD_MESSAGE, "slots must be an array of 1 to " + MAX_SLOTS + " slots");
            }
            List<SlotView> views = slots.stream()
                    .map(choice -> MediaWords.view(viewSlot(lesson, choice), session.slots()))
                    .toList();
            return context.media().setView(lesson.room(), session.peer(), views);
        });
    }

    private static ViewSlot viewSlot(Lesson lesson, SlotChoice choice) {
        String want = WANTS.contains(choice.want())
                ? choice.want()
                : find(lesson, choice.want()).participantId();
        return new ViewSlot(
                choice.mid(),
                want,
                choice.source(),
                orZero(choice.width()),
                orZero(choice.height()),
                orZero(choice.priority()));
    }

    private static int orZero(@Nullable Integer value) {
        return value == null ? 0 : value;
    }

    @Override
    public CompletionStage<ExplainReport> explain(String room, String participant) {
        return about(
                room, participant, (lesson, session) -> lesson.explainDesk().explain(session, null));
    }

    @Override
    public CompletionStage<ExplainReport.Relation> explain(
            String room, String viewer, String of, @Nullable TrackSource source) {
        return inRoom(room, lesson -> lesson.explainDesk().relation(Actor.BACKEND, viewer, of, source));
    }

    @Override
    public CompletionStage<ParticipantTimeline> timeline(String room, String participant) {
        return inRoom(room, lesson -> lesson.explainDesk().timeline(participant));
    }

    // The server

    @Override
    public CompletionStage<ServerStatus> serverStatus() {
        return guarded(() -> {
            MediaStats stats = context.media().stats();
            return done(new ServerStatus(
                    version,
                    lessons.isDraining(),
                    Instant.ofEpochMilli(context.nowMillis()),
                    lessons.size(),
                    lessons.sessions(),
                    stats.peers(),
                    stats.connectedPeers(),
                    IntStream.range(0, stats.loopLagNanos().length)
                            .mapToObj(loop -> loop(stats, loop))
                            .toList(),
                    Map.copyOf(stats.counters())));
        });
    }

    private static ServerStatus.Loop loop(MediaStats stats, int index) {
        long cpu = stats.loopCpuNanos()[index];
        return new ServerStatus.Loop(
                index,
                TimeUnit.NANOSECONDS.toMicros(stats.loopLagNanos()[index]),
                cpu < 0 ? -1 : TimeUnit.NANOSECONDS.toMicros(cpu),
                stats.loopDatagrams()[index]);
    }

    // How a verb gets to its lesson

    /**
     * Runs on the strand of that room's lesson, once it is open; what it throws fails the stage.
     *
     * @return fails with NOT_FOUND if there is no such room, BAD_MESSAGE if there cannot be one
     */
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
    private <T> CompletionStage<T> about(String room, String participant, Verb<T> verb) {
        return inRoom(room, lesson -> verb.run(lesson, find(lesson, participant)));
    }

    private interface Verb<T> {
        CompletionStage<T> run(Lesson lesson, ClientSession session);
    }

    private static <T> CompletionStage<T> in(Lesson lesson, Function<Lesson, CompletionStage<T>> task) {
        CompletableFuture<T> answered = new CompletableFuture<>();
        lesson.opened()
                .whenCompleteAsync(
                        (open, failure) -> {
                            CompletionStage<T> stage = failure != null
                                    ? CompletableFuture.failedFuture(failure)
                                    : lesson.isGone()
                                            ? CompletableFuture.failedFuture(Refusals.noRoom())
                                            : guarded(() -> task.apply(lesson));
                            stage.whenComplete((value, why) -> complete(answered, value, why));
                        },
                        lesson.strand());
        return answered.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .exceptionallyCompose(why -> CompletableFuture.failedFuture(refusal(why)));
    }

    private static <T> void complete(CompletableFuture<T> answered, @Nullable T value, @Nullable Throwable why) {
        if (why == null) {
            answered.complete(value);
        } else {
            answered.completeExceptionally(refusal(why));
        }
    }

    private static ZvonokException refusal(Throwable why) {
        return why instanceof TimeoutException
                ? new ZvonokException(ErrorCode.TIMEOUT, "the room did not answer in time")
                : Refusals.of(why);
    }

    private static <T> CompletionStage<T> guarded(java.util.function.Supplier<CompletionStage<T>> step) {
        try {
            return step.get();
        } catch (ZvonokException refusal) {
            return CompletableFuture.failedFuture(refusal);
        } catch (RuntimeException bug) {
            Bugs.log(LOG, "a backend's command", bug);
            return CompletableFuture.failedFuture(Refusals.internal());
        }
    }

    private static RoomId roomId(String room) {
        try {
            return Claims.roomId(room);
        } catch (IllegalArgumentException malformed) {
            throw new ZvonokException(ErrorCode.BAD_MESSAGE, String.valueOf(malformed.getMessage()));
        }
    }

    /** By id, or by the identity of somebody on stage; throws NOT_FOUND. */
    private static ClientSession find(Lesson lesson, String participant) {
        return lesson.attendance().onStage().stream()
                .filter(session -> session.claims().identity().equals(participant))
                .filter(session -> lesson.attendance().find(participant) == null)
                .findFirst()
                .orElseGet(() -> lesson.attendance().present(participant));
    }

    private static <T> CompletionStage<T> done(T value) {
        return CompletableFuture.completedFuture(value);
    }
}
