package io.zvonok.media.room;

import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.IceParameters;
import io.zvonok.media.api.JoinResult;
import io.zvonok.media.api.LocalTransport;
import io.zvonok.media.api.PeerDescription;
import io.zvonok.media.api.PeerGroup;
import io.zvonok.media.api.PeerId;
import io.zvonok.media.api.PeerPermissions;
import io.zvonok.media.api.PeerReport;
import io.zvonok.media.api.PeerTier;
import io.zvonok.media.api.PeerTimeline;
import io.zvonok.media.api.Programme;
import io.zvonok.media.api.PublishSection;
import io.zvonok.media.api.RoomListener;
import io.zvonok.media.api.SlotSection;
import io.zvonok.media.api.SlotStreams;
import io.zvonok.media.api.SlotView;
import io.zvonok.media.api.TrackSource;
import io.zvonok.media.api.TransportState;
import io.zvonok.media.api.Visibility;
import io.zvonok.media.api.ZvonokException;
import io.zvonok.media.ice.CandidatePair;
import io.zvonok.media.peer.Cargo;
import io.zvonok.media.peer.PeerTransport;
import io.zvonok.media.relay.RelayLink;
import io.zvonok.media.relay.RelayedSource;
import io.zvonok.media.stats.LoopStats;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One room: who is in it, who may send, who sees whom. Commands come from signalling, packets from the
 * {@link ForwardingPath}, time from {@link RoomTicker}.
 *
 * <p>Thread: the owning media loop.
 */
public final class Room {
    private static final int MAX_SECTIONS = 64;

    private final LoopContext context;
    private final RoomHost host;
    private final TransportFactory transports;
    private final RoomListener listener;
    private final Map<PeerId, Participant> participants = new LinkedHashMap<>();
    private final Set<Integer> usedSsrcs = new HashSet<>();
    private final Sight sight = new Sight();
    private final Voices voices = new Voices(this);
    private final SlotAssigner assigner = new SlotAssigner(this);
    private final SharedLinks sharedLinks = new SharedLinks();
    private final RoomTicker ticker;
    private final RoomRole role;
    /** Those whose media comes from another room. */
    private final Map<PeerId, Participant> relayed = new LinkedHashMap<>();
    /** Who has tracks, in whatever room they are. */
    private final List<Participant> publishers = new ArrayList<>();
    /** What comes from another room was counted there. */
    private final LoopStats countedElsewhere = new LoopStats();

    private long joins;
    private long publications;
    private boolean assignmentStale;
    private @Nullable PeerId spotlight;

    /** A stage. */
    public Room(LoopContext context, RoomHost host, TransportFactory transports, RoomListener listener) {
        this(context, host, transports, listener, null);
    }

    /** A part of the audience of the stage at the other end; of a stage if that is null. */
    public Room(
            LoopContext context,
            RoomHost host,
            TransportFactory transports,
            RoomListener listener,
            RelayLink.@Nullable End stage) {
        this.context = context;
        this.host = host;
        this.transports = transports;
        this.listener = listener;
        this.ticker = new RoomTicker(this, host.forwarding().feedback());
        this.role = stage == null ? new StageRole(this) : new AudienceRole(this, stage);
        if (role instanceof AudienceRole audience) {
            audience.open();
        }
    }

    RoomRole role() {
        return role;
    }

    RoomHost host() {
        return host;
    }

    LoopContext context() {
        return context;
    }

    RoomListener listener() {
        return listener;
    }

    public Collection<Participant> participants() {
        return participants.values();
    }

    public @Nullable Participant participant(PeerId id) {
        return participants.get(id);
    }

    /** Those who have tracks, relayed or not. */
    List<Participant> publishers() {
        return publishers;
    }

    /** Whose media comes from another room, or null. */
    @Nullable
    Participant relayed(PeerId id) {
        return relayed.get(id);
    }

    SharedLinks sharedLinks() {
        return sharedLinks;
    }

    /** Who may see and hear whom. */
    Sight sight() {
        return sight;
    }

    Voices voices() {
        return voices;
    }

    /** Who is speaking, of those whom that one may hear; or null. */
    @Nullable
    Participant dominantSpeaker(Participant viewer) {
        Ears ears = voices.of(viewer);
        return ears == null ? null : ears.dominant();
    }

