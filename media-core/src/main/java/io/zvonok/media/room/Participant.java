package io.zvonok.media.room;

import io.netty.util.collection.IntObjectHashMap;
import io.zvonok.media.api.HeaderExtension;
import io.zvonok.media.api.MediaKind;
import io.zvonok.media.api.PeerId;
import io.zvonok.media.api.PeerPermissions;
import io.zvonok.media.api.PeerTier;
import io.zvonok.media.api.TrackSource;
import io.zvonok.media.api.TransportState;
import io.zvonok.media.bwe.ArrivalRecorder;
import io.zvonok.media.ice.CandidatePair;
import io.zvonok.media.ice.IceConfig;
import io.zvonok.media.peer.PeerTransport;
import io.zvonok.media.relay.RelayedSource;
import io.zvonok.media.rtp.RtpPacketView;
import io.zvonok.media.time.Nanos;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One peer in a room: its transport, the tracks it publishes and the slots in which it sees others.
 *
 * <p>Thread: the owning media loop.
 */
public final class Participant {
    private static final long DEFAULT_ROUND_TRIP = Nanos.fromMillis(100);
    private static final int MAX_RTCP_PER_SECOND = 200;

    private final Room room;
    private final PeerId id;
    private final long joinOrder;
    private final PeerTransport transport;
    private final Map<HeaderExtension, Integer> extensions;
    private final StreamTable streams;
    private final ParticipantClock clock = new ParticipantClock();
    private final Downlink downlink;
    private final DownlinkAllocator allocator;
    private final JoinTimes joinTimes;
    private final List<PublishedTrack> tracks = new ArrayList<>();
    private final List<Slot> slots = new ArrayList<>();
    private final IntObjectHashMap<Slot> slotsBySsrc = new IntObjectHashMap<>();
    private final @Nullable ArrivalRecorder arrivals;
    private final int transportCcExtension;
    private final int audioLevelExtension;
    /** Names this server in its feedback to the peer. */
    private final int feedbackSsrc;

    /** Its media comes from another room: it has no way of its own to this one. */
    private final boolean relayed;

    private PeerPermissions permissions;
    private PeerTier tier;
    private long lastSpokeNanos = -1;
    private long nextReportNanos;
    private long rtcpSecond;
    private int rtcpInSecond;
    /** Quality told last; 0 while none was. */
    private int lastScore;

    /** Null in the audience. */
    private @Nullable Timeline timeline;

    private boolean closed;

    Participant(
            Room room,
            PeerId id,
            long joinOrder,
            PeerTransport transport,
            Map<HeaderExtension, Integer> extensions,
            PeerPermissions permissions,
            PeerTier tier) {
        this(room, id, joinOrder, transport, extensions, permissions, tier, false);
    }

    private Participant(
            Room room,
            PeerId id,
            long joinOrder,
            PeerTransport transport,
            Map<HeaderExtension, Integer> extensions,
            PeerPermissions permissions,
            PeerTier tier,
            boolean relayed) {
        this.room = room;
        this.id = id;
        this.joinOrder = joinOrder;
        this.transport = transport;
        this.extensions = extensions;
        this.permissions = permissions;
        this.tier = tier;
        this.relayed = relayed;
        this.timeline = tier == PeerTier.STAGE && !relayed ? new Timeline() : null;
        LoopContext context = room.context();
        this.streams = new StreamTable(extensions, context.stats());
        this.downlink = new Downlink(this, context.stats());
        this.joinTimes = new JoinTimes(context.stats());
        this.allocator = new DownlinkAllocator(this, context.stats());
        this.transportCcExtension = extensions.getOrDefault(HeaderExtension.TRANSPORT_CC, 0);
        this.audioLevelExtension = extensions.getOrDefault(HeaderExtension.AUDIO_LEVEL, 0);
        this.arrivals = transportCcExtension == 0 ? null : new ArrivalRecorder();
        this.feedbackSsrc = context.random().nextInt();
    }

    /** Somebody whose media comes from another room. */
    static Participant relayed(Room room, RelayedSource source, long joinOrder) {
        LoopContext context = room.context();
        PeerTransport nowhere =
                new PeerTransport(IceConfig.defaults(), context.random(), context.stats(), new Nowhere());
        PeerPermissions all =
                new PeerPermissions(EnumSet.allOf(TrackSource.class), false, source.prominence(), source.peerClass());
        return new Participant(room, source.peer(), joinOrder, nowhere, source.extensions(), all, PeerTier.STAGE, true);
    }

    public Room room() {
        return room;
    }

    public PeerId id() {
        return id;
    }

    public PeerTransport transport() {
        return transport;
    }

    long joinOrder() {
        return joinOrder;
    }

    PeerPermissions permissions() {
        return permissions;
    }

    void setPermissions(PeerPermissions next) {
        permissions = next;
    }

    PeerTier tier() {
        return tier;
    }

    void setTier(PeerTier next) {
        if (next != tier) {
            timeline = next == PeerTier.STAGE ? new Timeline() : null;
        }
        tier = next;
    }

    /** Null in the audience. */
    @Nullable
    Timeline timeline() {
        return timeline;
    }

    /** True if its media comes from another room. */
    public boolean isRelayed() {
        return relayed;
    }

    Map<HeaderExtension, Integer> extensions() {
        return extensions;
    }

    int extension(HeaderExtension extension) {
        return extensions.getOrDefault(extension, 0);
    }

    ParticipantClock clock() {
        return clock;
    }

    /** What its link carries. */
    Downlink downlink() {
        return downlink;
    }

    /** Who of those it sees gets how much of it. */
    DownlinkAllocator allocator() {
        return allocator;
    }

