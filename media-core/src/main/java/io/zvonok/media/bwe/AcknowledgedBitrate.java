package io.zvonok.media.bwe;

import io.zvonok.media.time.Nanos;

/**
 * How fast packets arrive at the peer, as far as it is believed: never faster than they were sent. A
 * sample counts the less, the further it lies from what is believed.
 *
 * <p>Thread: the owning media loop.
 */
final class AcknowledgedBitrate {
    private static final long FIRST_WINDOW_NANOS = Nanos.fromMillis(500);
    private static final long WINDOW_NANOS = Nanos.fromMillis(150);
    private static final double UNCERTAINTY = 10;
    private static final double UNCERTAINTY_IN_ALR = 20;
    private static final double START_VARIANCE = 50;
    private static final double VARIANCE_PER_SAMPLE = 5;
    private static final double VARIANCE_OF_CHANGE = 200;

    /** Of packets by the time they were sent; the most of the last {@link #SENT_WINDOWS} counts. */
    private static final long SENT_WINDOW_NANOS = Nanos.fromMillis(500);

    private static final int SENT_WINDOWS = 4;

    private double estimateBps = -1;
    private double variance = START_VARIANCE;
    private long sumBytes;
    private long windowNanos;
    private long previousNanos = -1;

    private final long[] sentBytes = new long[SENT_WINDOWS];
    private long newestSentWindow = -1;
    private long firstSentNanos = -1;
    private long lastSentNanos;

    void onPacket(int sizeBytes, long sentNanos, long arrivalNanos, boolean applicationLimited) {
        countSent(sizeBytes, sentNanos);
        double sample = sample(sizeBytes, arrivalNanos, estimateBps < 0 ? FIRST_WINDOW_NANOS : WINDOW_NANOS);
        if (sample < 0) {
            return;
        }
        if (estimateBps < 0) {
            estimateBps = sample;
            return;
        }
        double scale = applicationLimited && sample < estimateBps ? UNCERTAINTY_IN_ALR : UNCERTAINTY;
        double uncertainty = scale * Math.abs(estimateBps - sample) / Math.max(1, estimateBps);
        double sampleVariance = uncertainty * uncertainty;
        double predicted = variance + VARIANCE_PER_SAMPLE;
        estimateBps = (sampleVariance * estimateBps + predicted * sample) / (sampleVariance + predicted);
        variance = sampleVariance * predicted / (sampleVariance + predicted);
    }

    /** What comes next may differ a lot from what came before. */
    void expectChange() {
        variance += VARIANCE_OF_CHANGE;
    }

    /** Smooth; -1 if unknown. */
    long bitrateBps() {
        return estimateBps < 0 ? -1 : (long) Math.min(estimateBps, sentBps());
    }

    /** The rate at which the packets that arrived were sent, at its highest of late. Nothing is believed beyond it. */
    long sentBps() {
        long most = 0;
        long total = 0;
        for (long bytes : sentBytes) {
            most = Math.max(most, bytes);
            total += bytes;
        }
        long sinceFirst = lastSentNanos - firstSentNanos;
        if (sinceFirst < 2 * SENT_WINDOW_NANOS) { // no window was full yet
            return (long) (total * 8e9 / Math.max(sinceFirst, WINDOW_NANOS));
        }
        return (long) (most * 8e9 / SENT_WINDOW_NANOS);
    }

    private double sample(int sizeBytes, long arrivalNanos, long window) {
        if (previousNanos >= 0 && arrivalNanos < previousNanos) { // a little late
            sumBytes += sizeBytes;
            return -1;
        }
        if (previousNanos >= 0) {
            windowNanos += arrivalNanos - previousNanos;
            if (arrivalNanos - previousNanos > window) { // nothing came for long
                sumBytes = 0;
                windowNanos %= window;
            }
        }
        previousNanos = arrivalNanos;
        double sample = -1;
        if (windowNanos >= window) {
            sample = sumBytes * 8e9 / window;
            windowNanos -= window;
            sumBytes = 0;
        }
        sumBytes += sizeBytes;
        return sample;
    }

    private void countSent(int sizeBytes, long sentNanos) {
        long window = sentNanos / SENT_WINDOW_NANOS;
        if (firstSentNanos < 0) {
            firstSentNanos = sentNanos;
            newestSentWindow = window;
        }
        for (long i = Math.max(newestSentWindow + 1, window - SENT_WINDOWS + 1); i <= window; i++) {
            sentBytes[(int) (i % SENT_WINDOWS)] = 0;
        }
        newestSentWindow = Math.max(newestSentWindow, window);
        lastSentNanos = Math.max(lastSentNanos, sentNanos);
        if (window > newestSentWindow - SENT_WINDOWS) {
            sentBytes[(int) (window % SENT_WINDOWS)] += sizeBytes;
        }
    }
}