    /** A random SSRC that no stream of this room's slots uses. */
    int newSsrc() {
        int ssrc;
        do {
            ssrc = context.random().nextInt();
        } while (ssrc == 0 || !usedSsrcs.add(ssrc));
        return ssrc;
    }

    // --- commands

    /** In a room of the audience into the audience, else on stage. */
    public JoinResult join(PeerId id, PeerDescription description, PeerPermissions permissions, long nowNanos) {
        if (participants.containsKey(id)) {
            throw new ZvonokException(ErrorCode.WRONG_STATE, "the peer is in the room already");
        }
        requireBounded(description);
        sleep().onChange();
        Wiring wiring = new Wiring();
        PeerTransport transport = transports.create(description.transport(), wiring);
        PeerTier tier = role.isStage() ? PeerTier.STAGE : PeerTier.AUDIENCE;
        Participant participant =
                new Participant(this, id, joins++, transport, description.extensions(), permissions, tier);
        participant.joinTimes().begin(nowNanos);
        wiring.participant = participant;
        participants.put(id, participant);
        host.bindUfrag(transport.ice().local().ufrag(), participant);
        openSections(participant, description);
        assignmentStale |= !sight.isOpen(); // nobody may have heard yet what that one may hear
        assignOne(participant, nowNanos);
        return result(participant, description);
    }

    /** A later offer of the same peer: more sections, or new ICE credentials. */
    public JoinResult update(PeerId id, PeerDescription description, long nowNanos) {
        sleep().onChange();
        requireBounded(description);
        Participant participant = require(id);
        IceParameters remote = description.transport().ice();
        IceParameters before = participant.transport().ice().local();
        IceParameters local = participant.transport().restartIce(remote, nowNanos);
        if (!local.equals(before)) {
            host.bindUfrag(local.ufrag(), participant);
        }
        closeSections(participant, description, nowNanos);
        openSections(participant, description);
        assignNow(nowNanos);
        return result(participant, description);
    }

    public void leave(PeerId id, long nowNanos) {
        Participant participant = participants.remove(id);
        if (participant == null) {
            return;
        }
        sleep().onChange();
        boolean published = publishers.remove(participant);
        for (PublishedTrack track : participant.tracks()) {
            withdraw(track, nowNanos);
        }
        for (Slot slot : participant.slots()) {
            slot.assign(null, nowNanos);
            forgetSsrcs(slot);
        }
        participant.close();
        if (published || participant.tier() == PeerTier.STAGE) {
            assignNow(nowNanos);
        }
    }

    public void publish(PeerId id, String mid, @Nullable TrackSource source, boolean muted, long nowNanos) {
        sleep().onChange();
        Participant participant = require(id);
        PublishedTrack track = participant.track(mid);
        if (track == null) {
            throw new ZvonokException(ErrorCode.NOT_FOUND, "no section " + mid + " in which this peer sends");
        }
        if (source != null && source.kind() != track.kind()) {
            throw new ZvonokException(
                    ErrorCode.BAD_MESSAGE, "section " + mid + " is " + track.kind() + ", it cannot carry " + source);
        }
        track.publish(source, muted, ++publications);
        applyGate(track, nowNanos);
        assignNow(nowNanos);
    }

    public void setPermissions(PeerId id, PeerPermissions permissions, long nowNanos) {
        sleep().onChange();
        Participant participant = require(id);
        participant.setPermissions(permissions);
        participant.tracks().forEach(track -> applyGate(track, nowNanos));
        assignNow(nowNanos);
    }

    public void setView(PeerId id, List<SlotView> views, long nowNanos) {
        sleep().onChange();
        Participant participant = require(id);
        for (SlotView view : views) {
            Slot slot = participant.slot(view.mid());
            if (slot == null) {
                throw new ZvonokException(ErrorCode.NOT_FOUND, "no slot " + view.mid());
            }
            slot.setView(view);
        }
        assignOne(participant, nowNanos);
    }

    /** Brings somebody on stage, or back into the audience. */
    public void setTier(PeerId id, PeerTier tier, long nowNanos) {
        Participant participant = require(id);
        participant.setTier(tier);
        participant.tracks().forEach(track -> applyGate(track, nowNanos));
        assignNow(nowNanos);
    }

    /** Whom every STAGE slot shows; null: a screen, or whoever speaks. */
    public void setSpotlight(@Nullable PeerId id, long nowNanos) {
        sleep().onChange();
        spotlight = id;
        assignNow(nowNanos);
    }

