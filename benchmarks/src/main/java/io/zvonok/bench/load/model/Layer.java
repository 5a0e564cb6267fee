package io.zvonok.bench.load.model;

import java.util.List;

/**
 * One encoding of a camera.
 *
 * @param rid empty where it is the only one
 */
public record Layer(String rid, int width, int height, int framesPerSecond, int bitrateBps) {
    public static final int MAX_LAYERS = 3;

    private static final int FRAMES_PER_SECOND = 30;

    /** What a browser sends of a 720p camera: quarter, half and full size, the upper ones at {@code topBps} and a third. */
    public static List<Layer> camera(int layers, int topBps) {
        Layer full = new Layer("f", 1280, 720, FRAMES_PER_SECOND, topBps);
        Layer half = new Layer("h", 640, 360, FRAMES_PER_SECOND, topBps / 3);
        Layer quarter = new Layer("q", 320, 180, FRAMES_PER_SECOND, topBps / 10);
        return switch (layers) {
            case 1 -> List.of(new Layer("", 1280, 720, FRAMES_PER_SECOND, topBps));
            case 2 -> List.of(half, full);
            case 3 -> List.of(quarter, half, full);
            default -> throw new IllegalArgumentException("a camera has 1 to 3 layers, not " + layers);
        };
    }
}
