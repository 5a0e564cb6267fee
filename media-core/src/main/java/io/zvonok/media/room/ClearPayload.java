package io.zvonok.media.room;

import io.zvonok.media.codec.DependencyDescriptor;
import io.zvonok.media.codec.OperatingPoints;
import io.zvonok.media.codec.PayloadDescriptor;

/**
 * Finds out whether the payload beside a dependency descriptor can be read, or is encrypted end to end: then what seems to
 * stand there is noise, and to write a picture id over it would destroy the picture.
 *
 * <p>Believed at a key frame of which both say the same, until they contradict each other once. Thread: the owning media
 * loop.
 */
final class ClearPayload {
    private boolean clear;
    private boolean contradicted;

    /** @param readable the payload is well-formed for its codec */
    void onPacket(DependencyDescriptor header, PayloadDescriptor payload, boolean readable) {
        if (header.startsKeyframe()) {
            boolean same = readable && payload.startsKeyframe() && isSameSize(header, payload);
            contradicted |= clear && !same;
            clear = same && !contradicted;
        } else if (clear && !isSame(header, payload, readable)) {
            contradicted = true;
            clear = false;
        }
    }

    private static boolean isSameSize(DependencyDescriptor header, PayloadDescriptor payload) {
        boolean told = header.height(0) > 0;
        boolean same = false;
        for (int spatial = 0; spatial < OperatingPoints.MAX_SPATIAL; spatial++) {
            same |= header.height(spatial) == payload.height();
        }
        return payload.height() > 0 && (same || !told);
    }

    /** Only codecs with picture ids tell exactly where a frame starts. */
    private static boolean isSame(DependencyDescriptor header, PayloadDescriptor payload, boolean readable) {
        boolean exact = readable && payload.pictureId() >= 0;
        return readable && (!exact || payload.startsFrame() == header.startsFrame());
    }

    boolean isClear() {
        return clear;
    }

    /** Another stream, or another codec. */
    void reset() {
        clear = false;
        contradicted = false;
    }
}
