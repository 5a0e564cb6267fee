package io.zvonok.media.dtls;

/**
 * SRTP master keys of both directions, as exported from a handshake. Never logged.
 *
 * @param srtpProfile number in {@code use_srtp}: 7 = AEAD_AES_128_GCM, 1 = AES_CM_128_HMAC_SHA1_80
 */
public record DtlsKeys(int srtpProfile, byte[] localKey, byte[] localSalt, byte[] remoteKey, byte[] remoteSalt) {
    @Override
    public String toString() {
        return "DtlsKeys[profile " + srtpProfile + "]";
    }
}
