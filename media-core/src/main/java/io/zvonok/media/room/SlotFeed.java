package io.zvonok.media.room;

import io.zvonok.media.api.MediaKind;
import io.zvonok.media.rtp.RtpPacketView;
import io.zvonok.media.simulcast.LayerSelector;
import io.zvonok.media.stats.Counter;
import io.zvonok.media.stats.LoopStats;
import io.zvonok.media.stream.ReceiveStream;

/**
 * Which packets of what is in a slot leave, when, and in which order: at once, as far as they belong to what is on screen;
 * later, when they are too much at once for the viewer's link; never, if they are of layers left out.
 *
 * <p>Thread: the owning media loop.
 */
final class SlotFeed {
    private static final int MAX_REPLAYED = 256;

    private final Slot slot;
    private final SlotStream stream;
    private final LayerSelector<Encoding> selector;
    private final LoopStats stats;
    private final SlotBacklog backlog = new SlotBacklog();

    SlotFeed(Slot slot) {
        this.slot = slot;
        this.stream = slot.stream();
        this.selector = slot.selector();
        this.stats = slot.owner().room().context().stats();
    }

    /** False, and so many packets are counted as dropped, if none of this encoding can leave here. */
    boolean concerns(Encoding encoding, int packets) {
        if (!slot.owner().transport().isConnected()) {
            stats.add(Counter.RTP_NOT_CONNECTED, packets);
            return false;
        }
        if (selector.current() != encoding && selector.target() != encoding) {
            stats.add(Counter.RTP_OTHER_ENCODING, packets);
            return false;
        }
        return true;
    }

    /**
     * Step 8 of a packet's life: is this what is on screen? A switch completes on the target's keyframe.
     *
     * @param newest highest number of its encoding that had come when this packet came
     * @param padding bytes to be added if it leaves as part of a train
     */
    void onPacket(Encoding encoding, RtpPacketView packet, long extended, long newest, int padding, long nowNanos) {
        if (!slot.owner().transport().isConnected()) {
            stats.increment(Counter.RTP_NOT_CONNECTED);
            return;
        }
        Encoding before = selector.current();
        if (before == encoding && slot.kind() == MediaKind.VIDEO && stream.isOfAnotherCodec(encoding)) {
            if (!stream.isAhead(extended)) {
                stats.increment(Counter.RTP_OVERTAKEN); // of the codec before
                return;
            }
            slot.dropShown(nowNanos); // counts its pictures anew: as if another source entered
        } else if (before == encoding && stream.isBeyondReach(extended)) {
            slot.dropShown(nowNanos);
        }
        if (selector.current() != encoding && stream.isPast(encoding, extended)) {
            stats.increment(Counter.RTP_OVERTAKEN); // begins a key frame that was on screen before
            return;
        }
        if (slot.kind() == MediaKind.AUDIO && selector.current() != encoding && extended < newest) {
            stats.increment(Counter.RTP_OVERTAKEN); // sound begins with the newest
            return;
        }
        if (!hasToWait(encoding, extended, nowNanos)) {
            look(encoding, packet, extended, newest, padding, nowNanos);
        }
    }

    private void look(Encoding encoding, RtpPacketView packet, long extended, long newest, int padding, long nowNanos) {
        if (packet.payloadLength() > 0) {
            decide(encoding, packet, extended, newest, padding, nowNanos);
        } else if (selector.current() == encoding) {
            stream.closeGap(packet, extended, nowNanos); // padding only: of no layer
        }
    }

    /** True if the packet is left in the history, to be sent when the link has room. What enters never waits. */
    private boolean hasToWait(Encoding encoding, long extended, long nowNanos) {
        if (slot.kind() == MediaKind.AUDIO || encoding != selector.current()) {
            return false;
        }
        if (backlog.isOf(encoding)) {
            return extended >= backlog.next();
        }
        Downlink downlink = slot.owner().downlink();
        if (downlink.hasRoom(nowNanos) || !stream.isAhead(extended)) {
            return false;
        }
        backlog.begin(encoding, extended);
        downlink.onBacklog(nowNanos);
        return true;
    }

    /** It may not leave any more, not even if the track comes back. */
    void forgetBacklogOf(PublishedTrack track) {
        Encoding waiting = backlog.encoding();
        if (waiting != null && waiting.track() == track) {
            backlog.clear();
        }
    }

    /** Sends what waits, as far as the link has room. True if something still waits. */
    boolean sendBacklog(long nowNanos) {
        while (!backlog.isEmpty() && slot.owner().downlink().hasRoom(nowNanos)) {
            sendWaiting(nowNanos);
        }
        return !backlog.isEmpty();
    }

