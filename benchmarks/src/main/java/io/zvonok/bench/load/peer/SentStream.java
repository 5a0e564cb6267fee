package io.zvonok.bench.load.peer;

import io.zvonok.bench.load.model.PayloadStamp;
import io.zvonok.media.rtp.BigEndian;
import io.zvonok.media.rtp.RtpHeaderWriter;
import io.zvonok.media.rtp.RtpPacketView;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * One SSRC that a publisher sends, with the SSRC of its retransmissions: headers, filling, stamp, history.
 *
 * <p>MID and RID are sent for the first packets and with key frames, as browsers do until they know that they were heard.
 *
 * <p>Spec: RFC 3550, RFC 4588 (RTX), RFC 8852 (RID). Thread: the loop.
 */
final class SentStream {
    private static final int HISTORY = 512;
    private static final int NAMED_PACKETS = 300;
    private static final byte[] NOISE = noise();

    private final LoadLoop loop;
    private final PublisherLink link;
    private final RtpHeaderWriter header = new RtpHeaderWriter();
    private final PayloadStamp stamp = new PayloadStamp();
    private final RtpPacketView sentBefore = new RtpPacketView();
    private final byte[] mid;
    private final byte[] rid;
    private final int ssrc;
    private final int rtxSsrc;
    private final int payloadType;
    private final int rtxPayloadType;
    private final int clockHz;
    private final int rank;
    private final int timestampBase;
    private final byte[] transportSequence = new byte[2];
    private final byte[][] history = new byte[HISTORY][];
    private int sequenceNumber;
    private int rtxSequenceNumber;
    private int packets;
    private int octets;
    private int packetNumber;

    /** What streams of one publisher share. */
    interface PublisherLink {
        SentExtensions extensions();

        int nextTransportSequence();

        /** Of the publisher's beginning: times are turned into RTP timestamps from here. */
        long epochNanos();

        int source();

        /** The packet is in the loop's outgoing array. */
        void send(int length);
    }

    /** @param rtxPayloadType -1 for a stream that is not sent again */
    SentStream(
            LoadLoop loop,
            PublisherLink link,
            String mid,
            String rid,
            int ssrc,
            int rtxSsrc,
            int payloadType,
            int rtxPayloadType,
            int clockHz,
            int rank,
            RandomGenerator random) {
        this.loop = loop;
        this.link = link;
        this.mid = mid.getBytes(StandardCharsets.UTF_8);
        this.rid = rid.getBytes(StandardCharsets.UTF_8);
        this.ssrc = ssrc;
        this.rtxSsrc = rtxSsrc;
        this.payloadType = payloadType;
        this.rtxPayloadType = rtxPayloadType;
        this.clockHz = clockHz;
        this.rank = rank;
        this.timestampBase = random.nextInt();
        this.sequenceNumber = random.nextInt(0x4000); // P16 of RFC 3711: the first one below 2^15
        this.rtxSequenceNumber = random.nextInt(0x4000);
    }

    private static byte[] noise() {
        byte[] noise = new byte[1 << 16];
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (byte) random.nextInt();
        }
        return noise;
    }

    int ssrc() {
        return ssrc;
    }

    int packets() {
        return packets;
    }

    int octets() {
        return octets;
    }

    int timestampAt(long nanos) {
        long micros = (nanos - link.epochNanos()) / 1000;
        return timestampBase + (int) (micros * clockHz / 1_000_000);
    }

    /** Writes a header into the loop's outgoing array; returns where the payload goes. */
    int begin(boolean marker, long captureNanos, boolean keyframe, int audioLevel) {
        byte[] out = loop.outgoing();
        header.begin(out, 0, marker, payloadType, sequenceNumber, timestampAt(captureNanos), ssrc);
        extensions(keyframe || packets < NAMED_PACKETS, link.extensions().rid());
        if (audioLevel >= 0 && link.extensions().audioLevel() > 0) {
            boolean speech = audioLevel < 127;
            header.addExtension(link.extensions().audioLevel(), (speech ? 0x80 : 0) | audioLevel);
        }
        return header.finish();
    }

    private void extensions(boolean named, int ridExtension) {
        SentExtensions ids = link.extensions();
        if (named && ids.mid() > 0) {
            header.addExtension(ids.mid(), mid, 0, mid.length);
        }
        if (named && ridExtension > 0 && rid.length > 0) {
            header.addExtension(ridExtension, rid, 0, rid.length);
        }
        if (ids.transportWide() > 0) {
            BigEndian.put16(transportSequence, 0, link.nextTransportSequence());
            header.addExtension(ids.transportWide(), transportSequence, 0, 2);
        }
    }

    /**
     * Fills the payload behind its codec header, stamps it, keeps it and sends it.
     *
     * @param hashedFrom bytes of the payload that a forwarder may rewrite
     * @param written bytes of the payload that are there already
     */
    void finish(int payloadOffset, int payloadBytes, int hashedFrom, int written, boolean keyframe, long dueNanos) {
        byte[] out = loop.outgoing();
        int from = packetNumber * 37 & 0x7FFF;
        System.arraycopy(NOISE, from, out, payloadOffset + written, payloadBytes - written);
        long now = System.nanoTime();
        stamp.write(
                out,
                payloadOffset,
                payloadBytes,
                hashedFrom,
                link.source(),
                rank,
                keyframe,
                packetNumber++,
                dueNanos,
                now);
        int length = payloadOffset + payloadBytes;
        packets++;
        octets += payloadBytes;
        if (rtxPayloadType >= 0) {
            keep(out, length);
        }
        sequenceNumber = sequenceNumber + 1 & 0xFFFF;
        loop.tally().increment(Tally.Count.RTP_SENT);
        loop.tally().add(Tally.Count.BYTES_SENT, length);
        link.send(length);
    }

    private void keep(byte[] out, int length) {
        int slot = sequenceNumber % HISTORY;
        byte[] kept = history[slot];
        if (kept == null || kept.length < length + 2) {
            kept = new byte[Math.max(length + 2, 1300)];
            history[slot] = kept;
        }
        BigEndian.put16(kept, 0, length);
        System.arraycopy(out, 0, kept, 2, length);
    }

    /** Sends a packet again, if it is still there. */
    void resend(int lost) {
        byte[] kept = history[lost % HISTORY];
        if (rtxPayloadType < 0 || kept == null || !sentBefore.wrap(kept, 2, BigEndian.get16(kept, 0))) {
            return;
        }
        if (sentBefore.sequenceNumber() != lost) {
            return;
        }
        byte[] out = loop.outgoing();
        header.begin(
                out, 0, sentBefore.marker(), rtxPayloadType, rtxSequenceNumber, sentBefore.rtpTimestamp(), rtxSsrc);
        extensions(true, link.extensions().repairedRid());
        int at = header.finish();
        BigEndian.put16(out, at, lost);
        System.arraycopy(kept, sentBefore.payloadOffset(), out, at + 2, sentBefore.payloadLength());
        rtxSequenceNumber = rtxSequenceNumber + 1 & 0xFFFF;
        loop.tally().increment(Tally.Count.RTX_SENT);
        link.send(at + 2 + sentBefore.payloadLength());
    }
}
