package io.zvonok.media.sim;

import io.zvonok.media.api.Codec;
import io.zvonok.media.api.MediaKind;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * A slot as a simulated client receives it: numbers its packets, holds them against their neighbours
 * ({@link NeighbourCheck}), asks for missing ones ({@link Retransmissions}) and shows pictures ({@link Decoder}).
 */
public final class ReceivedStream {
    private static final long PLI_SPACING = 500_000_000;

    final String mid;
    final MediaKind kind;
    final int ssrc;
    final int rtxSsrc;
    final SenderReports senderReports;
    private final TestPeer peer;
    private final PacketRing ring = new PacketRing();
    private final NeighbourCheck check;
    private final DescriptorCheck descriptors = new DescriptorCheck();
    private final Retransmissions retransmissions = new Retransmissions();
    private final Decoder decoder;
    /** Sees every packet with media as it comes. */
    Consumer<Arrival> tap = packet -> {};
    /** Sees all sound that comes again in a later packet. */
    Consumer<MediaUnit> redundantTap = unit -> {};

    private boolean askedFor;
    private long lastPliNanos = -PLI_SPACING;

    // for the test to read
    private final SlotMetrics metrics;
    private final Map<String, Integer> decodedOf = new LinkedHashMap<>();
    private MediaUnit lastDecoded;
    private long lastDecodedNanos = -1;
    private long longestFreezeNanos;
    private long firstDecodedNanos = -1;
    private int decoded;
    private int switches;
    private int repaired;
    private int recovered;
    private int redundant;
    private int paddings;
    private long packets;
    private long packetsAtReport;
    private long highestAtReport = -1;
    private long captureOffsetMicros;

    /** A packet as it came. */
    record Arrival(
            int number,
            int timestamp,
            boolean marker,
            Codec codec,
            MediaUnit unit,
            byte[] descriptor,
            boolean rtx,
            long sentNanos) {}

    ReceivedStream(TestPeer peer, String mid, MediaKind kind, int ssrc, int rtxSsrc) {
        this.peer = peer;
        this.mid = mid;
        this.kind = kind;
        this.ssrc = ssrc;
        this.rtxSsrc = rtxSsrc;
        this.senderReports = new SenderReports(kind == MediaKind.AUDIO ? 48_000 : 90_000);
        this.metrics = new SlotMetrics(peer.scenario);
        this.check = new NeighbourCheck(peer.scenario, kind, ring);
        this.decoder = new Decoder(peer, ring, retransmissions, this::onDecoded);
    }

    void onPacket(Arrival packet) {
        tap.accept(packet);
        PacketRing.Got got = take(packet);
        if (got == null) {
            return;
        }
        check.check(got);
        noteCaptureOffset(got);
        if (kind == MediaKind.VIDEO) {
            decoder.onPacket(got, askedFor);
        } else {
            onDecoded(got.unit());
        }
    }

    /** A packet that carries nothing, to fill the link: it has a number like any other. */
    void onPadding(int number, int timestamp, long sentNanos) {
        PacketRing.Got got = take(new Arrival(number, timestamp, false, null, null, null, false, sentNanos));
        if (got != null) {
            paddings++;
            check.checkPadding(got);
            decoder.onPadding();
        }
    }

    /** Sound of {@code behind} packets before the packet of that number, if that was lost. */
    void onRedundant(int number, int behind, MediaUnit unit) {
        redundantTap.accept(unit);
        redundant++;
        long sequence = ring.extend(number) - behind;
        if (sequence > ring.first() && ring.get(sequence) == null && ring.recover(sequence)) {
            recovered++;
            onDecoded(unit);
        }
    }

    /** Null for a packet known already. */
    private PacketRing.Got take(Arrival packet) {
        long sequence = ring.extend(packet.number);
        if (ring.isTooOld(sequence)) {
            return null;
        }
        int frameNumber = packet.descriptor == null ? -1 : descriptors.check(packet.descriptor, packet.unit);
        PacketRing.Got got = new PacketRing.Got(
                sequence, packet.timestamp, packet.marker, packet.codec, packet.unit, frameNumber, packet.sentNanos);
        PacketRing.Got known = ring.get(sequence);
        if (known != null) {
            boolean same = Objects.equals(known.unit(), got.unit())
                    && known.timestamp() == got.timestamp()
                    && known.frameNumber() == got.frameNumber()
                    && known.marker() == got.marker();
            if (!same) {
                throw new InvariantBroken("I3", "two packets under one number: " + known + " and " + got);
            }
            return null;
        }
        askedFor = retransmissions.onPacket(sequence, peer.nowNanos());
        ring.put(got);
        packets++;
        repaired += packet.rtx ? 1 : 0;
        return got;
    }

