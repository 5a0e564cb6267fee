package io.zvonok.media.sim;

import io.zvonok.media.api.Codec;
import io.zvonok.media.api.MediaKind;
import io.zvonok.media.rtp.SequenceNumbers;
import io.zvonok.media.time.NtpTime;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A slot as a simulated client receives it: puts packets in order, asks for missing ones, shows pictures, and holds every
 * packet against its neighbours (I7 to I10).
 */
public final class ReceivedStream {
    private static final int RING = 2048;
    private static final int NEIGHBOURHOOD = 64;
    private static final long NACK_SPACING = 60_000_000;
    private static final long GIVE_UP = 400_000_000;
    private static final long PLI_SPACING = 500_000_000;
    private static final int MAX_NACKS = 8;

    final String mid;
    final MediaKind kind;
    final int ssrc;
    final int rtxSsrc;
    private final TestPeer peer;
    private final Got[] ring = new Got[RING];
    private final long[] nackedNanos = new long[RING];
    private final byte[] nacks = new byte[RING];

    private long highest = -1;
    private long first = -1;
    private long next = -1;
    private long gapSinceNanos = -1;
    private boolean broken = true;
    private MediaUnit shown;
    private boolean frameWhole;
    private long lastPliNanos = -PLI_SPACING;

    // for the test to read
    private final SlotMetrics metrics;
    private final Map<String, Integer> decodedOf = new LinkedHashMap<>();
    private MediaUnit lastDecoded;
    private long lastDecodedNanos = -1;
    private long longestFreezeNanos;
    private int decoded;
    private int pictureGaps;
    private int switches;
    private int repaired;
    private long packets;
    private long packetsAtReport;
    private long highestAtReport = -1;

    // of the last sender report
    private boolean reported;
    private long srNtp;
    private int srTimestamp;
    private long srArrivalNanos;
    private long captureOffsetMicros;

    record Got(long sequence, int timestamp, Codec codec, MediaUnit unit, long sentNanos) {}

    ReceivedStream(TestPeer peer, String mid, MediaKind kind, int ssrc, int rtxSsrc) {
        this.peer = peer;
        this.mid = mid;
        this.kind = kind;
        this.ssrc = ssrc;
        this.rtxSsrc = rtxSsrc;
        this.metrics = new SlotMetrics(peer.scenario);
    }

    void onPacket(int sequenceNumber, int timestamp, Codec codec, MediaUnit unit, boolean rtx, long sentNanos) {
        long sequence = highest < 0 ? 0x1_0000L + sequenceNumber : SequenceNumbers.extend(highest, sequenceNumber);
        if (highest >= 0 && sequence <= highest - RING) {
            return;
        }
        int slot = (int) (sequence % RING);
        Got got = new Got(sequence, timestamp, codec, unit, sentNanos);
        Got known = ring[slot];
        if (known != null && known.sequence == sequence) {
            if (!known.unit.equals(unit) || known.timestamp != timestamp) {
                throw new InvariantBroken("I3", "two packets under one number: " + known + " and " + got);
            }
            return;
        }
        ring[slot] = got;
        nacks[slot] = 0;
        packets++;
        repaired += rtx ? 1 : 0;
        if (next < 0) {
            next = sequence;
            first = sequence;
        }
        first = Math.min(first, sequence);
        for (long missing = highest + 1; highest >= 0 && missing < sequence; missing++) {
            nacks[(int) (missing % RING)] = 0;
        }
        highest = Math.max(highest, sequence);
        checkAgainstNeighbours(got);
        noteCaptureOffset(got);
        play();
    }

    // --- what must hold between neighbours

    private void checkAgainstNeighbours(Got got) {
        Got before = neighbour(got.sequence, -1);
        Got after = neighbour(got.sequence, 1);
        if (before != null) {
            check(before, got);
        }
        if (after != null) {
            check(got, after);
        }
    }

    private Got neighbour(long sequence, int step) {
        for (int i = 1; i <= NEIGHBOURHOOD; i++) {
            long at = sequence + (long) step * i;
            Got there = at < 0 ? null : ring[(int) (at % RING)];
            if (there != null && there.sequence == at) {
                return there;
            }
        }
        return null;
    }

