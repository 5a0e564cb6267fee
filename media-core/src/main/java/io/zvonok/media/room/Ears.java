package io.zvonok.media.room;

import io.zvonok.media.audio.LoudestSpeakers;
import io.zvonok.media.relay.RelayMessage.Hearers;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who is loudest of those whom some listeners may hear. The microphones that they may not hear take nobody's place.
 *
 * <p>Thread: the owning media loop.
 */
final class Ears {
    private static final int AUDIBLE = 3;

    private final Hearers hearers;
    private final LoudestSpeakers speakers = new LoudestSpeakers(AUDIBLE);
    /** By their number among the speakers. */
    private final List<@Nullable PublishedTrack> microphones = new ArrayList<>();

    private @Nullable Participant dominant;
    private Offer offer = Offer.NOTHING;

    Ears(Hearers hearers) {
        this.hearers = hearers;
    }

    Hearers hearers() {
        return hearers;
    }

    LoudestSpeakers speakers() {
        return speakers;
    }

    /** What the slots of these listeners are filled from. */
    Offer offer() {
        return offer;
    }

    void setOffer(Offer next) {
        offer = next;
    }

    /** A microphone's place among those that are heard here. */
    record Seat(Ears ears, int member) {
        boolean isChosen() {
            return ears.speakers.isChosen(member);
        }

        boolean isSpeaking() {
            return ears.speakers.isSpeaking(member);
        }

        /** In -dBov. */
        int level() {
            return ears.speakers.level(member);
        }
    }

    Seat seat(PublishedTrack microphone) {
        int member = speakers.add();
        while (microphones.size() <= member) {
            microphones.add(null);
        }
        microphones.set(member, microphone);
        return new Seat(this, member);
    }

    void leave(Seat seat) {
        speakers.remove(seat.member);
        microphones.set(seat.member, null);
    }

    /** Who speaks, or spoke last; null if nobody yet. */
    @Nullable
    Participant dominant() {
        int member = speakers.dominant();
        PublishedTrack microphone = member < 0 ? null : microphones.get(member);
        return microphone == null ? null : microphone.owner();
    }

    /** To be called every 50 ms. True if others are to be heard than before, or another one speaks. */
    boolean update(long nowNanos) {
        boolean changed = speakers.update(nowNanos);
        Participant speaking = dominant();
        if (speaking != null) {
            speaking.spoke(nowNanos);
        }
        changed |= speaking != dominant;
        dominant = speaking;
        return changed;
    }
}
