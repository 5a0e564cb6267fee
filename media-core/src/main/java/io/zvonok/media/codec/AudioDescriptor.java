package io.zvonok.media.codec;

/**
 * Opus, alone or in RED: each packet stands for itself, so a listener can start at any.
 *
 * <p>Spec: RFC 7587 section 4.2 (one packet is one Opus packet; RFC 6716 section 3.1: at least one byte).
 * <p>Thread: the owning media loop.
 */
final class AudioDescriptor implements PayloadDescriptor {
    @Override
    public boolean wrap(byte[] array, int payloadOffset, int payloadLength) {
        return payloadLength >= 1;
    }

    @Override
    public boolean startsKeyframe() {
        return true;
    }

    @Override
    public boolean startsFrame() {
        return true;
    }
}
