package io.zvonok.bench.load.peer;

import io.zvonok.media.rtcp.RtcpListener;
import io.zvonok.media.rtcp.RtcpWriter;
import io.zvonok.media.rtcp.TwccFeedback;
import io.zvonok.media.rtp.BigEndian;
import io.zvonok.media.rtp.RtpPacketView;
import io.zvonok.media.time.NtpTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The receiving half of a peer. A sink looks at the clear headers, counts, asks for what is missing and reports on schedule;
 * a full viewer ({@link PayloadCheck}) also looks into every packet.
 *
 * <p>Feedback comes as often as Chromium's: transport-wide every 60 ms with a receiver report a second, or about three
 * reports with REMB a second.
 *
 * <p>Thread: the loop.
 */
final class Viewer implements RtcpListener {
    private static final long TRANSPORT_FEEDBACK_NANOS = 60_000_000;
    private static final long REPORT_NANOS = 1_000_000_000;
    private static final long REMB_NANOS = 350_000_000;
    private static final long NACK_NANOS = 20_000_000;
    private static final long PLI_SPACING_NANOS = 300_000_000;
    private static final long DOWNLINK_BPS = 50_000_000;
    private static final long GAP_NANOS = 100_000_000;
    private static final long PAUSE_NANOS = 3_000_000_000L;
    private static final int MAX_NACKS = 64;
    private static final int MAX_RTCP = 1200;
    private static final int RTX_HEADER = 2;

    private final LoadLoop loop;
    private final PeerLink link;
    private final PeerSpec spec;
    private final @Nullable PayloadCheck check;
    private final @Nullable Arrivals arrivals;
    private final SplittableRandom random;
    private final int ssrc;
    private final ClearHeader header = new ClearHeader();
    private final RtpPacketView packet = new RtpPacketView();
    private final RtcpWriter rtcp = new RtcpWriter();
    private final int[] nacks = new int[MAX_NACKS];
    private final Set<Integer> videoTypes = new HashSet<>();
    private final Set<Integer> rtxTypes = new HashSet<>();
    private final Map<Integer, Integer> ssrcPairs = new HashMap<>();
    private final List<ReceivedStream> streams = new ArrayList<>();
    private int transportExtension;
    private boolean nacking;
    private boolean stopped;
    private long pliNanos;
    private long packets;
    private long windowPackets;
    private long windowBytes;
    private long windowRtx;
    private long gaps;
    private long longestGapNanos;
    private volatile long firstPacketNanos;

    Viewer(LoadLoop loop, PeerLink link, PeerSpec spec, @Nullable PayloadCheck check) {
        this.loop = loop;
        this.link = link;
        this.spec = spec;
        this.check = check;
        this.arrivals = spec.transportFeedback() ? new Arrivals() : null;
        this.random = new SplittableRandom(spec.seed() + 7);
        this.ssrc = 1 + random.nextInt(Integer.MAX_VALUE - 1);
    }

    void start(SdpAnswer answer, long nowNanos) {
        for (SdpAnswer.Section section : answer.sections().values()) {
            ssrcPairs.putAll(section.ssrcPairs());
            if (section.isVideo()) {
                for (int payloadType = 0; payloadType < 128; payloadType++) {
                    int rtx = section.retransmission(payloadType);
                    if (rtx >= 0) {
                        rtxTypes.add(rtx);
                    }
                }
                videoTypes.addAll(section.payloadTypes());
            }
        }
        transportExtension = answer.extension(SdpOffer.TRANSPORT_CC_URI);
        long interval = arrivals == null ? REMB_NANOS : REPORT_NANOS;
        loop.at(nowNanos + random.nextLong(interval), () -> report(interval));
        if (arrivals != null) {
            loop.at(nowNanos + random.nextLong(TRANSPORT_FEEDBACK_NANOS), this::tellArrivals);
        }
    }

    void stop() {
        stopped = true;
    }

