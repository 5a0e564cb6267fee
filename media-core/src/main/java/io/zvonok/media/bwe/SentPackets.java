package io.zvonok.media.bwe;

import io.zvonok.media.rtp.SequenceNumbers;
import io.zvonok.media.time.Nanos;
import java.util.Arrays;

/**
 * The packets sent lately, by transport-wide sequence number, and what the peer has said of each. A slot names one packet
 * and stays valid until that packet is forgotten.
 *
 * <p>A ring that starts small and grows, up to {@link #CAPACITY}, only when a packet would be overwritten that is young or
 * of which nothing was said yet: most viewers never need more than a few hundred.
 *
 * <p>Spec: draft-holmer-rmcat-transport-wide-cc-extensions-01 section 2. Thread: the owning media loop.
 */
final class SentPackets {
    /** Power of two; seconds of the fastest stream. What is older is as unknown as what was never sent. */
    static final int CAPACITY = 8192;

    static final int UNKNOWN = -1;

    /** Packets without a number that are believed to have arrived with the next one that has a number. */
    private static final int MAX_UNNUMBERED_BYTES = 50_000;

    private static final int INITIAL_PACKETS = 64;
    /** A later packet was reported already: at most what came out of order is still of interest. */
    private static final long REPORTED_FOR = Nanos.fromSeconds(1);

    private static final long UNREPORTED_FOR = Nanos.fromSeconds(10);

    private static final byte PENDING = 0;
    private static final byte LOST = 1;
    private static final byte RECEIVED = 2;

    // a slot's place in the ring: its low bits
    private long[] sentNanos = new long[0];
    private long[] bytesBefore = new long[0];
    private int[] sizes = new int[0];
    private int[] unnumbered = new int[0];
    private int[] clusters = new int[0];
    private long[] burstNanos = new long[0];
    private byte[] fates = new byte[0];
    private long next;
    /** What the ring forgot before it grew. */
    private long firstKept;

    private long nextToReport;
    private long totalBytes;
    private int unnumberedBytes;

    int nextSequence() {
        return (int) next & 0xFFFF;
    }

    /**
     * @param cluster of the probe that it belongs to, 0 for none
     * @param burstNanos how long it may wait behind the packets that were sent together with it
     */
    void add(int sizeBytes, int cluster, long burstNanos, long nowNanos) {
        if (next >= sentNanos.length && isNeeded(next - sentNanos.length, nowNanos)) {
            grow();
        }
        int at = place(slot(next++));
        sentNanos[at] = nowNanos;
        bytesBefore[at] = totalBytes;
        sizes[at] = sizeBytes;
        unnumbered[at] = unnumberedBytes;
        clusters[at] = cluster;
        this.burstNanos[at] = burstNanos;
        fates[at] = PENDING;
        totalBytes += sizeBytes;
        unnumberedBytes = 0;
    }

    private boolean isNeeded(long oldest, long nowNanos) {
        if (sentNanos.length == 0) {
            return true;
        }
        if (oldest < firstKept || sentNanos.length == CAPACITY) {
            return false;
        }
        long age = nowNanos - sentNanos[place(slot(oldest))];
        return age < (oldest < nextToReport ? REPORTED_FOR : UNREPORTED_FOR);
    }

    /** Twice the ring, twice the same in it: each slot finds its packet in one half or the other. */
    private void grow() {
        int before = sentNanos.length;
        int size = Math.max(INITIAL_PACKETS, 2 * before);
        sentNanos = Arrays.copyOf(sentNanos, size);
        bytesBefore = Arrays.copyOf(bytesBefore, size);
        sizes = Arrays.copyOf(sizes, size);
        unnumbered = Arrays.copyOf(unnumbered, size);
        clusters = Arrays.copyOf(clusters, size);
        burstNanos = Arrays.copyOf(burstNanos, size);
        fates = Arrays.copyOf(fates, size);
        System.arraycopy(sentNanos, 0, sentNanos, before, before);
        System.arraycopy(bytesBefore, 0, bytesBefore, before, before);
        System.arraycopy(sizes, 0, sizes, before, before);
        System.arraycopy(unnumbered, 0, unnumbered, before, before);
        System.arraycopy(clusters, 0, clusters, before, before);
        System.arraycopy(burstNanos, 0, burstNanos, before, before);
        System.arraycopy(fates, 0, fates, before, before);
        firstKept = next - before;
    }

    void addUnnumbered(int sizeBytes) {
        unnumberedBytes = Math.min(MAX_UNNUMBERED_BYTES, unnumberedBytes + sizeBytes);
    }

    /** The slot of a packet, {@link #UNKNOWN} if it was never sent or too long ago. */
    int find(int transportSequence) {
        long extended = SequenceNumbers.extend(next - 1, transportSequence);
        boolean known = extended >= 0 && extended < next && extended >= oldestKept();
        return known ? slot(extended) : UNKNOWN;
    }

    private long oldestKept() {
        return Math.max(firstKept, next - sentNanos.length);
    }

    boolean isReceived(int slot) {
        return fates[place(slot)] == RECEIVED;
    }

    boolean isLost(int slot) {
        return fates[place(slot)] == LOST;
    }

    void markReceived(int slot) {
        fates[place(slot)] = RECEIVED;
        advance(slot);
    }

    void markLost(int slot) {
        fates[place(slot)] = LOST;
        advance(slot);
    }

    long sentNanos(int slot) {
        return sentNanos[place(slot)];
    }

    int sizeBytes(int slot) {
        return sizes[place(slot)];
    }

    /** Of packets without a number that left just before it. */
    int unnumberedBytes(int slot) {
        return unnumbered[place(slot)];
    }

    int cluster(int slot) {
        return clusters[place(slot)];
    }

    long burstNanos(int slot) {
        return burstNanos[place(slot)];
    }

    /** Sent, and nothing said yet of it or of a later packet. */
    long inFlightBytes() {
        return hasUnreported() ? totalBytes - bytesBefore[place(oldestUnreported())] : 0;
    }

    boolean hasUnreported() {
        return nextToReport < next;
    }

    /** When the first packet in flight left. Only if {@link #hasUnreported}. */
    long oldestUnreportedNanos() {
        return sentNanos[place(oldestUnreported())];
    }

    /** When the last packet left. Only if {@link #hasUnreported}. */
    long newestNanos() {
        return sentNanos[place(slot(next - 1))];
    }

    private int oldestUnreported() {
        return slot(Math.max(nextToReport, oldestKept()));
    }

    private void advance(int slot) {
        long newest = next - 1;
        long extended = newest - ((newest - slot) & (CAPACITY - 1));
        nextToReport = Math.max(nextToReport, extended + 1);
    }

    private static int slot(long extended) {
        return (int) extended & (CAPACITY - 1);
    }

    private int place(int slot) {
        return slot & (sentNanos.length - 1);
    }
}
