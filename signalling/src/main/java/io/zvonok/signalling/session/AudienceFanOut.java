package io.zvonok.signalling.session;

import io.zvonok.signalling.message.EventText;
import io.zvonok.signalling.message.ServerMessage;
import io.zvonok.signalling.message.ServerMessage.ChatMessage;
import io.zvonok.signalling.message.ServerMessage.Participant;
import io.zvonok.signalling.message.ServerMessage.Room;
import io.zvonok.signalling.token.Role;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the whole audience is told, in few frames: comments four times a second at most, the room once a second at most, and
 * its size alone every five seconds. Each frame is encoded once. Nothing is done for an audience of which nobody hears.
 *
 * <p>Thread: the lesson's strand.
 */
final class AudienceFanOut {
    static final long CHAT_MILLIS = 250;
    static final long ROOM_MILLIS = 1000;
    static final long SIZE_MILLIS = 5000;

    private final LessonContext context;
    private final Strand strand;
    private final Audience audience;
    private final Function<Role, Room> room;
    private final Function<Role, List<Participant>> people;
    private final BiPredicate<Role, ChatHistory.Entry> mayRead;
    private final List<ChatHistory.Entry> chats = new ArrayList<>();
    private final List<String> deleted = new ArrayList<>();
    private boolean chatTimed;
    private boolean roomTimed;
    private @Nullable Room toldRoom;
    private @Nullable List<String> toldPeople;
    private long toldRoomAtMillis;

    /**
     * @param room as it is now, to those of a role
     * @param people those in the programme now, of whom those of a role are told
     * @param mayRead if those of a role may read what was said
     */
    AudienceFanOut(
            LessonContext context,
            Strand strand,
            Audience audience,
            Function<Role, Room> room,
            Function<Role, List<Participant>> people,
            BiPredicate<Role, ChatHistory.Entry> mayRead) {
        this.context = context;
        this.strand = strand;
        this.audience = audience;
        this.room = room;
        this.people = people;
        this.mayRead = mayRead;
        this.toldRoomAtMillis = context.nowMillis() - SIZE_MILLIS;
    }

    void add(ChatHistory.Entry entry) {
        chats.add(entry);
        scheduleChats();
    }

    /** What has not been told yet never is. */
    void delete(String messageId) {
        if (!chats.removeIf(entry -> entry.is(messageId))) {
            deleted.add(messageId);
            scheduleChats();
        }
    }

    /** The room, or who is in the programme, may be other than before. */
    void roomChanged() {
        if (audience.isEmpty()) {
            forget();
        } else if (!roomTimed) {
            roomTimed = true;
            long wait = toldRoomAtMillis + ROOM_MILLIS - context.nowMillis();
            strand.schedule(Math.max(0, wait), this::tellRoom);
        }
    }

    /** Somebody has come who was told this: what changes back before the next frame is told all the same. */
    void onNewcomer(Room given, List<Participant> onAir) {
        boolean same = toldRoom != null
                && given.equals(withAudience(toldRoom, given.audience()))
                && names(onAir).equals(toldPeople);
        if (!same) {
            forget();
        }
    }

    private void forget() {
        toldRoom = null;
        toldPeople = null;
    }

    /** At once. */
    void tell(ServerMessage.Event event) {
        if (audience.isEmpty()) {
            return;
        }
        EventText text = context.codec().event(event);
        int listeners = 0;
        for (ClientSession session : audience.sessions()) {
            if (session.hears() && session.isPresent()) {
                session.tell(text);
                listeners++;
            }
        }
        context.stats().sent(event, listeners);
    }

    /** At once, to those of each role their own; most are viewers. */
    private void tellByRole(Function<Role, ServerMessage.@Nullable Event> events) {
        Map<Role, Optional<EventText>> texts = new EnumMap<>(Role.class);
        for (ClientSession session : audience.sessions()) {
            if (session.hears() && session.isPresent()) {
                texts.computeIfAbsent(session.policyRole(), role -> text(events.apply(role)))
                        .ifPresent(session::tell);
            }
        }
    }

    private Optional<EventText> text(ServerMessage.@Nullable Event event) {
        return Optional.ofNullable(event).map(told -> {
            context.stats().sent(told, 1);
            return context.codec().event(told);
        });
    }

    private void scheduleChats() {
        if (!chatTimed) {
            chatTimed = true;
            strand.schedule(CHAT_MILLIS, this::tellChats);
        }
    }

    private void tellChats() {
        chatTimed = false;
        if (!chats.isEmpty()) {
            List<ChatHistory.Entry> said = List.copyOf(chats);
            chats.clear();
            tellByRole(role -> chats(role, said));
        }
        if (!deleted.isEmpty()) {
            tell(new ServerMessage.ChatDeleted(List.copyOf(deleted)));
            deleted.clear();
        }
    }

    private ServerMessage.@Nullable Event chats(Role role, List<ChatHistory.Entry> said) {
        List<ChatMessage> read = said.stream()
                .filter(entry -> mayRead.test(role, entry))
                .map(ChatHistory.Entry::message)
                .toList();
        return read.isEmpty() ? null : new ServerMessage.Chats(read);
    }

    private void tellRoom() {
        Room now = room.apply(Role.VIEWER);
        List<Participant> onAir = people.apply(Role.VIEWER);
        List<String> who = names(onAir);
        boolean others = !who.equals(toldPeople);
        if (!others && now.equals(toldRoom)) {
            roomTimed = false;
            return;
        }
        boolean sizeOnly = !others && toldRoom != null && now.equals(withAudience(toldRoom, now.audience()));
        if (sizeOnly && context.nowMillis() - toldRoomAtMillis < SIZE_MILLIS) {
            strand.schedule(ROOM_MILLIS, this::tellRoom);
            return;
        }
        roomTimed = false;
        toldRoom = now;
        toldPeople = who;
        toldRoomAtMillis = context.nowMillis();
        tellByRole(role -> new ServerMessage.RoomUpdated(room.apply(role), others ? people.apply(role) : null));
    }

    private static List<String> names(List<Participant> people) {
        return people.stream().map(person -> person.id() + ' ' + person.name()).toList();
    }

    private static Room withAudience(Room room, int audience) {
        return new Room(
                room.id(),
                room.name(),
                room.createdAt(),
                audience,
                room.onAir(),
                room.onAirSince(),
                room.sourceGone(),
                room.programme(),
                room.comments(),
                room.settings());
    }
}
