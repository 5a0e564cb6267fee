package io.zvonok.bench.load.model;

import java.util.SplittableRandom;

/**
 * Frames as a real-time encoder makes them: sizes vary by a log-normal law around what the bit rate allows, a key frame is
 * several times as large, and the ones behind it pay for that; packets of a frame follow each other in microseconds. The
 * figures are those of Chromium 156 sending a 720p picture over loopback: 4 to 6 packets a frame at 1.5 Mbit/s, gaps
 * within a frame of 60 us in the middle and 450 us in the worst tenth.
 *
 * <p>Thread: one at a time. The same seed gives the same frames.
 */
public final class FrameModel {
    /** Payload of a full packet: what libwebrtc leaves of 1200 bytes. */
    public static final int MAX_PAYLOAD = 1160;

    private static final double SIZE_SIGMA = 0.35;
    private static final double KEYFRAME_FACTOR = 6;
    /** Share of the debt of large frames that each further frame pays. */
    private static final double PAYBACK = 0.05;

    private static final int MIN_BYTES = 120;
    private static final double GAP_MEDIAN_NANOS = 60_000;
    private static final double GAP_SIGMA = 1.57;
    private static final long MAX_GAP_NANOS = 2_000_000;
    private static final int[] THREE_LAYERS = {0, 2, 1, 2};

    private final Layer layer;
    private final int temporalLayers;
    private final SplittableRandom random;
    private final double meanBytes;
    private double debtBytes;
    private int number;
    private int sinceKeyframe;
    private int baseNumber;

    public FrameModel(Layer layer, int temporalLayers, long seed) {
        this.layer = layer;
        this.temporalLayers = temporalLayers;
        this.random = new SplittableRandom(seed);
        this.meanBytes = layer.bitrateBps() / 8.0 / layer.framesPerSecond();
    }

    public Layer layer() {
        return layer;
    }

    /** Time between frames. */
    public long intervalNanos() {
        return 1_000_000_000L / layer.framesPerSecond();
    }

    public Frame next(boolean keyframe) {
        boolean key = keyframe || number == 0;
        sinceKeyframe = key ? 0 : sinceKeyframe + 1;
        int temporalLayer = temporalLayers == 3 ? THREE_LAYERS[sinceKeyframe % THREE_LAYERS.length] : 0;
        if (temporalLayer == 0) {
            baseNumber++;
        }
        return new Frame(number++, key, temporalLayer, baseNumber, size(key), layer.width(), layer.height());
    }

    private int size(boolean key) {
        // exp(sigma^2 / 2) is the mean of the law; the debt of earlier frames is paid in small parts
        double noise = Math.exp(SIZE_SIGMA * gaussian() - SIZE_SIGMA * SIZE_SIGMA / 2);
        double wanted = meanBytes * noise * (key ? KEYFRAME_FACTOR : 1) - (key ? 0 : PAYBACK * debtBytes);
        int bytes = (int) Math.max(MIN_BYTES, wanted);
        debtBytes += bytes - meanBytes;
        return bytes;
    }

    /** Time from one packet of a frame to the next. */
    public long nextGapNanos() {
        return (long) Math.min(MAX_GAP_NANOS, GAP_MEDIAN_NANOS * Math.exp(GAP_SIGMA * gaussian()));
    }

    /** Packets of a frame: as few as possible. */
    public static int packets(int frameBytes) {
        return Math.max(1, (frameBytes + MAX_PAYLOAD - 1) / MAX_PAYLOAD);
    }

    /** Bytes of one packet of a frame: all equal, the first ones one byte less. */
    public static int packetBytes(int frameBytes, int packets, int index) {
        int larger = frameBytes % packets;
        return frameBytes / packets + (index >= packets - larger ? 1 : 0);
    }

    /** Box and Muller. */
    private double gaussian() {
        double radius = Math.sqrt(-2 * Math.log(1 - random.nextDouble()));
        return radius * Math.cos(2 * Math.PI * random.nextDouble());
    }
}
