package io.zvonok.media.room;

import io.zvonok.media.codec.OperatingPoints;
import io.zvonok.media.codec.PacketLayers;
import io.zvonok.media.codec.PayloadDescriptor;

/**
 * How large the pictures of one encoding are, for each spatial layer, as its key frames told.
 *
 * <p>Thread: the owning media loop.
 */
final class PictureSizes {
    private final int[] widths = new int[OperatingPoints.MAX_SPATIAL];
    private final int[] heights = new int[OperatingPoints.MAX_SPATIAL];
    private int largest;

    void onPacket(PacketLayers layers, PayloadDescriptor payload) {
        int count = Math.min(layers.spatialLayers(), OperatingPoints.MAX_SPATIAL);
        if (count > 0 && layers.height(0) > 0) {
            for (int spatial = 0; spatial < count; spatial++) {
                widths[spatial] = layers.width(spatial);
                heights[spatial] = layers.height(spatial);
            }
            largest = count - 1;
        } else if (payload.height() > 0 && count <= 1) {
            widths[0] = payload.width();
            heights[0] = payload.height();
            largest = 0;
        }
    }

    int width() {
        return widths[largest];
    }

    int height() {
        return heights[largest];
    }

    int width(int spatialLayer) {
        return widths[Math.min(spatialLayer, largest)];
    }

    int height(int spatialLayer) {
        return heights[Math.min(spatialLayer, largest)];
    }
}
