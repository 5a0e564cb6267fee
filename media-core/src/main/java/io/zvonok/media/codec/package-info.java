/**
 * What a packet says about itself: does a key frame start here, which layers need it, which picture is it, how large. Nothing
 * is decoded. Of a payload nothing is kept between packets; a dependency descriptor, which says it in a header extension,
 * refers to a structure that is.
 *
 * <p>Layers are spoken of as {@link io.zvonok.media.codec.OperatingPoints}, whatever the codec calls them.
 *
 * <p>A reader returns {@code false} when the RTP payload format is violated. Below that, in the codec's own headers, it
 * only looks: a header it cannot read tells nothing (no size, no key frame), and judging it is left to the decoder.
 *
 * <p>Spec: RFC 7741 (VP8), RFC 9628 (VP9), RFC 6184 (H264), the AOMedia "RTP Payload Format For AV1", RFC 7587 (Opus),
 * RFC 2198 (RED). Thread: the owning media loop. Read {@link io.zvonok.media.codec.PacketLayers} first.
 */
@NullMarked
package io.zvonok.media.codec;

import org.jspecify.annotations.NullMarked;
