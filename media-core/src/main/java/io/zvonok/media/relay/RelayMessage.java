package io.zvonok.media.relay;

import io.zvonok.media.api.PeerId;
import io.zvonok.media.api.TrackSource;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What rooms tell each other about the sources that one carries to the other. A source is named by the number that the
 * sending room gave it in {@link Opened}; numbers are not used again.
 *
 * <p>Thread: any; immutable.
 */
public sealed interface RelayMessage {
    // --- about what the sender of the message carries

    /** Packets of another source may follow. */
    record Opened(int source, RelayedSource description) implements RelayMessage {}

    /** The source is something else now, or its packets may not be shown any longer, or may again. */
    record Gate(int source, @Nullable TrackSource shows, long publishedOrder, boolean open) implements RelayMessage {}

    record Closed(int source) implements RelayMessage {}

    /** All sources are closed: what was told before is void. */
    record Reset() implements RelayMessage {}

    /**
     * A sender report of the publisher.
     *
     * @param encoding its place among the encodings of the source
     * @param ssrc of that encoding
     * @param clockOffsetNanos from the publisher's wall clock to the server's time, which all loops share
     */
    record Clock(int source, int encoding, int ssrc, long ntp, int rtpTimestamp, long clockOffsetNanos)
            implements RelayMessage {}

    /**
     * What the audience sees and hears, from the stage.
     *
     * @param onAir false: nothing at all
     * @param pictures sources in the order of the programme
     * @param voices sources that the audience hears
     * @param heard what is heard on stage, for those of the audience room who are there
     * @param speaker who speaks in the programme
     */
    record OnAir(
            boolean onAir,
            List<Integer> pictures,
            List<Integer> voices,
            List<Heard> heard,
            @Nullable PeerId speaker) implements RelayMessage {
        public OnAir {
            pictures = List.copyOf(pictures);
            voices = List.copyOf(voices);
            heard = List.copyOf(heard);
        }
    }

    // --- about what the receiver of the message carries

    /** Which encodings of a source anybody watches, a bit each: the others need not be carried. */
    record Wanted(int source, int encodings) implements RelayMessage {}

    /**
     * Somebody needs a key frame of an encoding.
     *
     * @param repair who needs it has a picture and lost something
     * @param lastTimestamp of the last key frame that came: a newer one may be on its way
     */
    record KeyframeWanted(int source, int encoding, boolean repair, int lastTimestamp) implements RelayMessage {}

    /** Those of the audience room who are on stage, and so see all of it; nobody: empty. */
    record WholeStage(Set<Hearers> hearers) implements RelayMessage {
        public WholeStage {
            hearers = Set.copyOf(hearers);
        }
    }

    // --- parts

    /**
     * Those who hear the same microphones.
     *
     * @param classes of publishers whom they may hear, a bit each
     * @param group in which they are
     */
    record Hearers(int classes, int group) {}

    /** Of all that they may hear, the loudest: sources, and who of them speaks. */
    record Heard(
            Hearers hearers, List<Integer> voices, @Nullable PeerId speaker) {
        public Heard {
            voices = List.copyOf(voices);
        }
    }
}
