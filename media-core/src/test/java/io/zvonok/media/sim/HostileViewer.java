package io.zvonok.media.sim;

import io.zvonok.media.rtcp.RtcpWriter;
import io.zvonok.media.rtcp.TwccFeedback;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** A viewer with good keys and bad intentions: says in RTCP whatever a test has it say. */
final class HostileViewer {
    private static final int MAX_COMPOUND = 1100;
    private static final int LIAR = 666;

    private final TestPeer peer;
    private final Random random;
    private final RtcpWriter writer = new RtcpWriter();
    private final byte[] out = new byte[2048];
    private final TwccFeedback feedback = new TwccFeedback();
    private final List<byte[]> said = new ArrayList<>();
    private int count;
    private int lastClaimed = -1;

    HostileViewer(TestPeer peer, long seed) {
        this.peer = peer;
        this.random = new Random(seed);
    }

    TestPeer peer() {
        return peer;
    }

    int mediaSsrc(String mid) {
        return peer.slot(mid).ssrc;
    }

    /** Says it and goes on saying it. */
    void every(long nanos, Runnable saying) {
        peer.scenario.after(nanos, () -> {
            if (!peer.hasLeft()) {
                if (peer.mediaReady()) {
                    saying.run();
                }
                every(nanos, saying);
            }
        });
    }

    void say(Consumer<RtcpWriter> what) {
        writer.begin(out, 0, MAX_COMPOUND);
        what.accept(writer);
        if (writer.length() > 0) {
            peer.uplink.sendRtcp(out, writer.length());
        }
    }

    // --- arrivals

    /** All packets up to the last one came at that moment on its clock, whatever really came. */
    void claimThatAllCameAt(long nanos) {
        claim(nanos, 0, true);
    }

    void claimThatAllWasLost() {
        claim(0, 0, false);
    }

    /** @param ahead beyond what was ever sent */
    void claimWhatWasNeverSent(int ahead) {
        claim(peer.nowNanos(), ahead, true);
    }

    private void claim(long atNanos, int ahead, boolean received) {
        int highest = peer.feedback.highestTransportNumber();
        if (highest < 0) {
            return;
        }
        int from = lastClaimed < 0 ? highest : lastClaimed + 1 & 0xFFFF;
        int packets = Math.min(200, (highest - from & 0xFFFF) + 1);
        feedback.begin(from + ahead & 0xFFFF, count++);
        for (int i = 0; i < packets; i++) {
            boolean added = received ? feedback.addReceived(atNanos) : feedback.addLost();
            if (!added) {
                packets = i;
            }
        }
        lastClaimed = from + packets - 1 & 0xFFFF;
        say(rtcp -> rtcp.transportFeedback(LIAR, mediaSsrc("v0"), feedback));
    }

    /** An honest feedback of what came since the last one, with the bytes of the compound kept for later. */
    void sayHonestly(TwccReporter arrivals) {
        writer.begin(out, 0, MAX_COMPOUND);
        if (arrivals.write(writer, LIAR, mediaSsrc("v0"), peer.ownNanos(peer.nowNanos()))) {
            said.add(Arrays.copyOf(out, writer.length()));
            peer.uplink.sendRtcp(out, writer.length());
        }
    }

    /** Something said before, once more. */
    void repeat() {
        if (!said.isEmpty()) {
            byte[] again = said.get(random.nextInt(said.size()));
            peer.uplink.sendRtcp(again, again.length);
        }
    }

    /** Something said before, with a few bits turned over or its end cut off, and all correctly encrypted. */
    void repeatDamaged() {
        if (said.isEmpty()) {
            return;
        }
        byte[] damaged = said.get(random.nextInt(said.size())).clone();
        for (int i = random.nextInt(5); i > 0; i--) {
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
        }
        int length = random.nextInt(3) == 0 ? 8 + random.nextInt(damaged.length - 7) : damaged.length;
        peer.uplink.sendRtcp(damaged, length);
    }

    /** Any of what {@link #repeat} may choose from. */
    void remember(Consumer<RtcpWriter> what) {
        writer.begin(out, 0, MAX_COMPOUND);
        what.accept(writer);
        said.add(Arrays.copyOf(out, writer.length()));
    }

    // --- reports and requests

    void claimBandwidth(long bps) {
        say(rtcp -> rtcp.remb(LIAR, bps, mediaSsrc("v0")));
    }

    void reportLoss(int fractionLost256, int ssrc) {
        say(rtcp -> {
            rtcp.receiverReport(LIAR);
            rtcp.reportBlock(ssrc, fractionLost256, 0x7FFFFF, -1, -1, random.nextInt(), random.nextInt());
        });
    }

    /** Asks for so many packets in a row, up to that number. */
    void nack(int ssrc, int upTo, int packets) {
        int[] numbers = new int[packets];
        for (int i = 0; i < packets; i++) {
            numbers[i] = upTo - packets + 1 + i & 0xFFFF;
        }
        say(rtcp -> rtcp.nack(LIAR, ssrc, numbers, packets));
    }

    void pli(int ssrc) {
        say(rtcp -> rtcp.pli(LIAR, ssrc));
    }

    void fir(int ssrc) {
        say(rtcp -> rtcp.fir(LIAR, ssrc, count++ & 0xFF));
    }
}