    private void check(Got a, Got b) {
        int step = SequenceNumbers.timestampDelta(b.timestamp, a.timestamp);
        boolean sameFrame = a.unit.sameEncoding(b.unit) && a.unit.frame() == b.unit.frame();
        if (sameFrame ? step != 0 : step <= 0) {
            throw new InvariantBroken("I8", "time goes by " + step + " from " + a + " to " + b);
        }
        long stepNanos = step * 1_000_000_000L / a.codec.clockHz();
        long capturedNanos = (b.unit.captureMicros() - a.unit.captureMicros()) * 1000;
        if (stepNanos > Math.max(Math.max(0, capturedNanos), b.sentNanos - a.sentNanos) + 1_000_000_000L) {
            throw new InvariantBroken("I8", "time jumps by " + stepNanos / 1_000_000 + " ms from " + a + " to " + b);
        }
        if (a.unit.sameEncoding(b.unit) && b.unit.sourceSequence() <= a.unit.sourceSequence()) {
            throw new InvariantBroken("I6", "an old packet under a new number: " + a + ", then " + b);
        }
        if (b.sequence == a.sequence + 1) {
            checkAdjacent(a, b);
        }
    }

    private void checkAdjacent(Got a, Got b) {
        boolean continues = a.unit.sameEncoding(b.unit)
                && b.unit.sourceSequence() - a.unit.sourceSequence() - 1 == paddingsBetween(a.unit, b.unit);
        if (!continues && kind == MediaKind.VIDEO && !b.unit.startsKeyframe()) {
            throw new InvariantBroken(
                    "I9", "a source enters without a key frame, or a gap was closed: " + a + ", then " + b);
        }
        if (a.unit.pictureId() < 0 || b.unit.pictureId() < 0) {
            return;
        }
        boolean sameFrame = continues && a.unit.frame() == b.unit.frame();
        int mask = a.unit.pictureIdBits() == 7 || b.unit.pictureIdBits() == 7 ? 0x7F : 0x7FFF;
        int idStep = (b.unit.pictureId() - a.unit.pictureId()) & mask;
        int tl0Step = (b.unit.tl0() - a.unit.tl0()) & 0xFF;
        int tl0Wanted = sameFrame || b.unit.temporal() > 0 ? 0 : 1;
        if (idStep != (sameFrame ? 0 : 1) || tl0Step != tl0Wanted) {
            throw new InvariantBroken(
                    "I9", "picture id steps by " + idStep + ", TL0PICIDX by " + tl0Step + " from " + a + " to " + b);
        }
    }

    private int paddingsBetween(MediaUnit a, MediaUnit b) {
        return peer.scenario.encodingOf(a).paddingsBetween(a.sourceSequence(), b.sourceSequence());
    }

    // --- pictures

    private void play() {
        while (true) {
            Got got = ring[(int) (next % RING)];
            if (got == null || got.sequence != next) {
                gapSinceNanos = next <= highest && gapSinceNanos < 0 ? peer.nowNanos() : gapSinceNanos;
                gapSinceNanos = next > highest ? -1 : gapSinceNanos;
                return;
            }
            gapSinceNanos = -1;
            show(got.unit);
            next++;
        }
    }

    private void show(MediaUnit unit) {
        if (kind == MediaKind.AUDIO) {
            onDecoded(unit);
            return;
        }
        if (unit.packet() == 0) {
            broken &= !unit.key();
            frameWhole = !broken;
        } else {
            frameWhole &= shown != null && shown.sameEncoding(unit) && shown.frame() == unit.frame();
        }
        shown = unit;
        if (unit.endsFrame() && frameWhole) {
            onDecoded(unit);
        } else if (unit.endsFrame()) {
            broken = true;
        }
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
        decoded++;
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
        if (next < 0) {
            return 0;
        }
        boolean hopeless = gapSinceNanos >= 0 && nowNanos - gapSinceNanos > (kind == MediaKind.VIDEO ? GIVE_UP : 0);
        if (hopeless || highest - next > RING / 2) {
            skipGap();
        }
        if (kind == MediaKind.AUDIO) {
            return 0;
        }
        int count = 0;
        for (long at = Math.max(next, highest - 500); at < highest && count < missing.length; at++) {
            int slot = (int) (at % RING);
            boolean there = ring[slot] != null && ring[slot].sequence == at;
            if (!there
                    && nacks[slot] < MAX_NACKS
                    && (nacks[slot] == 0 || nowNanos - nackedNanos[slot] > NACK_SPACING)) {
                nacks[slot]++;
                nackedNanos[slot] = nowNanos;
                missing[count++] = (int) at & 0xFFFF;
            }
        }
        return count;
    }

