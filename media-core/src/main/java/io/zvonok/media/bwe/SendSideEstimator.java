package io.zvonok.media.bwe;

import io.zvonok.media.bwe.TrendlineEstimator.Usage;
import io.zvonok.media.rtcp.TwccFeedbackReader;
import io.zvonok.media.stats.Counter;
import io.zvonok.media.stats.LoopStats;
import io.zvonok.media.time.Nanos;

/**
 * Estimates from transport-wide feedback, as Google congestion control does: the rate at which packets do not queue
 * ({@link TrendlineEstimator}, {@link AimdRateControl}), the rate at which they are not lost ({@link LossEstimator}) and
 * what probes have shown ({@link ProbeController}). Different from it, because a forwarder does not pace: what a packet
 * waits behind its own burst counts for nothing ({@link VirtualQueue}), and a queue that was built is drained on purpose.
 *
 * <p>Spec: draft-ietf-rmcat-gcc-02, draft-holmer-rmcat-transport-wide-cc-extensions-01. Thread: the owning media loop.
 */
public final class SendSideEstimator implements BandwidthEstimator {
    private static final long REMB_EXPIRES_NANOS = Nanos.fromSeconds(10);
    /** A queue that long is drained by sending less than arrives. */
    private static final long DRAIN_ABOVE_NANOS = Nanos.fromMillis(80);

    private static final double DRAIN_SPAN_NANOS = Nanos.fromMillis(600);
    private static final double MAX_DRAIN = 0.7;
    private static final long DRAIN_AFTER_DECREASE_NANOS = Nanos.fromSeconds(2);
    /** On a link that others use too, what was free that long ago may not be any more. */
    private static final long PROOF_LASTS_NANOS = Nanos.fromMillis(1500);
    /** A queue that long answers a probe: the rest of it would only be in the way of others. */
    private static final long ENOUGH_OF_PROBE_NANOS = Nanos.fromMillis(25);

    private static final int MIN_MISSING_FEEDBACKS = 3;
    /** Before silence counts as a broken link. */
    private static final long ASK_AFTER_NANOS = Nanos.fromMillis(1000);

    private static final int MAX_LOSS_OF_LIFE_SIGN_256 = 128;

    private final BweConfig config;
    private final LoopStats stats;
    private final SentPackets sent = new SentPackets();
    private final FeedbackBatch batch = new FeedbackBatch(sent);
    private final TwccFeedbackReader reader = new TwccFeedbackReader();
    private final VirtualQueue virtualQueue = new VirtualQueue();
    private final OneWayDelay delay = new OneWayDelay();
    private final InterArrival interArrival = new InterArrival();
    private final TrendlineEstimator trendline = new TrendlineEstimator();
    private final AcknowledgedBitrate acknowledged = new AcknowledgedBitrate();
    private final JitterMeter jitter = new JitterMeter();
    private final CongestionJudge judge = new CongestionJudge(delay);
    private final BusyRate busy = new BusyRate(Nanos.fromMillis(20));
    private final BusyRate busyLately = new BusyRate(Nanos.fromMillis(100));
    private final AimdRateControl rateControl;
    private final LossEstimator loss;
    private final AlrDetector alr = new AlrDetector();
    private final ProbeMeter meter = new ProbeMeter();
    private final ProbeController prober;
    private final SilenceGuard silence = new SilenceGuard();
    private SharedLink.Member neighbours = new SharedLink(0).join();

    private boolean hasFeedback;
    private long allocatedBps;
    private long wantedBps;
    private long rembBps = Long.MAX_VALUE;
    private long rembNanos;
    private long roundTripNanos = -1;
    private long toldRoundTripNanos = -1;
    private long estimateBps;
    private long beforeSilenceBps;
    private int lastFeedbackCount;
    private boolean limitedByDelay;
    private long provenBps;
    private long provenNanos = -PROOF_LASTS_NANOS;

    /** @param seed differs between viewers, so that they do not all try at once */
    public SendSideEstimator(BweConfig config, LoopStats stats, long seed) {
        this.config = config;
        this.stats = stats;
        rateControl = new AimdRateControl(config);
        loss = new LossEstimator(config);
        prober = new ProbeController(config, meter, seed);
        prober.setNeighbours(neighbours);
        refresh(0);
    }

    @Override
    public void setNeighbours(SharedLink.Member member) {
        neighbours.leave();
        neighbours = member;
        prober.setNeighbours(member);
    }

    @Override
    public int nextSequence() {
        return sent.nextSequence();
    }

