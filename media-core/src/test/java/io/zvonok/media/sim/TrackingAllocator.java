package io.zvonok.media.sim;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledHeapByteBuf;
import java.util.Arrays;

/**
 * Knows every buffer that was not released yet and since when it exists. What is released is overwritten, so that a
 * later use of it shows.
 */
final class TrackingAllocator extends AbstractByteBufAllocator {
    private final VirtualClock clock;
    // living buffers, oldest first
    private final Tracked head = new Tracked();
    private int live;
    private int mostLive;

    TrackingAllocator(VirtualClock clock) {
        super(false);
        this.clock = clock;
        head.next = head;
        head.previous = head;
    }

    int live() {
        return live;
    }

    int mostLive() {
        return mostLive;
    }

    /** Of the oldest living buffer, 0 if there is none. */
    long oldestAgeNanos() {
        return live == 0 ? 0 : clock.nowNanos() - head.next.bornNanos;
    }

    @Override
    protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
        return new TrackedBuffer(initialCapacity, maxCapacity);
    }

    @Override
    protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
        throw new UnsupportedOperationException("media works on heap buffers");
    }

    @Override
    public boolean isDirectBufferPooled() {
        return false;
    }

    /** A place in the list of living buffers. */
    private static final class Tracked {
        private Tracked previous;
        private Tracked next;
        private long bornNanos;
    }

    private final class TrackedBuffer extends UnpooledHeapByteBuf {
        private final Tracked place = new Tracked();

        TrackedBuffer(int initialCapacity, int maxCapacity) {
            super(TrackingAllocator.this, initialCapacity, maxCapacity);
            place.bornNanos = clock.nowNanos();
            place.previous = head.previous;
            place.next = head;
            head.previous.next = place;
            head.previous = place;
            mostLive = Math.max(mostLive, ++live);
        }

        @Override
        protected void deallocate() {
            place.previous.next = place.next;
            place.next.previous = place.previous;
            live--;
            super.deallocate();
        }

        @Override
        protected void freeArray(byte[] array) {
            Arrays.fill(array, (byte) 0xDE);
        }
    }
}