    private void skipGap() {
        pictureGaps += broken ? 0 : 1;
        broken = true;
        while (next <= highest) {
            Got there = ring[(int) (next % RING)];
            if (there != null && there.sequence == next) {
                break;
            }
            next++;
        }
        gapSinceNanos = -1;
        play();
    }

    boolean takePli(long nowNanos) {
        boolean due =
                kind == MediaKind.VIDEO && broken && highest >= 0 && peer.nowNanos() - lastPliNanos >= PLI_SPACING;
        if (due) {
            lastPliNanos = nowNanos;
        }
        return due;
    }

    // --- reports

    void onSenderReport(long ntp, int timestamp, long nowNanos) {
        if (reported) {
            long ticks = ticksBetween(srNtp, ntp);
            int drift = timestamp - srTimestamp - (int) ticks;
            if (Math.abs(drift) > 2) {
                throw new InvariantBroken("D4", "a sender report leaves the slot's clock by " + drift + " ticks");
            }
        }
        reported = true;
        srNtp = ntp;
        srTimestamp = timestamp;
        srArrivalNanos = nowNanos;
    }

    private long ticksBetween(long ntpFrom, long ntpTo) {
        return (NtpTime.toNanos(ntpTo) - NtpTime.toNanos(ntpFrom)) / 1000 * clockHz() / 1_000_000;
    }

    private int clockHz() {
        return kind == MediaKind.AUDIO ? 48_000 : 90_000;
    }

    private void noteCaptureOffset(Got got) {
        if (reported) {
            long ticks = SequenceNumbers.timestampDelta(got.timestamp, srTimestamp);
            long serverMicros = NtpTime.toNanos(srNtp) / 1000 + ticks * 1_000_000 / clockHz();
            captureOffsetMicros = serverMicros - peer.scenario.ntpOriginMicros() - got.unit.captureMicros();
        }
    }

    /** By how much the server's reports place the media last received later than it was captured. */
    public long captureOffsetMicros() {
        return captureOffsetMicros;
    }

    boolean hasPackets() {
        return highest >= 0;
    }

    int reportedHighest() {
        return (int) (highest - 0x1_0000L);
    }

    int lastSr() {
        return reported ? NtpTime.middle32(srNtp) : 0;
    }

    int delaySinceLastSr(long nowNanos) {
        return reported ? (int) ((nowNanos - srArrivalNanos) * 65_536 / 1_000_000_000L) : 0;
    }

    int takeFractionLost() {
        long expected = highest - (highestAtReport < 0 ? highest - packets : highestAtReport);
        long lost = expected - (packets - packetsAtReport);
        highestAtReport = highest;
        packetsAtReport = packets;
        return expected <= 0 || lost <= 0 ? 0 : (int) Math.min(255, lost * 256 / expected);
    }

    // --- what a test asks

    public SlotMetrics metrics() {
        return metrics;
    }

    /** Packets that were sent, by their numbers: from the first received to the highest. */
    public long packetsExpected() {
        return highest < 0 ? 0 : highest - first + 1;
    }

    /** Of them, those that never came, not even by repair. */
    public long packetsLost() {
        return packetsExpected() - packets;
    }

    /** The unit shown last, null if none was. */
    public MediaUnit lastDecoded() {
        return lastDecoded;
    }

    public long lastDecodedNanos() {
        return lastDecodedNanos;
    }

    public int decoded() {
        return decoded;
    }

    public int decodedOf(TestPeer publisher, int track) {
        return decodedOf.getOrDefault(publisher.index + "/" + track, 0);
    }

    /** Times the picture was lost because packets never came. */
    public int pictureGaps() {
        return pictureGaps;
    }

    public int switches() {
        return switches;
    }

    public int repaired() {
        return repaired;
    }

    public long packets() {
        return packets;
    }

    public long longestFreezeNanos() {
        return longestFreezeNanos;
    }

    public void forgetFreezes() {
        longestFreezeNanos = 0;
        pictureGaps = 0;
    }
}
