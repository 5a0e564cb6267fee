package io.zvonok.media.api;

/** The codecs that are forwarded. RED is redundant audio (RFC 2198) around Opus. */
public enum Codec {
    OPUS(MediaKind.AUDIO, 48_000),
    RED(MediaKind.AUDIO, 48_000),
    VP8(MediaKind.VIDEO, 90_000),
    VP9(MediaKind.VIDEO, 90_000),
    H264(MediaKind.VIDEO, 90_000),
    AV1(MediaKind.VIDEO, 90_000);

    private final MediaKind kind;
    private final int clockHz;

    Codec(MediaKind kind, int clockHz) {
        this.kind = kind;
        this.clockHz = clockHz;
    }

    public MediaKind kind() {
        return kind;
    }

    public int clockHz() {
        return clockHz;
    }
}