    @Override
    public void onSent(int sizeBytes, boolean numbered, boolean probe, long nowNanos) {
        alr.onSent(sizeBytes, nowNanos);
        long burstNanos = virtualQueue.add(sizeBytes, nowNanos);
        if (numbered) {
            sent.add(sizeBytes, meter.onSent(sizeBytes, nowNanos), burstNanos, nowNanos);
        } else {
            sent.addUnnumbered(sizeBytes);
        }
    }

    @Override
    public boolean onTransportFeedback(byte[] array, int offset, int length, long nowNanos) {
        batch.clear();
        if (!reader.read(array, offset, length, batch) || batch.known() == 0) {
            stats.increment(Counter.TWCC_REFUSED);
            return false;
        }
        stats.increment(Counter.TWCC_IN);
        hasFeedback = true;
        readLosses();
        if (batch.received() + batch.lost() > 0) {
            endSilence(nowNanos);
        }
        readArrivals(nowNanos);
        if (batch.received() > 0) {
            long before = rateControl.estimateBps();
            controlRate(nowNanos);
            onChange(before, rateControl.estimateBps(), nowNanos);
        }
        if (delay.standing().nanos() > ENOUGH_OF_PROBE_NANOS) {
            meter.stopSending(nowNanos);
        }
        readProbe(nowNanos);
        long before = estimateBps;
        long lossBefore = loss.limitBps();
        long throughput = alr.isLimited() ? -1 : acknowledged.bitrateBps();
        loss.onFeedback(rateControl.estimateBps(), throughput, delay.standing().nanos(), nowNanos);
        refresh(nowNanos);
        if (loss.limitBps() < lossBefore && estimateBps < before) {
            prober.onDecrease(before, estimateBps, nowNanos);
            takeFloor(nowNanos);
        }
        return true;
    }

    @Override
    public void onRemb(long bitrateBps, long nowNanos) {
        rembBps = Math.max(config.minBps(), bitrateBps);
        rembNanos = nowNanos;
        refresh(nowNanos);
    }

    @Override
    public void onReceiverReport(int fractionLost256, int expectedPackets, long nowNanos) {
        if (!hasFeedback && expectedPackets > 0 && fractionLost256 < MAX_LOSS_OF_LIFE_SIGN_256) {
            silence.onHeard(nowNanos);
        }
    }

    @Override
    public void onRoundTrip(long roundTripNanos) {
        toldRoundTripNanos = roundTripNanos;
    }

    @Override
    public void setDemand(long allocatedBps, long wantedBps, long nextStepBps, long nowNanos) {
        this.allocatedBps = allocatedBps;
        this.wantedBps = wantedBps;
        judge.setDemand(allocatedBps, wantedBps, nowNanos);
        prober.setDemand(allocatedBps, wantedBps, nextStepBps, nowNanos);
    }

    @Override
    public long provenBps(long totalBps, long nowNanos) {
        if (!prober.isDoubtful(nowNanos)) {
            return Long.MAX_VALUE;
        }
        if (nowNanos - provenNanos < PROOF_LASTS_NANOS && provenBps >= totalBps) {
            return provenBps;
        }
        prober.confirm(totalBps);
        return 0;
    }

    @Override
    public void setStarved(boolean starved) {
        prober.setStarved(starved);
    }

    @Override
    public void onTick(long nowNanos) {
        alr.onTick(nowNanos);
        long waitingSince = sent.hasUnreported() ? sent.oldestUnreportedNanos() : Nanos.NEVER;
        if (silence.onTick(waitingSince, nowNanos)) {
            long before = rateControl.estimateBps();
            if (silence.halvings() == 1) {
                beforeSilenceBps = before;
            }
            rateControl.setEstimate(before / 2);
            onChange(before, rateControl.estimateBps(), nowNanos);
        }
        readProbe(nowNanos);
        if (silence.halvings() == 0) { // also where nothing flows: a first picture may wait for nothing else
            prober.onTick(
                    estimateBps,
                    delay.standing().nanos(),
                    jitter.jitterNanos(),
                    busyLately.bitrateBps(),
                    rateControl.fullBps(),
                    nowNanos);
        }
        refresh(nowNanos);
    }

    @Override
    public int probeBytesDue(long nowNanos) {
        int due = meter.bytesDue(nowNanos);
        return due == 0 && isUnanswered(nowNanos) ? 1 : due;
    }

