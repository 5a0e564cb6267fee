package io.zvonok.media.room;

import io.zvonok.media.api.CodecParameters;
import io.zvonok.media.api.LayerCause;
import io.zvonok.media.api.MediaKind;
import io.zvonok.media.api.SlotSection;
import io.zvonok.media.api.SlotStreams;
import io.zvonok.media.api.SlotView;
import io.zvonok.media.bwe.Allocation;
import io.zvonok.media.bwe.LayerOption;
import io.zvonok.media.bwe.SlotDemand;
import io.zvonok.media.codec.OperatingPoints;
import io.zvonok.media.rtp.RtpPacketView;
import io.zvonok.media.simulcast.LayerSelector;
import io.zvonok.media.stats.Counter;
import io.zvonok.media.stats.LoopStats;
import io.zvonok.media.stream.ReceiveStream;
import io.zvonok.media.time.Nanos;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A receive section of one participant, filled with whoever is to be seen or heard: who is assigned, which of their
 * encodings is shown, and which one is awaited. What leaves is written by its {@link SlotStream}.
 *
 * <p>The slot is entered in the {@link PublishedTrack#slots} of the track that is assigned, and of the track that is
 * still shown until the assigned one's keyframe comes. Thread: the owning media loop.
 */
final class Slot {
    private static final int MAX_REPLAYED = 256;
    /** Who asks for a key frame so soon after a switch never had the one that it came with. */
    private static final long FIRST_PICTURE = Nanos.fromSeconds(3);

    private final Participant owner;
    private final SlotSection section;
    private final LoopStats stats;
    private final SlotStream stream;
    private final LayerSelector<Encoding> selector = new LayerSelector<>();
    private final SlotStatus status = new SlotStatus();
    private final SlotShare share;
    private final SlotBacklog backlog = new SlotBacklog();

    private SlotView view;
    private @Nullable PublishedTrack track;
    private @Nullable PublishedTrack enteredAsAssigned;
    private @Nullable PublishedTrack enteredAsShown;
    private boolean reportDue;
    private long enteredNanos;

    Slot(Participant owner, SlotSection section, LoopContext context) {
        this.owner = owner;
        this.section = section;
        this.stats = context.stats();
        this.stream = new SlotStream(this, section, context);
        this.share = new SlotShare(stream.ssrc());
        this.view = SlotViews.initial(section);
    }

    SlotSection section() {
        return section;
    }

    String mid() {
        return section.mid();
    }

    MediaKind kind() {
        return section.kind();
    }

    int ssrc() {
        return stream.ssrc();
    }

    SlotStreams streams() {
        return new SlotStreams(section.mid(), stream.ssrc(), stream.rtxSsrc());
    }

    Participant owner() {
        return owner;
    }

    SlotView view() {
        return view;
    }

    void setView(SlotView next) {
        if (next.width() != view.width() || next.height() != view.height()) {
            share.expect(LayerCause.VIEW);
        }
        view = next;
        owner.allocator().markStale();
    }

    /** True if it is on the viewer's screen, or is to be heard. */
    boolean isVisible() {
        return kind() == MediaKind.AUDIO || (view.width() > 0 && view.height() > 0);
    }

    /** What the slot got of the viewer's link. */
    SlotShare share() {
        return share;
    }

    SlotStatus status() {
        return status;
    }

    SlotStream stream() {
        return stream;
    }

    LayerSelector<Encoding> selector() {
        return selector;
    }

    /** Who is assigned to the slot, or null. */
    @Nullable
    PublishedTrack track() {
        return track;
    }

    /** True if the viewer can decode what the source sends, as far as that is known. */
    boolean canDecode(Encoding encoding) {
        CodecParameters sent = encoding.codec();
        return sent == null || stream.outgoingFor(sent) != null;
    }

    /** True once after a source entered: its sender report is to go out at once. */
    boolean takeReportDue() {
        boolean due = reportDue;
        reportDue = false;
        return due;
    }

    /** Puts another track into the slot, or none. The old one is shown until the new one's keyframe is there. */
    void assign(@Nullable PublishedTrack next, long nowNanos) {
        if (next != track) {
            track = next;
            share.reset(LayerCause.SOURCE);
            owner.allocator().markStale();
            if (next == null) {
                showNothing(nowNanos);
            } else {
                enterTracks();
            }
        }
    }

    /** A track may not be shown any longer: nothing of it leaves from now on, not even until a keyframe (I1). */
    void revoke(PublishedTrack gone, long nowNanos) {
        if (track == gone) {
            track = null;
            share.reset(LayerCause.SOURCE);
            owner.allocator().markStale();
        }
        revokeShown(gone, nowNanos);
        if (track == null) {
            showNothing(nowNanos);
        }
    }

    /** A track closed its gate: it stays assigned, but nothing of it leaves from now on. */
    void revokeShown(PublishedTrack closed, long nowNanos) {
        if (track == closed) {
            share.reset(LayerCause.GATE);
            owner.allocator().markStale();
            setTarget(null, nowNanos);
        }
        Encoding shown = selector.current();
        if (shown != null && shown.track() == closed) {
            selector.dropCurrent(nowNanos);
        }
        enterTracks();
    }

    /** The sender of the shown encoding began a new stream: it enters again at a keyframe. */
    void onSourceRestarted(Encoding encoding, long nowNanos) {
        if (selector.current() == encoding) {
            selector.dropCurrent(nowNanos);
            enterTracks();
        }
    }

    // --- what is to be shown

    /** All there is of a track that this viewer can decode. */
    List<LayerOption> options(PublishedTrack of, long nowNanos) {
        return share.options(this, of, nowNanos);
    }

    /** {@link LayerChoice#id} of what was allocated last, -1 if nothing was. */
    int allocatedId() {
        LayerChoice choice = share.choice();
        return choice == null ? -1 : choice.id();
    }

    /** Above what is shown now only what takes less may be shown: see {@link SlotDemand#riseBelowBps}. */
    long riseBelowBps(long nowNanos) {
        return share.guard().riseBelowBps(nowNanos);
    }

    /**
     * Takes what the allocator gave.
     *
     * @return true if the slot goes without a picture from now on because the link carries too little
     */
    boolean take(Allocation.Share given, long nowNanos) {
        PublishedTrack assigned = track;
        if (assigned == null) {
            return false;
        }
        boolean starved = share.take(this, assigned, given, nowNanos);
        setTarget(share.choice(), nowNanos);
        squeeze(nowNanos);
        return starved;
    }

    /** A smaller encoding is awaited because the link carries too little: until its keyframe, as little as can be shown. */
    private void squeeze(long nowNanos) {
        Encoding shown = selector.current();
        Encoding awaited = selector.target();
        if (shown != null
                && awaited != null
                && shown != awaited
                && shown.track() == awaited.track()
                && awaited.height() < shown.height()
                && share.isShort()) {
            int least = OperatingPoints.point(OperatingPoints.spatialLayer(selector.currentPoint()), 0);
            if (shown.rates().rateBps(least) <= owner.downlink().pictureBudgetBps(nowNanos)) {
                selector.limitCurrent(least);
            } else {
                selector.dropCurrent(nowNanos); // each of its packets would hold up the smaller one's keyframe
                enterTracks();
            }
        }
    }

    /** Nothing is to be seen: nobody is assigned, it is off the screen, or the sender may not. */
    void showNothing(long nowNanos) {
        share.takeNothing(this, nowNanos);
        setTarget(null, nowNanos);
    }

    /** Sound comes before all pictures: the one encoding of the assigned voice, whatever the link carries. */
    void chooseVoice(long nowNanos) {
        PublishedTrack assigned = track;
        Encoding voice = null;
        if (assigned != null && assigned.open()) {
            Encoding only = assigned.encodings().get(0);
            voice = only.isActive(nowNanos) && canDecode(only) ? only : null;
        }
        setTarget(voice == null ? null : new LayerChoice(voice, 0), nowNanos);
    }

    private void setTarget(@Nullable LayerChoice choice, long nowNanos) {
        selector.setTarget(choice == null ? null : choice.encoding(), choice == null ? 0 : choice.point(), nowNanos);
        enterTracks();
    }

    private void enterTracks() {
        Encoding shown = selector.current();
        PublishedTrack shownTrack = shown == null || shown.track() == track ? null : shown.track();
        if (enteredAsAssigned == track && enteredAsShown == shownTrack) {
            return;
        }
        if (enteredAsAssigned != null) {
            enteredAsAssigned.removeSlot(this);
        }
        if (enteredAsShown != null) {
            enteredAsShown.removeSlot(this);
        }
        if (track != null) {
            track.addSlot(this);
        }
        if (shownTrack != null) {
            shownTrack.addSlot(this);
        }
        enteredAsAssigned = track;
        enteredAsShown = shownTrack;
    }

    /** Asks for the keyframe that is awaited, again and again until it is there. */
    void requestAwaitedKeyframe(long nowNanos) {
        Encoding target = selector.target();
        if (target != null && awaitsKeyframe() && owner.transport().isConnected() && !startKept(target, nowNanos)) {
            target.keyframeRequests().want();
        }
    }

    boolean awaitsKeyframe() {
        return kind() == MediaKind.VIDEO
                && selector.target() != null
                && (selector.isWaiting() || selector.needsKeyframe());
    }

    /** In the audience the first picture may be one of a moment ago: true if it was. */
    private boolean startKept(Encoding target, long nowNanos) {
        boolean first = selector.current() == null && !owner.room().role().isStage();
        long start = first ? KeptGroup.start(target, selector.targetPoint(), owner.downlink(), nowNanos) : -1;
        ReceiveStream receiving = target.stream();
        if (start < 0
                || receiving == null
                || owner.downlink().isMeasured() && !owner.downlink().hasRoom(nowNanos)) {
            return false;
        }
        long highest = receiving.highestExtended();
        RtpPacketView newest = stream.storedPacket(target, highest);
        int timestamp = newest == null ? 0 : newest.rtpTimestamp();
        RtpPacketView packet = newest == null ? null : stream.storedPacket(target, start);
        if (packet == null
                || !target.look(packet)
                || selector.onPacket(target, target.layers(), packet.rtpTimestamp()) != LayerSelector.Decision.SWITCH) {
            return false;
        }
        stats.increment(Counter.KEYFRAMES_SAVED);
        stream.enterKept(target, packet, timestamp, start, nowNanos);
        forward(target, packet, start, nowNanos);
        entered(null, target, nowNanos);
        if (start < highest) {
            backlog.beginKept(target, start + 1, highest, nowNanos);
            owner.downlink().onBacklog(nowNanos);
            if (!owner.downlink().isMeasured()) {
                sendBacklog(nowNanos); // nothing is paced there
            }
        }
        return true;
    }

    private void entered(@Nullable Encoding before, Encoding encoding, long nowNanos) {
        count(before, encoding);
        reportDue = true;
        enteredNanos = nowNanos;
        enterTracks();
    }

    /** The viewer lost its picture (PLI or FIR). Of an empty slot: ignored, it is empty on purpose. */
    void onKeyframeRequest(long nowNanos) {
        Encoding shown = selector.current();
        if (shown != null) {
            owner.room().sleep().onChange(); // the source may have stopped long ago
        }
        if (shown != null && nowNanos - enteredNanos < FIRST_PICTURE) {
            shown.keyframeRequests().want();
        } else if (shown != null) {
            shown.keyframeRequests().wantRepair();
        }
    }

    /** Step 8 of a packet's life: is this what is on screen? A switch completes on the target's keyframe. */
    void onPacket(Encoding encoding, RtpPacketView packet, long extended, long nowNanos) {
        if (!owner.transport().isConnected()) {
            return;
        }
        Encoding before = selector.current();
        if (before == encoding && kind() == MediaKind.VIDEO && stream.isOfAnotherCodec(encoding)) {
            if (!stream.isAhead(extended)) {
                return; // late, of the codec before
            }
            onSourceRestarted(encoding, nowNanos); // counts its pictures anew: as if another source entered
        } else if (before == encoding && stream.isBeyondReach(extended)) {
            onSourceRestarted(encoding, nowNanos);
        }
        if (kind() == MediaKind.AUDIO && selector.current() != encoding && isLate(encoding, extended)) {
            return; // sound begins with the newest: what overtook this one went by already
        }
        if (!hasToWait(encoding, extended, nowNanos)) {
            look(encoding, packet, extended, nowNanos);
        }
    }

    private void look(Encoding encoding, RtpPacketView packet, long extended, long nowNanos) {
        if (packet.payloadLength() > 0) {
            decide(encoding, packet, extended, nowNanos);
        } else if (selector.current() == encoding) {
            stream.closeGap(packet, extended, nowNanos); // padding only: of no layer
        }
    }

    private static boolean isLate(Encoding encoding, long extended) {
        ReceiveStream receiving = encoding.stream();
        return receiving != null && extended < receiving.highestExtended();
    }

    /** True if the packet is left in the history, to be sent when the link has room. What enters never waits. */
    private boolean hasToWait(Encoding encoding, long extended, long nowNanos) {
        if (kind() == MediaKind.AUDIO || encoding != selector.current()) {
            return false;
        }
        if (backlog.isOf(encoding)) {
            return extended >= backlog.next();
        }
        if (owner.downlink().hasRoom(nowNanos) || !stream.isAhead(extended)) {
            return false;
        }
        backlog.begin(encoding, extended);
        owner.downlink().onBacklog(nowNanos);
        return true;
    }

    /** Sends what waits, as far as the link has room. True if something still waits. */
    boolean sendBacklog(long nowNanos) {
        while (!backlog.isEmpty() && owner.downlink().hasRoom(nowNanos)) {
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
                backlog.clear();
                selector.dropCurrent(nowNanos); // it comes back with a keyframe
                enterTracks();
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

    private void decide(Encoding encoding, RtpPacketView packet, long extended, long nowNanos) {
        Encoding before = selector.current();
        switch (selector.onPacket(encoding, encoding.layers(), packet.rtpTimestamp())) {
            case IGNORE -> {}
            case SKIP -> stream.leaveOut(packet, encoding.descriptor(), extended, nowNanos);
            case FORWARD -> forward(encoding, packet, extended, nowNanos);
            case SWITCH -> {
                stream.enter(encoding, packet, extended, nowNanos);
                forward(encoding, packet, extended, nowNanos);
                forwardOvertaken(encoding, packet, extended, nowNanos);
                entered(before, encoding, nowNanos);
            }
        }
    }

    private void forward(Encoding encoding, RtpPacketView packet, long extended, long nowNanos) {
        stream.forward(
                encoding, packet, encoding.descriptor(), extended, selector.endsPicture(encoding.layers()), nowNanos);
    }

    /** The keyframe's first packet came late, by retransmission: what overtook it is in the history. */
    private void forwardOvertaken(Encoding encoding, RtpPacketView first, long extended, long nowNanos) {
        ReceiveStream receiving = encoding.stream();
        if (receiving == null || kind() == MediaKind.AUDIO || receiving.highestExtended() == extended) {
            return;
        }
        long highest = Math.min(receiving.highestExtended(), extended + MAX_REPLAYED);
        for (long at = extended + 1; at <= highest; at++) {
            RtpPacketView packet = stream.storedPacket(encoding, at);
            if (packet != null) {
                lookAgain(encoding, packet, at, nowNanos);
            }
        }
        encoding.look(first); // other slots are still to see it
    }

    /** A packet of the history; false if it is padding. */
    private boolean lookAgain(Encoding encoding, RtpPacketView packet, long extended, long nowNanos) {
        boolean hasPayload = packet.payloadLength() > 0;
        if (!hasPayload || encoding.look(packet)) {
            look(encoding, packet, extended, nowNanos);
        }
        return hasPayload;
    }

    private void count(@Nullable Encoding before, Encoding after) {
        if (before == null || before.track() != after.track()) {
            stats.increment(Counter.SLOT_SWITCHES);
        } else {
            stats.increment(after.height() > before.height() ? Counter.LAYER_SWITCHES_UP : Counter.LAYER_SWITCHES_DOWN);
        }
    }
}
