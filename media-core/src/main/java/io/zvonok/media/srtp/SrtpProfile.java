package io.zvonok.media.srtp;

import org.jspecify.annotations.Nullable;

/**
 * A protection profile, with its number in the {@code use_srtp} extension and its lengths in bytes.
 *
 * <p>Spec: RFC 5764 section 4.1.2, RFC 7714 section 14.2.
 */
public enum SrtpProfile {
    AEAD_AES_128_GCM(7, 16, 12, 16),
    AES_CM_128_HMAC_SHA1_80(1, 16, 14, 10);

    private final int id;
    private final int keyLength;
    private final int saltLength;
    private final int tagLength;

    SrtpProfile(int id, int keyLength, int saltLength, int tagLength) {
        this.id = id;
        this.keyLength = keyLength;
        this.saltLength = saltLength;
        this.tagLength = tagLength;
    }

    public int id() {
        return id;
    }

    public int keyLength() {
        return keyLength;
    }

    public int saltLength() {
        return saltLength;
    }

    public int tagLength() {
        return tagLength;
    }

    /** The profile of this number, or null when we do not have it. */
    public static @Nullable SrtpProfile ofId(int id) {
        for (SrtpProfile profile : values()) {
            if (profile.id == id) {
                return profile;
            }
        }
        return null;
    }
}
