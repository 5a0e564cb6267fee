package io.zvonok.media.simulcast;

import io.zvonok.media.codec.OperatingPoints;
import io.zvonok.media.codec.PacketLayers;

/** What a packet of a layered stream says, as the descriptors would read it. */
record FakeLayers(
        boolean startsKeyframe,
        boolean endsFrame,
        int spatialLayer,
        int temporalLayer,
        int neededBy,
        int ownSwitchPoints,
        int spatialLayers,
        boolean tellsLayer)
        implements PacketLayers {
    /** Without layers. */
    static FakeLayers single(boolean keyframe) {
        return new FakeLayers(keyframe, false, 0, 0, OperatingPoints.ALL, OperatingPoints.NONE, 0, true);
    }

    static FakeLayers keyframe(int spatialLayers) {
        return new FakeLayers(true, true, 0, 0, OperatingPoints.ALL, OperatingPoints.NONE, spatialLayers, true);
    }

    /** Full SVC, and temporal layers alone: needed by its own and all higher layers. */
    static FakeLayers frame(int spatialLayer, int temporalLayer) {
        int neededBy = OperatingPoints.from(spatialLayer, temporalLayer);
        return new FakeLayers(false, true, spatialLayer, temporalLayer, neededBy, OperatingPoints.NONE, 0, true);
    }

    /** k-SVC between key frames: needed by its own spatial layer only. */
    static FakeLayers keySvc(int spatialLayer, int temporalLayer) {
        int neededBy = OperatingPoints.ofSpatialLayer(spatialLayer, temporalLayer);
        return new FakeLayers(false, true, spatialLayer, temporalLayer, neededBy, OperatingPoints.NONE, 0, true);
    }

    /** Goes on with a frame without saying which. */
    static FakeLayers continuation() {
        return new FakeLayers(false, false, 0, 0, OperatingPoints.ALL, OperatingPoints.NONE, 0, false);
    }

    FakeLayers switchingTo(int points) {
        return new FakeLayers(
                startsKeyframe, endsFrame, spatialLayer, temporalLayer, neededBy, points, spatialLayers, tellsLayer);
    }

    FakeLayers of(int layers) {
        return new FakeLayers(
                startsKeyframe, endsFrame, spatialLayer, temporalLayer, neededBy, ownSwitchPoints, layers, tellsLayer);
    }

    FakeLayers unfinished() {
        return new FakeLayers(
                startsKeyframe,
                false,
                spatialLayer,
                temporalLayer,
                neededBy,
                ownSwitchPoints,
                spatialLayers,
                tellsLayer);
    }

    @Override
    public boolean startsFrame() {
        return spatialLayer == 0;
    }

    @Override
    public int switchPoints() {
        return startsKeyframe ? OperatingPoints.ALL : ownSwitchPoints;
    }
}
