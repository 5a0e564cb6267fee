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
import io.zvonok.media.simulcast.LayerSelector;
import io.zvonok.media.stats.Counter;
import io.zvonok.media.stats.LoopStats;
import io.zvonok.media.stats.Timing;
import io.zvonok.media.time.Nanos;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A receive section of one participant, filled with whoever is to be seen or heard: who is assigned, which of their
 * encodings is shown, and which one is awaited. Which packets leave is decided by its {@link SlotFeed}, and they are
 * written by its {@link SlotStream}.
 *
 * <p>The slot is entered in the {@link PublishedTrack#slots} of the track that is assigned, and of the track that is
 * still shown until the assigned one's keyframe comes. Thread: the owning media loop.
 */
final class Slot {
    /** Who asks for a key frame so soon after a switch never had the one that it came with. */
    private static final long FIRST_PICTURE = Nanos.fromSeconds(3);

    private final Participant owner;
    private final SlotSection section;
    private final LoopStats stats;
    private final SlotStream stream;
    private final LayerSelector<Encoding> selector = new LayerSelector<>();
    private final SlotStatus status = new SlotStatus();
    private final SlotShare share;
    private final SlotFeed feed;

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
        this.feed = new SlotFeed(this);
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

    /** Which packets leave. */
    SlotFeed feed() {
        return feed;
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
        feed.forgetBacklogOf(closed);
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
        if (target != null
                && awaitsKeyframe()
                && owner.transport().isConnected()
                && !feed.startKept(target, nowNanos)) {
            target.keyframeRequests().want();
        }
    }

    boolean awaitsKeyframe() {
        return kind() == MediaKind.VIDEO
                && selector.target() != null
                && (selector.isWaiting() || selector.needsKeyframe());
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

    /** The shown encoding is gone from the screen: it comes back with a keyframe. */
    void dropShown(long nowNanos) {
        selector.dropCurrent(nowNanos);
        enterTracks();
    }

    /**
     * An encoding entered with its keyframe.
     *
     * @param sinceNanos since when it was wanted
     */
    void onEntered(@Nullable Encoding before, Encoding after, long sinceNanos, long nowNanos) {
        long waitedNanos = Math.max(0, nowNanos - sinceNanos);
        if (kind() == MediaKind.VIDEO) {
            stats.record(Timing.LAYER_SWITCH_WAIT, waitedNanos, 1);
        }
        LayerSwitchEvent.tell(this, before, after, waitedNanos);
        if (before == null || before.track() != after.track()) {
            stats.increment(Counter.SLOT_SWITCHES);
        } else {
            stats.increment(after.height() > before.height() ? Counter.LAYER_SWITCHES_UP : Counter.LAYER_SWITCHES_DOWN);
        }
        reportDue = true;
        enteredNanos = nowNanos;
        enterTracks();
    }
}
