package io.zvonok.bench.load.model;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A video codec as our offers name it, and how its payloads begin. */
public enum VideoCodec {
    VP8("VP8/90000", "", 96, 97),
    VP9("VP9/90000", "profile-id=0", 98, 99),
    H264("H264/90000", "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f", 102, 103),
    AV1("AV1/90000", "profile=0;level-idx=5;tier=0", 45, 46);

    private final String encoding;
    private final String format;
    private final int payloadType;
    private final int rtxPayloadType;

    VideoCodec(String encoding, String format, int payloadType, int rtxPayloadType) {
        this.encoding = encoding;
        this.format = format;
        this.payloadType = payloadType;
        this.rtxPayloadType = rtxPayloadType;
    }

    /** As in {@code a=rtpmap}. */
    public String encoding() {
        return encoding;
    }

    /** As in {@code a=fmtp}; empty for none. */
    public String format() {
        return format;
    }

    public int payloadType() {
        return payloadType;
    }

    public int rtxPayloadType() {
        return rtxPayloadType;
    }

    public CodecHeader newHeader() {
        return switch (this) {
            case VP8 -> new Vp8Header();
            case VP9 -> new Vp9Header();
            case H264 -> new H264Header();
            case AV1 -> new Av1Header();
        };
    }

    /** Temporal layers that its models send. */
    public int temporalLayers() {
        return this == VP8 || this == VP9 ? 3 : 1;
    }

    /** Null if there is no such codec. */
    public static @Nullable VideoCodec ofName(String name) {
        for (VideoCodec codec : values()) {
            if (codec.name().equals(name.toUpperCase(Locale.ROOT))) {
                return codec;
            }
        }
        return null;
    }
}
