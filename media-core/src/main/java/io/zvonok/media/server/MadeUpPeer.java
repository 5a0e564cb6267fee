package io.zvonok.media.server;

import io.zvonok.media.api.IceParameters;
import io.zvonok.media.rtcp.RtcpWriter;
import io.zvonok.media.rtcp.TwccFeedback;
import io.zvonok.media.srtp.SrtpKeys;
import io.zvonok.media.srtp.SrtpSender;
import io.zvonok.media.stats.LoopStats;
import io.zvonok.media.stun.StunMessage;
import io.zvonok.media.stun.StunWriter;
import io.zvonok.media.time.Nanos;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One peer of a {@link MadeUpBroadcast}: checks its path once, answers checks, counts packets and reports that all of them
 * arrived.
 *
 * <p>Thread: that of the broadcast.
 */
final class MadeUpPeer {
    private static final long PRIORITY = 0x6E0001FFL;
    private static final long LINK_BPS = 20_000_000;
    private static final int SSRC = 7;
    /** Of feedback that fits into a datagram; more than are sent between two reports, padding and all. */
    private static final int MAX_NEWS = 150;

    private static final long ONE_WAY_NANOS = Nanos.fromMillis(10);
    private static final long BETWEEN_ARRIVALS_NANOS = 100_000;

    private final InetSocketAddress address;
    private final IceParameters ice;
    private final byte[] key;
    private final SrtpSender keys;
    private final RtcpWriter writer = new RtcpWriter();
    private final TwccFeedback feedback = new TwccFeedback();
    private final byte[] report = new byte[MadeUpPackets.MAX_LENGTH];
    private final long[] arrivals = new long[MAX_NEWS];
    private long lastArrivalNanos;
    private int received;
    private int reported;
    private int feedbacks;

    MadeUpPeer(InetSocketAddress address, SrtpKeys keys) {
        this.address = address;
        this.ice = new IceParameters("madeup" + address.getPort(), "made-up-password-of-no-use");
        this.key = ice.password().getBytes(StandardCharsets.UTF_8);
        this.keys = new SrtpSender(keys, new LoopStats());
    }

    InetSocketAddress address() {
        return address;
    }

    IceParameters ice() {
        return ice;
    }

    byte[] check(IceParameters server, RandomGenerator random) {
        byte[] transactionId = new byte[12];
        random.nextBytes(transactionId);
        byte[] serverKey = server.password().getBytes(StandardCharsets.UTF_8);
        return StunWriter.bindingRequest(
                transactionId, server.ufrag() + ":" + ice.ufrag(), PRIORITY, true, 1, true, serverKey);
    }

    /** The answer, or null. */
    byte @Nullable [] onDatagram(byte[] datagram, int length, InetSocketAddress server, long nowNanos) {
        if (datagram[0] < 0) {
            int second = datagram[1] & 0x7F;
            if (second < 64 || second >= 96) { // RFC 5761: else it is RTCP
                lastArrivalNanos = Math.max(nowNanos + ONE_WAY_NANOS, lastArrivalNanos + BETWEEN_ARRIVALS_NANOS);
                arrivals[received++ % MAX_NEWS] = lastArrivalNanos;
            }
            return null;
        }
        StunMessage message = StunMessage.parse(datagram, 0, length);
        return message == null || !message.isBindingRequest()
                ? null
                : StunWriter.bindingSuccess(message.transactionId(), server, key);
    }

    /** A compound, protected, in {@link #report}: that all came, and how much the link carries. Returns its length. */
    int writeReport() {
        writer.begin(report, 0, report.length - SrtpSender.MAX_OVERHEAD);
        writer.receiverReport(SSRC);
        writer.reportBlock(MadeUpPackets.AUDIO, 0, 0, received, 0, 0, 0);
        writer.remb(SSRC, LINK_BPS);
        reported = Math.max(reported, received - MAX_NEWS);
        if (reported < received) {
            feedback.begin(reported, feedbacks++);
            while (reported < received && feedback.addReceived(arrivals[reported % MAX_NEWS])) {
                reported++;
            }
            writer.transportFeedback(SSRC, MadeUpPackets.VIDEO, feedback);
        }
        return keys.protectRtcp(report, 0, writer.length());
    }

    byte[] report() {
        return report;
    }
}