    /** Nothing more is sent, and of what was sent last nothing was heard: the answer may be lost, so it is asked again. */
    private boolean isUnanswered(long nowNanos) {
        return sent.hasUnreported() && nowNanos - sent.newestNanos() >= ASK_AFTER_NANOS;
    }

    @Override
    public long estimateBps() {
        return estimateBps;
    }

    @Override
    public Limit limit() {
        if (!hasFeedback) {
            return Limit.START;
        }
        if (rembBps <= estimateBps) {
            return Limit.REMB;
        }
        if (wantedBps > 0 && estimateBps >= wantedBps) {
            return Limit.NONE;
        }
        if (loss.limitBps() <= estimateBps) {
            return Limit.LOSS;
        }
        return limitedByDelay ? Limit.DELAY : Limit.NONE;
    }

    @Override
    public double lossRatio() {
        return loss.averageLoss();
    }

    @Override
    public long queueDelayNanos() {
        return delay.queueNanos();
    }

    @Override
    public long roundTripNanos() {
        return roundTripNanos >= 0 ? roundTripNanos : toldRoundTripNanos;
    }

    @Override
    public boolean hasFeedback() {
        return hasFeedback;
    }

    private void readLosses() {
        boolean outage = silence.halvings() > 0; // has been paid for already
        for (int i = 0; i < batch.lost() && !outage; i++) {
            int slot = batch.lostSlot(i);
            loss.onPacket(sent.sizeBytes(slot), true, sent.sentNanos(slot));
            meter.onLost(sent.cluster(slot));
        }
        for (int i = 0; i < batch.recovered(); i++) {
            loss.onRecovered();
        }
    }

    private void readArrivals(long nowNanos) {
        long roundTrip = Nanos.NEVER;
        for (int i = 0; i < batch.received(); i++) {
            int slot = batch.slot(i);
            long sentNanos = sent.sentNanos(slot);
            long arrivalNanos = batch.arrivalNanos(i);
            int size = sent.sizeBytes(slot);
            roundTrip = Math.min(roundTrip, nowNanos - sentNanos);
            acknowledged.onPacket(size + sent.unnumberedBytes(slot), sentNanos, arrivalNanos, alr.isLimited());
            meter.onReceived(sent.cluster(slot), size, arrivalNanos);
            loss.onPacket(size, false, sentNanos);
            compareArrival(slot, sentNanos, arrivalNanos);
        }
        delay.onBatchEnd(nowNanos);
        neighbours.setQueue(delay.standing().nanos());
        if (batch.received() > 0) {
            roundTripNanos = roundTripNanos < 0 ? roundTrip : roundTripNanos + (roundTrip - roundTripNanos) / 8;
            rateControl.setRoundTrip(roundTripNanos);
        }
    }

    private void compareArrival(int slot, long sentNanos, long arrivalNanos) {
        long excess = delay.onPacket(sentNanos, arrivalNanos, sent.burstNanos(slot));
        if (excess < 0) {
            interArrival.reset();
            trendline.reset();
            return;
        }
        busy.onPacket(slot, sent.sizeBytes(slot), arrivalNanos, delay.lastQueuedNanos());
        busyLately.onPacket(slot, sent.sizeBytes(slot), arrivalNanos, delay.lastQueuedNanos());
        long excused = Math.min(sent.burstNanos(slot), excess);
        if (interArrival.onPacket(sentNanos, arrivalNanos - excused)) {
            jitter.onGroup(interArrival.sendDeltaNanos(), interArrival.arrivalDeltaNanos());
            trendline.onGroup(
                    interArrival.sendDeltaNanos(), interArrival.arrivalDeltaNanos(), interArrival.groupArrivalNanos());
        }
    }

    private void controlRate(long nowNanos) {
        long arriving = acknowledged.bitrateBps();
        if (judge.isCongested(trendline.usage(), nowNanos)
                && !neighbours.isExcused(delay.standing().nanos(), nowNanos)) {
            rateControl.onCongestion(arriving, carriedBps(), takeFloor(nowNanos), nowNanos);
        } else {
            rateControl.onFeedback(trendline.usage() == Usage.NORMAL, arriving, nowNanos);
        }
    }

    /** If what is answered is a rise that failed, what was sent before it, else 0. */
    private long takeFloor(long nowNanos) {
        long floor = judge.takeFloorBps(nowNanos);
        if (floor > 0) {
            prober.onFailedRise(judge.missing(), nowNanos);
            rateControl.freeze(floor, prober.failedUntilNanos());
        }
        return floor;
    }

