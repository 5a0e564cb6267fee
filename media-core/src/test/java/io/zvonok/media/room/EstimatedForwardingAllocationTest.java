package io.zvonok.media.room;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.zvonok.media.api.Codec;
import io.zvonok.media.api.CodecParameters;
import io.zvonok.media.api.HeaderExtension;
import io.zvonok.media.api.MediaKind;
import io.zvonok.media.api.PeerId;
import io.zvonok.media.api.PublishSection;
import io.zvonok.media.api.PublishSection.DeclaredSsrc;
import io.zvonok.media.api.SlotSection;
import io.zvonok.media.api.TrackSource;
import io.zvonok.media.rtcp.RtcpWriter;
import io.zvonok.media.rtcp.TwccFeedback;
import io.zvonok.media.rtp.RtpHeaderWriter;
import io.zvonok.media.rtp.RtpPacketView;
import io.zvonok.media.srtp.SrtpReceiver;
import io.zvonok.media.srtp.SrtpSender;
import io.zvonok.media.stats.Counter;
import io.zvonok.media.stats.LoopStats;
import io.zvonok.media.time.Nanos;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * As {@link ForwardingAllocationTest}, with all that a narrow link brings: numbered packets and feedback about them, every
 * second picture left out, sound repeated. Feedback itself is taken between the measurements.
 */
class EstimatedForwardingAllocationTest {
    private static final int VIEWERS = 10;
    private static final int PICTURES = 10_000;
    private static final int BATCH = 100;
    private static final int PICTURES_A_SOUND = 10;
    private static final int PAYLOAD = 100;
    private static final int TAG = 16;
    private static final long SPACING = Nanos.fromMillis(2);
    /** Enough for every second picture, of which all take about 480 kbit/s, and for the sound. */
    private static final long LINK_BPS = 400_000;

    private static final int LOST_OF_256 = 26;
    /** As in {@link ForwardingAllocationTest}. */
    private static final double TOLERANCE = 12;

    private static final int ROUNDS = 5;
    private static final int LIBRARY_ROUNDS = 3;
    private static final int TRANSPORT_CC = 3;

    private static final CodecParameters VP8 = new CodecParameters(Codec.VP8, 96, 97, "");
    private static final CodecParameters OPUS = new CodecParameters(Codec.OPUS, 111, -1, "");
    private static final CodecParameters RED = new CodecParameters(Codec.RED, 63, -1, "");
    private static final byte[] TWO_BYTES = {1, 2};

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final MeasuredLoop loop =
            new MeasuredLoop(Map.of(HeaderExtension.MID, 1, HeaderExtension.TRANSPORT_CC, TRANSPORT_CC), this::onSent);
    private final SrtpSender publisherSrtp = new SrtpSender(loop.clientKeys, new LoopStats());
    private final RtpHeaderWriter header = new RtpHeaderWriter();
    private final RtpPacketView sent = new RtpPacketView();
    private final Viewer[] viewers = new Viewer[VIEWERS];
    private final int[] sentOfLength = new int[2048];
    private final byte[][] batch = new byte[BATCH + BATCH / PICTURES_A_SOUND][PAYLOAD + 100];
    private final int[] lengths = new int[batch.length];
    private InetSocketAddress publisher;
    private boolean measuring;
    private int picture = 100;
    private int sound = 100;

    /** What a viewer saw, and its way to say so. */
    private final class Viewer {
        private final InetSocketAddress address;
        private final int sound;
        private final SrtpSender srtp = new SrtpSender(loop.clientKeys, new LoopStats());
        private final TwccFeedback feedback = new TwccFeedback();
        private final RtcpWriter rtcp = new RtcpWriter();
        private final byte[] out = new byte[2048];
        private final long[] sentNanos = new long[1 << 16];
        private int next;
        private int highest = -1;
        private int feedbacks;

        Viewer(InetSocketAddress address, int sound) {
            this.address = address;
            this.sound = sound;
        }

