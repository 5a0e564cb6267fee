package io.zvonok.bench.micro;

import io.zvonok.media.api.Codec;
import io.zvonok.media.codec.Codecs;
import io.zvonok.media.codec.PayloadDescriptor;
import io.zvonok.media.rtp.RtpHeaderWriter;
import io.zvonok.media.rtp.RtpPacketView;
import io.zvonok.media.simulcast.RtpRewriter;
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
 * What does it cost to write a subscriber's own copy of a received VP8 packet: header, MID, picture ids, payload?
 *
 * <p>Command: {@code scripts/bench micro RtpRewrite}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class RtpRewriteBenchmark {
    private static final int PAYLOAD_BYTES = 1100;

    private final byte[] received = new byte[1500];
    private final byte[] out = new byte[1500];
    private final RtpPacketView packet = new RtpPacketView();
    private final RtpRewriter rewriter = new RtpRewriter();
    private final PayloadDescriptor descriptor = Codecs.descriptor(Codec.VP8);
    private int sequenceNumber;

    @Setup
    public void setUp() {
        RtpHeaderWriter header = new RtpHeaderWriter();
        header.begin(received, 0, true, 96, 1, 2, 3);
        header.addExtension(3, new byte[] {0, 1}, 0, 2);
        int payload = header.finish();
        byte[] vp8 = {(byte) 0x90, (byte) 0xE0, (byte) 0x81, 0x23, 7, 0x20, 1};
        System.arraycopy(vp8, 0, received, payload, vp8.length);
        if (!packet.wrap(received, 0, payload + PAYLOAD_BYTES) || !descriptor.wrap(received, payload, PAYLOAD_BYTES)) {
            throw new IllegalStateException("the benchmark's own packet is malformed");
        }
        rewriter.extensions(4, new byte[] {'7'}, 0);
    }

    @Benchmark
    public int copyTo() {
        sequenceNumber = (sequenceNumber + 1) & 0xFFFF;
        return rewriter.copyTo(
                out,
                packet,
                packet.array(),
                packet.payloadOffset(),
                packet.payloadLength(),
                true,
                100,
                sequenceNumber,
                90 * sequenceNumber,
                0x1234,
                descriptor,
                17,
                5);
    }
}
