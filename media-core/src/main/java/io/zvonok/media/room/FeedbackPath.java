package io.zvonok.media.room;

import io.zvonok.media.bwe.ArrivalRecorder;
import io.zvonok.media.rtcp.RtcpListener;
import io.zvonok.media.rtcp.RtcpReader;
import io.zvonok.media.rtcp.RtcpWriter;
import io.zvonok.media.srtp.SrtpSender;
import io.zvonok.media.stats.Counter;
import io.zvonok.media.stats.LoopStats;
import io.zvonok.media.stream.ReceiveStream;
import io.zvonok.media.stream.SendStream;
import io.zvonok.media.time.Nanos;
import org.jspecify.annotations.Nullable;

/**
 * The way back: what viewers report and ask for, and what publishers are told. A viewer's feedback concerns only the
 * streams sent to that viewer (P21, P22); a publisher is asked on behalf of all viewers at once (P20).
 *
 * <p>Spec: RFC 3550 section 6, RFC 4585, RFC 5104, RFC 5506 (reduced size). Thread: the owning media loop; one instance a
 * loop.
 */
public final class FeedbackPath {
    private static final String CNAME = "zvonok";
    private static final long REPORT_INTERVAL = Nanos.fromSeconds(1);
    private static final int MAX_COMPOUND = 1150;
    private static final int MAX_NACKED_AT_ONCE = 128;

    private final LoopContext context;
    private final LoopStats stats;
    private final RtcpReader reader = new RtcpReader();
    private final RtcpWriter writer = new RtcpWriter();
    private final Incoming incoming = new Incoming();
    private final byte[] out = new byte[MAX_COMPOUND + SrtpSender.MAX_OVERHEAD];
    private final int[] missing = new int[MAX_NACKED_AT_ONCE];

    FeedbackPath(LoopContext context) {
        this.context = context;
        this.stats = context.stats();
    }

    /** A decrypted compound from a participant. */
    void onRtcp(Participant from, byte[] array, int offset, int length, long nowNanos) {
        if (!from.mayReceiveRtcp(nowNanos)) {
            stats.increment(Counter.RTCP_OVER_RATE);
            return;
        }
        incoming.from = from;
        incoming.nowNanos = nowNanos;
        boolean readable = reader.read(array, offset, length, incoming);
        stats.increment(readable ? Counter.RTCP_IN : Counter.RTCP_MALFORMED);
    }

    /** Sends what is due to one participant: requests for packets and keyframes, arrival feedback, reports. */
    void sendDue(Participant to, long nowNanos) {
        if (!to.transport().isConnected()) {
            return;
        }
        begin();
        for (int i = 0; i < to.tracks().size(); i++) {
            requestFrom(to, to.tracks().get(i), nowNanos);
        }
        flush(to);
        sendArrivals(to, nowNanos);
        sendReports(to, nowNanos);
    }

    private void requestFrom(Participant to, PublishedTrack track, long nowNanos) {
        for (int i = 0; i < track.encodings().size(); i++) {
            Encoding encoding = track.encodings().get(i);
            ReceiveStream stream = encoding.stream();
            if (stream == null) {
                continue;
            }
            int count = stream.missing(nowNanos, to.roundTripNanos(), missing);
            if (count > 0 && track.open()) {
                if (!writer.nack(to.feedbackSsrc(), stream.ssrc(), missing, count)) {
                    startNext(to);
                    writer.nack(to.feedbackSsrc(), stream.ssrc(), missing, count);
                }
                stats.add(Counter.NACK_OUT, count);
            }
            if (track.open() && encoding.keyframeRequests().takeDue(nowNanos)) {
                if (!writer.pli(to.feedbackSsrc(), stream.ssrc())) {
                    startNext(to);
                    writer.pli(to.feedbackSsrc(), stream.ssrc());
                }
                stats.increment(Counter.PLI_OUT);
            }
        }
    }

    /** The compound is full: it leaves, another begins. */
    private void startNext(Participant to) {
        flush(to);
        begin();
    }

    private void sendArrivals(Participant to, long nowNanos) {
        ArrivalRecorder arrivals = to.arrivals();
        if (arrivals == null || nowNanos < arrivals.nextTimeoutNanos()) {
            return;
        }
        begin();
        while (arrivals.write(writer, to.feedbackSsrc(), mediaSsrcOf(to), nowNanos)) {
            stats.increment(Counter.TWCC_OUT);
            startNext(to);
        }
    }

    /** Any SSRC of the peer: transport-wide feedback names one for form's sake. */
    private static int mediaSsrcOf(Participant to) {
        for (PublishedTrack track : to.tracks()) {
            for (Encoding encoding : track.encodings()) {
                ReceiveStream stream = encoding.stream();
                if (stream != null) {
                    return stream.ssrc();
                }
            }
        }
        return 0;
    }

