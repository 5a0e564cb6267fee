package io.zvonok.signalling.session;

import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.MediaStats;
import io.zvonok.media.api.PeerTier;
import io.zvonok.media.api.SlotView;
import io.zvonok.media.api.TrackSource;
import io.zvonok.media.api.ZvonokException;
import io.zvonok.signalling.api.DataMessage;
import io.zvonok.signalling.api.DataReceipt;
import io.zvonok.signalling.api.LobbyGuest;
import io.zvonok.signalling.api.Page;
import io.zvonok.signalling.api.PageRequest;
import io.zvonok.signalling.api.Participant;
import io.zvonok.signalling.api.ParticipantRights;
import io.zvonok.signalling.api.ParticipantUpdate;
import io.zvonok.signalling.api.Room;
import io.zvonok.signalling.api.RoomGroup;
import io.zvonok.signalling.api.RoomOptions;
import io.zvonok.signalling.api.RoomPolicy;
import io.zvonok.signalling.api.RoomRights;
import io.zvonok.signalling.api.RoomService;
import io.zvonok.signalling.api.ServerStatus;
import io.zvonok.signalling.api.SlotChoice;
import io.zvonok.signalling.ledger.AttendanceQuery;
import io.zvonok.signalling.ledger.AttendanceReport;
import io.zvonok.signalling.ledger.EventPage;
import io.zvonok.signalling.ledger.Ledgers;
import io.zvonok.signalling.message.ClientMessage.GroupMove;
import io.zvonok.signalling.message.ClientMessage.ModerateAction;
import io.zvonok.signalling.message.ClientMessage.RightsChange;
import io.zvonok.signalling.message.ClientMessage.ViewSlot;
import io.zvonok.signalling.message.ExplainReport;
import io.zvonok.signalling.message.ParticipantTimeline;
import io.zvonok.signalling.message.ServerMessage;
import io.zvonok.signalling.message.ServerMessage.LobbyItem;
import io.zvonok.signalling.message.WireJson;
import io.zvonok.signalling.webhook.DeadLetterPage;
import io.zvonok.signalling.webhook.Webhooks;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The desk where the backend commands: each verb goes to the strand of its lesson and does there, as
 * {@link Actor#BACKEND}, what a moderator would do.
 *
 * <p>Thread: any.
 */
public final class RoomDesk implements RoomService {
    private static final int MAX_SLOTS = 64;
    private static final Set<String> WANTS = Set.of("auto", "stage", "none");

    private final Lessons lessons;
    private final LessonContext context;
    private final DeskDoor door;
    private final String version;
    private final @Nullable Webhooks webhooks;

    /** Without webhooks. */
    public RoomDesk(Lessons lessons, LessonContext context, String version) {
        this(lessons, context, version, null);
    }

    public RoomDesk(Lessons lessons, LessonContext context, String version, @Nullable Webhooks webhooks) {
        this.webhooks = webhooks;
        this.lessons = lessons;
        this.context = context;
        this.door = new DeskDoor(lessons);
        this.version = version;
    }

    // Rooms

    @Override
    public CompletionStage<Room> createRoom(String room, RoomOptions options) {
        return DeskDoor.guarded(() -> {
            Lesson lesson = lessons.create(DeskDoor.roomId(room), options);
            return DeskDoor.in(lesson, created -> done(RoomViews.room(created)));
        });
    }

    @Override
    public CompletionStage<Page<Room>> listRooms(PageRequest page) {
        return DeskDoor.guarded(() -> {
            Paging<Lesson> part =
                    Paging.of(lessons.all(), lesson -> lesson.room().value(), id -> id, id -> id, page);
            List<CompletableFuture<@Nullable Room>> rooms = part.items().stream()
                    .map(lesson -> DeskDoor.in(lesson, open -> done(RoomViews.room(open)))
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
        return door.inRoom(room, lesson -> done(RoomViews.room(lesson)));
    }

    @Override
    public CompletionStage<Room> updateRoom(String room, RoomOptions changes) {
        return door.inRoom(room, lesson -> {
            lesson.terms().change(changes);
            lesson.moderation().setRoom(Actor.BACKEND, changes.lobby(), changes.locked(), change(changes.rights()));
            if (changes.policy() != null) {
                lesson.policies().set(Actor.BACKEND, changes.policy().visibility());
            }
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
        return door.inRoom(room, lesson -> {
            lesson.moderation().endLesson();
            return lesson.closed();
        });
    }

    @Override
    public CompletionStage<Room> startBroadcast(String room) {
        return door.inRoom(room, lesson -> {
            lesson.broadcast().start();
            return done(RoomViews.room(lesson));
        });
    }

    @Override
    public CompletionStage<Room> stopBroadcast(String room) {
        return door.inRoom(room, lesson -> {
            lesson.broadcast().stop();
            return done(RoomViews.room(lesson));
        });
    }

    @Override
    public CompletionStage<DataReceipt> sendData(String room, DataMessage message) {
        return door.inRoom(room, lesson -> {
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
        return door.inRoom(room, lesson -> {
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
        return door.about(room, participant, (lesson, session) -> done(RoomViews.participant(session)));
    }

    @Override
    public CompletionStage<Participant> updateParticipant(String room, String participant, ParticipantUpdate update) {
        return door.about(room, participant, (lesson, session) -> {
            ModerationDesk moderation = lesson.moderation();
            if (update.tier() != null && update.tier() != session.tier()) {
                StageDoor door = new StageDoor(context, lesson);
                if (update.tier() == PeerTier.STAGE) {
                    door.bring(session);
                } else {
                    door.send(session);
                }
            }
            if (update.rights() != null) {
                moderation.setRights(Actor.BACKEND, session, change(update.rights()));
            }
            if (update.floor() != null && update.floor()) {
                moderation.giveFloor(Actor.BACKEND, session);
            } else if (update.floor() != null) {
                moderation.takeFloor(Actor.BACKEND, session);
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
        return door.<Void>about(room, participant, (lesson, session) -> {
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
        return door.about(room, participant, (lesson, session) -> {
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
        return door.about(room, participant, (lesson, session) -> {
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
                : DeskDoor.find(lesson, choice.want()).participantId();
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
        return door.about(
                room, participant, (lesson, session) -> lesson.explainDesk().explain(Actor.BACKEND, session, null));
    }

    @Override
    public CompletionStage<ExplainReport.Relation> explain(
            String room, String viewer, String of, @Nullable TrackSource source) {
        return door.inRoom(room, lesson -> lesson.explainDesk().relation(Actor.BACKEND, viewer, of, source));
    }

    @Override
    public CompletionStage<ParticipantTimeline> timeline(String room, String participant) {
        return door.inRoom(room, lesson -> lesson.explainDesk().timeline(participant));
    }

    static @Nullable RightsChange change(@Nullable RoomRights rights) {
        return rights == null
                ? null
                : new RightsChange(rights.microphone(), rights.camera(), rights.screen(), rights.chat(), rights.hand());
    }

    private static RightsChange change(ParticipantRights rights) {
        return new RightsChange(rights.microphone(), rights.camera(), rights.screen(), rights.chat(), null);
    }

    // Who sees whom

    @Override
    public CompletionStage<Room> setPolicy(String room, RoomPolicy policy) {
        return updateRoom(room, RoomOptions.builder().policy(policy).build());
    }

    @Override
    public CompletionStage<List<RoomGroup>> listGroups(String room) {
        return door.inRoom(room, lesson -> done(RoomViews.groups(lesson)));
    }

    @Override
    public CompletionStage<List<RoomGroup>> setGroups(String room, List<RoomGroup> groups) {
        return door.inRoom(room, lesson -> {
            List<GroupMove> moves = moves(lesson, groups);
            lesson.groups()
                    .setGroups(
                            Actor.BACKEND,
                            groups.stream()
                                    .map(group -> new ServerMessage.Group(group.id(), group.name()))
                                    .toList());
            lesson.groups().moveAll(Actor.BACKEND, moves);
            return done(RoomViews.groups(lesson));
        });
    }

    /** Who is named is looked for first: nothing is done if one is not there. Who is in a group and named in none goes back. */
    private static List<GroupMove> moves(Lesson lesson, List<RoomGroup> groups) {
        Map<String, @Nullable String> places = new LinkedHashMap<>();
        for (RoomGroup group : groups) {
            List<String> named = group.participants();
            if (named == null) {
                continue;
            }
            for (ClientSession session : lesson.attendance().onStage()) {
                if (group.id().equals(lesson.groups().groupOf(session))) {
                    places.putIfAbsent(session.participantId(), null);
                }
            }
            for (String who : named) {
                ClientSession session = DeskDoor.find(lesson, who);
                if (!session.isOnStage()) {
                    throw new ZvonokException(ErrorCode.WRONG_STATE, "somebody who is named is in the audience");
                }
                if (places.put(session.participantId(), group.id()) != null) {
                    throw new ZvonokException(ErrorCode.BAD_MESSAGE, "somebody is named in two groups");
                }
            }
        }
        List<GroupMove> moves = new ArrayList<>();
        places.forEach((participantId, group) -> moves.add(new GroupMove(participantId, group)));
        return moves;
    }

    // Who comes in

    @Override
    public CompletionStage<List<LobbyGuest>> listLobby(String room) {
        return door.inRoom(
                room,
                lesson -> done(lesson.moderation().lobby().stream()
                        .map(RoomViews::guest)
                        .toList()));
    }

    @Override
    public CompletionStage<Void> admit(String room, String participant) {
        return door.inRoom(room, lesson -> {
            lesson.moderation().admit(Actor.BACKEND, waiting(lesson, participant));
            return CompletableFuture.completedFuture(null);
        });
    }

    @Override
    public CompletionStage<Void> refuse(String room, String participant) {
        return door.inRoom(room, lesson -> {
            lesson.moderation().refuse(Actor.BACKEND, waiting(lesson, participant));
            return CompletableFuture.completedFuture(null);
        });
    }

    /** The id of somebody in the lobby; as it was given if nobody is meant. */
    private static String waiting(Lesson lesson, String participant) {
        return lesson.moderation().lobby().stream()
                .filter(guest -> guest.identity().equals(participant))
                .findFirst()
                .map(LobbyItem::participantId)
                .orElse(participant);
    }

    @Override
    public CompletionStage<List<String>> listBans(String room) {
        return door.inRoom(room, lesson -> done(lesson.moderation().banned()));
    }

    @Override
    public CompletionStage<Void> ban(String room, String identity) {
        return door.inRoom(room, lesson -> {
            lesson.moderation().ban(Actor.BACKEND, identity);
            return CompletableFuture.completedFuture(null);
        });
    }

    @Override
    public CompletionStage<Void> unban(String room, String identity) {
        return door.inRoom(room, lesson -> {
            lesson.moderation().unban(identity);
            return CompletableFuture.completedFuture(null);
        });
    }

    // What was

    @Override
    public CompletionStage<EventPage> listEvents(String room, long after, int limit) {
        return DeskDoor.guarded(() -> {
            requirePage(after, limit);
            return context.ledgers().events(DeskDoor.roomId(room).value(), after, limit);
        });
    }

    @Override
    public CompletionStage<AttendanceReport> attendance(String room, AttendanceQuery query) {
        return DeskDoor.guarded(
                () -> context.ledgers().attendance(DeskDoor.roomId(room).value(), query));
    }

    @Override
    public CompletionStage<DeadLetterPage> listDeadLetters(long after, int limit) {
        return DeskDoor.guarded(() -> {
            requirePage(after, limit);
            return done(
                    webhooks == null ? new DeadLetterPage(List.of(), after, 0) : webhooks.deadLetters(after, limit));
        });
    }

    @Override
    public CompletionStage<Void> retryDeadLetter(long id) {
        return webhooks == null
                ? CompletableFuture.failedFuture(
                        new ZvonokException(ErrorCode.NOT_FOUND, "there is no such dead letter"))
                : webhooks.retry(id);
    }

    private static void requirePage(long after, int limit) {
        if (after < 0 || limit < 1 || limit > Ledgers.MAX_PAGE) {
            throw new ZvonokException(
                    ErrorCode.BAD_MESSAGE,
                    "after must not be negative, limit must be between 1 and " + Ledgers.MAX_PAGE);
        }
    }

    // The server

    @Override
    public CompletionStage<ServerStatus> serverStatus() {
        return DeskDoor.guarded(() -> {
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

    private static <T> CompletionStage<T> done(T value) {
        return CompletableFuture.completedFuture(value);
    }
}
