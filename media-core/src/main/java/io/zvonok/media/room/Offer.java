package io.zvonok.media.room;

import java.util.List;

/**
 * What slots are filled from: pictures and voices, in order. Lists are not changed once they are in here.
 *
 * <p>Thread: the owning media loop; immutable.
 */
record Offer(List<PublishedTrack> pictures, List<PublishedTrack> voices) {
    static final Offer NOTHING = new Offer(List.of(), List.of());
}
