package io.zvonok.media.codec;

/**
 * What one packet says of the layers of its stream: told by its payload ({@link PayloadDescriptor}) or, where the publisher
 * sends it, by the dependency descriptor of its header, which may be read even if the payload is encrypted end to end.
 *
 * <p>Thread: the owning media loop. Allocates nothing.
 */
public interface PacketLayers {
    /** True for the first packet of a key frame: a decoder that gets this and all later packets can show a picture. */
    boolean startsKeyframe();

    /**
     * True for the first packet of a frame as far as its payload tells; for layered codecs, of the lowest spatial layer.
     * H264 and AV1 mark it only indirectly, so there a frame may have two such packets: see the classes.
     */
    boolean startsFrame();

    /** True for the last packet of a frame of its spatial layer, where the codec tells; the RTP marker may say more. */
    default boolean endsFrame() {
        return false;
    }

    /** 0 is the lowest, or no layers, or not said in this packet. */
    default int spatialLayer() {
        return 0;
    }

    /** 0 is the base layer, or no layers, or not said in this packet. */
    default int temporalLayer() {
        return 0;
    }

    /** False if the packet only goes on with a frame and does not say of which layer: it belongs where that began. */
    default boolean tellsLayer() {
        return true;
    }

    /** The operating points that need this packet: see {@link OperatingPoints}. All of them where there are no layers. */
    default int neededBy() {
        return OperatingPoints.ALL;
    }

    /**
     * The operating points to which a decoder may go up with this packet's frame, whatever of them it missed before. All
     * of them at a key frame.
     */
    default int switchPoints() {
        return startsKeyframe() ? OperatingPoints.ALL : OperatingPoints.NONE;
    }

    /** Spatial layers in the stream if this packet tells, else 0. */
    default int spatialLayers() {
        return 0;
    }

    /** Of the picture of one spatial layer, in pixels if this packet tells, else 0. */
    default int width(int spatialLayer) {
        return 0;
    }

    /** Of the picture of one spatial layer, in pixels if this packet tells, else 0. */
    default int height(int spatialLayer) {
        return 0;
    }
}
