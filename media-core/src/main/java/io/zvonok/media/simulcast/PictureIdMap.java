package io.zvonok.media.simulcast;

import io.zvonok.media.codec.PayloadDescriptor;

/**
 * Keeps VP8 and VP9 picture ids and TL0PICIDX continuous across switches: what is added to those of the source now in
 * the slot.
 *
 * <p>Spec: RFC 7741 section 4.2, RFC 9628 section 4.2. Thread: the owning media loop.
 */
public final class PictureIdMap {
    private static final int PICTURE_ID_MASK = 0x7FFF;
    private static final int SHORT_PICTURE_ID_MASK = 0x7F;
    private static final int TL0_MASK = 0xFF;

    private int pictureIdDelta;
    private int tl0Delta;
    private int highestPictureId = -1;
    private int highestTl0 = -1;

    /**
     * The packet wrapped by {@code first} is the first of a new encoding: its ids are to follow the highest ones sent. They
     * count as sent when {@link #onPacket} is told.
     */
    public void restart(PayloadDescriptor first) {
        pictureIdDelta = highestPictureId < 0 || first.pictureId() < 0
                ? 0
                : (highestPictureId + 1 - first.pictureId()) & PICTURE_ID_MASK;
        tl0Delta = highestTl0 < 0 || first.tl0PictureIndex() < 0
                ? 0
                : (highestTl0 + 1 - first.tl0PictureIndex()) & TL0_MASK;
    }

    /** Notes the ids of a forwarded packet. */
    public void onPacket(PayloadDescriptor packet) {
        if (packet.pictureId() >= 0) {
            int id = pictureId(packet, pictureIdDelta);
            int mask = mask(packet);
            int ahead = (id - highestPictureId) & mask; // 7 bits come round every 128 pictures
            if (highestPictureId < 0) {
                highestPictureId = id;
            } else if (ahead <= mask / 2) {
                highestPictureId = (highestPictureId + ahead) & PICTURE_ID_MASK;
            }
        }
        if (packet.tl0PictureIndex() >= 0) {
            int id = tl0(packet, tl0Delta);
            if (highestTl0 < 0 || ((id - highestTl0) & TL0_MASK) < 0x80) {
                highestTl0 = id;
            }
        }
    }

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
        return (packet.pictureId() + pictureIdDelta) & mask(packet);
    }

    private static int mask(PayloadDescriptor packet) {
        return packet.pictureIdBits() == 7 ? SHORT_PICTURE_ID_MASK : PICTURE_ID_MASK;
    }

    /** The TL0PICIDX to write for a packet, -1 if it has none. */
    public static int tl0(PayloadDescriptor packet, int tl0Delta) {
        return packet.tl0PictureIndex() < 0 ? -1 : (packet.tl0PictureIndex() + tl0Delta) & TL0_MASK;
    }
}
