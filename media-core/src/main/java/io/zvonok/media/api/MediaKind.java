package io.zvonok.media.api;

/** Audio or video: the media type of an SDP section. */
public enum MediaKind {
    AUDIO,
    VIDEO
}
