package io.zvonok.bench.micro;

import io.zvonok.media.rtp.RtpHeaderWriter;
import io.zvonok.media.srtp.SrtpKeys;
import io.zvonok.media.srtp.SrtpProfile;
import io.zvonok.media.srtp.SrtpReceiver;
import io.zvonok.media.srtp.SrtpSender;
import io.zvonok.media.srtp.SrtpWarmUp;
import io.zvonok.media.stats.LoopStats;
import java.util.Arrays;
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
 * What does it cost to open one packet of a publisher, per profile: replay window, tag, decryption, and the copy that
 * brought it?
 *
 * <p>Command: {@code scripts/bench micro SrtpUnprotect}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class SrtpUnprotectBenchmark {
    private static final int SSRC = 0x5A564F4E;
    /** Each is opened once by one receiver: then another one takes its place. */
    private static final int PACKETS = 4096;

    @Param({"AEAD_AES_128_GCM", "AES_CM_128_HMAC_SHA1_80"})
    public SrtpProfile profile = SrtpProfile.AEAD_AES_128_GCM;

    @Param({"160", "1100"})
    public int payloadBytes = 1100;

    private final byte[][] packets = new byte[PACKETS][];
    private final byte[] arrived = new byte[2048];
    private SrtpReceiver receiver = newReceiver();
    private int next;

    private SrtpKeys keys() {
        return new SrtpKeys(profile, new byte[profile.keyLength()], new byte[profile.saltLength()]);
    }

    private SrtpReceiver newReceiver() {
        return new SrtpReceiver(keys(), new LoopStats());
    }

    @Setup
    public void setUp() {
        SrtpWarmUp.run();
        SrtpSender sender = new SrtpSender(keys(), new LoopStats());
        RtpHeaderWriter header = new RtpHeaderWriter();
        byte[] packet = new byte[2048];
        for (int i = 0; i < PACKETS; i++) {
            header.begin(packet, 0, false, 96, i, 90 * i, SSRC);
            packets[i] = Arrays.copyOf(packet, sender.protectRtp(packet, 0, header.finish() + payloadBytes));
        }
        receiver = newReceiver();
    }

    @Benchmark
    public int unprotectRtp() {
        if (next == PACKETS) {
            next = 0;
            receiver = newReceiver();
        }
        byte[] packet = packets[next++];
        System.arraycopy(packet, 0, arrived, 0, packet.length);
        int length = receiver.unprotectRtp(arrived, 0, packet.length);
        if (length < 0) {
            throw new IllegalStateException("the benchmark's own packet was refused");
        }
        return length;
    }
}
