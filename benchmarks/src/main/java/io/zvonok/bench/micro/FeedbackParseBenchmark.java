package io.zvonok.bench.micro;

import io.zvonok.media.rtcp.RtcpListener;
import io.zvonok.media.rtcp.RtcpReader;
import io.zvonok.media.rtcp.RtcpWriter;
import io.zvonok.media.rtcp.TwccFeedback;
import io.zvonok.media.rtcp.TwccFeedbackReader;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does it cost to read what a viewer reports: transport-wide feedback about 60 packets, a NACK of five, a receiver
 * report about three streams, a REMB?
 *
 * <p>Command: {@code scripts/bench micro FeedbackParse}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class FeedbackParseBenchmark {
    private static final int PACKETS_OF_A_FEEDBACK = 60;
    private static final long ARRIVAL_SPACING_NANOS = 1_300_000;
    private static final int[] MISSING = {100, 101, 105, 130, 131};
    private static final int STREAMS = 3;

    /** What is read. */
    public enum Kind {
        TRANSPORT_CC,
        NACK,
        RECEIVER_REPORT,
        REMB
    }

    @Param({"TRANSPORT_CC", "NACK", "RECEIVER_REPORT", "REMB"})
    public Kind kind = Kind.TRANSPORT_CC;

    private final byte[] compound = new byte[1200];
    private final RtcpReader reader = new RtcpReader();
    private final Heard heard = new Heard();
    private int length;

    @Setup
    public void setUp() {
        RtcpWriter writer = new RtcpWriter();
        writer.begin(compound, 0, compound.length);
        switch (kind) {
            case TRANSPORT_CC -> writer.transportFeedback(1, 2, feedback());
            case NACK -> writer.nack(1, 2, MISSING, MISSING.length);
            case RECEIVER_REPORT -> {
                writer.receiverReport(1);
                for (int i = 0; i < STREAMS; i++) {
                    writer.reportBlock(2 + i, 3, 100, 70_000 + i, 20, 0x1234_5678, 0x1000);
                }
            }
            case REMB -> writer.remb(1, 1_500_000, 2, 3);
        }
        length = writer.length();
        heard.facts = 0;
        if (parse() == 0) {
            throw new IllegalStateException("the benchmark's own feedback says nothing");
        }
    }

    private static TwccFeedback feedback() {
        TwccFeedback feedback = new TwccFeedback();
        feedback.begin(1000, 1);
        for (int i = 0; i < PACKETS_OF_A_FEEDBACK; i++) {
            if (i % 20 == 19) {
                feedback.addLost();
            } else {
                feedback.addReceived(i * ARRIVAL_SPACING_NANOS);
            }
        }
        return feedback;
    }

    @Benchmark
    public long parse() {
        if (!reader.read(compound, 0, length, heard)) {
            throw new IllegalStateException("the benchmark's own feedback was refused");
        }
        return heard.facts;
    }

    private static final class Heard implements RtcpListener, TwccFeedbackReader.Listener {
        private final TwccFeedbackReader reader = new TwccFeedbackReader();
        private long facts;

        @Override
        public void onTransportFeedback(int senderSsrc, int mediaSsrc, byte[] array, int offset, int length) {
            reader.read(array, offset, length, this);
        }

        @Override
        public void onPacket(int transportSequence, boolean received, long arrivalMicros) {
            facts += received ? 1 : 2;
        }

        @Override
        public void onNack(int senderSsrc, int mediaSsrc, int sequenceNumber) {
            facts++;
        }

        @Override
        public void onReportBlock(
                int senderSsrc,
                int ssrc,
                int fractionLost,
                int cumulativeLost,
                int extendedHighest,
                int jitter,
                int lastSr,
                int delaySinceLastSr) {
            facts++;
        }

        @Override
        public void onRemb(int senderSsrc, long bitrateBps) {
            facts++;
        }
    }
}