    void onRtp(byte[] array, int available, int wireLength, long nowNanos) {
        if (stopped || !header.wrap(array, available)) {
            return;
        }
        if (spec.lossShare() > 0 && random.nextDouble() < spec.lossShare()) {
            loop.tally().increment(Tally.Count.LOST_ON_PURPOSE);
            return;
        }
        if (packets++ == 0) {
            firstPacketNanos = nowNanos;
        }
        windowPackets++;
        windowBytes += wireLength;
        loop.tally().increment(Tally.Count.RTP_RECEIVED);
        loop.tally().add(Tally.Count.BYTES_RECEIVED, wireLength);
        if (arrivals != null && transportExtension > 0) {
            int number = header.extension16(transportExtension);
            if (number >= 0) {
                arrivals.onPacket(number, nowNanos);
            }
        }
        if (rtxTypes.contains(header.payloadType())) {
            onRetransmission(array, available, nowNanos);
        } else {
            onMedia(array, available, nowNanos);
        }
    }

    private void onMedia(byte[] array, int available, long nowNanos) {
        ReceivedStream stream = stream(header.ssrc(), videoTypes.contains(header.payloadType()));
        boolean fresh = stream.onPacket(header.sequenceNumber());
        loop.tally().add(Tally.Count.MISSING, stream.takeNewlyMissing());
        long since = stream.onTimestamp(header.rtpTimestamp(), nowNanos);
        if (stream.isVideo() && since > GAP_NANOS && since < PAUSE_NANOS) {
            gaps++;
            longestGapNanos = Math.max(longestGapNanos, since);
            loop.tally().increment(Tally.Count.GAPS);
        }
        if (stream.isVideo() && stream.hasMissing() && !nacking) {
            nacking = true;
            loop.at(nowNanos + NACK_NANOS, this::sendNacks);
        }
        if (fresh && check != null && packet.wrap(array, 0, available)) {
            check.onPayload(packet, 0, stream.isVideo(), nowNanos);
        }
    }

    /** A sink cannot tell which packet it repairs, as its number is encrypted. */
    private void onRetransmission(byte[] array, int available, long nowNanos) {
        loop.tally().increment(Tally.Count.RTX_RECEIVED);
        windowRtx++;
        if (check == null && loop.tally().get(Tally.Count.MISSING) > 0) {
            loop.tally().add(Tally.Count.MISSING, -1); // the best a sink can know
        }
        Integer media = ssrcPairs.get(header.ssrc());
        if (check == null || media == null || !packet.wrap(array, 0, available)) {
            return;
        }
        if (packet.payloadLength() < RTX_HEADER) {
            return; // padding
        }
        ReceivedStream stream = stream(media, true);
        boolean repairs = stream.onPacket(BigEndian.get16(array, packet.payloadOffset()));
        loop.tally().add(Tally.Count.MISSING, stream.takeNewlyMissing());
        if (repairs) {
            check.onPayload(packet, RTX_HEADER, true, nowNanos);
        }
    }

    private ReceivedStream stream(int mediaSsrc, boolean video) {
        for (int i = 0; i < streams.size(); i++) {
            if (streams.get(i).ssrc() == mediaSsrc) {
                return streams.get(i);
            }
        }
        ReceivedStream stream = new ReceivedStream(mediaSsrc, video);
        streams.add(stream);
        return stream;
    }

