package io.zvonok.media.sim;

import io.zvonok.media.api.Codec;
import io.zvonok.media.api.MediaKind;
import io.zvonok.media.rtp.SequenceNumbers;
import io.zvonok.media.time.Nanos;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;

/** One RID of a simulated publisher: makes its frames, remembers its packets, answers NACK and PLI as a browser does. */
final class SentEncoding {
    private static final int[] PACKETS = {1, 2, 4};
    private static final int HISTORY = 1024;
    private static final long PLI_IGNORED = Nanos.fromMillis(300);
    private static final int MAX_PAYLOAD = 1100;
    /** A structure of templates is long. */
    private static final int MAX_PAYLOAD_DESCRIBED = 950;

    private static final int MAX_PACKETS = 250;
    /** Room for a codec's header before, and for media shorter than its own description. */
    private static final int SPARE = 160;

    final Publication track;
    final String rid;
    final int number;
    final int ssrc;
    final int rtxSsrc;
    boolean paused;
    /** False while the server said that nobody watches. */
    boolean wanted = true;
    /** The receiver has reported the SSRC: MID and RID are not sent any more. */
    boolean acknowledged;

    final FrameLog log;
    final List<Long> keyframeRequests = new ArrayList<>();
    private final TreeSet<Long> paddings = new TreeSet<>();
    /** By sequence number, when each reached the server first: counted, not timed. */
    private final Map<Long, Integer> arrived = new HashMap<>();

    private final Sent[] history = new Sent[HISTORY];
    private final Layers layers;
    private final int[] heights;
    private final FrameSizes[] sizes;
    private final DescriptorWriter descriptors;
    private final int timestampOrigin;
    private long nextSequence;
    private int nextRtxSequence;
    private int pictureId;
    private int tl0;
    private long pictures;
    private long basePictures;
    private long frames;
    private long sinceKey;
    private boolean keyframeWanted = true;
    private long lastKeyframeNanos = -PLI_IGNORED;
    private long packets;
    private long octets;
    private boolean rtxAnnounced;

    private record Sent(
            long sequence, int payloadType, int timestamp, boolean marker, byte[] payload, byte[] descriptor) {}

    SentEncoding(Publication track, int number, Random random) {
        PeerSpec.TrackSpec spec = track.spec;
        this.track = track;
        this.number = number;
        this.layers = spec.layers();
        boolean simulcast = spec.encodings() > 1;
        this.rid = simulcast ? String.valueOf("qhf".charAt(number)) : "";
        this.heights = simulcast
                ? new int[] {spec.heights().get(number)}
                : spec.heights().stream().mapToInt(Integer::intValue).toArray();
        this.log = new FrameLog(layers.spatial() > 1);
        this.ssrc = random.nextInt();
        this.rtxSsrc = random.nextInt();
        boolean wraps = track.peer.spec.nearWrap;
        this.nextSequence = wraps ? 65_400 + random.nextInt(130) : 1 + random.nextInt(32_000);
        this.nextRtxSequence = wraps ? 65_530 : random.nextInt(32_000);
        this.timestampOrigin = wraps ? -random.nextInt(track.clockHz() * 4) : random.nextInt();
        int idLimit = 1 << Math.max(7, spec.pictureIdBits());
        this.pictureId = wraps ? idLimit - 1 - random.nextInt(20) : random.nextInt(idLimit);
        this.tl0 = wraps ? 250 : random.nextInt(256);
        this.descriptors = spec.hasDescriptor()
                ? new DescriptorWriter(layers, heights, random.nextInt(64), wraps ? 65_500 : random.nextInt(65_536))
                : null;
        this.sizes = new FrameSizes[spec.bitrates().isEmpty() ? 0 : layers.spatial()];
        for (int i = 0; i < sizes.length; i++) {
            long bps = spec.bitrates().get(simulcast ? number : i);
            sizes[i] = new FrameSizes(bps, spec.framesPerSecond(), layers, track.random);
        }
    }

    /** Of its largest picture. */
    int height() {
        return heights[heights.length - 1];
    }

    long frames() {
        return frames;
    }

    boolean sends() {
        return wanted && !paused;
    }

    /** What the server says of those who watch; who comes back begins with a key frame. */
    void setWanted(boolean watched) {
        keyframeWanted |= watched && !wanted;
        wanted = watched;
    }

    /** Padding-only packets with numbers after {@code from} and before {@code to}. */
    int paddingsBetween(long from, long to) {
        return to <= from ? 0 : paddings.subSet(from, false, to, false).size();
    }

    /**
     * Numbers after {@code from} and before {@code to} of which nothing with media in it has reached the server: not sent,
     * lost, or padding, of which the server may learn too late. What came before {@code from} itself did may have come
     * before the viewer did.
     */
    long absentBetween(long from, long to) {
        int since = arrived.getOrDefault(from, 0);
        long absent = 0;
        for (long at = from + 1; at < to; at++) {
            absent += arrived.getOrDefault(at, -1) >= since && !paddings.contains(at) ? 0 : 1;
        }
        return absent;
    }

    boolean awaitsKeyframe() {
        return sends() && (keyframeWanted || pictures == 0);
    }