    /** How long it waits for its first path and packet. */
    JoinTimes joinTimes() {
        return joinTimes;
    }

    /** Slots of this kind with somebody in them. */
    public int filledSlots(MediaKind kind) {
        int count = 0;
        for (int i = 0; i < slots.size(); i++) {
            Slot slot = slots.get(i);
            count += slot.kind() == kind && slot.track() != null ? 1 : 0;
        }
        return count;
    }

    List<PublishedTrack> tracks() {
        return tracks;
    }

    List<Slot> slots() {
        return slots;
    }

    int feedbackSsrc() {
        return feedbackSsrc;
    }

    @Nullable
    ArrivalRecorder arrivals() {
        return arrivals;
    }

    int audioLevelExtension() {
        return audioLevelExtension;
    }

    boolean isClosed() {
        return closed;
    }

    /** When this participant was last the dominant speaker, -1 if never. */
    long lastSpokeNanos() {
        return lastSpokeNanos;
    }

    void spoke(long nowNanos) {
        lastSpokeNanos = nowNanos;
    }

    long nextReportNanos() {
        return nextReportNanos;
    }

    void reportAt(long nanos) {
        nextReportNanos = nanos;
    }

    int lastScore() {
        return lastScore;
    }

    void setLastScore(int score) {
        lastScore = score;
    }

    /** It is to be shown something that has not come yet, for want of a keyframe or of a link that carries it. */
    boolean waitsForPictures() {
        if (!transport.isConnected()) {
            return false;
        }
        boolean waits = !downlink.isAtEase();
        for (int i = 0; i < slots.size(); i++) {
            waits |= slots.get(i).awaitsKeyframe();
        }
        return waits;
    }

    void addTrack(PublishedTrack track) {
        tracks.add(track);
        streams.declare(track);
    }

    void addSlot(Slot slot) {
        slots.add(slot);
        downlink.onSlot(slot.section());
        slotsBySsrc.put(slot.ssrc(), slot);
    }

    void removeSlot(Slot slot) {
        slots.remove(slot);
        slotsBySsrc.remove(slot.ssrc());
    }

    void removeTrack(PublishedTrack track) {
        tracks.remove(track);
        streams.remove(track);
        track.close();
    }

    @Nullable
    PublishedTrack track(String mid) {
        for (PublishedTrack track : tracks) {
            if (track.mid().equals(mid)) {
                return track;
            }
        }
        return null;
    }

    /** The track that carries this source, or null. */
    @Nullable
    PublishedTrack track(TrackSource source) {
        for (PublishedTrack track : tracks) {
            if (track.source() == source) {
                return track;
            }
        }
        return null;
    }

    @Nullable
    Slot slot(String mid) {
        for (Slot slot : slots) {
            if (slot.mid().equals(mid)) {
                return slot;
            }
        }
        return null;
    }

    /** The slot whose media is sent with this SSRC: feedback about any other is foreign (P22). */
    @Nullable
    Slot slotOf(int ssrc) {
        return slotsBySsrc.get(ssrc);
    }

    StreamTable.@Nullable Entry streamOf(RtpPacketView packet, long nowNanos) {
        return streams.entryFor(packet, tracks, nowNanos);
    }

    /** The encoding received with this SSRC as media, or null. */
    @Nullable
    Encoding encodingOf(int ssrc) {
        StreamTable.Entry entry = streams.find(ssrc);
        return entry == null || entry.rtx() ? null : entry.encoding();
    }

    /** Notes the arrival of a packet for transport-wide feedback. */
    void recordArrival(RtpPacketView packet, long nowNanos) {
        ArrivalRecorder recorder = arrivals;
        if (recorder == null) {
            return;
        }
        int at = packet.extensionOffset(transportCcExtension);
        if (at >= 0 && packet.extensionLength(transportCcExtension) >= 2) {
            byte[] array = packet.array();
            recorder.onPacket((array[at] & 0xFF) << 8 | (array[at + 1] & 0xFF), nowNanos);
        }
    }

    /** False when the peer sent more RTCP this second than anyone needs (P21). */
    boolean mayReceiveRtcp(long nowNanos) {
        long second = nowNanos / 1_000_000_000L;
        if (second != rtcpSecond) {
            rtcpSecond = second;
            rtcpInSecond = 0;
        }
        return ++rtcpInSecond <= MAX_RTCP_PER_SECOND;
    }

    /** Round trip to the peer: from transport feedback or receiver reports, else from connectivity checks, else a guess. */
    long roundTripNanos() {
        long measured = measuredRoundTripNanos();
        return measured < 0 ? DEFAULT_ROUND_TRIP : measured;
    }

    long measuredRoundTripNanos() {
        long fedBack = downlink.roundTripNanos();
        if (fedBack >= 0) {
            return fedBack;
        }
        for (int i = 0; i < slots.size(); i++) {
            long reported = slots.get(i).stream().sendStream().roundTripNanos();
            if (reported >= 0) {
                return reported;
            }
        }
        return transport.ice().roundTripNanos();
    }

    void close() {
        closed = true;
        downlink.close();
        tracks.forEach(PublishedTrack::close);
        transport.close();
    }

    /** The other end of no transport. */
    private static final class Nowhere implements PeerTransport.Output {
        @Override
        public void transmit(byte[] datagram, int length, CandidatePair pair) {}

        @Override
        public void onValidPair(CandidatePair pair) {}

        @Override
        public void onPairGone(CandidatePair pair) {}

        @Override
        public void onState(TransportState state) {}

        @Override
        public void onHeldPacket(byte[] datagram) {}
    }
}
