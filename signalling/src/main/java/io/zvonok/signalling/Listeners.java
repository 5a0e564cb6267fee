package io.zvonok.signalling;

import io.zvonok.media.api.RoomId;
import io.zvonok.signalling.message.ServerMessage.LeaveReason;
import io.zvonok.signalling.session.LessonListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The listeners of a server, each on a thread of its own: one that is slow makes no other wait.
 *
 * <p>Thread: any.
 */
final class Listeners implements LessonListener, AutoCloseable {
    private final List<OrderedListener> all = new CopyOnWriteArrayList<>();

    /** Until the result is closed, which may be done more than once. */
    AutoCloseable add(LessonListener listener) {
        OrderedListener ordered = new OrderedListener(listener);
        all.add(ordered);
        return () -> {
            all.remove(ordered);
            ordered.close();
        };
    }

    private void each(Consumer<LessonListener> call) {
        all.forEach(call);
    }

    @Override
    public void onLessonOpened(RoomId room) {
        each(listener -> listener.onLessonOpened(room));
    }

    @Override
    public void onLessonClosed(RoomId room) {
        each(listener -> listener.onLessonClosed(room));
    }

    @Override
    public void onParticipantJoined(RoomId room, Person person) {
        each(listener -> listener.onParticipantJoined(room, person));
    }

    @Override
    public void onParticipantLeft(RoomId room, Person person, LeaveReason reason) {
        each(listener -> listener.onParticipantLeft(room, person, reason));
    }

    @Override
    public void close() {
        all.forEach(OrderedListener::close);
    }
}
