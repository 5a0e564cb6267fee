package io.zvonok.media.room;

import io.zvonok.media.api.DownlinkReport;
import io.zvonok.media.api.DownlinkReport.Feedback;
import io.zvonok.media.api.HeaderExtension;
import io.zvonok.media.api.MediaKind;
import io.zvonok.media.api.SlotSection;
import io.zvonok.media.bwe.Allocation;
import io.zvonok.media.bwe.BandwidthEstimator;
import io.zvonok.media.bwe.BurstBudget;
import io.zvonok.media.bwe.BweConfig;
import io.zvonok.media.bwe.RembEstimator;
import io.zvonok.media.bwe.SendSideEstimator;
import io.zvonok.media.bwe.SharedLink;
import io.zvonok.media.ice.CandidatePair;
import io.zvonok.media.peer.Cargo;
import io.zvonok.media.stats.Counter;
import io.zvonok.media.stats.LoopStats;
import io.zvonok.media.stream.BitrateMeter;
import io.zvonok.media.time.Nanos;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way from the server to one participant as a whole: what was sent, what the link is believed to carry, and the
 * padding that finds out whether it carries more.
 *
 * <p>A participant whose slots negotiated no feedback is sent what it asks for: nothing is known of its link.
 *
 * <p>Spec: draft-holmer-rmcat-transport-wide-cc-extensions-01, draft-alvestrand-rmcat-remb-03. Thread: the owning media
 * loop.
 */
final class Downlink {
    /** What a link carries of which nothing is known. */
    static final long UNKNOWN = -1;

    /** A packet counts with the tag that encryption adds (RFC 7714). */
    private static final int TAG_BYTES = 16;
    /**
     * Repairs are given a sixth of the link at most when pictures are chosen: after a link broke down they are many for a
     * moment, and no reason to show nothing.
     */
    private static final int MAX_REPAIR_SHARE = 6;

    /** Between ticks of a link where nothing waits and no probe is under way; else each tick of the loop counts. */
    private static final long IDLE_TICK = Nanos.fromMillis(20);

    private static final long BUSY_FOR = Nanos.fromMillis(60);
    /** A link whose queue is that long, or that loses so much, is congested. */
    private static final long CONGESTED_QUEUE = Nanos.fromMillis(50);

    private static final double CONGESTED_LOSS = 0.1;
    /** Probes of one tick: more would be a burst that tells nothing. */
    private static final int MAX_PROBE_PACKETS = 40;

    private final Participant owner;
    private final LoopStats stats;
    private final BitrateMeter sent = new BitrateMeter();
    private final BitrateMeter audio = new BitrateMeter();
    private final BitrateMeter repair = new BitrateMeter();
    private final BurstBudget bursts = new BurstBudget();
    private final LayerHistory history = new LayerHistory();

    private Feedback feedback = Feedback.NONE;
    private @Nullable BandwidthEstimator estimator;
    private long allocatedBps;
    private long wantedBps;
    private int nextProbed;
    private long nextTickNanos;
    private long busyUntilNanos;
    private boolean congested;
    private SharedLink.@Nullable Member neighbours;
    private @Nullable CandidatePair path;

    Downlink(Participant owner, LoopStats stats) {
        this.owner = owner;
        this.stats = stats;
    }

    /** A slot was opened: what its section agreed to decides how the link is measured. */
    void onSlot(SlotSection section) {
        boolean transportCc = section.extensions().contains(HeaderExtension.TRANSPORT_CC);
        boolean sendTime = section.extensions().contains(HeaderExtension.ABS_SEND_TIME);
        if (transportCc && feedback != Feedback.TRANSPORT_CC) {
            feedback = Feedback.TRANSPORT_CC;
            estimator = new SendSideEstimator(
                    BweConfig.defaults(), stats, owner.id().hashCode());
        } else if (sendTime && feedback == Feedback.NONE && section.kind() == MediaKind.VIDEO) {
            feedback = Feedback.REMB;
            estimator = new RembEstimator(BweConfig.defaults());
        }
    }

