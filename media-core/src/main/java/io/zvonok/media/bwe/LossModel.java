package io.zvonok.media.bwe;

/**
 * How well a pair (bandwidth, inherent loss) explains the loss seen lately. What is sent above the bandwidth is lost, and
 * of the rest the inherent part. The older an observation the less it counts; of pairs that explain the same, the larger
 * bandwidth is preferred.
 *
 * <p>Thread: the owning media loop.
 */
final class LossModel {
    static final int WINDOW = 20;

    private static final double WEIGHT_PER_AGE = 0.9;
    private static final double MIN_LOSS = 0.001;
    private static final double NEWTON_STEP = 0.75;
    private static final int NEWTON_STEPS = 2;
    private static final double BIAS_PER_KBPS = 0.0002;
    private static final double BIAS_PER_LOG = 0.02;
    /** With that much loss a large bandwidth is not preferred. */
    private static final double MAX_LOSS_FOR_BIAS = 0.15;

    private final int[] packets = new int[WINDOW];
    private final int[] lost = new int[WINDOW];
    private final double[] rates = new double[WINDOW];
    private int count;
    private int newest = -1;

    void add(int packetCount, int lostCount, double sentBps) {
        newest = (newest + 1) % WINDOW;
        packets[newest] = packetCount;
        lost[newest] = lostCount;
        rates[newest] = sentBps;
        count = Math.min(count + 1, WINDOW);
    }

    /** A packet of the newest observation had not been lost. */
    void recover() {
        if (count > 0 && lost[newest] > 0) {
            lost[newest]--;
        }
    }

    int count() {
        return count;
    }

    /** Weighted by age, 0..1. */
    double averageLoss() {
        double all = 0;
        double gone = 0;
        double weight = 1;
        for (int age = 0; age < count; age++, weight *= WEIGHT_PER_AGE) {
            int i = at(age);
            all += weight * packets[i];
            gone += weight * lost[i];
        }
        return all == 0 ? 0 : gone / all;
    }

    /** The inherent loss that fits best with this bandwidth, beginning at {@code loss}: a few Newton steps. */
    double fitLoss(double bandwidthBps, double loss, double maxLoss) {
        double fitted = clamp(loss, maxLoss);
        for (int step = 0; step < NEWTON_STEPS; step++) {
            double first = 0;
            double second = 0;
            double weight = 1;
            for (int age = 0; age < count; age++, weight *= WEIGHT_PER_AGE) {
                int i = at(age);
                double overload = overload(bandwidthBps, rates[i]);
                double p = probability(fitted, overload);
                double slope = 1 - overload;
                double arrived = packets[i] - lost[i];
                first += weight * slope * (lost[i] / p - arrived / (1 - p));
                second -= weight * slope * slope * (lost[i] / (p * p) + arrived / ((1 - p) * (1 - p)));
            }
            if (second < 0) {
                fitted = clamp(fitted - NEWTON_STEP * first / second, maxLoss);
            }
        }
        return fitted;
    }

    /** The logarithm of how likely the observations are, and the preference. */
    double objective(double bandwidthBps, double loss) {
        double kbps = bandwidthBps / 1000;
        double bias = averageLoss() > MAX_LOSS_FOR_BIAS ? 0 : BIAS_PER_KBPS * kbps + BIAS_PER_LOG * Math.log(1 + kbps);
        double sum = 0;
        double weight = 1;
        for (int age = 0; age < count; age++, weight *= WEIGHT_PER_AGE) {
            int i = at(age);
            double p = probability(loss, overload(bandwidthBps, rates[i]));
            double arrived = packets[i] - lost[i];
            sum += weight * (lost[i] * Math.log(p) + arrived * Math.log(1 - p) + bias * packets[i]);
        }
        return sum;
    }

    private int at(int age) {
        return (newest - age + WINDOW) % WINDOW;
    }

    private static double overload(double bandwidthBps, double rateBps) {
        return rateBps > bandwidthBps ? (rateBps - bandwidthBps) / rateBps : 0;
    }

    private static double probability(double inherentLoss, double overload) {
        double p = inherentLoss + (1 - inherentLoss) * overload;
        return Math.max(1e-6, Math.min(1 - 1e-6, p));
    }

    private static double clamp(double loss, double maxLoss) {
        return Math.max(MIN_LOSS, Math.min(maxLoss, loss));
    }
}