    private void onDecoded(MediaUnit unit) {
        long now = peer.nowNanos();
        if (lastDecoded != null && !lastDecoded.sameEncoding(unit)) {
            switches++;
        }
        if (lastDecodedNanos >= 0) {
            longestFreezeNanos = Math.max(longestFreezeNanos, now - lastDecodedNanos);
        }
        lastDecoded = unit;
        lastDecodedNanos = now;
        if (decoded++ == 0) {
            firstDecodedNanos = now;
        }
        decodedOf.merge(unit.publisher() + "/" + unit.track(), 1, Integer::sum);
        if (kind == MediaKind.VIDEO) {
            metrics.onPicture(now, unit);
        } else {
            metrics.onFrame(now, unit);
        }
        peer.scenario.invariants().onDecoded(peer, unit);
    }

    /** Gives up what does not come any more, and asks for what may still come. Returns how many numbers to NACK. */
    int poll(long nowNanos, int[] missing) {
        if (kind == MediaKind.AUDIO || ring.highest() < 0) {
            return 0;
        }
        decoder.poll();
        return retransmissions.due(decoder.lastSequence(), nowNanos, peer.feedback.roundTripNanos(), missing);
    }

    boolean takePli(long nowNanos) {
        boolean due = kind == MediaKind.VIDEO
                && decoder.needsKeyframe()
                && ring.highest() >= 0
                && nowNanos - lastPliNanos >= PLI_SPACING;
        if (due) {
            lastPliNanos = nowNanos;
        }
        return due;
    }

    // --- reports

    private void noteCaptureOffset(PacketRing.Got got) {
        if (senderReports.any()) {
            captureOffsetMicros = senderReports.serverMicros(got.timestamp())
                    - peer.scenario.ntpOriginMicros()
                    - got.unit().captureMicros();
        }
    }

    /** By how much the server's reports place the media last received later than it was captured. */
    public long captureOffsetMicros() {
        return captureOffsetMicros;
    }

    boolean hasPackets() {
        return ring.highest() >= 0;
    }

    int reportedHighest() {
        return (int) (ring.highest() - 0x1_0000L);
    }

    int takeFractionLost() {
        long expected = ring.highest() - (highestAtReport < 0 ? ring.highest() - packets : highestAtReport);
        long lost = expected - (packets - packetsAtReport);
        highestAtReport = ring.highest();
        packetsAtReport = packets;
        return expected <= 0 || lost <= 0 ? 0 : (int) Math.min(255, lost * 256 / expected);
    }

    // --- what a test asks

    public SlotMetrics metrics() {
        return metrics;
    }

    /** Packets that were sent, by their numbers: from the first received to the highest. */
    public long packetsExpected() {
        return ring.highest() < 0 ? 0 : ring.highest() - ring.first() + 1;
    }

    /** Of them, those that never came, not by retransmission nor inside of another (RED). */
    public long packetsLost() {
        return packetsExpected() - packets - recovered;
    }

    /** The unit shown last, null if none was. */
    public MediaUnit lastDecoded() {
        return lastDecoded;
    }

    public long lastDecodedNanos() {
        return lastDecodedNanos;
    }

    /** When the first frame was shown or heard, -1 if none was. */
    public long firstDecodedNanos() {
        return firstDecodedNanos;
    }

    public int decoded() {
        return decoded;
    }

    public int decodedOf(TestPeer publisher, int track) {
        return decodedOf.getOrDefault(publisher.index + "/" + track, 0);
    }

    /** Times the picture was lost because packets never came. */
    public int pictureGaps() {
        return decoder.pictureGaps();
    }

    public int switches() {
        return switches;
    }

    /** Packets that came by retransmission. */
    public int repaired() {
        return repaired;
    }

    /** Lost packets whose sound came with a later one (RED). */
    public int recovered() {
        return recovered;
    }

    /** Sounds that came again in a later packet, needed or not (RED). */
    public int redundant() {
        return redundant;
    }

    /** Packets that carried nothing. */
    public int paddings() {
        return paddings;
    }

    public long packets() {
        return packets;
    }

    public long longestFreezeNanos() {
        return longestFreezeNanos;
    }

    public void forgetFreezes() {
        longestFreezeNanos = 0;
        decoder.forgetGaps();
    }
}