    boolean isMeasured() {
        return estimator != null;
    }

    LayerHistory history() {
        return history;
    }

    // --- what leaves

    /** The transport-wide number of the next packet, 0 if packets carry none. */
    int nextSequence() {
        BandwidthEstimator measuring = estimator;
        return measuring == null ? 0 : measuring.nextSequence();
    }

    /**
     * A media or padding packet left.
     *
     * @param sizeBytes before encryption
     * @param numbered it carries {@link #nextSequence}
     */
    void onSent(Purpose purpose, int sizeBytes, boolean numbered, long nowNanos) {
        int bytes = sizeBytes + TAG_BYTES;
        sent.add(bytes, nowNanos);
        if (purpose == Purpose.AUDIO) {
            audio.add(bytes, nowNanos);
        } else if (purpose == Purpose.REPAIR) {
            repair.add(bytes, nowNanos);
        }
        BandwidthEstimator measuring = estimator;
        if (measuring != null) {
            bursts.onSent(bytes, burstBps(measuring, nowNanos), nowNanos);
            measuring.onSent(bytes, numbered, purpose == Purpose.PROBE, nowNanos);
        }
    }

    /** False if what left lately is more than the link can have carried away by now: pictures wait. */
    boolean hasRoom(long nowNanos) {
        BandwidthEstimator measuring = estimator;
        return measuring == null || bursts.hasRoom(burstBps(measuring, nowNanos), nowNanos);
    }

    /** How fast the link carries away what leaves at once. */
    private long burstBps(BandwidthEstimator measuring, long nowNanos) {
        SharedLink.Member member = neighbours;
        long estimate = measuring.estimateBps();
        return member == null ? estimate : Math.min(estimate, member.shareBps(nowNanos));
    }

    /** How pictures leave: one by one while the link is congested, since it might drop a whole train. */
    Cargo pictureCargo() {
        return congested ? Cargo.LONE_PICTURE : Cargo.PICTURE;
    }

    private void noteCongestion(BandwidthEstimator measuring, long nowNanos) {
        congested = measuring.queueDelayNanos() > CONGESTED_QUEUE
                || measuring.lossRatio() > CONGESTED_LOSS
                || !bursts.hasRoom(burstBps(measuring, nowNanos), nowNanos);
    }

    /** What a packet is for. */
    enum Purpose {
        AUDIO,
        VIDEO,
        REPAIR,
        PROBE
    }

    /** False if retransmissions already take more of the link than is good for anybody (P19). */
    boolean hasRoomForRepair(int bytes, long nowNanos) {
        BandwidthEstimator measuring = estimator;
        return measuring == null
                || (repair.bitrateBps(nowNanos) + bytes * 8L) <= Math.max(measuring.estimateBps() / 2, 24_000);
    }

    // --- what comes back

    void onTransportFeedback(byte[] array, int offset, int length, long nowNanos) {
        BandwidthEstimator measuring = estimator;
        if (measuring == null) {
            stats.increment(Counter.TWCC_REFUSED);
        } else {
            measuring.onTransportFeedback(array, offset, length, nowNanos);
        }
    }

    void onRemb(long bitrateBps, long nowNanos) {
        BandwidthEstimator measuring = estimator;
        stats.increment(Counter.REMB_IN);
        if (measuring != null) {
            measuring.onRemb(bitrateBps, nowNanos);
        }
    }

    void onReceiverReport(int fractionLost256, int expectedPackets, long nowNanos) {
        BandwidthEstimator measuring = estimator;
        if (measuring != null) {
            measuring.onReceiverReport(fractionLost256, expectedPackets, nowNanos);
        }
    }

    void onRoundTrip(long roundTripNanos) {
        BandwidthEstimator measuring = estimator;
        if (measuring != null) {
            measuring.onRoundTrip(roundTripNanos);
        }
    }

