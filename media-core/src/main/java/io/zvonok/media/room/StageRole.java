package io.zvonok.media.room;

import io.zvonok.media.api.MediaKind;
import io.zvonok.media.api.PeerId;
import io.zvonok.media.api.PeerTier;
import io.zvonok.media.api.Programme;
import io.zvonok.media.relay.RelayLink;
import io.zvonok.media.relay.RelayMessage;
import io.zvonok.media.relay.RelayMessage.Hearers;
import io.zvonok.media.time.Nanos;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The stage: everybody may see everybody, as far as the room's rules and groups allow. Carries the programme to the rooms of the audience, and the whole stage to those
 * where somebody was brought on stage.
 *
 * <p>Thread: the owning media loop.
 */
final class StageRole implements RoomRole, RelayPort.Listener {
    /** A picture that went off air is carried on while viewers wait for the next one's key frame. */
    private static final long LINGER = Nanos.fromSeconds(5);

    private final Room room;
    private final ProgrammeChoice choice = new ProgrammeChoice();
    private final Map<RelayLink.End, RelayPort> ports = new LinkedHashMap<>();
    /** Of them, those to which the whole stage goes, and who hears it there. */
    private final Map<RelayPort, Set<Hearers>> whole = new HashMap<>();

    private boolean onAir;
    private List<PublishedTrack> pictures = List.of();
    private Offer programme = Offer.NOTHING;

    StageRole(Room room) {
        this.room = room;
    }

    // --- commands

    void attach(RelayLink.End end, long nowNanos) {
        RelayPort port = new RelayPort(room, end, this);
        ports.put(end, port);
        port.open();
        room.assignNow(nowNanos);
    }

    void detach(RelayLink.End end, long nowNanos) {
        RelayPort port = ports.remove(end);
        if (port != null) {
            whole.remove(port);
            port.close(nowNanos);
        }
    }

    Programme programme() {
        return choice.programme();
    }

    void setProgramme(Programme next, long nowNanos) {
        choice.setProgramme(next);
        room.assignNow(nowNanos);
    }

    boolean isOnAir() {
        return onAir;
    }

    void setOnAir(boolean now, long nowNanos) {
        onAir = now;
        room.assignNow(nowNanos);
    }

    // --- what there is to be seen

    @Override
    public boolean isStage() {
        return true;
    }

    @Override
    public void prepare(long nowNanos) {
        Set<Hearers> elsewhere = new HashSet<>();
        whole.values().forEach(elsewhere::addAll);
        room.voices().arrange(elsewhere, nowNanos);
        pictures = SlotOrder.pictures(room);
        for (Ears ears : room.voices().ears()) {
            ears.setOffer(new Offer(pictures, SlotOrder.voices(room, ears)));
        }
        programme = onAir ? chooseProgramme(nowNanos) : Offer.NOTHING;
        if (onAir && choice.isAnotherDue()) {
            room.assignmentChanged();
        }
        for (RelayPort port : ports.values()) {
            serve(port, nowNanos);
        }
    }

    /** Nothing goes on air, and so to other rooms, that the audience may not see. */
    private Offer chooseProgramme(long nowNanos) {
        Ears ears = room.voices().ofAudience();
        Offer chosen = choice.choose(this, onAirOf(ears.offer()), ears.dominant(), nowNanos);
        return onAirOf(chosen);
    }

    private Offer onAirOf(Offer offer) {
        return room.sight().isOpen()
                ? offer
                : new Offer(
                        offer.pictures().stream()
                                .filter(room.sight()::mayGoOnAir)
                                .toList(),
                        offer.voices().stream().filter(room.sight()::mayGoOnAir).toList());
    }

    @Override
    public Offer offerTo(Participant viewer) {
        if (viewer.tier() == PeerTier.AUDIENCE) {
            return programme;
        }
        Ears ears = room.voices().of(viewer);
        return ears == null ? Offer.NOTHING : ears.offer();
    }

    @Override
    public @Nullable Participant find(PeerId peer) {
        Participant here = room.participant(peer);
        return here == null ? room.relayed(peer) : here;
    }

    @Override
    public boolean isOffAir(Participant viewer) {
        return viewer.tier() == PeerTier.AUDIENCE && !onAir;
    }

    // --- what is carried where

    private void serve(RelayPort port, long nowNanos) {
        Set<PublishedTrack> needed = new LinkedHashSet<>(programme.pictures());
        needed.addAll(programme.voices());
        List<RelayMessage.Heard> heard = new ArrayList<>();
        if (whole.containsKey(port)) {
            needed.addAll(pictures);
        }
        for (Ears ears : room.voices().ears()) {
            if (whole.getOrDefault(port, Set.of()).contains(ears.hearers())) {
                needed.addAll(ears.offer().voices());
                heard.add(heard(port, ears));
            }
        }
        for (RelayTap tap : List.copyOf(port.taps())) {
            tap.setNeeded(needed.contains(tap.track()), nowNanos);
        }
        needed.forEach(port::open);
        Participant speaker = room.voices().ofAudience().dominant();
        port.tellOnAir(new RelayMessage.OnAir(
                onAir,
                sources(port, programme.pictures()),
                sources(port, programme.voices()),
                heard,
                speaker == null ? null : speaker.id()));
    }

    private static RelayMessage.Heard heard(RelayPort port, Ears ears) {
        Participant speaker = ears.dominant();
        return new RelayMessage.Heard(
                ears.hearers(), sources(port, ears.offer().voices()), speaker == null ? null : speaker.id());
    }

    private static List<Integer> sources(RelayPort port, List<PublishedTrack> tracks) {
        List<Integer> sources = new ArrayList<>();
        for (PublishedTrack track : tracks) {
            sources.add(port.open(track).source());
        }
        return sources;
    }

    @Override
    public void onTick(long nowNanos) {
        for (RelayPort port : ports.values()) {
            dropUnneeded(port, nowNanos);
            port.onTick(nowNanos);
        }
    }

    private static void dropUnneeded(RelayPort port, long nowNanos) {
        RelayTap unneeded = null;
        for (RelayTap tap : port.taps()) {
            long since = tap.unneededSinceNanos();
            if (since != Nanos.NEVER && (tap.track().kind() == MediaKind.AUDIO || nowNanos - since >= LINGER)) {
                unneeded = tap;
            }
        }
        if (unneeded != null) {
            port.drop(unneeded); // the next one with the next tick
        }
    }

    @Override
    public void onGate(PublishedTrack track) {
        ports.values().forEach(port -> port.onGate(track));
    }

    @Override
    public void onWithdrawn(PublishedTrack track) {
        for (RelayPort port : ports.values()) {
            RelayTap tap = port.tap(track);
            if (tap != null) {
                port.drop(tap);
            }
        }
    }

    @Override
    public void tellWanted(PublishedTrack track) {
        ports.values().forEach(port -> port.tellWanted(track));
    }

    // --- what the audience rooms say

    @Override
    public void onSources(long nowNanos) {
        room.assignNow(nowNanos);
    }

    @Override
    public void onOnAir(RelayMessage.OnAir ignored, long nowNanos) {
        throw new IllegalStateException("the audience has no programme of its own");
    }

    @Override
    public void onWholeStage(RelayPort port, Set<Hearers> hearers, long nowNanos) {
        if (hearers.isEmpty()) {
            whole.remove(port);
        } else {
            whole.put(port, hearers);
        }
        room.assignNow(nowNanos);
    }

    @Override
    public void close(long nowNanos) {
        List<RelayPort> closing = List.copyOf(ports.values());
        ports.clear();
        whole.clear();
        closing.forEach(port -> port.close(nowNanos));
    }
}
