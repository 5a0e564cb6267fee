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

    private void checkAdjacent(Got a, Got b) {
        boolean continues = continues(a.unit(), b.unit());
        if (!continues && kind == MediaKind.VIDEO && !b.unit().startsKeyframe()) {
            throw new InvariantBroken(
                    "I9", "a source enters without a key frame, or a gap was closed: " + a + ", then " + b);
        }
        boolean samePicture = continues && a.unit().samePicture(b.unit());
        if (continues && kind == MediaKind.VIDEO) {
            boolean paddingBetween = b.sequence() > a.sequence() + 1;
            if (samePicture && (paddingBetween || a.marker())) {
                throw new InvariantBroken("I9", "a picture ends before its last packet: " + a + ", then " + b);
            }
            if (!samePicture && !a.marker()) {
                throw new InvariantBroken("I9", "a picture does not end with its last packet: " + a + ", then " + b);
            }
        }
        if (a.frameNumber() >= 0 && b.frameNumber() >= 0) {
            checkFrameNumbers(a, b, continues);
        }
        if (a.unit().pictureId() >= 0 && b.unit().pictureId() >= 0) {
            checkIds(a, b, continues, samePicture);
        }
    }

    /** Dependencies are told as distances: they hold as long as the numbers keep their own. */
    private static void checkFrameNumbers(Got a, Got b, boolean continues) {
        int step = b.frameNumber() - a.frameNumber() & 0xFFFF;
        boolean kept = continues && step == (b.unit().frame() - a.unit().frame() & 0xFFFF);
        boolean mayBegin = !continues || mayEnterAnew(a, b);
        boolean sound = kept || mayBegin && step > 0 && step < 0x8000;
        if (!sound) {
            throw new InvariantBroken("I9", "frame numbers step by " + step + " from " + a + " to " + b);
        }
    }

    /** VP8 counts the pictures that a viewer gets, VP9 those of the source: its decoder reckons with their numbers. */
    private static void checkIds(Got a, Got b, boolean continues, boolean samePicture) {
        int mask = a.unit().pictureIdBits() == 7 || b.unit().pictureIdBits() == 7 ? 0x7F : 0x7FFF;
        int idStep = (b.unit().pictureId() - a.unit().pictureId()) & mask;
        int tl0Step = (b.unit().tl0() - a.unit().tl0()) & 0xFF;
        long pictures = b.unit().picture() - a.unit().picture();
        boolean counts = continues && b.codec() == Codec.VP9;
        long idWanted = samePicture ? 0 : counts ? pictures & mask : 1;
        if (continues && b.sequence() > a.sequence() + 1 && idStep == (pictures & mask)) {
            idWanted = idStep; // it was left out too late to close its gap: padding fills its numbers
        }
        long tl0Wanted = continues ? b.unit().basePicture() - a.unit().basePicture() & 0xFF : 1;
        boolean anew = mayEnterAnew(a, b) && idStep == 1 && tl0Step == 1;
        if (!anew && (idStep != idWanted || tl0Step != tl0Wanted)) {
            throw new InvariantBroken(
                    "I9", "picture id steps by " + idStep + ", TL0PICIDX by " + tl0Step + " from " + a + " to " + b);
        }
    }

    /** What lies between may be layers left out, or the time in which the slot showed nothing. */
    private static boolean mayEnterAnew(Got a, Got b) {
        return b.unit().startsKeyframe() && b.unit().sourceSequence() > a.unit().sourceSequence() + 1;
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
