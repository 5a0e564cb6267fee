package io.zvonok.media.srtp;

/**
 * The master key and salt of one direction. Never logged: {@code toString} shows the profile only.
 *
 * @param key {@link SrtpProfile#keyLength} bytes
 * @param salt {@link SrtpProfile#saltLength} bytes
 */
public record SrtpKeys(SrtpProfile profile, byte[] key, byte[] salt) {
    public SrtpKeys {
        if (key.length != profile.keyLength() || salt.length != profile.saltLength()) {
            throw new IllegalArgumentException("key or salt of a wrong length for " + profile);
        }
    }

    @Override
    public String toString() {
        return "SrtpKeys[" + profile + "]";
    }
}
