package io.zvonok.media.codec;

/**
 * A reusable view of what one packet's payload says about itself. Stateless between packets, so one may serve a whole
 * loop or one encoding.
 *
 * <p>After {@link #wrap} returned {@code false} the values mean nothing, but reading them is harmless.
 *
 * <p>Thread: the owning media loop. Allocates nothing.
 */
public interface PayloadDescriptor extends PacketLayers {
    /** Reads the payload at {@code array[payloadOffset..]}; false if it is malformed. The array is only read. */
    boolean wrap(byte[] array, int payloadOffset, int payloadLength);

    /** -1 if there is none. */
    default int pictureId() {
        return -1;
    }

    /** Width of the picture id field: 7 or 15, 0 if there is none. */
    default int pictureIdBits() {
        return 0;
    }

    /** True where nothing refers to picture ids, so that those of pictures left out may be given to the next ones. */
    default boolean closesPictureIdGaps() {
        return false;
    }

    /** TL0PICIDX, 0..255; -1 if there is none. */
    default int tl0PictureIndex() {
        return -1;
    }

    /** In pixels if this packet tells, else 0. Of the largest spatial layer. */
    default int width() {
        return 0;
    }

    /** In pixels if this packet tells, else 0. Of the largest spatial layer. */
    default int height() {
        return 0;
    }

    @Override
    default int width(int spatialLayer) {
        return spatialLayer == 0 ? width() : 0;
    }

    @Override
    default int height(int spatialLayer) {
        return spatialLayer == 0 ? height() : 0;
    }

    /**
     * Writes new values over those in a copy of the wrapped payload. The fields keep their width (high bits are cut
     * off); what the payload does not have is not written.
     */
    default void rewrite(byte[] out, int payloadOffset, int pictureId, int tl0PictureIndex) {}
}
