package io.zvonok.bench.micro;

import io.zvonok.media.rtp.RtpHeaderWriter;
import io.zvonok.media.srtp.SrtpKeys;
import io.zvonok.media.srtp.SrtpProfile;
import io.zvonok.media.srtp.SrtpSender;
import io.zvonok.media.srtp.SrtpWarmUp;
import io.zvonok.media.stats.LoopStats;
import java.security.GeneralSecurityException;
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
 * What does it cost to protect one packet for one subscriber, per profile: by our own sender, and by jitsi-srtp with each
 * of the providers that it would choose from?
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

    /** Who protects. */
    public enum Sender {
        OURS,
        JITSI_SUNJCE,
        JITSI_OPENSSL
    }

    @Param({"AEAD_AES_128_GCM", "AES_CM_128_HMAC_SHA1_80"})
    public SrtpProfile profile = SrtpProfile.AEAD_AES_128_GCM;

    @Param({"160", "1100"})
    public int payloadBytes = 1100;

    @Param({"OURS", "JITSI_SUNJCE", "JITSI_OPENSSL"})
    public Sender sender = Sender.OURS;

    private final byte[] packet = new byte[2048];
    private final byte[] out = new byte[2048];
    private final RtpHeaderWriter header = new RtpHeaderWriter();
    private SrtpSender ours = new SrtpSender(keys(), new LoopStats());
    private JitsiSender library = new JitsiSender(SSRC);
    private int sequenceNumber;

    private SrtpKeys keys() {
        return new SrtpKeys(profile, new byte[profile.keyLength()], new byte[profile.saltLength()]);
    }

    @Setup
    public void setUp() throws GeneralSecurityException {
        if (sender == Sender.OURS) {
            SrtpWarmUp.run();
            ours = new SrtpSender(keys(), new LoopStats());
        } else {
            library.start(keys(), sender == Sender.JITSI_OPENSSL ? "OpenSSL" : "SunJCE");
        }
        sequenceNumber = 0;
    }

    @Benchmark
    public int protectRtp() throws GeneralSecurityException {
        header.begin(packet, 0, false, 96, sequenceNumber, 90 * sequenceNumber, SSRC);
        int length = header.finish() + payloadBytes;
        sequenceNumber = (sequenceNumber + 1) & 0xFFFF;
        return sender == Sender.OURS ? ours.protectRtp(packet, 0, length, out, 0) : library.protectRtp(packet, length);
    }
}
