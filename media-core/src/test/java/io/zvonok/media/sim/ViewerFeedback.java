package io.zvonok.media.sim;

import io.zvonok.media.api.HeaderExtension;
import io.zvonok.media.rtcp.RtcpWriter;
import io.zvonok.media.rtp.SequenceNumbers;
import io.zvonok.media.time.Nanos;
import io.zvonok.media.time.NtpTime;

/** What a simulated client tells the server of its downlink: requests for packets and pictures, arrivals, reports. */
final class ViewerFeedback {
    private static final long REPORT = Nanos.fromSeconds(1);
    /** As browsers guess while nothing is measured: a client that sends nothing never knows. */
    private static final long GUESSED_ROUND_TRIP = Nanos.fromMillis(100);

    private final TestPeer peer;
    private final int ssrc;
    private final int[] missing = new int[64];
    private TwccReporter arrivals = new TwccReporter();
    private final RembEstimator remb = new RembEstimator();
    private long nextReportNanos;
    private long nextRembNanos;
    private long roundTripNanos = -1;
    private long reported;
    private int highestTransportNumber = -1;

    ViewerFeedback(TestPeer peer, int ssrc) {
        this.peer = peer;
        this.ssrc = ssrc;
    }

    /** By the server's reports of what the client sends, else a guess. */
    long roundTripNanos() {
        return roundTripNanos < 0 ? GUESSED_ROUND_TRIP : roundTripNanos;
    }

    void onReportBlock(int lastSr, int delaySinceLastSr) {
        if (lastSr != 0) {
            int units = SequenceNumbers.timestampDelta(
                    NtpTime.middle32(peer.uplink.ntp(peer.nowNanos())), lastSr + delaySinceLastSr);
            long measured = Math.max(0, units) * 1_000_000_000L >> 16;
            roundTripNanos = roundTripNanos < 0 ? measured : roundTripNanos + (measured - roundTripNanos) / 8;
        }
    }

    /** A packet came, with media or without. */
    void onPacket(RtpProbe packet, int bytes) {
        long now = peer.nowNanos();
        if (peer.spec.feedback == PeerSpec.Feedback.TRANSPORT_CC) {
            int number = packet.extensionValue(peer.numbers.extensionId(HeaderExtension.TRANSPORT_CC), 2);
            if (number >= 0) {
                highestTransportNumber = number;
                arrivals.onPacket(number, bytes, peer.ownNanos(now));
            }
        } else if (peer.spec.feedback == PeerSpec.Feedback.REMB) {
            remb.onPacket(
                    packet.extensionValue(peer.numbers.extensionId(HeaderExtension.ABS_SEND_TIME), 3), bytes, now);
        }
    }

    /** Called every 10 ms or so. */
    void poll(long nowNanos) {
        sendRequests(nowNanos);
        boolean estimates = peer.spec.feedback == PeerSpec.Feedback.REMB
                && peer.slots.values().stream().anyMatch(ReceivedStream::hasPackets);
        if (estimates && (nowNanos >= nextRembNanos || remb.takeBackOff())) {
            nextRembNanos = nowNanos + RembEstimator.INTERVAL;
            int[] ssrcs = peer.slots.values().stream()
                    .filter(ReceivedStream::hasPackets)
                    .mapToInt(slot -> slot.ssrc)
                    .toArray();
            peer.uplink.beginRtcp().remb(ssrc, remb.estimateBps(), ssrcs);
            peer.uplink.endRtcp();
        }
        if (nowNanos >= nextReportNanos) {
            nextReportNanos = nowNanos + REPORT;
            sendReports(nowNanos);
        }
    }

    private void sendRequests(long nowNanos) {
        RtcpWriter rtcp = peer.uplink.beginRtcp();
        for (ReceivedStream slot : peer.slots.values()) {
            int count = slot.poll(nowNanos, missing);
            if (count > 0) {
                rtcp.nack(ssrc, slot.ssrc, missing, count);
            }
            if (slot.takePli(nowNanos)) {
                rtcp.pli(ssrc, slot.ssrc);
            }
        }
        peer.uplink.endRtcp();
    }

    private void sendReports(long nowNanos) {
        RtcpWriter rtcp = peer.uplink.beginRtcp();
        boolean any = false;
        for (ReceivedStream slot : peer.slots.values()) {
            if (slot.hasPackets()) {
                any = any || rtcp.receiverReport(ssrc);
                rtcp.reportBlock(
                        slot.ssrc,
                        slot.takeFractionLost(),
                        (int) Math.max(0, slot.packetsLost()),
                        slot.reportedHighest(),
                        0,
                        slot.senderReports.lastSr(),
                        slot.senderReports.delaySinceLastSr(nowNanos));
            }
        }
        peer.uplink.writeSenderReports(rtcp, nowNanos);
        peer.uplink.endRtcp();
    }

    /** Sends what is to be told of arrivals; returns when to do so again, in nanoseconds from now. */
    long sendArrivals(long nowNanos) {
        long own = peer.ownNanos(nowNanos);
        RtcpWriter rtcp = peer.uplink.beginRtcp();
        while (arrivals.write(rtcp, ssrc, anySsrc(), own)) {
            reported++;
            peer.uplink.endRtcp();
            rtcp = peer.uplink.beginRtcp();
        }
        return arrivals.intervalNanos(own);
    }

    private int anySsrc() {
        return peer.slots.values().stream()
                .filter(ReceivedStream::hasPackets)
                .findFirst()
                .map(slot -> slot.ssrc)
                .orElse(0);
    }

    /** Notes arrivals there, for somebody else to tell of them. */
    void report(TwccReporter elsewhere) {
        arrivals = elsewhere;
    }

    /** Transport-wide number of the last packet that came, -1 if none did. */
    int highestTransportNumber() {
        return highestTransportNumber;
    }

    /** Transport-wide feedbacks sent. */
    long arrivalsReported() {
        return reported;
    }
}
