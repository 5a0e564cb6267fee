package io.zvonok.media.sim;

import io.zvonok.media.api.Codec;
import io.zvonok.media.api.MediaKind;
import io.zvonok.media.rtp.SequenceNumbers;
import io.zvonok.media.time.Nanos;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

/** One RID of a simulated publisher: makes its frames, remembers its packets, answers NACK and PLI as a browser does. */
final class SentEncoding {
    private static final int[] HEIGHTS = {180, 360, 720};
    private static final int[] PACKETS = {1, 2, 4};
    private static final int HISTORY = 1024;
    private static final long PLI_IGNORED = Nanos.fromMillis(300);
    private static final int MAX_DATAGRAM = 1180;

    final Publication track;
    final String rid;
    final int number;
    final int ssrc;
    final int rtxSsrc;
    boolean paused;
    /** The receiver has reported the SSRC: MID and RID are not sent any more. */
    boolean acknowledged;

    final FrameLog log = new FrameLog();
    final List<Long> keyframeRequests = new ArrayList<>();
    private final TreeSet<Long> paddings = new TreeSet<>();
    private final Sent[] history = new Sent[HISTORY];
    private final int height;
    private final int timestampOrigin;
    private long nextSequence;
    private int nextRtxSequence;
    private int pictureId;
    private int tl0;
    private long frames;
    private boolean keyframeWanted = true;
    private long lastKeyframeNanos = -PLI_IGNORED;
    private long packets;
    private long octets;
    private boolean rtxAnnounced;

    private record Sent(long sequence, int payloadType, int timestamp, boolean marker, byte[] payload) {}

    SentEncoding(Publication track, int number, Random random) {
        this.track = track;
        this.number = number;
        boolean simulcast = track.spec.encodings() > 1;
        this.rid = simulcast ? String.valueOf("qhf".charAt(number)) : "";
        this.height = simulcast ? HEIGHTS[number] : 360;
        this.ssrc = random.nextInt();
        this.rtxSsrc = random.nextInt();
        boolean wraps = track.peer.spec.nearWrap;
        this.nextSequence = wraps ? 65_400 + random.nextInt(130) : 1 + random.nextInt(32_000);
        this.nextRtxSequence = wraps ? 65_530 : random.nextInt(32_000);
        this.timestampOrigin = wraps ? -random.nextInt(track.clockHz() * 4) : random.nextInt();
        int idLimit = 1 << Math.max(7, track.spec.pictureIdBits());
        this.pictureId = wraps ? idLimit - 1 - random.nextInt(20) : random.nextInt(idLimit);
        this.tl0 = wraps ? 250 : random.nextInt(256);
    }

    int height() {
        return height;
    }

    long frames() {
        return frames;
    }

    /** Padding-only packets with numbers after {@code from} and before {@code to}. */
    int paddingsBetween(long from, long to) {
        return to <= from ? 0 : paddings.subSet(from, false, to, false).size();
    }

    void wantKeyframe() {
        keyframeWanted = true;
    }

    void onPli(long sentNanos, long nowNanos) {
        keyframeRequests.add(sentNanos);
        if (nowNanos - lastKeyframeNanos >= PLI_IGNORED) {
            keyframeWanted = true;
        }
    }

    void sendFrame(long nowNanos) {
        MediaKind kind = track.spec.source().kind();
        boolean key = kind == MediaKind.AUDIO || keyframeWanted || frames == 0;
        if (kind == MediaKind.VIDEO && key) {
            keyframeWanted = false;
            lastKeyframeNanos = nowNanos;
        }
        boolean upper = track.spec.temporalLayers() > 1 && !key && frames % 2 == 1;
        boolean hasIds = track.codec == Codec.VP8 || track.codec == Codec.VP9;
        pictureId = (pictureId + 1) & (1 << track.spec.pictureIdBits()) - 1;
        tl0 = upper ? tl0 : tl0 + 1 & 0xFF;
        Random random = track.random;
        int count = kind == MediaKind.AUDIO ? 1 : PACKETS[number] * (key ? 2 : 1);
        int timestamp = timestampAt(nowNanos);
        log.add(nowNanos / 1000 * 1000, 0, upper ? 1 : 0);
        for (int packet = 0; packet < count; packet++) {
            MediaUnit unit = new MediaUnit(
                    track.peer.index,
                    track.number,
                    number,
                    key,
                    0,
                    upper ? 1 : 0,
                    frames,
                    packet,
                    count,
                    nextSequence,
                    nowNanos / 1000,
                    hasIds ? pictureId : -1,
                    hasIds ? track.spec.pictureIdBits() : 0,
                    hasIds ? tl0 : -1);
            int bytes = random.nextInt(40) == 0 ? 1100 : 60 + random.nextInt(120);
            byte[] scratch = new byte[bytes + 120];
            int length = unit.write(track.codec, height * 16 / 9, height, scratch, 0, bytes);
            byte[] payload = java.util.Arrays.copyOf(scratch, length);
            boolean marker = kind == MediaKind.VIDEO && packet == count - 1;
            Sent sent = new Sent(nextSequence++, track.payloadType(), timestamp, marker, payload);
            history[(int) (sent.sequence % HISTORY)] = sent;
            send(sent);
        }
        frames++;
        if (kind == MediaKind.VIDEO && track.peer.spec.sendsPadding && random.nextInt(12) == 0) {
            paddings.add(nextSequence);
            track.peer.sendRtp(
                    this, false, track.payloadType(), (int) nextSequence++ & 0xFFFF, timestamp, new byte[0], 50, false);
        }
    }

    private void send(Sent sent) {
        packets++;
        octets += sent.payload.length;
        track.peer.sendRtp(
                this,
                sent.marker,
                sent.payloadType,
                (int) sent.sequence & 0xFFFF,
                sent.timestamp,
                sent.payload,
                0,
                false);
    }

    /** Retransmissions may start with padding only, to probe for bandwidth. */
    void announceRtx() {
        if (!rtxAnnounced && track.rtxPayloadType() >= 0) {
            rtxAnnounced = true;
            track.peer.sendRtp(
                    this,
                    false,
                    track.rtxPayloadType(),
                    nextRtxSequence++ & 0xFFFF,
                    timestampAt(track.peer.nowNanos()),
                    new byte[0],
                    100,
                    true);
        }
    }

    void onNack(int sequenceNumber) {
        long sequence = SequenceNumbers.extend(nextSequence - 1, sequenceNumber);
        Sent sent = sequence < 0 ? null : history[(int) (sequence % HISTORY)];
        if (sent == null || sent.sequence != sequence || track.rtxPayloadType() < 0) {
            return;
        }
        byte[] payload = new byte[sent.payload.length + 2];
        payload[0] = (byte) (sent.sequence >> 8);
        payload[1] = (byte) sent.sequence;
        System.arraycopy(sent.payload, 0, payload, 2, sent.payload.length);
        track.peer.sendRtp(
                this, sent.marker, sent.payloadType + 1, nextRtxSequence++ & 0xFFFF, sent.timestamp, payload, 0, true);
    }

    /** Leaves out sequence numbers, as if so many packets were lost. */
    void skipNumbers(int count) {
        nextSequence += count;
    }

    long sequence() {
        return nextSequence;
    }

    int timestampAt(long nowNanos) {
        long own = track.peer.ownNanos(nowNanos);
        return timestampOrigin + (int) (own / 1000 * track.clockHz() / 1_000_000);
    }

    int packets() {
        return (int) packets;
    }

    int octets() {
        return (int) octets;
    }
}
