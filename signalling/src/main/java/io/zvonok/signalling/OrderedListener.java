package io.zvonok.signalling;

import io.netty.util.concurrent.DefaultThreadFactory;
import io.zvonok.media.api.RoomId;
import io.zvonok.signalling.message.ServerMessage.LeaveReason;
import io.zvonok.signalling.session.LessonListener;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls the application's listener on a thread of its own, in order, bounded: a slow listener misses calls, lessons go on.
 *
 * <p>Thread: any.
 */
final class OrderedListener implements LessonListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OrderedListener.class);
    private static final int MAX_BEHIND = 10_000;

    private final LessonListener listener;
    private final AtomicBoolean complained = new AtomicBoolean();
    private final ThreadPoolExecutor thread = new ThreadPoolExecutor(
            0,
            1,
            30,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_BEHIND),
            new DefaultThreadFactory("zvonok-listener", true),
            (task, executor) -> complain());

    OrderedListener(LessonListener listener) {
        this.listener = listener;
    }

    private void complain() {
        if (complained.compareAndSet(false, true)) {
            LOG.warn("the lesson listener is more than {} calls behind; calls are left out", MAX_BEHIND);
        }
    }

    private void call(Runnable call) {
        thread.execute(() -> {
            try {
                call.run();
            } catch (RuntimeException bug) {
                LOG.warn("the lesson listener threw", bug);
            }
        });
    }

    @Override
    public void onLessonOpened(RoomId room) {
        call(() -> listener.onLessonOpened(room));
    }

    @Override
    public void onLessonClosed(RoomId room) {
        call(() -> listener.onLessonClosed(room));
    }

    @Override
    public void onParticipantJoined(RoomId room, Person person) {
        call(() -> listener.onParticipantJoined(room, person));
    }

    @Override
    public void onParticipantLeft(RoomId room, Person person, LeaveReason reason) {
        call(() -> listener.onParticipantLeft(room, person, reason));
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
