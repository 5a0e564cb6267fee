package io.zvonok.media.bwe;

import io.zvonok.media.time.Nanos;

/**
 * For peers without transport-wide feedback: follows their own estimate (REMB), never far above what was really sent, and
 * is cut by the loss in their receiver reports. Where a better picture is wanted, padding is sent for a moment now and
 * then, so that the peer's estimator sees a higher rate and can say so.
 *
 * <p>Spec: draft-alvestrand-rmcat-remb-03, draft-ietf-rmcat-gcc-02 section 6 (loss). Thread: the owning media loop.
 */
public final class RembEstimator implements BandwidthEstimator {
    private static final double TIMES_SENT = 2;
    private static final double HIGH_LOSS = 0.1;
    private static final double LOW_LOSS = 0.02;
    private static final double GROWTH_PER_REPORT = 1.08;
    private static final long GROWTH_INTERVAL_NANOS = Nanos.fromSeconds(1);
    private static final long CUT_INTERVAL_NANOS = Nanos.fromMillis(300);
    private static final long PROVEN_EXPIRES_NANOS = Nanos.fromSeconds(30);
    private static final long SENT_WINDOW_NANOS = Nanos.fromMillis(500);
    private static final double LOSS_SMOOTHING = 0.7;

    /** A receiver's estimate grows by about 8 % a second: what takes longer than this does not come. */
    private static final long MAX_CLIMB_NANOS = Nanos.fromSeconds(20);

    private static final long MIN_CLIMB_INTERVAL_NANOS = Nanos.fromSeconds(4);
    private static final long MAX_CLIMB_INTERVAL_NANOS = Nanos.fromSeconds(30);
    /** A receiver believes in about half as much again as it gets; that it gets less must not be what holds it. */
    private static final double ABOVE_REMB = 1.05;

    private static final double ABOVE_NEXT_STEP = 1.2;
    private static final double REMB_FELL = 0.95;
    /** libwebrtc believes evenly spaced packets in the two seconds after the first one: a packet a tick. */
    private static final long[] FIRST_ROWS_NANOS = {Nanos.fromMillis(400), Nanos.fromMillis(1200)};

    private static final long ROW_LASTS_NANOS = Nanos.fromMillis(80);
    /** One packet, whatever its size: two at once would end the row. */
    private static final int ROW_PACKET_BYTES = 400;

    private static final long TICK_NANOS = Nanos.fromMillis(5);
    private static final long MIN_FIRST_CLIMB_NANOS = Nanos.fromMillis(500);
    private static final int MIN_DUE_BYTES = 100;
    /** Receiver reports come every few seconds only. */
    private static final long PATIENCE_NANOS = Nanos.fromMillis(5500);

    private static final long HALVING_NANOS = Nanos.fromMillis(800);

    private final BweConfig config;
    private int sequence;
    private long rembBps = -1;
    private long lossCapBps;
    private long lastCutNanos = -CUT_INTERVAL_NANOS;
    private long lastGrowthNanos;
    private double smoothedLoss;
    private boolean cutByLoss;
    private long roundTripNanos = -1;

    private long firstSentNanos = -1;
    private long windowStartNanos;
    private long windowBytes;
    private long sentBps;
    private long provenBps;
    private long provenNanos;

    private long heardNanos;
    private double silenceFactor = 1;
    private int halvings;

    private long wantedBps;
    private long nextStepBps;
    private boolean starved;
    private int rows;
    private long rowEndsNanos;
    private boolean isRowDue;
    private long climbStartNanos = -1;
    private long climbTickNanos;
    private long climbPeakBps;
    private double climbBytesDue;
    private long nextClimbNanos = MIN_FIRST_CLIMB_NANOS;
    private long climbIntervalNanos = MIN_CLIMB_INTERVAL_NANOS;
    private long estimateBps;

    public RembEstimator(BweConfig config) {
        this.config = config;
        lossCapBps = config.maxBps();
        refresh();
    }

