package io.zvonok.media.codec;

import io.zvonok.media.api.Codec;

/** The descriptor of each codec. A new codec is one class here and one line below. */
public final class Codecs {
    private Codecs() {}

    /** A new, reusable descriptor. */
    public static PayloadDescriptor descriptor(Codec codec) {
        return switch (codec) {
            case OPUS, RED -> new AudioDescriptor();
            case VP8 -> new Vp8Descriptor();
            case VP9 -> new Vp9Descriptor();
            case H264 -> new H264Descriptor();
            case AV1 -> new Av1Descriptor();
        };
    }
}
