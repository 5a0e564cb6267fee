package io.zvonok.media.bwe;

import io.zvonok.media.rtp.SequenceNumbers;

/**
 * The packets sent lately, by transport-wide sequence number, and what the peer has said of each. A slot names one packet
 * and stays valid until {@link #CAPACITY} more were sent.
 *
 * <p>Spec: draft-holmer-rmcat-transport-wide-cc-extensions-01 section 2. Thread: the owning media loop.
 */
final class SentPackets {
    /** Power of two; seconds of the fastest stream. What is older is as unknown as what was never sent. */
    static final int CAPACITY = 8192;

    static final int UNKNOWN = -1;

    /** Packets without a number that are believed to have arrived with the next one that has a number. */
    private static final int MAX_UNNUMBERED_BYTES = 50_000;

    private enum Fate {
        PENDING,
        LOST,
        RECEIVED
    }

    private final long[] sentNanos = new long[CAPACITY];
    private final long[] bytesBefore = new long[CAPACITY];
    private final int[] sizes = new int[CAPACITY];
    private final int[] unnumbered = new int[CAPACITY];
    private final int[] clusters = new int[CAPACITY];
    private final long[] burstNanos = new long[CAPACITY];
    private final Fate[] fates = new Fate[CAPACITY];
    private long next;
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
        int slot = slot(next++);
        sentNanos[slot] = nowNanos;
        bytesBefore[slot] = totalBytes;
        sizes[slot] = sizeBytes;
        unnumbered[slot] = unnumberedBytes;
        clusters[slot] = cluster;
        this.burstNanos[slot] = burstNanos;
        fates[slot] = Fate.PENDING;
        totalBytes += sizeBytes;
        unnumberedBytes = 0;
    }

    void addUnnumbered(int sizeBytes) {
        unnumberedBytes = Math.min(MAX_UNNUMBERED_BYTES, unnumberedBytes + sizeBytes);
    }

    /** The slot of a packet, {@link #UNKNOWN} if it was never sent or too long ago. */
    int find(int transportSequence) {
        long extended = SequenceNumbers.extend(next - 1, transportSequence);
        boolean known = extended >= 0 && extended < next && extended >= next - CAPACITY;
        return known ? slot(extended) : UNKNOWN;
    }

    boolean isReceived(int slot) {
        return fates[slot] == Fate.RECEIVED;
    }

    boolean isLost(int slot) {
        return fates[slot] == Fate.LOST;
    }

    void markReceived(int slot) {
        fates[slot] = Fate.RECEIVED;
        advance(slot);
    }

    void markLost(int slot) {
        fates[slot] = Fate.LOST;
        advance(slot);
    }

    long sentNanos(int slot) {
        return sentNanos[slot];
    }

    int sizeBytes(int slot) {
        return sizes[slot];
    }

    /** Of packets without a number that left just before it. */
    int unnumberedBytes(int slot) {
        return unnumbered[slot];
    }

    int cluster(int slot) {
        return clusters[slot];
    }

    long burstNanos(int slot) {
        return burstNanos[slot];
    }

    /** Sent, and nothing said yet of it or of a later packet. */
    long inFlightBytes() {
        return hasUnreported() ? totalBytes - bytesBefore[oldestUnreported()] : 0;
    }

    boolean hasUnreported() {
        return nextToReport < next;
    }

    /** When the first packet in flight left. Only if {@link #hasUnreported}. */
    long oldestUnreportedNanos() {
        return sentNanos[oldestUnreported()];
    }

    /** When the last packet left. Only if {@link #hasUnreported}. */
    long newestNanos() {
        return sentNanos[slot(next - 1)];
    }

    private int oldestUnreported() {
        return slot(Math.max(nextToReport, next - CAPACITY));
    }

    private void advance(int slot) {
        long newest = next - 1;
        long extended = newest - ((newest - slot) & (CAPACITY - 1));
        nextToReport = Math.max(nextToReport, extended + 1);
    }

    private static int slot(long extended) {
        return (int) extended & (CAPACITY - 1);
    }
}
