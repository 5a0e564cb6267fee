package io.zvonok.media.codec;

/**
 * A payload that is encrypted end to end: it says nothing, and nothing in it may be changed. What it belongs to is read off
 * the {@link DependencyDescriptor} beside it.
 *
 * <p>Thread: any; no state.
 */
public final class OpaquePayload implements PayloadDescriptor {
    @Override
    public boolean wrap(byte[] array, int payloadOffset, int payloadLength) {
        return payloadLength >= 1;
    }

    @Override
    public boolean startsKeyframe() {
        return false;
    }

    @Override
    public boolean startsFrame() {
        return false;
    }
}
