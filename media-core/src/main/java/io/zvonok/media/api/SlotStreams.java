package io.zvonok.media.api;

/** The SSRCs with which a slot is sent; fixed while the slot lives. {@code rtxSsrc} is 0 when RTX is not negotiated. */
public record SlotStreams(String mid, int ssrc, int rtxSsrc) {}
