package io.zvonok.media.simulcast;

import io.zvonok.media.rtp.SequenceNumbers;

/**
 * Keeps the frame numbers of dependency descriptors growing across switches: what is added to those of the source now in
 * the slot. Frames left out keep their numbers, because the others count their distance to each other in them.
 *
 * <p>Spec: AOMedia "RTP Payload Format For AV1" section A.8.3. Thread: the owning media loop.
 */
public final class FrameNumberMap {
    private static final int MASK = 0xFFFF;

    private int highest = -1;
    private int offset;

    /** The frame {@code firstFrameNumber} is the first of a new encoding: it is to follow the highest one sent. */
    public void restart(int firstFrameNumber) {
        offset = highest < 0 ? 0 : highest + 1 - firstFrameNumber & MASK;
    }

    /** Notes the frame number of a packet to be forwarded. */
    public void onPacket(int frameNumber) {
        int sent = frameNumber + offset & MASK;
        if (highest < 0 || SequenceNumbers.isNewer(sent, highest)) {
            highest = sent;
        }
    }

    /** To be added, modulo 2^16. */
    public int offset() {
        return offset;
    }
}