    // --- what it carries

    /** Bits a second of UDP payload, {@link #UNKNOWN} if it is not measured. */
    long estimateBps() {
        BandwidthEstimator measuring = estimator;
        return measuring == null ? UNKNOWN : measuring.estimateBps();
    }

    /** What is left for pictures once sound and repairs have their part; without bound if the link is not measured. */
    long pictureBudgetBps(long nowNanos) {
        BandwidthEstimator measuring = estimator;
        if (measuring == null) {
            return Long.MAX_VALUE;
        }
        long estimate = measuring.estimateBps();
        long repairs = Math.min(repair.bitrateBps(nowNanos), estimate / MAX_REPAIR_SHARE);
        return Math.max(0, estimate - audio.bitrateBps(nowNanos) - repairs);
    }

    /** Of a total that pictures would take: what the link is known to carry of it now; see {@link BandwidthEstimator#provenBps}. */
    long provenForPicturesBps(long picturesBps, long nowNanos) {
        BandwidthEstimator measuring = estimator;
        if (measuring == null) {
            return Long.MAX_VALUE;
        }
        long sound = audio.bitrateBps(nowNanos);
        return Math.max(0, measuring.provenBps(picturesBps + sound, nowNanos) - sound);
    }

    long sentBps(long nowNanos) {
        return sent.bitrateBps(nowNanos);
    }

    long allocatedBps() {
        return allocatedBps;
    }

    long wantedBps() {
        return wantedBps;
    }

    /** How much longer packets travel than the fastest ones did, -1 if unknown. */
    long queueDelayNanos() {
        BandwidthEstimator measuring = estimator;
        return measuring == null ? -1 : measuring.queueDelayNanos();
    }

    double lossRatio() {
        BandwidthEstimator measuring = estimator;
        return measuring == null ? 0 : measuring.lossRatio();
    }

    /** By transport feedback, -1 if unknown. */
    long roundTripNanos() {
        BandwidthEstimator measuring = estimator;
        return measuring == null ? -1 : measuring.roundTripNanos();
    }

    /** What the pictures were given, and what they would take. */
    void onAllocated(Allocation allocation, long nowNanos) {
        long sound = audio.bitrateBps(nowNanos);
        allocatedBps = allocation.allocatedBps() + sound;
        wantedBps = allocation.wantedBps() + sound;
        SharedLink.Member member = neighbours;
        if (member != null) {
            member.setAllocated(allocatedBps);
        }
        BandwidthEstimator measuring = estimator;
        if (measuring != null) {
            long next = allocation.nextStepBps() == 0 ? 0 : allocation.nextStepBps() + sound;
            measuring.setDemand(allocatedBps, wantedBps, next, nowNanos);
            measuring.setStarved(allocation.allocatedBps() == 0 && allocation.wantedBps() > 0);
        }
    }

    // --- time

    /** Lets the estimator think, and sends the padding that it wants. */
    void onTick(long nowNanos) {
        BandwidthEstimator measuring = estimator;
        if (measuring == null || !owner.transport().isConnected()) {
            return;
        }
        if (nowNanos < nextTickNanos && nowNanos >= busyUntilNanos) {
            return;
        }
        nextTickNanos = nowNanos + IDLE_TICK;
        meetNeighbours(measuring);
        measuring.onTick(nowNanos);
        noteCongestion(measuring, nowNanos);
        int due = measuring.probeBytesDue(nowNanos);
        if (sendBacklogs(nowNanos) || due > 0) {
            busyUntilNanos = nowNanos + BUSY_FOR;
        }
        for (int packets = 0; due > 0 && packets < MAX_PROBE_PACKETS; packets++) {
            int bytes = sendProbe(due, nowNanos);
            if (bytes <= 0) {
                return; // no slot takes padding
            }
            due -= bytes;
        }
    }