    private void sendReports(Participant to, long nowNanos) {
        boolean regular = nowNanos >= to.nextReportNanos();
        begin();
        for (int i = 0; i < to.slots().size(); i++) {
            Slot slot = to.slots().get(i);
            SendStream sending = slot.stream().sendStream();
            if ((slot.takeReportDue() || regular) && sending.packets() > 0) {
                writeSenderReport(to, slot, sending, nowNanos);
            }
        }
        if (regular) {
            to.reportAt(nowNanos + REPORT_INTERVAL);
            writeReceiverReport(to, nowNanos);
        }
        flush(to);
    }

    private void writeSenderReport(Participant to, Slot slot, SendStream sending, long nowNanos) {
        long ntp = context.ntpAt(nowNanos);
        int timestamp = slot.stream().clock().timestampAt(nowNanos);
        if (!sending.writeSenderReport(writer, ntp, timestamp) || !writer.sdesCname(slot.ssrc(), CNAME)) {
            startNext(to);
            sending.writeSenderReport(writer, ntp, timestamp);
            writer.sdesCname(slot.ssrc(), CNAME);
        }
    }

    private void writeReceiverReport(Participant to, long nowNanos) {
        boolean begun = false;
        for (PublishedTrack track : to.tracks()) {
            for (Encoding encoding : track.encodings()) {
                ReceiveStream stream = encoding.stream();
                if (stream == null || stream.packets() == 0) {
                    continue;
                }
                if (!begun && !writer.receiverReport(to.feedbackSsrc())) {
                    return;
                }
                begun = true;
                if (!stream.writeReportBlock(writer, nowNanos)) {
                    return;
                }
            }
        }
    }

    private void begin() {
        writer.begin(out, 0, MAX_COMPOUND);
    }

    private void flush(Participant to) {
        if (writer.length() > 0 && to.transport().sendRtcp(out, writer.length())) {
            stats.increment(Counter.RTCP_OUT);
        }
    }

    /** Reads one compound on behalf of one participant. */
    private final class Incoming implements RtcpListener {
        private @Nullable Participant from;
        private long nowNanos;

        private Participant sender() {
            Participant sender = from;
            if (sender == null) {
                throw new IllegalStateException("no compound is being read");
            }
            return sender;
        }

        @Override
        public void onSenderReport(int ssrc, long ntp, int rtpTimestamp, int packetCount, int octetCount) {
            Encoding encoding = sender().encodingOf(ssrc);
            ReceiveStream stream = encoding == null ? null : encoding.stream();
            if (stream != null) {
                stream.onSenderReport(ntp, rtpTimestamp, nowNanos);
                sender().clock().onSenderReport(ntp, nowNanos);
            }
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
            Slot slot = sender().slotOf(ssrc);
            if (slot == null) {
                return; // RTX streams are reported too
            }
            stats.increment(Counter.REPORT_BLOCKS_IN);
            SendStream sending = slot.stream().sendStream();
            sender().downlink().onReceiverReport(fractionLost, sending.takePacketsSinceReport(), nowNanos);
            sending.onReportBlock(
                    fractionLost, cumulativeLost, jitter, lastSr, delaySinceLastSr, context.ntpAt(nowNanos), nowNanos);
            if (sending.roundTripNanos() >= 0) {
                sender().downlink().onRoundTrip(sending.roundTripNanos());
            }
        }

        @Override
        public void onNack(int senderSsrc, int mediaSsrc, int sequenceNumber) {
            stats.increment(Counter.NACK_IN);
            Slot slot = sender().slotOf(mediaSsrc);
            if (slot == null) {
                stats.increment(Counter.RTCP_FOREIGN_SSRC);
            } else {
                slot.stream().retransmit(sequenceNumber, nowNanos, sender().roundTripNanos());
            }
        }

        @Override
        public void onTransportFeedback(int senderSsrc, int mediaSsrc, byte[] array, int offset, int length) {
            sender().downlink().onTransportFeedback(array, offset, length, nowNanos);
        }

        @Override
        public void onRemb(int senderSsrc, long bitrateBps) {
            sender().downlink().onRemb(bitrateBps, nowNanos);
        }

        @Override
        public void onPli(int senderSsrc, int mediaSsrc) {
            onKeyframeRequest(mediaSsrc);
        }

        @Override
        public void onFir(int senderSsrc, int mediaSsrc, int firSequence) {
            onKeyframeRequest(mediaSsrc);
        }

        private void onKeyframeRequest(int mediaSsrc) {
            stats.increment(Counter.PLI_IN);
            Slot slot = sender().slotOf(mediaSsrc);
            if (slot == null) {
                stats.increment(Counter.RTCP_FOREIGN_SSRC);
            } else {
                slot.onKeyframeRequest(nowNanos);
            }
        }
    }
}
