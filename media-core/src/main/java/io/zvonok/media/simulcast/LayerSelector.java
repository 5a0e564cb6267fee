package io.zvonok.media.simulcast;

import io.zvonok.media.codec.PacketLayers;
import io.zvonok.media.time.Nanos;
import org.jspecify.annotations.Nullable;

/**
 * Holds which encoding is on screen and how much of it, and what is wanted instead. The old encoding goes on until the
 * wanted one's keyframe is there, so the picture never stands still for a switch; a change of source is the same thing as
 * a change of encoding. Inside one encoding the layers follow the wanted operating point as {@link LayerFilter} allows.
 *
 * @param <E> the encoding type; compared by identity
 *     <p>Thread: the owning media loop.
 */
public final class LayerSelector<E> {
    /** {@link #currentPoint} and {@link #targetPoint} while there is none. */
    public static final int NO_POINT = -1;

    /** What to do with a packet. */
    public enum Decision {
        /** Of another encoding than the one on screen. */
        IGNORE,
        /** Of the one on screen, but left out on purpose: its number is to be closed. */
        SKIP,
        FORWARD,
        /** Forward, as the first packet of a new encoding: renumber from here. */
        SWITCH
    }

    private final LayerFilter filter = new LayerFilter();
    private @Nullable E current;
    private @Nullable E target;
    private int targetPoint = NO_POINT;
    private long waitingSinceNanos = Nanos.NEVER;

    /** The encoding on screen, or null. */
    public @Nullable E current() {
        return current;
    }

    /** The encoding that is wanted, or null; equal to {@link #current} when no switch is pending. */
    public @Nullable E target() {
        return target;
    }

    /** The operating point that is forwarded of {@link #current}, {@link #NO_POINT} if nothing is. */
    public int currentPoint() {
        return current == null ? NO_POINT : filter.inForce();
    }

    /** The operating point that is wanted of {@link #target}, {@link #NO_POINT} if nothing is. */
    public int targetPoint() {
        return targetPoint;
    }

    /** True while the wanted encoding's keyframe is awaited. */
    public boolean isWaiting() {
        return target != null && target != current;
    }

    /** Since when the keyframe is awaited, {@link Nanos#NEVER} if it is not. */
    public long waitingSinceNanos() {
        return waitingSinceNanos;
    }

    /**
     * True if the encoding on screen is the wanted one, but its wanted spatial layer can be entered only with a keyframe.
     * Once the keyframe is there, the layer follows by itself.
     */
    public boolean needsKeyframe() {
        return current != null && current == target && filter.needsKeyframe();
    }

    /**
     * Wants another encoding from its next keyframe on, or another operating point of the one on screen as soon as it can
     * be decoded. Null: nothing is forwarded from now on.
     */
    public void setTarget(@Nullable E encoding, int point, long nowNanos) {
        targetPoint = encoding == null ? NO_POINT : point;
        if (encoding != null && encoding == current) {
            filter.want(point);
        }
        if (encoding == target) {
            return;
        }
        target = encoding;
        if (encoding == null) {
            current = null;
        }
        waitingSinceNanos = isWaiting() ? nowNanos : Nanos.NEVER;
    }

    /**
     * While another encoding is awaited, forwards no more than this point of the one on screen: a lower frame rate at
     * once, where a switch down has to wait.
     */
    public void limitCurrent(int point) {
        if (isWaiting() && current != null) {
            filter.want(point);
        }
    }

    /** The encoding on screen may not be shown any longer; a wanted other one is still awaited. */
    public void dropCurrent(long nowNanos) {
        current = null;
        waitingSinceNanos = isWaiting() ? nowNanos : Nanos.NEVER;
    }

    /** Decides on one packet. Every audio packet counts as the start of a keyframe. */
    public Decision onPacket(E encoding, PacketLayers packet, int rtpTimestamp) {
        if (encoding == target && encoding != current && packet.startsKeyframe()) {
            current = encoding;
            waitingSinceNanos = Nanos.NEVER;
            filter.start(packet, rtpTimestamp, targetPoint);
            return Decision.SWITCH;
        }
        if (encoding != current) {
            return Decision.IGNORE;
        }
        return filter.accepts(packet, rtpTimestamp) ? Decision.FORWARD : Decision.SKIP;
    }

    /**
     * True if the packet on which {@link #onPacket} decided last ends its picture for this viewer, because the spatial
     * layers above it are left out. It takes the RTP marker then; where the publisher set one, that stays.
     */
    public boolean endsPicture(PacketLayers packet) {
        return filter.endsPicture(packet);
    }
}
