package io.zvonok.signalling.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Signatures: those of Standard Webhooks, and none that is old, of another or changed. */
class WebhookVerifierTest {
    /** An example published with the specification. */
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private static final String ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private static final long SECONDS = 1_614_265_330;
    private static final byte[] BODY = "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8);
    private static final String SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    private static final String OTHER_SECRET = "another secret, long enough for all";

    private static WebhookVerifier at(long seconds, String... secrets) {
        return new WebhookVerifier(List.of(secrets), InstantSource.fixed(Instant.ofEpochSecond(seconds)));
    }

    private static boolean isGenuine(WebhookVerifier verifier, String signature) {
        return verifier.isGenuine(ID, Long.toString(SECONDS), signature, BODY);
    }

    @Test
    void signsAsTheSpecificationDoes() {
        assertThat(WebhookSignature.of(List.of(WebhookSignature.key(SECRET)), ID, SECONDS, BODY))
                .isEqualTo(SIGNATURE);
        assertThat(isGenuine(at(SECONDS, SECRET), SIGNATURE)).isTrue();
    }

    @Test
    void takesAnyOfSeveralSignaturesAndSecrets() {
        assertThat(isGenuine(at(SECONDS, SECRET), "v1a,xyz v1,AAAA " + SIGNATURE))
                .isTrue();
        assertThat(isGenuine(at(SECONDS, OTHER_SECRET, SECRET), SIGNATURE)).isTrue();
        String both = WebhookSignature.of(
                List.of(WebhookSignature.key(OTHER_SECRET), WebhookSignature.key(SECRET)), ID, SECONDS, BODY);
        assertThat(isGenuine(at(SECONDS, SECRET), both)).isTrue();
        assertThat(isGenuine(at(SECONDS, OTHER_SECRET), both)).isTrue();
    }

    @Test
    void refusesWhatIsOfAnotherSecretOldOrChanged() {
        assertThat(isGenuine(at(SECONDS, OTHER_SECRET), SIGNATURE)).isFalse();
        assertThat(isGenuine(at(SECONDS + 301, SECRET), SIGNATURE)).isFalse();
        assertThat(isGenuine(at(SECONDS - 301, SECRET), SIGNATURE)).isFalse();
        assertThat(isGenuine(at(SECONDS + 299, SECRET), SIGNATURE)).isTrue();
        WebhookVerifier verifier = at(SECONDS, SECRET);
        assertThat(verifier.isGenuine("msg_x", Long.toString(SECONDS), SIGNATURE, BODY))
                .isFalse();
        assertThat(verifier.isGenuine(ID, Long.toString(SECONDS + 1), SIGNATURE, BODY))
                .isFalse();
        assertThat(verifier.isGenuine(ID, Long.toString(SECONDS), SIGNATURE, new byte[0]))
                .isFalse();
        for (String bad : List.of("", "v1,", SIGNATURE.substring(3), SIGNATURE + "x", "v2" + SIGNATURE.substring(2))) {
            assertThat(isGenuine(verifier, bad)).as(bad).isFalse();
        }
        for (String bad : List.of("", "x", "-1", "1e9", "99999999999999999999", SECONDS + " ")) {
            assertThat(verifier.isGenuine(ID, bad, SIGNATURE, BODY)).as(bad).isFalse();
        }
    }

    @Test
    void readsABatchOnlyIfItIsGenuine() {
        byte[] body = ("{\"room\":\"a\",\"ledger\":\"l\",\"new\":1,\"events\":[{\"seq\":7,\"timeMillis\":5,"
                        + "\"type\":\"joined\",\"identity\":\"masha\",\"new\":[],\"data\":{\"tier\":\"stage\"}}]}")
                .getBytes(StandardCharsets.UTF_8);
        String signature = WebhookSignature.of(List.of(WebhookSignature.key(SECRET)), ID, SECONDS, body);
        Map<String, String> headers =
                Map.of("webhook-id", ID, "webhook-timestamp", Long.toString(SECONDS), "webhook-signature", signature);
        WebhookBatch batch = at(SECONDS, SECRET).read(headers::get, body);
        assertThat(batch.room()).isEqualTo("a");
        assertThat(batch.late()).isFalse();
        assertThat(batch.events().get(0).seq()).isEqualTo(7);
        assertThat(batch.events().get(0).identity()).isEqualTo("masha");
        assertThatThrownBy(() -> at(SECONDS, OTHER_SECRET).read(headers::get, body))
                .isInstanceOf(SecurityException.class);
        assertThatThrownBy(() -> at(SECONDS, SECRET).read(name -> null, body)).isInstanceOf(SecurityException.class);
    }
}
