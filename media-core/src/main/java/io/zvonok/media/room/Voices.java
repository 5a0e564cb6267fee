package io.zvonok.media.room;

import io.zvonok.media.api.PeerTier;
import io.zvonok.media.api.TrackSource;
import io.zvonok.media.relay.RelayMessage.Hearers;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All open microphones of a stage, and for all who hear the same of them the loudest. Mostly everybody hears everybody, and
 * there is one such choice; in a lesson in groups there is one for each, and one more where some may not hear all.
 *
 * <p>Thread: the owning media loop.
 */
final class Voices {
    private final Room room;
    private final List<Ears> ears = new ArrayList<>();

    Voices(Room room) {
        this.room = room;
        ears.add(new Ears(room.sight().audience()));
    }

    /** Everybody whose choice it may be; never empty. */
    List<Ears> ears() {
        return ears;
    }

    /** The voices of the programme. */
    Ears ofAudience() {
        Ears known = of(room.sight().audience());
        return known == null ? ears.get(0) : known;
    }

    /** Null if nothing was arranged for that one yet. */
    @Nullable
    Ears of(Participant viewer) {
        return room.sight().isOpen() ? ears.get(0) : of(room.sight().hearersOf(viewer));
    }

    @Nullable
    Ears of(Hearers hearers) {
        for (Ears known : ears) {
            if (known.hearers().equals(hearers)) {
                return known;
            }
        }
        return null;
    }

    /** Makes a choice for everybody who is there now, with the microphones they may hear now. */
    void arrange(Collection<Hearers> elsewhere, long nowNanos) {
        if (room.sight().isOpen()
                && ears.size() == 1
                && ears.get(0).hearers().equals(room.sight().audience())) {
            return;
        }
        Set<Hearers> needed = new LinkedHashSet<>();
        needed.add(room.sight().audience());
        for (Participant participant : room.participants()) {
            if (participant.tier() == PeerTier.STAGE) {
                needed.add(room.sight().hearersOf(participant));
            }
        }
        needed.addAll(room.sight().isOpen() ? List.of() : elsewhere);
        List<Ears> before = List.copyOf(ears);
        ears.removeIf(known -> !needed.contains(known.hearers()));
        for (Hearers hearers : needed) {
            if (of(hearers) == null) {
                ears.add(new Ears(hearers));
            }
        }
        reseat(before, nowNanos);
    }

    private void reseat(List<Ears> before, long nowNanos) {
        for (Participant publisher : room.publishers()) {
            for (PublishedTrack track : publisher.tracks()) {
                if (track.seats().length > 0 || isMicrophone(track)) {
                    seat(track);
                }
            }
        }
        for (Ears known : ears) {
            if (!before.contains(known) || !room.sight().isOpen()) {
                known.update(nowNanos);
            }
        }
    }

    private static boolean isMicrophone(PublishedTrack track) {
        return track.open() && track.source() == TrackSource.MICROPHONE;
    }

    /** The track opened or closed: a microphone takes part in who is loudest. */
    void onGate(PublishedTrack track, long nowNanos) {
        boolean newcomer = track.seats().length == 0;
        if (isMicrophone(track)) {
            seat(track);
            if (newcomer) {
                for (Ears.Seat seat : track.seats()) {
                    seat.ears().update(nowNanos);
                }
            }
        } else {
            leave(track);
        }
    }

    void leave(PublishedTrack track) {
        for (Ears.Seat seat : track.seats()) {
            seat.ears().leave(seat);
        }
        track.setSeats(PublishedTrack.NO_SEATS);
    }

    /** With all who may hear it, where it was heard already as it was. */
    private void seat(PublishedTrack track) {
        boolean microphone = isMicrophone(track);
        List<Ears.Seat> seats = new ArrayList<>();
        for (Ears.Seat seat : track.seats()) {
            if (microphone && ears.contains(seat.ears()) && hears(seat.ears(), track)) {
                seats.add(seat);
            } else {
                seat.ears().leave(seat);
            }
        }
        for (Ears known : ears) {
            boolean seated = seats.stream().anyMatch(seat -> seat.ears() == known);
            if (microphone && !seated && hears(known, track)) {
                seats.add(known.seat(track));
            }
        }
        track.setSeats(seats.toArray(Ears.Seat[]::new));
    }

    private boolean hears(Ears listeners, PublishedTrack track) {
        return room.sight().isOpen() || room.sight().hear(listeners.hearers(), track.owner());
    }

    /** To be called every 50 ms. True if anybody is to hear others than before, or another one speaks. */
    boolean update(long nowNanos) {
        boolean changed = false;
        for (Ears known : ears) {
            changed |= known.update(nowNanos);
        }
        return changed;
    }
}
