package io.zvonok.media.sim;

import io.zvonok.media.sim.PacketRing.Got;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The video decoder of one slot: puts packets together to pictures and shows one, when its time has come, only if every
 * frame that it depends on was decoded (I10). What was left out or lost without being needed does not stop it.
 */
final class Decoder {
    private static final int FRAMES_REMEMBERED = 256;

    private final TestPeer peer;
    private final PacketRing ring;
    private final Retransmissions retransmissions;
    private final Consumer<MediaUnit> screen;
    private final Playout playout = new Playout();
    /** Complete and not shown, by their last number. */
    private final TreeMap<Long, Picture> waiting = new TreeMap<>();
    /** Frames decoded since the last key frame, of the encoding on screen. */
    private final Set<Long> decoded = new HashSet<>();

    private MediaUnit shown;
    private long lastSequence = -1;
    private boolean broken = true;
    private int pictureGaps;
    /** Lower layers were lost since the last key frame. */
    private boolean partial;

    /** All that this viewer gets of one picture: the last packet of each of its frames. */
    private record Picture(long firstSequence, long lastSequence, List<MediaUnit> frames, long dueNanos) {
        MediaUnit top() {
            return frames.get(frames.size() - 1);
        }
    }

    Decoder(TestPeer peer, PacketRing ring, Retransmissions retransmissions, Consumer<MediaUnit> screen) {
        this.peer = peer;
        this.ring = ring;
        this.retransmissions = retransmissions;
        this.screen = screen;
    }

    /** Everything up to this number was shown or is too late. */
    long lastSequence() {
        return lastSequence;
    }

    /** False too while a key frame is there and only not due yet. */
    boolean needsKeyframe() {
        return broken && nextDecodable() == null;
    }

    int pictureGaps() {
        return pictureGaps;
    }

    void forgetGaps() {
        pictureGaps = 0;
    }

    /** @param repaired it had been asked for */
    void onPacket(Got got, boolean repaired) {
        Picture picture = got.sequence() <= lastSequence ? null : complete(got, repaired);
        if (picture != null) {
            waiting.put(picture.lastSequence, picture);
            peer.scenario.clock().at(picture.dueNanos, this::showDue);
            showDue();
        }
    }

    /** The picture around a packet, if it is complete from what is there of it to the packet that ends it. */
    private Picture complete(Got got, boolean repaired) {
        long first = got.sequence();
        while (continues(ring.get(first - 1), got)) {
            first--;
        }
        long last = got.sequence();
        while (!ring.get(last).marker()) {
            if (!continues(ring.get(last + 1), got)) {
                return null;
            }
            last++;
        }
        List<MediaUnit> frames = new ArrayList<>();
        int packet = 0;
        for (long at = first; at <= last; at++) {
            MediaUnit unit = ring.get(at).unit();
            if (unit.packet() != packet) {
                return null;
            }
            packet = unit.endsFrame() ? 0 : packet + 1;
            if (unit.endsFrame()) {
                frames.add(unit);
            }
        }
        if (packet != 0) {
            return null;
        }
        long due = playout.onComplete(got.unit(), repaired, peer.feedback.roundTripNanos(), peer.nowNanos());
        return new Picture(first, last, frames, due);
    }

    private static boolean continues(Got neighbour, Got got) {
        return neighbour != null && isOf(neighbour, got.unit());
    }

    private static boolean isOf(Got got, MediaUnit picture) {
        return !got.isPadding() && got.unit().samePicture(picture);
    }

    /** Shows what is due and can be decoded; what is older and was not shown is too late then. */
    private void showDue() {
        Picture next = nextDecodable();
        while (next != null && next.dueNanos <= peer.nowNanos()) {
            show(next);
            next = nextDecodable();
        }
    }

    private Picture nextDecodable() {
        for (Picture picture : waiting.values()) {
            if (!mayBePartial(picture) && isDecodable(picture)) {
                return picture;
            }
        }
        return null;
    }

