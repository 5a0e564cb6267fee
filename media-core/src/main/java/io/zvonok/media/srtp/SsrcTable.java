package io.zvonok.media.srtp;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one transport keeps for each SSRC. Bounded by refusal: an entry is never evicted, since forgetting its replay
 * window or rollover counter while the key lives would break SRTP (P17).
 *
 * <p>Thread: the owning media loop.
 */
final class SsrcTable<T> {
    /** SSRCs of one transport and direction. */
    static final int MAX_SSRCS = 64;

    private final int[] ssrcs = new int[MAX_SSRCS];
    private final List<T> values = new ArrayList<>();
    private int lastFound;

    @Nullable
    T get(int ssrc) {
        int last = lastFound;
        if (last < values.size() && ssrcs[last] == ssrc) {
            return values.get(last);
        }
        for (int i = 0; i < values.size(); i++) {
            if (ssrcs[i] == ssrc) {
                lastFound = i;
                return values.get(i);
            }
        }
        return null;
    }

    boolean isFull() {
        return values.size() == MAX_SSRCS;
    }

    /** Adds an SSRC that is not there yet, when the table is not full. */
    void add(int ssrc, T value) {
        ssrcs[values.size()] = ssrc;
        values.add(value);
    }
}
