package io.zvonok.signalling.session;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * Who came into the audience and went, in numbers.
 *
 * <p>Thread: the lesson's strand.
 */
final class AudienceCount {
    private int size;
    private int most;
    private int joined;
    private int left;

    void joined() {
        joined++;
        most = Math.max(most, ++size);
    }

    void left() {
        left++;
        size--;
    }

    /** Since the last time; null if nothing has changed. */
    @Nullable
    ObjectNode take() {
        if (joined == 0 && left == 0) {
            return null;
        }
        ObjectNode count = LessonLedger.data()
                .put("size", size)
                .put("most", most)
                .put("joined", joined)
                .put("left", left);
        joined = 0;
        left = 0;
        most = size;
        return count;
    }
}