    /** The server got the datagram; it may have refused it. */
    private void arrive(long sequence) {
        track.peer.scenario.server().onceTaken(() -> arrived.putIfAbsent(sequence, arrived.size()));
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

    /** @param activity how much more than usual happens in the picture */
    void sendPicture(long nowNanos, double activity) {
        boolean video = track.kind() == MediaKind.VIDEO;
        boolean key = !video || keyframeWanted || pictures == 0;
        if (video && key) {
            keyframeWanted = false;
            lastKeyframeNanos = nowNanos;
        }
        sinceKey = key ? 0 : sinceKey + 1;
        int temporal = layers.temporalOf(sinceKey);
        pictureId = (pictureId + 1) & (1 << track.spec.pictureIdBits()) - 1;
        if (temporal == 0) {
            tl0 = tl0 + 1 & 0xFF;
            basePictures++;
        }
        int timestamp = timestampAt(nowNanos);
        for (int spatial = 0; spatial < layers.spatial(); spatial++) {
            sendFrame(nowNanos, timestamp, key, spatial, temporal, activity);
        }
        pictures++;
        if (video && track.peer.spec.sendsPadding && track.random.nextInt(12) == 0) {
            paddings.add(nextSequence);
            sendPadding(timestamp);
        }
    }

    private void sendFrame(
            long nowNanos, int timestamp, boolean keyPicture, int spatial, int temporal, double activity) {
        boolean video = track.kind() == MediaKind.VIDEO;
        boolean hasIds = track.codec == Codec.VP8 || track.codec == Codec.VP9;
        boolean forUpperLayers = spatial < layers.spatial() - 1 && layers.isInterLayer(sinceKey);
        boolean readable = track.spec.description() != PeerSpec.Description.DESCRIPTOR;
        int bytes = sizes.length == 0 ? -1 : sizes[spatial].next(video && keyPicture, temporal, activity);
        int count = countPackets(bytes, keyPicture);
        log.add(nowNanos / 1000 * 1000, keyPicture && spatial == 0, spatial, temporal, nextSequence, count);
        byte[][] described = null;
        for (int packet = 0; packet < count; packet++) {
            MediaUnit unit = new MediaUnit(
                    track.peer.index,
                    track.number,
                    number,
                    keyPicture && spatial == 0,
                    spatial,
                    temporal,
                    layers.isSwitchUp(sinceKey),
                    pictures,
                    basePictures,
                    frames,
                    video ? layers.dependencies(sinceKey, spatial, layers.spatial()) : 0,
                    packet,
                    count,
                    nextSequence,
                    nowNanos / 1000,
                    hasIds ? pictureId : -1,
                    hasIds ? track.spec.pictureIdBits() : 0,
                    hasIds ? tl0 : -1);
            if (packet == 0 && descriptors != null) {
                described = descriptors.describe(unit, sinceKey);
            }
            byte[] descriptor = described == null ? null : described[packet];
            int size = bytes >= 0 ? Math.min(maxPayload(), bytes / count) : smallSize();
            byte[] scratch = new byte[size + SPARE];
            int length = readable
                    ? unit.write(track.codec, heights, forUpperLayers, scratch, 0, size)
                    : unit.writeEncrypted(track.codec, scratch, 0, size);
            byte[] payload = track.wrapAudio(java.util.Arrays.copyOf(scratch, length), timestamp);
            boolean marker = video && packet == count - 1 && spatial == layers.spatial() - 1;
            Sent sent = new Sent(nextSequence++, track.payloadType(), timestamp, marker, payload, descriptor);
            history[(int) (sent.sequence % HISTORY)] = sent;
            send(sent);
        }
        frames++;
    }

    private int countPackets(int bytes, boolean keyPicture) {
        if (track.kind() == MediaKind.AUDIO) {
            return 1;
        }
        if (bytes < 0) {
            return PACKETS[number] * (keyPicture ? 2 : 1);
        }
        return Math.min(MAX_PACKETS, 1 + bytes / maxPayload());
    }

    private int maxPayload() {
        return descriptors == null ? MAX_PAYLOAD : MAX_PAYLOAD_DESCRIBED;
    }

    private int smallSize() {
        return track.random.nextInt(40) == 0 ? maxPayload() : 60 + track.random.nextInt(120);
    }

    private void send(Sent sent) {
        packets++;
        octets += sent.payload.length;
        track.peer.uplink.sendRtp(
                this,
                sent.marker,
                sent.payloadType,
                (int) sent.sequence & 0xFFFF,
                sent.timestamp,
                sent.payload,
                0,
                sent.descriptor,
                false,
                () -> arrive(sent.sequence));
    }

    private void sendPadding(int timestamp) {
        long sequence = nextSequence++;
        track.peer.uplink.sendRtp(
                this,
                false,
                track.payloadType(),
                (int) sequence & 0xFFFF,
                timestamp,
                new byte[0],
                50,
                null,
                false,
                () -> arrive(sequence));
    }

    /** Retransmissions may start with padding only, to probe for bandwidth. */
    void announceRtx() {
        if (!rtxAnnounced && track.rtxPayloadType() >= 0) {
            rtxAnnounced = true;
            track.peer.uplink.sendRtp(
                    this,
                    false,
                    track.rtxPayloadType(),
                    nextRtxSequence++ & 0xFFFF,
                    timestampAt(track.peer.nowNanos()),
                    new byte[0],
                    100,
                    null,
                    true,
                    () -> {});
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
        track.peer.uplink.sendRtp(
                this,
                sent.marker,
                sent.payloadType + 1,
                nextRtxSequence++ & 0xFFFF,
                sent.timestamp,
                payload,
                0,
                sent.descriptor,
                true,
                () -> arrive(sent.sequence));
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