    /** On another path there are others behind the same address. */
    private void meetNeighbours(BandwidthEstimator measuring) {
        CandidatePair selected = owner.transport().ice().selected();
        if (selected != null && selected != path) {
            path = selected;
            leaveNeighbours();
            SharedLink.Member member = owner.room().sharedLinks().of(selected);
            neighbours = member;
            measuring.setNeighbours(member);
        }
    }

    private void leaveNeighbours() {
        SharedLink.Member before = neighbours;
        if (before != null) {
            before.leave();
            neighbours = null;
        }
    }

    /** The participant is gone. */
    void close() {
        leaveNeighbours();
    }

    /** What all pictures together may rise to because of those behind the same address. */
    long neighboursRiseBelowBps(long nowNanos) {
        SharedLink.Member member = neighbours;
        if (member == null) {
            return Long.MAX_VALUE;
        }
        long below = member.riseBelowBps(nowNanos);
        return below == Long.MAX_VALUE ? below : Math.max(0, below - audio.bitrateBps(nowNanos));
    }

    void onRise(long picturesBps, long nowNanos) {
        SharedLink.Member member = neighbours;
        if (member != null) {
            member.onRise(picturesBps + audio.bitrateBps(nowNanos), nowNanos);
        }
    }

    void onFall(long picturesBps, long nowNanos) {
        SharedLink.Member member = neighbours;
        if (member != null) {
            member.onFall(picturesBps + audio.bitrateBps(nowNanos), nowNanos);
        }
    }

    /** True if something still waits. */
    private boolean sendBacklogs(long nowNanos) {
        boolean waiting = false;
        for (int i = 0; i < owner.slots().size(); i++) {
            waiting |= owner.slots().get(i).feed().sendBacklog(nowNanos);
        }
        return waiting;
    }

    /** A packet was left to wait: ticks matter from now on. */
    void onBacklog(long nowNanos) {
        busyUntilNanos = nowNanos + BUSY_FOR;
    }

    /** What is given and wanted is far below what the link carries: nothing has to be decided often. */
    boolean isAtEase() {
        BandwidthEstimator measuring = estimator;
        return measuring == null || wantedBps * 4 / 3 < measuring.estimateBps();
    }

    /** What waits anyway, else padding behind a picture that flows: its slot's retransmission stream carries it. */
    private int sendProbe(int bytesWanted, long nowNanos) {
        List<Slot> slots = owner.slots();
        for (int i = 0; i < slots.size(); i++) {
            int bytes = slots.get(i).feed().sendWaiting(nowNanos);
            if (bytes > 0) {
                return bytes;
            }
        }
        for (int i = 0; i < slots.size(); i++) {
            Slot slot = slots.get((nextProbed + i) % slots.size());
            int bytes = slot.stream().sendProbe(bytesWanted, nowNanos);
            if (bytes > 0) {
                nextProbed = (nextProbed + i) % slots.size();
                return bytes;
            }
        }
        return 0;
    }

    DownlinkReport report(long nowNanos) {
        BandwidthEstimator measuring = estimator;
        if (measuring == null) {
            return new DownlinkReport(
                    feedback,
                    DownlinkReport.Limiter.NONE,
                    UNKNOWN,
                    sent.bitrateBps(nowNanos),
                    allocatedBps,
                    wantedBps,
                    0,
                    -1,
                    -1);
        }
        return new DownlinkReport(
                feedback,
                DownlinkReport.Limiter.valueOf(measuring.limit().name()),
                measuring.estimateBps(),
                sent.bitrateBps(nowNanos),
                allocatedBps,
                wantedBps,
                (int) Math.round(measuring.lossRatio() * 100),
                millis(measuring.roundTripNanos()),
                millis(measuring.queueDelayNanos()));
    }

    private static int millis(long nanos) {
        return nanos < 0 ? -1 : (int) Nanos.toMillis(nanos);
    }
}
