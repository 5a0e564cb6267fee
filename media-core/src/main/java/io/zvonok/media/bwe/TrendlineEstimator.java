package io.zvonok.media.bwe;

/**
 * Whether packets begin to queue: the slope of a line through the delays of the last groups, against a threshold that
 * follows the slopes seen, so that a noisy link is not taken for a full one.
 *
 * <p>Spec: draft-ietf-rmcat-gcc-02 sections 5.3 and 5.4 (there with a Kalman filter), with the least-squares line that
 * replaced it. Thread: the owning media loop.
 */
final class TrendlineEstimator {
    private static final int WINDOW = 20;
    private static final double SMOOTHING = 0.9;
    private static final double GAIN = 4;
    private static final int MAX_DELTAS = 60;
    private static final double MIN_THRESHOLD = 6;
    private static final double MAX_THRESHOLD = 600;
    private static final double START_THRESHOLD = 12.5;
    private static final double THRESHOLD_UP = 0.0087;
    private static final double THRESHOLD_DOWN = 0.039;
    /** A slope so far above the threshold is a spike, not noise to get used to. */
    private static final double MAX_ADAPT_OFFSET = 15;

    private static final double MAX_ADAPT_MILLIS = 100;
    private static final double OVERUSE_MILLIS = 10;

    enum Usage {
        NORMAL,
        OVERUSE,
        UNDERUSE
    }

    private final double[] times = new double[WINDOW];
    private final double[] delays = new double[WINDOW];
    private int count;
    private int next;
    private int deltas;
    private double firstArrivalMillis = -1;
    private double accumulated;
    private double smoothed;
    private double trend;
    private double previousTrend;
    private double threshold = START_THRESHOLD;
    private double lastAdaptMillis = -1;
    private double overusingMillis = -1;
    private int overuses;
    private Usage usage = Usage.NORMAL;

    /** Two groups of packets were sent and have arrived so far apart; the newer one at {@code arrivalNanos}. */
    void onGroup(long sendDeltaNanos, long arrivalDeltaNanos, long arrivalNanos) {
        double arrivalMillis = arrivalNanos / 1e6;
        if (firstArrivalMillis < 0) {
            firstArrivalMillis = arrivalMillis;
        }
        deltas = Math.min(deltas + 1, MAX_DELTAS);
        accumulated += (arrivalDeltaNanos - sendDeltaNanos) / 1e6;
        smoothed = SMOOTHING * smoothed + (1 - SMOOTHING) * accumulated;
        times[next] = arrivalMillis - firstArrivalMillis;
        delays[next] = smoothed;
        next = (next + 1) % WINDOW;
        count = Math.min(count + 1, WINDOW);
        if (count == WINDOW) {
            trend = slope(trend);
        }
        detect(sendDeltaNanos / 1e6, arrivalMillis);
    }

    Usage usage() {
        return usage;
    }

    /** Everything but the threshold is forgotten. */
    void reset() {
        count = 0;
        next = 0;
        deltas = 0;
        firstArrivalMillis = -1;
        accumulated = 0;
        smoothed = 0;
        trend = 0;
        previousTrend = 0;
        lastAdaptMillis = -1;
        overusingMillis = -1;
        overuses = 0;
        usage = Usage.NORMAL;
    }

    private double slope(double fallback) {
        double meanTime = 0;
        double meanDelay = 0;
        for (int i = 0; i < WINDOW; i++) {
            meanTime += times[i];
            meanDelay += delays[i];
        }
        meanTime /= WINDOW;
        meanDelay /= WINDOW;
        double above = 0;
        double below = 0;
        for (int i = 0; i < WINDOW; i++) {
            double time = times[i] - meanTime;
            above += time * (delays[i] - meanDelay);
            below += time * time;
        }
        return below == 0 ? fallback : above / below;
    }

    private void detect(double sendDeltaMillis, double arrivalMillis) {
        if (deltas < 2) {
            usage = Usage.NORMAL;
            return;
        }
        double modified = deltas * trend * GAIN;
        if (modified > threshold) {
            overusingMillis = overusingMillis < 0 ? sendDeltaMillis / 2 : overusingMillis + sendDeltaMillis;
            overuses++;
            if (overusingMillis > OVERUSE_MILLIS && overuses > 1 && trend >= previousTrend) {
                overusingMillis = 0;
                overuses = 0;
                usage = Usage.OVERUSE;
            }
        } else {
            overusingMillis = -1;
            overuses = 0;
            usage = modified < -threshold ? Usage.UNDERUSE : Usage.NORMAL;
        }
        previousTrend = trend;
        adapt(Math.abs(modified), arrivalMillis);
    }

    private void adapt(double modified, double arrivalMillis) {
        double elapsed = lastAdaptMillis < 0 ? 0 : Math.min(arrivalMillis - lastAdaptMillis, MAX_ADAPT_MILLIS);
        lastAdaptMillis = arrivalMillis;
        if (modified > threshold + MAX_ADAPT_OFFSET) {
            return;
        }
        double gain = modified < threshold ? THRESHOLD_DOWN : THRESHOLD_UP;
        threshold += gain * (modified - threshold) * elapsed;
        threshold = Math.max(MIN_THRESHOLD, Math.min(MAX_THRESHOLD, threshold));
    }
}