    private void sendNacks() {
        nacking = false;
        if (stopped) {
            return;
        }
        long now = System.nanoTime();
        byte[] out = loop.outgoing();
        rtcp.begin(out, 0, MAX_RTCP);
        boolean picture = false;
        for (ReceivedStream stream : streams) {
            if (!stream.isVideo()) {
                continue;
            }
            if (stream.giveUp() && now - pliNanos >= PLI_SPACING_NANOS) {
                picture |= rtcp.pli(ssrc, stream.ssrc());
                pliNanos = now;
            }
            int count = stream.takeNacks(nacks, now);
            if (count > 0 && rtcp.nack(ssrc, stream.ssrc(), nacks, count)) {
                loop.tally().add(Tally.Count.NACK_SENT, count);
            }
            nacking |= stream.hasMissing();
        }
        if (rtcp.length() > 0 || picture) {
            link.sendRtcp(out, rtcp.length());
        }
        if (nacking) {
            loop.at(now + NACK_NANOS, this::sendNacks);
        }
    }

    private void report(long interval) {
        if (stopped) {
            return;
        }
        long now = System.nanoTime();
        if (!streams.isEmpty()) {
            byte[] out = loop.outgoing();
            rtcp.begin(out, 0, MAX_RTCP);
            rtcp.receiverReport(ssrc);
            for (ReceivedStream stream : streams) {
                rtcp.reportBlock(
                        stream.ssrc(),
                        stream.takeFractionLost(),
                        stream.cumulativeLost(),
                        stream.extendedHighest(),
                        stream.jitter(),
                        stream.lastSr(),
                        stream.delaySinceLastSr(now));
            }
            if (arrivals == null) {
                rtcp.remb(ssrc, DOWNLINK_BPS, mediaSsrcs());
            }
            link.sendRtcp(out, rtcp.length());
        }
        loop.at(now + interval, () -> report(interval));
    }

    private int[] mediaSsrcs() {
        return streams.stream().mapToInt(ReceivedStream::ssrc).toArray();
    }

    private void tellArrivals() {
        if (stopped || arrivals == null) {
            return;
        }
        TwccFeedback feedback = arrivals.take();
        while (feedback != null) {
            byte[] out = loop.outgoing();
            rtcp.begin(out, 0, MAX_RTCP);
            rtcp.transportFeedback(ssrc, streams.isEmpty() ? 0 : streams.get(0).ssrc(), feedback);
            link.sendRtcp(out, rtcp.length());
            feedback = arrivals.take();
        }
        loop.at(System.nanoTime() + TRANSPORT_FEEDBACK_NANOS, this::tellArrivals);
    }

    @Override
    public void onSenderReport(int senderSsrc, long ntp, int rtpTimestamp, int packetCount, int octetCount) {
        for (ReceivedStream stream : streams) {
            if (stream.ssrc() == senderSsrc) {
                stream.onSenderReport(NtpTime.middle32(ntp), System.nanoTime());
            }
        }
    }

    /** The next packet of this encoding ends a switch. */
    void expectRank(int rank, long nowNanos) {
        if (check != null) {
            check.expect(rank, nowNanos);
        }
    }

    boolean keyframeSeen() {
        return check != null && check.keyframeSeen();
    }

    /** 0 until there was one. Any thread. */
    long firstPacketNanos() {
        return firstPacketNanos;
    }

    void beginWindow() {
        streams.forEach(ReceivedStream::beginWindow);
        windowPackets = 0;
        windowBytes = 0;
        windowRtx = 0;
        gaps = 0;
        longestGapNanos = 0;
    }

    ViewerReport windowReport() {
        long expected = 0;
        long lost = 0;
        long videoExpected = 0;
        long videoLost = 0;
        for (ReceivedStream stream : streams) {
            expected += stream.windowExpected();
            lost += stream.windowLost();
            videoExpected += stream.isVideo() ? stream.windowExpected() : 0;
            videoLost += stream.isVideo() ? stream.windowLost() : 0;
        }
        if (check == null) { // the best a sink can know: what was sent again was missing
            long repaired = Math.min(videoLost, windowRtx);
            lost -= repaired;
            videoLost -= repaired;
        }
        return new ViewerReport(
                spec.identity(),
                windowPackets,
                windowBytes,
                expected,
                lost,
                videoExpected,
                videoLost,
                gaps,
                longestGapNanos);
    }
}
