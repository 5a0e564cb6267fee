package io.zvonok.media.sim;

import io.zvonok.media.api.Codec;
import io.zvonok.media.api.HeaderExtension;
import io.zvonok.media.rtcp.RtcpListener;
import io.zvonok.media.rtcp.RtcpReader;
import io.zvonok.media.rtcp.TwccFeedbackReader;
import io.zvonok.media.srtp.SrtpReceiver;
import io.zvonok.media.stats.Counter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What reaches a simulated client: media, sorted into its slots, and the server's RTCP about what the client sends. */
final class PeerDownlink {
    private final TestPeer peer;
    private final SrtpReceiver receiver;
    private final RtcpReader rtcpReader = new RtcpReader();
    private final TwccFeedbackReader twccReader = new TwccFeedbackReader();
    private final Reports reports = new Reports();
    private long fedBack;
    private Tap tap = (slot, rtx, bytes) -> {};

    /** Sees every packet that comes. */
    interface Tap {
        void onPacket(ReceivedStream slot, boolean rtx, int bytes);
    }

    PeerDownlink(TestPeer peer) {
        this.peer = peer;
        this.receiver = new SrtpReceiver(peer.serverKeys, peer.stats);
    }

    /** Packets of which transport-wide feedback said that they arrived. */
    long fedBack() {
        return fedBack;
    }

    void tap(Tap watching) {
        tap = watching;
    }

    void onSecured(byte[] bytes, long sentNanos) {
        int second = bytes[1] & 0xFF;
        if (second >= 192 && second <= 223) {
            int length = receiver.unprotectRtcp(bytes, 0, bytes.length);
            if (length >= 0) {
                RtpProbe.requireRtcp(bytes, length);
                reports.sentNanos = sentNanos;
                if (!rtcpReader.read(bytes, 0, length, reports)) {
                    throw new InvariantBroken("I21", "RTCP that cannot be read");
                }
            }
            return;
        }
        int length = receiver.unprotectRtp(bytes, 0, bytes.length);
        if (peer.stats.get(Counter.SRTP_REJECTED) + peer.stats.get(Counter.SRTCP_REJECTED) > 0) {
            throw new InvariantBroken("I3", "the server sent a packet that does not authenticate");
        }
        if (length >= 0) {
            onRtp(bytes, length, sentNanos);
        }
    }

    private void onRtp(byte[] bytes, int length, long sentNanos) {
        RtpProbe packet = RtpProbe.read(bytes, length);
        ReceivedStream slot = peer.slotOf(packet.ssrc);
        if (slot == null) {
            throw new InvariantBroken("I21", "media with an SSRC that was never told");
        }
        if (!slot.mid.equals(packet.extension(peer.numbers.extensionId(HeaderExtension.MID)))) {
            throw new InvariantBroken("I21", "media without the MID of its slot");
        }
        peer.feedback.onPacket(packet, bytes.length);
        boolean rtx = packet.ssrc == slot.rtxSsrc;
        tap.onPacket(slot, rtx, bytes.length);
        int type = packet.payloadType - (rtx ? 1 : 0);
        Codec codec = peer.numbers.codecOf(type);
        if (codec == null || codec.kind() != slot.kind || !peer.spec.decodes.contains(codec)) {
            throw new InvariantBroken("I21", "payload type " + packet.payloadType + " in slot " + slot.mid);
        }
        if (packet.payloadLength == 0) {
            if (!rtx) {
                slot.onPadding(packet.sequenceNumber, packet.timestamp, sentNanos);
            }
            return;
        }
        if (rtx && packet.payloadLength <= 2) {
            throw new InvariantBroken("I21", "a retransmission of nothing");
        }
        if (codec == Codec.RED) {
            onRed(bytes, packet, slot, sentNanos);
            return;
        }
        int skipped = rtx ? 2 : 0;
        int number = rtx
                ? (bytes[packet.payloadOffset] & 0xFF) << 8 | bytes[packet.payloadOffset + 1] & 0xFF
                : packet.sequenceNumber;
        MediaUnit unit = MediaUnit.read(codec, bytes, packet.payloadOffset + skipped, packet.payloadLength - skipped);
        peer.scenario.invariants().onMedia(peer, slot, unit, rtx, sentNanos);
        byte[] descriptor = descriptorOf(packet, unit);
        slot.onPacket(new ReceivedStream.Arrival(
                number, packet.timestamp, packet.marker, codec, unit, descriptor, rtx, sentNanos));
    }

