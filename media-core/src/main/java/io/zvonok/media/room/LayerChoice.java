package io.zvonok.media.room;

import io.zvonok.media.api.SlotLayer;
import io.zvonok.media.codec.OperatingPoints;

/**
 * An encoding and how much of it: what a slot is to show.
 *
 * @param point an operating point, see {@link OperatingPoints}
 */
record LayerChoice(Encoding encoding, int point) {
    /** Names it among all choices of its track. */
    int id() {
        return encoding.index() * OperatingPoints.COUNT + point;
    }

    static LayerChoice ofId(PublishedTrack track, int id) {
        return new LayerChoice(track.encodings().get(id / OperatingPoints.COUNT), id % OperatingPoints.COUNT);
    }

    SlotLayer describe() {
        int spatial = OperatingPoints.spatialLayer(point);
        return new SlotLayer(
                encoding.rid(),
                encoding.width(spatial),
                encoding.height(spatial),
                spatial,
                encoding.rates().temporalLayer(point));
    }
}