    @Nullable
    PeerId spotlight() {
        return spotlight;
    }

    /** Who may see and hear whom from now on. */
    public void setVisibility(Visibility visibility, long nowNanos) {
        sleep().onChange();
        sight.setVisibility(visibility, nowNanos);
        assignNow(nowNanos);
    }

    /** Who is in which group from now on; all others are in the whole lesson. */
    public void setGroups(Map<PeerId, PeerGroup> groups, long nowNanos) {
        sleep().onChange();
        sight.setGroups(groups, nowNanos);
        assignNow(nowNanos);
    }

    // --- commands to a stage

    /** Serves an audience room. */
    public void attach(RelayLink.End end, long nowNanos) {
        stage().attach(end, nowNanos);
    }

    public void detach(RelayLink.End end, long nowNanos) {
        stage().detach(end, nowNanos);
    }

    public void setProgramme(Programme programme, long nowNanos) {
        stage().setProgramme(programme, nowNanos);
    }

    public Programme programme() {
        return stage().programme();
    }

    public void setOnAir(boolean onAir, long nowNanos) {
        stage().setOnAir(onAir, nowNanos);
    }

    public boolean isOnAir() {
        return stage().isOnAir();
    }

    private StageRole stage() {
        if (role instanceof StageRole stage) {
            return stage;
        }
        throw new IllegalStateException("an audience room has no audience");
    }

    public PeerReport report(PeerId id, long nowNanos) {
        return RoomReports.of(require(id), nowNanos);
    }

    public PeerTimeline timeline(PeerId id, long nowNanos) {
        return RoomReports.timeline(require(id), nowNanos);
    }

    /** Everybody leaves. */
    public void close(long nowNanos) {
        for (PeerId id : new ArrayList<>(participants.keySet())) {
            leave(id, nowNanos);
        }
        role.close(nowNanos);
    }

    // --- tracks of other rooms

    /** A track of another room is one of this room from now on. */
    PublishedTrack admit(RelayedSource source, long nowNanos) {
        Participant owner = relayed.get(source.peer());
        if (owner == null) {
            long order = role.isStage() ? joins++ : source.joinOrder();
            owner = Participant.relayed(this, source, order);
            relayed.put(source.peer(), owner);
            publishers.add(owner);
        }
        PublishedTrack track = new PublishedTrack(owner, source.section(), countedElsewhere);
        owner.addTrack(track);
        track.publish(source.shows(), !source.open(), role.isStage() ? ++publications : source.publishedOrder());
        applyGate(track, nowNanos);
        return track;
    }

    void setGate(PublishedTrack track, @Nullable TrackSource shows, long order, boolean open, long nowNanos) {
        track.publish(shows, !open, role.isStage() ? ++publications : order);
        applyGate(track, nowNanos);
    }

    void dismiss(PublishedTrack track, long nowNanos) {
        Participant owner = track.owner();
        withdraw(track, nowNanos);
        owner.removeTrack(track);
        if (owner.tracks().isEmpty()) {
            relayed.remove(owner.id(), owner);
            publishers.remove(owner);
            owner.close();
        }
    }

    // --- time

    /** How often it has to be looked at. */
    RoomSleep sleep() {
        return ticker.sleep();
    }

    /** False if it is enough to call {@link #onTick} now and then: at least every 50 ms. */
    public boolean isAwake() {
        return sleep().isAwake();
    }

    /** Called every few milliseconds while it is awake. */
    public void onTick(long nowNanos) {
        ticker.onTick(nowNanos);
    }

    void assignIfStale(long nowNanos) {
        if (assignmentStale) {
            assignNow(nowNanos);
        }
    }

    void assignmentChanged() {
        assignmentStale = true;
    }

    void assignNow(long nowNanos) {
        assignmentStale = false;
        assigner.assignAll(nowNanos);
    }

    /** Something changed that concerns nobody else. */
    private void assignOne(Participant participant, long nowNanos) {
        if (assignmentStale) {
            assignNow(nowNanos);
        } else {
            assigner.assign(participant, nowNanos);
        }
    }

    // --- sections

    private static void requireBounded(PeerDescription description) {
        if (description.publishSections().size() + description.slotSections().size() > MAX_SECTIONS) {
            throw new ZvonokException(ErrorCode.BAD_SDP, "more than " + MAX_SECTIONS + " sections");
        }
    }