    /** Sends the next packet that waits, room or not. Returns its bytes as received, 0 if nothing waits any more. */
    int sendWaiting(long nowNanos) {
        while (!backlog.isEmpty()) {
            Encoding encoding = backlog.encoding();
            if (encoding == null || encoding != selector.current()) {
                backlog.clear();
                return 0;
            }
            long extended = backlog.next();
            RtpPacketView packet = stream.storedPacket(encoding, extended);
            boolean late = packet != null && backlog.isTooOld(encoding.history().storedNanos(extended), nowNanos);
            if (late || !encoding.history().reachesBackTo(extended)) {
                stats.increment(Counter.BACKLOG_GIVEN_UP);
                backlog.clear();
                slot.dropShown(nowNanos);
                return 0;
            }
            backlog.advance();
            int bytes = packet == null ? 0 : packet.length();
            if (packet != null && lookAgain(encoding, packet, extended, nowNanos)) {
                return bytes;
            }
        }
        return 0;
    }

    private void decide(
            Encoding encoding, RtpPacketView packet, long extended, long newest, int padding, long nowNanos) {
        Encoding before = selector.current();
        long since = selector.waitingSinceNanos();
        switch (selector.onPacket(encoding, encoding.layers(), packet.rtpTimestamp())) {
            case IGNORE -> stats.increment(Counter.RTP_OTHER_ENCODING);
            case SKIP -> stream.leaveOut(packet, encoding.descriptor(), extended, nowNanos);
            case FORWARD -> forward(encoding, packet, extended, padding, nowNanos);
            case SWITCH -> {
                stream.enter(encoding, packet, extended, nowNanos);
                forward(encoding, packet, extended, padding, nowNanos);
                forwardOvertaken(encoding, packet, extended, newest, nowNanos);
                slot.onEntered(before, encoding, since, nowNanos);
            }
        }
    }

    private void forward(Encoding encoding, RtpPacketView packet, long extended, int padding, long nowNanos) {
        boolean endsPicture = selector.endsPicture(encoding.layers());
        stream.forward(encoding, packet, encoding.descriptor(), extended, endsPicture, padding, nowNanos);
    }

    /** The keyframe's first packet came late, by retransmission: what overtook it is in the history. */
    private void forwardOvertaken(Encoding encoding, RtpPacketView first, long extended, long newest, long nowNanos) {
        if (slot.kind() == MediaKind.AUDIO || newest == extended) {
            return;
        }
        long highest = Math.min(newest, extended + MAX_REPLAYED);
        for (long at = extended + 1; at <= highest; at++) {
            RtpPacketView packet = stream.storedPacket(encoding, at);
            if (packet != null) {
                lookAgain(encoding, packet, at, nowNanos);
            }
        }
        encoding.look(first); // other slots are still to see it
    }

    /** In the audience the first picture may be one of a moment ago: true if it was. */
    boolean startKept(Encoding target, long nowNanos) {
        Participant owner = slot.owner();
        Downlink downlink = owner.downlink();
        boolean first = selector.current() == null && !owner.room().role().isStage();
        long seenNanos = Math.max(
                stream.sendStream().lastSendNanos(), owner.room().sight().changedNanos());
        long start = first ? KeptGroup.start(target, selector.targetPoint(), downlink, seenNanos, nowNanos) : -1;
        ReceiveStream receiving = target.stream();
        if (start < 0 || receiving == null || downlink.isMeasured() && !downlink.hasRoom(nowNanos)) {
            return false;
        }
        long highest = receiving.highestExtended();
        RtpPacketView newest = stream.storedPacket(target, highest);
        int timestamp = newest == null ? 0 : newest.rtpTimestamp();
        RtpPacketView packet = newest == null ? null : stream.storedPacket(target, start);
        long since = selector.waitingSinceNanos();
        if (packet == null
                || !target.look(packet)
                || selector.onPacket(target, target.layers(), packet.rtpTimestamp()) != LayerSelector.Decision.SWITCH) {
            return false;
        }
        stats.increment(Counter.KEYFRAMES_SAVED);
        stream.enterKept(target, packet, timestamp, start, nowNanos);
        forward(target, packet, start, 0, nowNanos);
        slot.onEntered(null, target, since, nowNanos);
        if (start < highest) {
            backlog.beginKept(target, start + 1, highest, nowNanos);
            downlink.onBacklog(nowNanos);
            if (!downlink.isMeasured()) {
                sendBacklog(nowNanos); // nothing is paced there
            }
        }
        return true;
    }

    /** A packet of the history; false if it is padding. */
    private boolean lookAgain(Encoding encoding, RtpPacketView packet, long extended, long nowNanos) {
        boolean hasPayload = packet.payloadLength() > 0;
        if (!hasPayload || encoding.look(packet)) {
            look(encoding, packet, extended, extended, 0, nowNanos);
        } else {
            stats.increment(Counter.RTP_UNDESCRIBED);
        }
        return hasPayload;
    }
}
