package io.zvonok.media.room;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledHeapByteBuf;
import java.util.ArrayDeque;

/** Lends the same buffers again and again, as a pool does, without the leak detector's own objects. */
final class LentBuffers extends AbstractByteBufAllocator {
    private final ArrayDeque<Lent> free = new ArrayDeque<>();
    private int lent;

    int lent() {
        return lent;
    }

    @Override
    protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
        lent++;
        Lent buffer = free.poll();
        return buffer == null ? new Lent(maxCapacity) : buffer.again();
    }

    @Override
    protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
        throw new UnsupportedOperationException("media works on heap buffers");
    }

    @Override
    public boolean isDirectBufferPooled() {
        return false;
    }

    private final class Lent extends UnpooledHeapByteBuf {
        Lent(int maxCapacity) {
            super(LentBuffers.this, 2048, maxCapacity);
        }

        Lent again() {
            resetRefCnt();
            clear();
            return this;
        }

        @Override
        protected void deallocate() {
            lent--;
            free.add(this);
        }
    }
}