    @Override
    public int nextSequence() {
        return sequence;
    }

    @Override
    public void onSent(int sizeBytes, boolean numbered, boolean probe, long nowNanos) {
        if (numbered) {
            sequence = (sequence + 1) & 0xFFFF;
        }
        if (firstSentNanos < 0) {
            firstSentNanos = nowNanos;
            windowStartNanos = nowNanos;
            heardNanos = Math.max(heardNanos, nowNanos);
        }
        windowBytes += sizeBytes;
        climbBytesDue -= sizeBytes;
    }

    /** This peer was not asked for any. */
    @Override
    public boolean onTransportFeedback(byte[] array, int offset, int length, long nowNanos) {
        return false;
    }

    @Override
    public void onRemb(long bitrateBps, long nowNanos) {
        rembBps = bitrateBps;
        onHeard(nowNanos);
        if (bitrateBps >= sentBps) {
            prove(nowNanos);
        }
        refresh();
    }

    @Override
    public void onReceiverReport(int fractionLost256, int expectedPackets, long nowNanos) {
        onHeard(nowNanos);
        if (expectedPackets <= 0) {
            return;
        }
        double lost = Math.max(0, Math.min(1, fractionLost256 / 256.0));
        smoothedLoss = LOSS_SMOOTHING * smoothedLoss + (1 - LOSS_SMOOTHING) * lost;
        if (lost > HIGH_LOSS) {
            cut(lost, nowNanos);
        } else if (lost < LOW_LOSS) {
            grow(nowNanos);
            prove(nowNanos);
        }
        refresh();
    }

    @Override
    public void onRoundTrip(long roundTripNanos) {
        this.roundTripNanos = roundTripNanos;
    }

    @Override
    public void setDemand(long allocatedBps, long wantedBps, long nextStepBps, long nowNanos) {
        this.wantedBps = wantedBps;
        this.nextStepBps = nextStepBps;
    }

    /** Its own estimate is all that this peer tells. */
    @Override
    public long provenBps(long totalBps, long nowNanos) {
        return Long.MAX_VALUE;
    }

    @Override
    public void setStarved(boolean starved) {
        this.starved = starved;
    }

    @Override
    public void onTick(long nowNanos) {
        if (nowNanos - windowStartNanos >= SENT_WINDOW_NANOS) {
            sentBps = (long) (windowBytes * 8e9 / (nowNanos - windowStartNanos));
            windowStartNanos = nowNanos;
            windowBytes = 0;
            if (nowNanos - provenNanos > PROVEN_EXPIRES_NANOS) {
                provenBps = 0;
            }
        }
        if (firstSentNanos >= 0 && nowNanos - heardNanos > PATIENCE_NANOS + halvings * HALVING_NANOS) {
            silenceFactor /= 2;
            halvings++;
        }
        startRow(nowNanos);
        climb(nowNanos);
        refresh();
    }

    @Override
    public int probeBytesDue(long nowNanos) {
        if (rowEndsNanos > nowNanos) {
            int due = isRowDue ? ROW_PACKET_BYTES : 0;
            isRowDue = false;
            return due;
        }
        if (climbStartNanos < 0 || climbBytesDue < MIN_DUE_BYTES) {
            return 0;
        }
        return (int) climbBytesDue;
    }

    @Override
    public long estimateBps() {
        return estimateBps;
    }

    @Override
    public Limit limit() {
        if (rembBps < 0 && !cutByLoss) {
            return Limit.START;
        }
        if (cutByLoss && lossCapBps <= estimateBps) {
            return Limit.LOSS;
        }
        if (wantedBps > 0 && estimateBps >= wantedBps) {
            return Limit.NONE;
        }
        return rembBps >= 0 && rembBps <= estimateBps ? Limit.REMB : Limit.NONE;
    }

    @Override
    public double lossRatio() {
        return smoothedLoss;
    }

    @Override
    public long queueDelayNanos() {
        return -1;
    }

