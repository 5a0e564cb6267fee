package io.zvonok.media.sim;

import io.zvonok.media.api.Codec;
import io.zvonok.media.api.MediaKind;
import io.zvonok.media.rtp.SequenceNumbers;
import io.zvonok.media.sim.PacketRing.Got;

/**
 * Holds every packet of a slot against those before and after it: time goes on (I8), a source enters at a key frame, ids
 * go on, and what is left out between two neighbours are whole frames that the viewer can do without (I6, I7, I9).
 */
final class NeighbourCheck {
    private static final int NEIGHBOURHOOD = 64;

    private final Scenario scenario;
    private final MediaKind kind;
    private final PacketRing ring;

    NeighbourCheck(Scenario scenario, MediaKind kind, PacketRing ring) {
        this.scenario = scenario;
        this.kind = kind;
        this.ring = ring;
    }

    void check(Got got) {
        Got before = neighbour(got.sequence(), -1);
        Got after = neighbour(got.sequence(), 1);
        if (before != null) {
            check(before, got);
        }
        if (after != null) {
            check(got, after);
        }
    }

    /** What carries nothing must not tear a picture apart. */
    void checkPadding(Got padding) {
        Got before = neighbour(padding.sequence(), -1);
        Got after = neighbour(padding.sequence(), 1);
        if (before != null && after != null && isAdjacent(before, after)) {
            checkAdjacent(before, after);
        }
    }

    /** The nearest packet with media. */
    private Got neighbour(long sequence, int step) {
        for (int i = 1; i <= NEIGHBOURHOOD; i++) {
            Got there = ring.get(sequence + (long) step * i);
            if (there != null && !there.isPadding()) {
                return there;
            }
        }
        return null;
    }

    /** Nothing is missing between them. */
    private boolean isAdjacent(Got a, Got b) {
        for (long between = a.sequence() + 1; between < b.sequence(); between++) {
            if (ring.get(between) == null) {
                return false;
            }
        }
        return true;
    }

    private void check(Got a, Got b) {
        int step = SequenceNumbers.timestampDelta(b.timestamp(), a.timestamp());
        if (a.unit().samePicture(b.unit()) ? step != 0 : step <= 0) {
            throw new InvariantBroken("I8", "time goes by " + step + " from " + a + " to " + b);
        }
        long stepNanos = step * 1_000_000_000L / a.codec().clockHz();
        long capturedNanos = (b.unit().captureMicros() - a.unit().captureMicros()) * 1000;
        if (stepNanos > Math.max(Math.max(0, capturedNanos), b.sentNanos() - a.sentNanos()) + 1_000_000_000L) {
            throw new InvariantBroken("I8", "time jumps by " + stepNanos / 1_000_000 + " ms from " + a + " to " + b);
        }
        if (a.unit().sameEncoding(b.unit())
                && b.unit().sourceSequence() <= a.unit().sourceSequence()) {
            throw new InvariantBroken("I6", "an old packet under a new number: " + a + ", then " + b);
        }
        if (isAdjacent(a, b)) {
            checkAdjacent(a, b);
        }
    }

    /** Either the source goes on, or another one enters, at a key frame; at one, it may be the same one entering anew. */
    private void checkAdjacent(Got a, Got b) {
        boolean enters = kind == MediaKind.AUDIO || b.unit().startsKeyframe();
        String complaint = continues(a.unit(), b.unit())
                ? complaintAboutGoingOn(a, b)
                : "a source enters without a key frame, or a gap was closed";
        if (complaint != null && enters) {
            complaint = complaintAboutEntering(a, b);
        }
        if (complaint != null) {
            throw new InvariantBroken("I9", complaint + ": " + a + ", then " + b);
        }
    }

    private String complaintAboutGoingOn(Got a, Got b) {
        boolean samePicture = a.unit().samePicture(b.unit());
        boolean paddingBetween = b.sequence() > a.sequence() + 1;
        if (kind == MediaKind.VIDEO && samePicture && (paddingBetween || a.marker())) {
            return "a picture ends before its last packet";
        }
        if (kind == MediaKind.VIDEO && !samePicture && !a.marker()) {
            return "a picture does not end with its last packet";
        }
        // VP8 counts the pictures that a viewer gets, VP9 those of the source: its decoder reckons with their numbers
        long pictures = b.unit().picture() - a.unit().picture();
        long idStep = b.codec() == Codec.VP9 ? pictures : samePicture ? 0 : 1;
        if (paddingBetween && stepOfIds(a, b) > 0 && stepOfIds(a, b) <= pictures) {
            idStep = stepOfIds(a, b); // some were left out too late to close their gap: padding fills their numbers
        }
        return complaintAboutNumbers(
                a,
                b,
                idStep,
                b.unit().basePicture() - a.unit().basePicture(),
                b.unit().frame() - a.unit().frame());
    }

    private static long stepOfIds(Got a, Got b) {
        int mask = a.unit().pictureIdBits() == 7 || b.unit().pictureIdBits() == 7 ? 0x7F : 0x7FFF;
        return b.unit().pictureId() - a.unit().pictureId() & mask;
    }

    private static String complaintAboutEntering(Got a, Got b) {
        int frames = b.frameNumber() - a.frameNumber() & 0xFFFF;
        return complaintAboutNumbers(a, b, 1, 1, frames > 0 && frames < 0x8000 ? frames : 1);
    }

    /** Null if picture id, TL0PICIDX and frame number make the steps they should, as far as there are any. */
    private static String complaintAboutNumbers(Got a, Got b, long idStep, long tl0Step, long frameStep) {
        boolean hasIds = a.unit().pictureId() >= 0 && b.unit().pictureId() >= 0;
        int mask = a.unit().pictureIdBits() == 7 || b.unit().pictureIdBits() == 7 ? 0x7F : 0x7FFF;
        long ids = b.unit().pictureId() - a.unit().pictureId() - idStep & mask;
        long tl0s = b.unit().tl0() - a.unit().tl0() - tl0Step & 0xFF;
        if (hasIds && (ids != 0 || tl0s != 0)) {
            return "picture id or TL0PICIDX does not go on";
        }
        boolean hasNumbers = a.frameNumber() >= 0 && b.frameNumber() >= 0;
        boolean numbered = (b.frameNumber() - a.frameNumber() - frameStep & 0xFFFF) == 0;
        return hasNumbers && !numbered ? "the frame number does not go on" : null;
    }

    /** One encoding, and between the two its publisher sent nothing but padding and what the viewer can do without. */
    private boolean continues(MediaUnit a, MediaUnit b) {
        if (!a.sameEncoding(b)) {
            return false;
        }
        SentEncoding encoding = scenario.encodingOf(a);
        long between = b.sourceSequence() - a.sourceSequence() - 1;
        long paddings = encoding.paddingsBetween(a.sourceSequence(), b.sourceSequence());
        if (between == paddings) {
            return true;
        }
        int dispensable = encoding.log.dispensable(a.sourceSequence(), b.sourceSequence());
        return a.endsFrame() && b.startsFrame() && between == paddings + dispensable;
    }
}