    private void openSections(Participant participant, PeerDescription description) {
        for (PublishSection section : description.publishSections()) {
            if (participant.track(section.mid()) == null) {
                participant.addTrack(new PublishedTrack(participant, section, context.stats()));
            }
        }
        if (!participant.tracks().isEmpty() && !publishers.contains(participant)) {
            publishers.add(participant);
        }
        for (SlotSection section : description.slotSections()) {
            if (participant.slot(section.mid()) == null) {
                participant.addSlot(new Slot(participant, section, context));
            }
        }
    }

    private void closeSections(Participant participant, PeerDescription description, long nowNanos) {
        Set<String> kept = new HashSet<>();
        description.publishSections().forEach(section -> kept.add(section.mid()));
        for (PublishedTrack track : List.copyOf(participant.tracks())) {
            if (!kept.contains(track.mid())) {
                withdraw(track, nowNanos);
                participant.removeTrack(track);
            }
        }
        kept.clear();
        description.slotSections().forEach(section -> kept.add(section.mid()));
        for (Slot slot : List.copyOf(participant.slots())) {
            if (!kept.contains(slot.mid())) {
                slot.assign(null, nowNanos);
                forgetSsrcs(slot);
                participant.removeSlot(slot);
            }
        }
    }

    private void forgetSsrcs(Slot slot) {
        usedSsrcs.remove(slot.streams().ssrc());
        usedSsrcs.remove(slot.streams().rtxSsrc());
    }

    private JoinResult result(Participant participant, PeerDescription description) {
        List<SlotStreams> slots = new ArrayList<>();
        for (SlotSection section : description.slotSections()) {
            Slot slot = participant.slot(section.mid());
            if (slot != null) {
                slots.add(slot.streams());
            }
        }
        LocalTransport transport = new LocalTransport(
                participant.transport().ice().local(),
                transports.fingerprint(),
                description.transport().localRole(),
                transports.candidates());
        return new JoinResult(transport, slots);
    }

    private Participant require(PeerId id) {
        Participant participant = participants.get(id);
        if (participant == null) {
            throw new ZvonokException(ErrorCode.NOT_FOUND, "the peer is not in the room");
        }
        return participant;
    }

    // --- gates

    /** A track opened or closed: its microphone takes part in who is loudest, its packets flow or stop at once. */
    private void applyGate(PublishedTrack track, long nowNanos) {
        if (role.isStage()) {
            voices.onGate(track, nowNanos);
        }
        if (!track.open()) {
            track.encodings().forEach(encoding -> encoding.history().clear()); // nothing is sent again either
            for (Slot slot : track.slots().clone()) {
                slot.revokeShown(track, nowNanos);
            }
        } else {
            for (Slot slot : track.slots()) {
                slot.owner().allocator().markStale();
            }
        }
        role.onGate(track);
    }

    private void withdraw(PublishedTrack track, long nowNanos) {
        for (Slot slot : track.slots().clone()) {
            slot.revoke(track, nowNanos);
        }
        voices.leave(track);
        role.onWithdrawn(track);
    }

    /** Connects a transport with the loop and its participant. */
    private final class Wiring implements PeerTransport.Output {
        private @Nullable Participant participant;

        private Participant participant() {
            Participant wired = participant;
            if (wired == null) {
                throw new IllegalStateException("the transport spoke before its participant was there");
            }
            return wired;
        }

        @Override
        public void transmit(byte[] datagram, int length, CandidatePair pair) {
            host.transmit(datagram, length, pair);
        }

        @Override
        public void transmit(byte[] datagram, int length, CandidatePair pair, Cargo cargo) {
            host.transmit(datagram, length, pair, cargo);
        }

        @Override
        public void onValidPair(CandidatePair pair) {
            host.bindPair(pair, participant());
        }

        @Override
        public void onPairGone(CandidatePair pair) {
            host.unbindPair(pair, participant());
        }

        @Override
        public void onState(TransportState state) {
            Participant changed = participant();
            changed.joinTimes().onState(state, host.nowNanos());
            sleep().onChange();
            if (state == TransportState.FAILED) {
                host.unbindParticipant(changed);
            }
            if (state == TransportState.CONNECTED) {
                ticker.newListener();
            }
            listener.onTransportState(changed.id(), state);
        }

        @Override
        public void onHeldPacket(byte[] datagram) {
            host.onHeldPacket(participant(), datagram);
        }
    }
}
