package io.zvonok.signalling.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * HMAC-SHA256 over {@code id.timestamp.body}.
 *
 * <p>Spec: Standard Webhooks, symmetric signatures: {@code v1,} and the hash in Base64, one for each secret, separated by
 * spaces. A secret is {@code whsec_} and Base64, or any text, whose UTF-8 bytes are the key.
 * <p>Thread: any; no state.
 */
final class WebhookSignature {
    static final String ID = "webhook-id";
    static final String TIMESTAMP = "webhook-timestamp";
    static final String SIGNATURE = "webhook-signature";
    static final String VERSION = "v1,";

    private static final String PREFIX = "whsec_";
    private static final int MIN_KEY_BYTES = 24;
    private static final String MAC = "HmacSHA256";

    private WebhookSignature() {}

    static SecretKeySpec key(String secret) {
        byte[] key = secret.startsWith(PREFIX)
                ? Base64.getDecoder().decode(secret.substring(PREFIX.length()))
                : secret.getBytes(StandardCharsets.UTF_8);
        if (key.length < MIN_KEY_BYTES) {
            throw new IllegalArgumentException("a webhook's secret must have at least " + MIN_KEY_BYTES + " bytes");
        }
        return new SecretKeySpec(key, MAC);
    }

    /** What the header says. */
    static String of(List<SecretKeySpec> keys, String id, long timestampSeconds, byte[] body) {
        return keys.stream()
                .map(key -> VERSION + Base64.getEncoder().encodeToString(hash(key, id, timestampSeconds, body)))
                .collect(Collectors.joining(" "));
    }

    static byte[] hash(SecretKeySpec key, String id, long timestampSeconds, byte[] body) {
        try {
            Mac mac = Mac.getInstance(MAC);
            mac.init(key);
            mac.update((id + '.' + timestampSeconds + '.').getBytes(StandardCharsets.UTF_8));
            return mac.doFinal(body);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has " + MAC, impossible);
        }
    }
}