    private byte[] descriptorOf(RtpProbe packet, MediaUnit unit) {
        String value = packet.extension(peer.numbers.extensionId(HeaderExtension.DEPENDENCY_DESCRIPTOR));
        boolean sends = peer.scenario.publicationOf(unit).spec.hasDescriptor();
        if (value != null && !(sends && peer.spec.readsDescriptors)) {
            throw new InvariantBroken("I21", "a dependency descriptor that nobody sent or agreed to");
        }
        if (value == null && sends && peer.spec.readsDescriptors) {
            throw new InvariantBroken("I9", "a packet without the dependency descriptor of its frame: " + unit);
        }
        return value == null ? null : value.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The primary frame counts as the packet; a redundant one stands for the packet that was lost, if it was. */
    private void onRed(byte[] bytes, RtpProbe packet, ReceivedStream slot, long sentNanos) {
        List<RedAudio.Block> blocks = RedAudio.read(bytes, packet.payloadOffset, packet.payloadLength);
        RedAudio.Block primary = blocks.get(blocks.size() - 1);
        MediaUnit now = readBlock(bytes, primary);
        peer.scenario.invariants().onMedia(peer, slot, now, false, sentNanos);
        slot.onPacket(new ReceivedStream.Arrival(
                packet.sequenceNumber, packet.timestamp, packet.marker, Codec.OPUS, now, null, false, sentNanos));
        for (RedAudio.Block block : blocks.subList(0, blocks.size() - 1)) {
            MediaUnit before = readBlock(bytes, block);
            long behind = now.sourceSequence() - before.sourceSequence();
            if (!now.sameEncoding(before) || behind <= 0) {
                throw new InvariantBroken("I10", "redundant sound of another time or source: " + before + " in " + now);
            }
            slot.onRedundant(packet.sequenceNumber, (int) behind, before);
        }
    }

    private MediaUnit readBlock(byte[] bytes, RedAudio.Block block) {
        if (peer.numbers.codecOf(block.payloadType()) != Codec.OPUS) {
            throw new InvariantBroken("I21", "payload type " + block.payloadType() + " inside of RED");
        }
        return MediaUnit.read(Codec.OPUS, bytes, block.at(), block.length());
    }

    private final class Reports implements RtcpListener {
        private long sentNanos;

        @Override
        public void onSenderReport(int from, long ntp, int rtpTimestamp, int packetCount, int octetCount) {
            ReceivedStream slot = peer.slotOf(from);
            if (slot == null) {
                throw new InvariantBroken("I21", "a report of an SSRC that was never told");
            }
            slot.senderReports.onReport(ntp, rtpTimestamp, peer.nowNanos());
        }

        @Override
        public void onReportBlock(
                int from,
                int about,
                int fractionLost,
                int cumulativeLost,
                int extendedHighest,
                int jitter,
                int lastSr,
                int delaySinceLastSr) {
            peer.uplink.encodingOf(about).acknowledged = true;
            peer.feedback.onReportBlock(lastSr, delaySinceLastSr);
        }

        @Override
        public void onNack(int from, int about, int sequenceNumber) {
            peer.uplink.encodingOf(about).onNack(sequenceNumber);
        }

        @Override
        public void onPli(int from, int about) {
            SentEncoding encoding = peer.uplink.encodingOf(about);
            encoding.onPli(sentNanos, peer.nowNanos());
            peer.scenario.invariants().onKeyframeRequest(encoding);
        }

        @Override
        public void onTransportFeedback(int from, int about, byte[] array, int offset, int length) {
            boolean readable = twccReader.read(array, offset, length, (number, received, micros) -> {
                if (received && !peer.uplink.sent(number)) {
                    throw new InvariantBroken("I21", "transport feedback about packets that were not sent");
                }
                fedBack += received ? 1 : 0;
            });
            if (!readable) {
                throw new InvariantBroken("I21", "transport feedback that cannot be read");
            }
        }
    }
}
