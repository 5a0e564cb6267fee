package io.zvonok.bench.micro;

import io.zvonok.media.rtp.RtpHeaderWriter;
import io.zvonok.media.srtp.SrtpKeys;
import io.zvonok.media.srtp.SrtpProfile;
import io.zvonok.media.srtp.SrtpSender;
import io.zvonok.media.srtp.SrtpWarmUp;
import io.zvonok.media.stats.LoopStats;
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
 * What does it cost to protect one packet for one subscriber, per profile?
 *
 * <p>Command: {@code scripts/bench micro SrtpProtect}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class SrtpProtectBenchmark {
    private static final int SSRC = 0x5A564F4E;

    @Param({"AEAD_AES_128_GCM", "AES_CM_128_HMAC_SHA1_80"})
    public SrtpProfile profile = SrtpProfile.AEAD_AES_128_GCM;

    @Param({"160", "1100"})
    public int payloadBytes = 1100;

    private final byte[] packet = new byte[2048];
    private final RtpHeaderWriter header = new RtpHeaderWriter();
    private SrtpSender sender = newSender();
    private int sequenceNumber;

    private SrtpSender newSender() {
        byte[] key = new byte[profile.keyLength()];
        byte[] salt = new byte[profile.saltLength()];
        return new SrtpSender(new SrtpKeys(profile, key, salt), new LoopStats());
    }

    @Setup
    public void setUp() {
        SrtpWarmUp.run();
        sender = newSender();
        sequenceNumber = 0;
    }

    @Benchmark
    public int protectRtp() {
        header.begin(packet, 0, false, 96, sequenceNumber, 90 * sequenceNumber, SSRC);
        int length = header.finish() + payloadBytes;
        sequenceNumber = (sequenceNumber + 1) & 0xFFFF;
        return sender.protectRtp(packet, 0, length);
    }
}