    /** The lowest layers of it may have been lost, and may still come. */
    private boolean mayBePartial(Picture picture) {
        MediaUnit lowest = picture.frames.get(0);
        for (long at = picture.firstSequence - 1; lowest.spatial() > 0 && at > lastSequence; at--) {
            Got below = ring.get(at);
            if (below == null ? isHopedFor(at) : !isOf(below, lowest)) {
                return below == null;
            }
        }
        return false;
    }

    /** Its lowest layers were lost, or are not all there. */
    private boolean isPartial(Picture picture) {
        MediaUnit lowest = picture.frames.get(0);
        Got below = ring.get(picture.firstSequence - 1);
        return lowest.spatial() > 0 && (below == null || isOf(below, lowest));
    }

    private boolean isHopedFor(long sequence) {
        return retransmissions.isHopedFor(sequence, peer.nowNanos(), peer.feedback.roundTripNanos());
    }

    private boolean isDecodable(Picture picture) {
        for (int i = 0; i < picture.frames.size(); i++) {
            MediaUnit frame = picture.frames.get(i);
            if (i == 0 && frame.key()) {
                continue;
            }
            boolean onScreen = picture.frames.get(0).key() || (shown != null && shown.sameEncoding(frame));
            if (!onScreen || !hasDependencies(frame, picture)) {
                return false;
            }
        }
        return true;
    }

    private boolean hasDependencies(MediaUnit frame, Picture picture) {
        for (long left = frame.dependsOn(); left != 0; left &= left - 1) {
            long needed = frame.frame() - 1 - Long.numberOfTrailingZeros(left);
            boolean here = picture.frames.stream().anyMatch(other -> other.frame() == needed);
            boolean before = !picture.frames.get(0).key() && decoded.contains(needed);
            if (!here && !before) {
                return false;
            }
        }
        return true;
    }

    private void show(Picture picture) {
        if (picture.frames.get(0).key()) {
            decoded.clear();
            partial = false;
        }
        partial |= isPartial(picture);
        picture.frames.forEach(frame -> decoded.add(frame.frame()));
        shown = picture.top();
        if (decoded.size() > 2 * FRAMES_REMEMBERED) {
            decoded.removeIf(frame -> frame < shown.frame() - FRAMES_REMEMBERED);
        }
        lastSequence = picture.lastSequence;
        waiting.headMap(lastSequence, true).clear();
        broken = false;
        screen.accept(shown);
    }

    /** A number was filled with nothing. */
    void onPadding() {
        showDue();
    }

    /** Finds out whether what is missing will still come. */
    void poll() {
        if (broken) {
            return;
        }
        showDue();
        boolean tooFar = ring.highest() - lastSequence > PacketRing.SIZE / 2;
        if (tooFar || isStuck()) {
            broken = true;
            pictureGaps++;
        }
    }

    /** What came before the first packet that arrived was never asked for, and is missing all the same. */
    private boolean isAnyMissingBefore(Picture next) {
        for (long at = lastSequence + 1; at < next.firstSequence; at++) {
            if (ring.get(at) == null) {
                return true;
            }
        }
        return false;
    }

    /** A picture that is due cannot be decoded, and nothing that is missing before it is still hoped for. */
    private boolean isStuck() {
        if (waiting.isEmpty() || waiting.firstEntry().getValue().dueNanos > peer.nowNanos()) {
            return false;
        }
        Picture next = waiting.firstEntry().getValue();
        long now = peer.nowNanos();
        if (retransmissions.anyHopedFor(lastSequence, next.firstSequence, now, peer.feedback.roundTripNanos())) {
            return false;
        }
        if (!isAnyMissingBefore(next) && !partial) {
            throw new InvariantBroken(
                    "I10", "a picture without what it depends on: " + next.frames.get(0) + " after " + shown);
        }
        return true;
    }
}