    @Override
    public long roundTripNanos() {
        return roundTripNanos;
    }

    @Override
    public boolean hasFeedback() {
        return rembBps >= 0;
    }

    private void onHeard(long nowNanos) {
        heardNanos = nowNanos;
        silenceFactor = 1;
        halvings = 0;
    }

    private void cut(double lost, long nowNanos) {
        if (nowNanos - lastCutNanos < CUT_INTERVAL_NANOS + Math.max(0, roundTripNanos)) {
            return;
        }
        lastCutNanos = nowNanos;
        lossCapBps = Math.max(config.minBps(), (long) (Math.min(lossCapBps, estimateBps) * (1 - 0.5 * lost)));
        cutByLoss = true;
    }

    private void grow(long nowNanos) {
        if (nowNanos - lastGrowthNanos >= GROWTH_INTERVAL_NANOS) {
            lastGrowthNanos = nowNanos;
            lossCapBps = Math.min(config.maxBps(), (long) (lossCapBps * GROWTH_PER_REPORT) + 1000);
            cutByLoss &= lossCapBps < config.maxBps();
        }
    }

    private void prove(long nowNanos) {
        if (sentBps >= provenBps) {
            provenBps = sentBps;
            provenNanos = nowNanos;
        }
    }

    private void startRow(long nowNanos) {
        if (rowEndsNanos > nowNanos) {
            isRowDue = true;
        } else if (firstSentNanos >= 0
                && rows < FIRST_ROWS_NANOS.length
                && nowNanos - firstSentNanos >= FIRST_ROWS_NANOS[rows]) {
            rows++;
            if (nextStepBps > 0) {
                rowEndsNanos = nowNanos + ROW_LASTS_NANOS;
            }
        }
    }

    /** Sends as much as the peer believes in, so that it can believe in more, until the next step fits or a queue grows. */
    private void climb(long nowNanos) {
        boolean isShort = nextStepBps > 0 && estimateBps < ABOVE_NEXT_STEP * nextStepBps;
        if (climbStartNanos < 0) {
            boolean due = nowNanos >= nextClimbNanos || starved;
            if (isShort && due && halvings == 0 && smoothedLoss <= LOW_LOSS && rembBps >= 0) {
                climbStartNanos = nowNanos;
                climbTickNanos = nowNanos;
                climbPeakBps = rembBps;
                climbBytesDue = 0;
            }
            return;
        }
        climbPeakBps = Math.max(climbPeakBps, rembBps);
        boolean failed = rembBps < REMB_FELL * climbPeakBps
                || smoothedLoss > LOW_LOSS
                || halvings > 0
                || nowNanos - climbStartNanos >= MAX_CLIMB_NANOS;
        if (failed || !isShort) {
            nextClimbNanos = failed ? nowNanos + climbIntervalNanos : nowNanos;
            climbIntervalNanos =
                    failed ? Math.min(2 * climbIntervalNanos, MAX_CLIMB_INTERVAL_NANOS) : MIN_CLIMB_INTERVAL_NANOS;
            climbStartNanos = -1;
            return;
        }
        double rate = Math.min(Math.min(ABOVE_REMB * rembBps, ABOVE_NEXT_STEP * nextStepBps), config.maxBps());
        double most = rate / 8e9 * 4 * TICK_NANOS; // what could not be sent is not made up for
        climbBytesDue = Math.min(most, climbBytesDue + rate / 8e9 * (nowNanos - climbTickNanos));
        climbTickNanos = nowNanos;
    }

    private void refresh() {
        double bps = config.startBps();
        if (rembBps >= 0) {
            double believed = Math.max(config.startBps(), Math.max(TIMES_SENT * sentBps, TIMES_SENT * provenBps));
            bps = Math.min(rembBps, believed);
        }
        bps = Math.min(bps, lossCapBps) * silenceFactor;
        estimateBps = (long) Math.max(config.minBps(), Math.min(config.maxBps(), bps));
    }
}
