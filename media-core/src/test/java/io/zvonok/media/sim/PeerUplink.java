package io.zvonok.media.sim;

import io.zvonok.media.api.HeaderExtension;
import io.zvonok.media.api.MediaKind;
import io.zvonok.media.rtcp.RtcpWriter;
import io.zvonok.media.rtp.RtpHeaderWriter;
import io.zvonok.media.srtp.SrtpSender;
import io.zvonok.media.time.NtpTime;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What leaves a simulated client: its media with the header extensions of a browser, and its RTCP. */
final class PeerUplink {
    private static final int MAX_DATAGRAM = 1180;
    private static final int MAX_COMPOUND = 1100;

    private final TestPeer peer;
    private final SrtpSender sender;
    private final RtpHeaderWriter header = new RtpHeaderWriter();
    private final RtcpWriter rtcp = new RtcpWriter();
    private final byte[] out = new byte[2048];
    private int transportSequence;
    private long transportSent;

    PeerUplink(TestPeer peer, int firstTransportSequence) {
        this.peer = peer;
        this.sender = new SrtpSender(peer.clientKeys, peer.stats);
        this.transportSequence = firstTransportSequence;
    }

    /**
     * @param descriptor dependency descriptor or null
     * @param atServer called when the packet is there, each time it is
     */
    void sendRtp(
            SentEncoding encoding,
            boolean marker,
            int payloadType,
            int sequenceNumber,
            int timestamp,
            byte[] payload,
            int padding,
            byte[] descriptor,
            boolean rtx,
            Runnable atServer) {
        header.begin(out, 0, marker, payloadType, sequenceNumber, timestamp, rtx ? encoding.rtxSsrc : encoding.ssrc);
        Publication track = encoding.track;
        boolean named = rtx || !encoding.acknowledged;
        if (named && (!peer.spec.declaresSsrcs || !encoding.rid.isEmpty())) {
            addText(HeaderExtension.MID, track.mid);
            if (!encoding.rid.isEmpty()) {
                addText(rtx ? HeaderExtension.REPAIRED_RID : HeaderExtension.RID, encoding.rid);
            }
        }
        if (track.kind() == MediaKind.AUDIO) {
            header.addExtension(peer.numbers.extensionId(HeaderExtension.AUDIO_LEVEL), track.audioLevel());
        }
        byte[] number = {(byte) (transportSequence >> 8), (byte) transportSequence};
        transportSequence = transportSequence + 1 & 0xFFFF;
        transportSent++;
        header.addExtension(peer.numbers.extensionId(HeaderExtension.TRANSPORT_CC), number, 0, 2);
        if (descriptor != null) {
            header.addExtension(
                    peer.numbers.extensionId(HeaderExtension.DEPENDENCY_DESCRIPTOR), descriptor, 0, descriptor.length);
        }
        int at = header.finish();
        System.arraycopy(payload, 0, out, at, payload.length);
        int length = at + payload.length;
        if (padding > 0) {
            out[0] |= 0x20;
            Arrays.fill(out, length, length + padding, (byte) 0);
            length += padding;
            out[length - 1] = (byte) padding;
        }
        length = sender.protectRtp(out, 0, length);
        if (length < 0 || length > MAX_DATAGRAM) {
            throw new IllegalStateException("the simulated client made a datagram of " + length + " bytes");
        }
        peer.lastSrtp = Arrays.copyOf(out, length);
        peer.scenario.network().sendUp(out, length, peer.mediaAddress(), peer.server(), atServer);
    }

    private void addText(HeaderExtension extension, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        header.addExtension(peer.numbers.extensionId(extension), bytes, 0, bytes.length);
    }

    /** Starts a compound. What is written to it leaves with {@link #endRtcp}, if there is anything. */
    RtcpWriter beginRtcp() {
        rtcp.begin(out, 0, MAX_COMPOUND);
        return rtcp;
    }

    void endRtcp() {
        if (rtcp.length() > 0) {
            int length = sender.protectRtcp(out, 0, rtcp.length());
            peer.scenario.network().sendUp(out, length, peer.mediaAddress(), peer.server(), () -> {});
        }
    }

    /** Sends RTCP as it is, whatever it says, if it can be encrypted at all. */
    void sendRtcp(byte[] plain, int length) {
        System.arraycopy(plain, 0, out, 0, length);
        int encrypted = sender.protectRtcp(out, 0, length);
        if (encrypted > 0) {
            peer.scenario.network().sendUp(out, encrypted, peer.mediaAddress(), peer.server(), () -> {});
        }
    }

    /** The client's clock, as its reports tell it. */
    long ntp(long nowNanos) {
        return NtpTime.ofNanos(peer.scenario.ntpOriginMicros() * 1000 + peer.ownNanos(nowNanos));
    }

    void writeSenderReports(RtcpWriter into, long nowNanos) {
        for (Publication track : peer.tracks) {
            for (SentEncoding encoding : track.encodings) {
                if (encoding.packets() > 0) {
                    into.senderReport(
                            encoding.ssrc,
                            ntp(nowNanos),
                            encoding.timestampAt(nowNanos),
                            encoding.packets(),
                            encoding.octets());
                }
            }
        }
    }

    /** Whether a packet with this transport-wide number was sent, not too long ago. */
    boolean sent(int number) {
        int behind = transportSequence - 1 - number & 0xFFFF;
        return behind < Math.min(transportSent, 20_000);
    }

    SentEncoding encodingOf(int ssrc) {
        for (Publication track : peer.tracks) {
            for (SentEncoding encoding : track.encodings) {
                if (encoding.ssrc == ssrc) {
                    return encoding;
                }
            }
        }
        throw new InvariantBroken("I21", "feedback about an SSRC that this peer does not send");
    }
}