    /** While packets wait, what the link carries is seen from how they follow each other. */
    private long carriedBps() {
        long rate = busy.bitrateBps();
        if (rate < 0) {
            return -1;
        }
        rate = Math.min(rate, rateControl.estimateBps());
        return delay.standing().nanos() > DRAIN_ABOVE_NANOS ? rate : Math.max(rate, acknowledged.bitrateBps());
    }

    private void readProbe(long nowNanos) {
        ProbeMeter.Result result = meter.result(loss.inherentLoss(), nowNanos);
        long before = rateControl.estimateBps();
        if (result == ProbeMeter.Result.WAITING) {
            return;
        }
        stats.increment(Counter.PROBES);
        switch (result) {
            case WAITING -> {}
            case UNKNOWN -> prober.onUnknown(nowNanos);
            case LOST -> {
                correctStart(meter.receivedBps());
                prober.onLost(nowNanos);
            }
            case PASSED -> {
                if (prober.isConfirming()) {
                    prove(meter.rateBps(), nowNanos);
                }
                raise(meter.rateBps(), nowNanos);
                limitedByDelay = false;
                stats.increment(Counter.PROBES_PASSED);
                prober.onPassed(nowNanos);
            }
            case FULL -> {
                rateControl.onFullProbe(meter.receivedBps(), nowNanos);
                correctStart(meter.rateBps());
                raise(meter.rateBps(), nowNanos);
                if (prober.isConfirming()) {
                    rateControl.setEstimate(
                            Math.min(rateControl.estimateBps(), Math.max(meter.rateBps(), allocatedBps)));
                }
                limitedByDelay = true;
                prober.onFull(before, rateControl.estimateBps(), nowNanos);
            }
        }
    }

    private void prove(long bps, long nowNanos) {
        provenBps = bps;
        provenNanos = nowNanos;
    }

    /** What the first probe finds is better than the guess that it began with. */
    private void correctStart(long foundBps) {
        if (prober.isFirst()) {
            rateControl.setEstimate(Math.min(rateControl.estimateBps(), Math.max(foundBps, acknowledged.bitrateBps())));
        }
    }

    private void raise(long provenBps, long nowNanos) {
        if (provenBps > rateControl.estimateBps()) {
            rateControl.onProbe(provenBps, nowNanos);
        }
        loss.onProven(provenBps);
    }

    /** If feedbacks are missing by their count, only the way back was cut: that is forgiven. */
    private void endSilence(long nowNanos) {
        int missing = (reader.feedbackCount() - lastFeedbackCount - 1) & 0xFF;
        lastFeedbackCount = reader.feedbackCount();
        if (silence.halvings() > 0) {
            boolean arrived = batch.received() >= 5 && batch.lost() <= batch.received() / 10;
            if (arrived && missing >= MIN_MISSING_FEEDBACKS) {
                rateControl.setEstimate(Math.max(rateControl.estimateBps(), beforeSilenceBps));
            }
            prober.onBackAgain(nowNanos);
        }
        silence.onHeard(nowNanos);
    }

    private void onChange(long before, long after, long nowNanos) {
        if (after < before) {
            limitedByDelay = true;
            stats.increment(Counter.ESTIMATE_CUT);
            acknowledged.expectChange();
            prober.onDecrease(before, after, nowNanos);
            provenBps = 0;
        }
    }

    private void refresh(long nowNanos) {
        if (nowNanos - rembNanos > REMB_EXPIRES_NANOS) {
            rembBps = Long.MAX_VALUE;
        }
        double bps = rateControl.estimateBps() * (1 - drain(nowNanos));
        bps = Math.min(Math.min(bps, loss.limitBps()), rembBps);
        estimateBps = (long) Math.max(config.minBps(), Math.min(config.maxBps(), bps));
        long capacity = rateControl.capacityBps();
        virtualQueue.setRate(capacity < 0 ? estimateBps : Math.min(estimateBps, capacity));
        alr.setEstimate(estimateBps);
    }

    private double drain(long nowNanos) {
        long since = rateControl.lastDecreaseNanos();
        long standing = delay.standing().nanos();
        if (since < 0 || nowNanos - since > DRAIN_AFTER_DECREASE_NANOS || standing < DRAIN_ABOVE_NANOS) {
            return 0;
        }
        return Math.min(MAX_DRAIN, (standing - DRAIN_ABOVE_NANOS / 2.0) / DRAIN_SPAN_NANOS);
    }
}
