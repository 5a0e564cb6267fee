package io.zvonok.media.api;

/**
 * One negotiated payload type.
 *
 * @param payloadType 0..127, as used on the wire by this peer
 * @param rtxPayloadType the payload type of its retransmissions (RFC 4588), or -1 when none was negotiated
 * @param profile what must be equal for two ends to understand each other, beside the codec: for H264
 *     {@code "42e01f;1"} (profile-level-id, packetization-mode), for VP9 the profile-id, else empty
 */
public record CodecParameters(Codec codec, int payloadType, int rtxPayloadType, String profile) {
    public CodecParameters {
        if (payloadType < 0 || payloadType > 127) {
            throw new IllegalArgumentException("payload type out of range: " + payloadType);
        }
    }

    /** True if a stream sent with {@code other} can be decoded by an end that agreed to this. */
    public boolean accepts(CodecParameters other) {
        return codec == other.codec && profileFamily().equals(other.profileFamily());
    }

    /** H264: profile_idc with packetization mode, without constraint bits and level; else the profile itself. */
    private String profileFamily() {
        if (codec != Codec.H264 || profile.length() < 6) {
            return profile;
        }
        int mode = profile.indexOf(';');
        return profile.substring(0, 2) + (mode < 0 ? ";0" : profile.substring(mode));
    }
}
