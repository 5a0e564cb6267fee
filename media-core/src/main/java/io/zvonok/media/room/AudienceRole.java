package io.zvonok.media.room;

import io.zvonok.media.api.MediaKind;
import io.zvonok.media.api.PeerId;
import io.zvonok.media.api.PeerTier;
import io.zvonok.media.relay.RelayLink;
import io.zvonok.media.relay.RelayMessage;
import io.zvonok.media.relay.RelayMessage.Hearers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A part of the audience, on one loop: everybody gets the programme, which comes from the stage. Who was brought on stage
 * sees all of it, and what they send goes there.
 *
 * <p>Thread: the owning media loop.
 */
final class AudienceRole implements RoomRole, RelayPort.Listener {
    private static final RelayMessage.OnAir OFF_AIR =
            new RelayMessage.OnAir(false, List.of(), List.of(), List.of(), null);

    private final Room room;
    private final RelayPort port;
    private RelayMessage.OnAir told = OFF_AIR;
    private Offer programme = Offer.NOTHING;
    private List<PublishedTrack> pictures = List.of();
    private final Map<Hearers, List<PublishedTrack>> heard = new HashMap<>();

    AudienceRole(Room room, RelayLink.End end) {
        this.room = room;
        this.port = new RelayPort(room, end, this);
    }

    /** Once the room is there. */
    void open() {
        port.open();
    }

    @Override
    public boolean isStage() {
        return false;
    }

    // --- what there is to be seen

    @Override
    public void prepare(long nowNanos) {
        programme = told.onAir() ? new Offer(tracks(told.pictures()), tracks(told.voices())) : Offer.NOTHING;
        pictures = pictures();
        heard.clear();
        told.heard().forEach(of -> heard.put(of.hearers(), tracks(of.voices())));
        Set<Hearers> onStage = new HashSet<>();
        for (Participant publisher : room.publishers()) {
            if (!publisher.isRelayed()) {
                sendUp(publisher);
            }
        }
        for (Participant participant : room.participants()) {
            if (participant.tier() == PeerTier.STAGE) {
                onStage.add(room.sight().hearersOf(participant));
            }
        }
        port.tellWholeStage(new RelayMessage.WholeStage(onStage));
    }

    private List<PublishedTrack> tracks(List<Integer> sources) {
        List<PublishedTrack> tracks = new ArrayList<>();
        for (int source : sources) {
            PublishedTrack track = port.track(source);
            if (track != null) {
                tracks.add(track);
            }
        }
        return tracks;
    }

    private List<PublishedTrack> pictures() {
        List<PublishedTrack> pictures = new ArrayList<>(port.relayedTracks());
        pictures.removeIf(track -> track.kind() == MediaKind.AUDIO || !track.open());
        pictures.sort(SlotOrder.OF_PICTURES);
        return pictures;
    }

    /** What those on stage send is carried while it is open. */
    private void sendUp(Participant publisher) {
        for (PublishedTrack track : publisher.tracks()) {
            RelayTap tap = port.tap(track);
            if (track.open()) {
                port.open(track);
            } else if (tap != null && !track.allowed()) {
                port.drop(tap);
            }
        }
    }

    @Override
    public Offer offerTo(Participant viewer) {
        if (viewer.tier() == PeerTier.AUDIENCE) {
            return programme;
        }
        return new Offer(pictures, heard.getOrDefault(room.sight().hearersOf(viewer), List.of()));
    }

    /** Of those who came up from here, what came back: as the stage shows it. */
    @Override
    public @Nullable Participant find(PeerId peer) {
        return room.relayed(peer);
    }

    @Override
    public boolean isOffAir(Participant viewer) {
        return viewer.tier() == PeerTier.AUDIENCE && !told.onAir();
    }

    // --- what goes up

    @Override
    public void onGate(PublishedTrack track) {
        port.onGate(track);
    }

    @Override
    public void onWithdrawn(PublishedTrack track) {
        RelayTap tap = port.tap(track);
        if (tap != null) {
            port.drop(tap);
        }
    }

    @Override
    public void tellWanted(PublishedTrack track) {
        port.tellWanted(track);
    }

    @Override
    public void onTick(long nowNanos) {
        port.onTick(nowNanos);
    }

    // --- what the stage says

    @Override
    public void onSources(long nowNanos) {
        room.assignmentChanged();
    }

    @Override
    public void onOnAir(RelayMessage.OnAir next, long nowNanos) {
        told = next;
        spoke(next.speaker(), nowNanos);
        next.heard().forEach(of -> spoke(of.speaker(), nowNanos));
        room.assignNow(nowNanos);
    }

    private void spoke(@Nullable PeerId speaker, long nowNanos) {
        Participant speaking = speaker == null ? null : room.relayed(speaker);
        if (speaking != null) {
            speaking.spoke(nowNanos);
        }
    }

    @Override
    public void onWholeStage(RelayPort ignored, Set<Hearers> hearers, long nowNanos) {
        throw new IllegalStateException("the stage is whole");
    }

    @Override
    public void close(long nowNanos) {
        port.close(nowNanos);
    }
}
