package io.zvonok.media.simulcast;

import io.zvonok.media.codec.PayloadDescriptor;
import java.util.Arrays;

/**
 * Keeps VP8 and VP9 picture ids and TL0PICIDX continuous: what is added to those of the source now in the slot, across
 * switches, and in VP8 across pictures that were left out.
 *
 * <p>Of VP9 only a switch moves the ids: its references (P_DIFF, the picture group) count in picture ids, so a picture
 * left out keeps its own. TL0PICIDX counts base layer pictures, and those are never left out.
 *
 * <p>Spec: RFC 7741 section 4.2, RFC 9628 section 4.2. Thread: the owning media loop.
 */
public final class PictureIdMap {
    /** Changes of the offset remembered for packets that come late: about 4 s where half of all pictures are left out. */
    private static final int MAX_CHANGES = 64;

    private static final int FEW_CHANGES = 2;

    private static final int PICTURE_ID_MASK = 0x7FFF;
    private static final int SHORT_PICTURE_ID_MASK = 0x7F;
    private static final int TL0_MASK = 0xFF;

    // source pictures are counted without wrapping round, from the first one of the source
    private long[] from = new long[FEW_CHANGES];
    private int[] delta = new int[FEW_CHANGES];
    private int changes;
    private long highestSource;

    private int pictureIdDelta;
    private int tl0Delta;
    private int highestPictureId = -1;
    private int highestTl0 = -1;

    /**
     * The packet wrapped by {@code first} is the first of a new encoding: its ids are to follow the highest ones sent. They
     * count as sent when {@link #onPacket} is told.
     */
    public void restart(PayloadDescriptor first) {
        boolean hasIds = first.pictureId() >= 0;
        pictureIdDelta =
                highestPictureId < 0 || !hasIds ? 0 : highestPictureId + 1 - first.pictureId() & PICTURE_ID_MASK;
        tl0Delta =
                highestTl0 < 0 || first.tl0PictureIndex() < 0 ? 0 : highestTl0 + 1 - first.tl0PictureIndex() & TL0_MASK;
        changes = 0;
        highestSource = first.pictureId() - 1L;
        append(highestSource, pictureIdDelta);
    }

    /** A picture is left out, told by each of its packets or any: the next ones close the gap where ids may be moved. */
    public void skip(PayloadDescriptor packet) {
        if (packet.pictureId() < 0 || changes == 0) {
            return;
        }
        long picture = extend(packet);
        if (picture <= highestSource) {
            return; // known, or late: its gap stays
        }
        highestSource = picture;
        if (packet.closesPictureIdGaps()) {
            int moved = delta[changes - 1] - 1 & PICTURE_ID_MASK;
            if (from[changes - 1] == picture) {
                from[changes - 1] = picture + 1;
                delta[changes - 1] = moved;
            } else {
                append(picture + 1, moved);
            }
        }
    }

    /** Notes the ids of a packet to be forwarded. */
    public void onPacket(PayloadDescriptor packet) {
        if (packet.pictureId() >= 0) {
            long picture = extend(packet);
            highestSource = Math.max(highestSource, picture);
            pictureIdDelta = deltaAt(picture);
            noteSent(pictureId(packet, pictureIdDelta), mask(packet));
        }
        if (packet.tl0PictureIndex() >= 0) {
            int id = tl0(packet, tl0Delta);
            if (highestTl0 < 0 || (id - highestTl0 & TL0_MASK) < 0x80) {
                highestTl0 = id;
            }
        }
    }

    /** 7 bits come round every 128 pictures; the highest one sent is counted in 15. */
    private void noteSent(int id, int mask) {
        int ahead = id - highestPictureId & mask;
        if (highestPictureId < 0) {
            highestPictureId = id;
        } else if (ahead <= mask / 2) {
            highestPictureId = highestPictureId + ahead & PICTURE_ID_MASK;
        }
    }

    private long extend(PayloadDescriptor packet) {
        int mask = mask(packet);
        int ahead = packet.pictureId() - (int) highestSource & mask;
        return highestSource + (ahead <= mask / 2 ? ahead : ahead - mask - 1);
    }

    /** What was in force for a picture; the oldest known for one further back. */
    private int deltaAt(long picture) {
        int i = changes - 1;
        while (i > 0 && from[i] > picture) {
            i--;
        }
        return i < 0 ? 0 : delta[i];
    }

    private void append(long picture, int newDelta) {
        if (changes == MAX_CHANGES) {
            System.arraycopy(from, 1, from, 0, MAX_CHANGES - 1);
            System.arraycopy(delta, 1, delta, 0, MAX_CHANGES - 1);
            changes--;
        } else if (changes == from.length) {
            from = Arrays.copyOf(from, 2 * changes);
            delta = Arrays.copyOf(delta, 2 * changes);
        }
        from[changes] = picture;
        delta[changes] = newDelta;
        changes++;
    }

    /** Of the packet last told to {@link #onPacket}; a late one may have another than those after it. */
    public int pictureIdDelta() {
        return pictureIdDelta;
    }

    public int tl0Delta() {
        return tl0Delta;
    }

    /** The picture id to write for a packet, in the 15-bit space; a 7-bit field takes its low bits. -1 if it has none. */
    public static int pictureId(PayloadDescriptor packet, int pictureIdDelta) {
        if (packet.pictureId() < 0) {
            return -1;
        }
        return packet.pictureId() + pictureIdDelta & mask(packet);
    }

    private static int mask(PayloadDescriptor packet) {
        return packet.pictureIdBits() == 7 ? SHORT_PICTURE_ID_MASK : PICTURE_ID_MASK;
    }

    /** The TL0PICIDX to write for a packet, -1 if it has none. */
    public static int tl0(PayloadDescriptor packet, int tl0Delta) {
        return packet.tl0PictureIndex() < 0 ? -1 : packet.tl0PictureIndex() + tl0Delta & TL0_MASK;
    }
}
