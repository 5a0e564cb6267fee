package io.zvonok.bench.micro;

import io.zvonok.media.bwe.BweConfig;
import io.zvonok.media.bwe.SendSideEstimator;
import io.zvonok.media.rtcp.RtcpWriter;
import io.zvonok.media.rtcp.TwccFeedback;
import io.zvonok.media.stats.LoopStats;
import io.zvonok.media.time.Nanos;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does it cost, for each packet forwarded, to know what a subscriber's link carries? The packet is told to the
 * estimator, and each 32nd brings the tick and the transport-wide feedback of 64 ms, which is read and evaluated.
 *
 * <p>Command: {@code scripts/bench micro BandwidthEstimator}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class BandwidthEstimatorBenchmark {
    private static final int PACKETS_PER_FEEDBACK = 32;
    private static final long SPACING_NANOS = Nanos.fromMillis(2);
    private static final int PACKET_BYTES = 1100;
    private static final int FCI_OFFSET = 12;

    private final SendSideEstimator estimator = new SendSideEstimator(BweConfig.defaults(), new LoopStats(), 0);
    private final SendSideEstimator unheard = new SendSideEstimator(BweConfig.defaults(), new LoopStats(), 0);
    private final byte[] rtcp = new byte[1200];
    private int fciLength;
    private int referenceTime;
    private int firstSequence;
    private int sent;
    private long nowNanos = Nanos.fromSeconds(1);

    @Setup
    public void setUp() {
        TwccFeedback feedback = new TwccFeedback();
        feedback.begin(0, 0);
        for (int i = 0; i < PACKETS_PER_FEEDBACK; i++) {
            feedback.addReceived(i * SPACING_NANOS);
        }
        RtcpWriter writer = new RtcpWriter();
        writer.begin(rtcp, 0, rtcp.length);
        if (!writer.transportFeedback(1, 2, feedback)) {
            throw new IllegalStateException("the benchmark's own feedback does not fit");
        }
        fciLength = writer.length() - FCI_OFFSET;
        firstSequence = estimator.nextSequence();
        estimator.setDemand(4_400_000, 4_400_000, 0, nowNanos);
    }

    /** The packet alone. */
    @Benchmark
    public int tellSent() {
        nowNanos += SPACING_NANOS;
        unheard.onSent(PACKET_BYTES, true, false, nowNanos);
        return unheard.nextSequence();
    }

    /** The packet and its part of the feedback. */
    @Benchmark
    public long sendAndHear() {
        nowNanos += SPACING_NANOS;
        estimator.onSent(PACKET_BYTES, true, false, nowNanos);
        if (++sent == PACKETS_PER_FEEDBACK) {
            sent = 0;
            hear();
        }
        return estimator.estimateBps();
    }

    private void hear() {
        put16(FCI_OFFSET, firstSequence);
        rtcp[FCI_OFFSET + 4] = (byte) (referenceTime >> 16);
        put16(FCI_OFFSET + 5, referenceTime);
        referenceTime++;
        firstSequence = estimator.nextSequence();
        if (!estimator.onTransportFeedback(rtcp, FCI_OFFSET, fciLength, nowNanos)) {
            throw new IllegalStateException("the benchmark's own feedback was refused");
        }
        estimator.onTick(nowNanos);
    }

    private void put16(int offset, int value) {
        rtcp[offset] = (byte) (value >> 8);
        rtcp[offset + 1] = (byte) value;
    }
}
