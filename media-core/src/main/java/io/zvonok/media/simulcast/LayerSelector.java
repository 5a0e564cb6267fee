package io.zvonok.media.simulcast;

import io.zvonok.media.time.Nanos;
import org.jspecify.annotations.Nullable;

/**
 * Holds which encoding is on screen and which one is wanted: the old one goes on until the wanted one's keyframe is
 * there, so the picture never stands still for a switch. A change of source is the same thing as a change of layer.
 *
 * @param <E> the encoding type; compared by identity
 *     <p>Thread: the owning media loop.
 */
public final class LayerSelector<E> {
    /** What to do with a packet. */
    public enum Decision {
        DROP,
        FORWARD,
        /** Forward, as the first packet of a new encoding: renumber from here. */
        SWITCH
    }

    private @Nullable E current;
    private @Nullable E target;
    private long waitingSinceNanos = Nanos.NEVER;

    /** The encoding on screen, or null. */
    public @Nullable E current() {
        return current;
    }

    /** The encoding that is wanted, or null; equal to {@link #current} when no switch is pending. */
    public @Nullable E target() {
        return target;
    }

    /** True while the wanted encoding's keyframe is awaited. */
    public boolean isWaiting() {
        return target != null && target != current;
    }

    /** Since when the keyframe is awaited, {@link Nanos#NEVER} if it is not. */
    public long waitingSinceNanos() {
        return waitingSinceNanos;
    }

    /** Wants another encoding from its next keyframe on. Null: nothing is forwarded from now on. */
    public void setTarget(@Nullable E encoding, long nowNanos) {
        if (encoding == target) {
            return;
        }
        target = encoding;
        if (encoding == null) {
            current = null;
        }
        waitingSinceNanos = isWaiting() ? nowNanos : Nanos.NEVER;
    }

    /** The encoding on screen may not be shown any longer; a wanted other one is still awaited. */
    public void dropCurrent(long nowNanos) {
        current = null;
        waitingSinceNanos = isWaiting() ? nowNanos : Nanos.NEVER;
    }

    /** Decides on one packet. Every audio packet counts as the start of a keyframe. */
    public Decision onPacket(E encoding, boolean startsKeyframe) {
        if (encoding == target && encoding != current && startsKeyframe) {
            current = encoding;
            waitingSinceNanos = Nanos.NEVER;
            return Decision.SWITCH;
        }
        return encoding == current ? Decision.FORWARD : Decision.DROP;
    }
}