        void report() {
            feedback.begin(next, feedbacks++);
            for (; next != (highest + 1 & 0xFFFF); next = next + 1 & 0xFFFF) {
                feedback.addReceived(sentNanos[next] + Nanos.fromMillis(20));
            }
            rtcp.begin(out, 0, 1200);
            rtcp.receiverReport(1);
            rtcp.reportBlock(sound, LOST_OF_256, 10, 100, 0, 0, 0);
            rtcp.transportFeedback(1, sound, feedback);
            rtcp.remb(1, LINK_BPS, sound);
            loop.deliver(out, srtp.protectRtcp(out, 0, rtcp.length()), address);
        }
    }

    @Test
    void forwardsOnNarrowLinksWithoutAllocating() {
        join();
        forward(2 * PICTURES); // until compiled
        double ours = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS && ours >= TOLERANCE; round++) {
            Arrays.fill(sentOfLength, 0);
            long leftOut = loop.stats.get(Counter.RTP_LAYER_SKIPPED);
            long repeated = loop.stats.get(Counter.RED_OUT);
            long total = forward(PICTURES);
            long out = Arrays.stream(sentOfLength).sum();
            assertThat(loop.stats.get(Counter.RTP_LAYER_SKIPPED) - leftOut)
                    .as("pictures left out")
                    .isBetween(VIEWERS * PICTURES * 4L / 10, VIEWERS * PICTURES * 5L / 10);
            assertThat(loop.stats.get(Counter.RED_OUT) - repeated)
                    .as("sounds with earlier ones in them")
                    .isEqualTo((long) VIEWERS * PICTURES / PICTURES_A_SOUND);
            ours = Math.min(ours, (total - libraryShare()) / (double) out);
        }
        assertThat(loop.stats.get(Counter.TWCC_IN)).isGreaterThan(1000);
        assertThat(loop.stats.get(Counter.TWCC_REFUSED)).isZero();
        assertThat(ours)
                .as("bytes a forwarded packet, beside the SRTP library's")
                .isLessThan(TOLERANCE);
        loop.close();
    }

    // --- what is measured

    private long forward(int pictures) {
        long allocated = 0;
        for (int done = 0; done < pictures; done += BATCH) {
            writeBatch(publisherSrtp);
            measuring = true;
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < batch.length; i++) {
                loop.now += i < BATCH ? SPACING : 0;
                loop.deliver(batch[i], lengths[i], publisher);
            }
            allocated += threads.getCurrentThreadAllocatedBytes() - before;
            measuring = false;
            for (Viewer viewer : viewers) {
                viewer.report();
            }
            loop.keepConnected();
        }
        return allocated;
    }

    /** As many packets opened, and as many protected of the same lengths, and nothing else; the last time, when compiled. */
    private long libraryShare() {
        int[] wanted = sentOfLength.clone();
        byte[] packet = new byte[2048];
        int nextPicture = picture;
        int nextSound = sound;
        long allocated = 0;
        for (int round = 0; round < LIBRARY_ROUNDS; round++) {
            allocated = opened() + protectedAgain(wanted, packet);
        }
        picture = nextPicture; // the room saw none of these
        sound = nextSound;
        return allocated;
    }

    private long opened() {
        SrtpSender in = new SrtpSender(loop.clientKeys, new LoopStats());
        SrtpReceiver receiver = new SrtpReceiver(loop.clientKeys, new LoopStats());
        long allocated = 0;
        for (int done = 0; done < PICTURES; done += BATCH) {
            writeBatch(in);
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < batch.length; i++) {
                receiver.unprotectRtp(batch[i], 0, lengths[i]);
            }
            allocated += threads.getCurrentThreadAllocatedBytes() - before;
        }
        return allocated;
    }

    private long protectedAgain(int[] wanted, byte[] packet) {
        SrtpSender[] senders = new SrtpSender[VIEWERS];
        Arrays.setAll(senders, i -> new SrtpSender(loop.keys(), new LoopStats()));
        int number = 0;
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int length = 0; length < wanted.length; length++) {
            for (int i = 0; i < wanted[length]; i++) {
                protect(senders[i % VIEWERS], packet, length, number++ / VIEWERS);
            }
        }
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    private void protect(SrtpSender sender, byte[] packet, int length, int number) {
        header.begin(packet, 0, true, 96, number & 0xFFFF, number, 77);
        header.addExtension(1, TWO_BYTES, 0, 2); // a MID
        header.addExtension(TRANSPORT_CC, TWO_BYTES, 0, 2);
        header.finish();
        if (sender.protectRtp(packet, 0, length - TAG) < 0) {
            throw new IllegalStateException("refused");
        }
    }

    private void writeBatch(SrtpSender sender) {
        for (int i = 0; i < batch.length; i++) {
            int length = i < BATCH ? writePicture(batch[i]) : writeSound(batch[i]);
            lengths[i] = sender.protectRtp(batch[i], 0, length);
        }
    }

    /** Three temporal layers in the pattern 0 2 1 2, a picture a packet. */
    private int writePicture(byte[] out) {
        boolean key = picture % BATCH == 0;
        int layer = picture % 4 == 0 ? 0 : picture % 4 == 2 ? 1 : 2;
        boolean onlyOnLowest = layer > 0 && picture % 4 != 3;
        header.begin(out, 0, true, 96, picture & 0xFFFF, picture * 180, 77);
        int at = header.finish();
        byte[] start = {
            (byte) 0x90,
            (byte) 0xE0,
            (byte) (0x80 | picture >> 8 & 0x7F),
            (byte) picture,
            (byte) (picture / 4),
            (byte) (layer << 6 | (onlyOnLowest ? 0x20 : 0)),
            (byte) (key ? 0x10 : 1),
            0,
            0,
            (byte) 0x9D,
            1,
            0x2A,
            0x40,
            1,
            (byte) 180,
            0
        };
        System.arraycopy(start, 0, out, at, start.length);
        picture++;
        return at + PAYLOAD;
    }

    private int writeSound(byte[] out) {
        header.begin(out, 0, false, 111, sound & 0xFFFF, sound * 960, 79);
        int at = header.finish();
        out[at] = 0x78;
        sound++;
        return at + PAYLOAD / 2;
    }

    private void onSent(int peer, byte[] datagram, int length) {
        int second = datagram[1] & 0xFF;
        if (peer == 0 || second >= 192 && second <= 223) {
            return;
        }
        sentOfLength[length] += measuring ? 1 : 0;
        Viewer viewer = viewers[peer - 1];
        sent.wrap(datagram, 0, length);
        int at = sent.extensionOffset(TRANSPORT_CC);
        if (viewer != null && at >= 0) {
            viewer.highest = (datagram[at] & 0xFF) << 8 | datagram[at + 1] & 0xFF;
            viewer.sentNanos[viewer.highest] = loop.now;
        }
    }

    // --- how it comes to that

    private void join() {
        List<PublishSection> sections = List.of(
                new PublishSection("0", MediaKind.VIDEO, List.of(VP8), List.of(), List.of(new DeclaredSsrc(77, 78))),
                new PublishSection("1", MediaKind.AUDIO, List.of(OPUS), List.of(), List.of(new DeclaredSsrc(79, 0))));
        publisher = loop.join("publisher", sections, List.of());
        loop.room().publish(new PeerId("publisher"), "0", TrackSource.CAMERA, false, loop.now);
        loop.room().publish(new PeerId("publisher"), "1", TrackSource.MICROPHONE, false, loop.now);
        Set<HeaderExtension> agreed = Set.of(HeaderExtension.MID, HeaderExtension.TRANSPORT_CC);
        List<SlotSection> slots = new ArrayList<>();
        slots.add(new SlotSection("v0", MediaKind.VIDEO, List.of(VP8), agreed));
        slots.add(new SlotSection("a0", MediaKind.AUDIO, List.of(OPUS, RED), agreed));
        for (int i = 0; i < VIEWERS; i++) {
            PeerId id = new PeerId("viewer" + i);
            InetSocketAddress address = loop.join(id.value(), List.of(), slots);
            viewers[i] = new Viewer(
                    address, loop.room().participant(id).slots().get(1).ssrc());
        }
        loop.connect();
    }
}
