package io.zvonok.media.relay;

import io.zvonok.media.api.PeerId;
import io.zvonok.media.api.TrackSource;
import java.util.List;
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
     * @param audible sources that the stage hears, for those of the audience room who are on stage
     * @param speaker who speaks on stage
     */
    record OnAir(
            boolean onAir,
            List<Integer> pictures,
            List<Integer> voices,
            List<Integer> audible,
            @Nullable PeerId speaker)
            implements RelayMessage {
        public OnAir {
            pictures = List.copyOf(pictures);
            voices = List.copyOf(voices);
            audible = List.copyOf(audible);
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

    /** Whether somebody of the audience room is on stage, and so sees all of it. */
    record WholeStage(boolean wanted) implements RelayMessage {}
}
