package io.zvonok.signalling.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zvonok.signalling.ledger.LedgerEvent;
import io.zvonok.signalling.ledger.LedgerText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * For receivers: tells whether a webhook is the server's own, and reads it.
 *
 * <pre>{@code
 * WebhookVerifier verifier = new WebhookVerifier(secret);
 * ...
 * WebhookBatch batch = verifier.read(request::getHeader, body); // throws SecurityException: answer 401
 * for (LedgerEvent event : batch.events()) { ... }              // skip those whose number you have seen
 * }</pre>
 *
 * <p>Thread: any; immutable.
 */
public final class WebhookVerifier {
    private static final Duration TOLERANCE = Duration.ofMinutes(5);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final List<SecretKeySpec> keys;
    private final InstantSource clock;

    /** @param secrets any of them may have signed */
    public WebhookVerifier(String... secrets) {
        this(List.of(secrets), InstantSource.system());
    }

    public WebhookVerifier(List<String> secrets, InstantSource clock) {
        this.keys = secrets.stream().map(WebhookSignature::key).toList();
        this.clock = clock;
    }

    /**
     * @param header gives a request's header by its name, null if there is none
     * @param body the bytes as they came
     * @throws SecurityException if it is not from whoever has the secret, or is older than 5 minutes
     */
    public WebhookBatch read(Function<String, @Nullable String> header, byte[] body) {
        String id = header.apply(WebhookSignature.ID);
        String timestamp = header.apply(WebhookSignature.TIMESTAMP);
        String signature = header.apply(WebhookSignature.SIGNATURE);
        if (id == null || timestamp == null || signature == null || !isGenuine(id, timestamp, signature, body)) {
            throw new SecurityException("this webhook is not signed as it should be");
        }
        return batch(id, body);
    }

    /** True if signed with one of the secrets within the last 5 minutes. Constant time. */
    public boolean isGenuine(String id, String timestamp, String signature, byte[] body) {
        if (!timestamp.matches("[0-9]{1,12}")) {
            return false;
        }
        long seconds = Long.parseLong(timestamp);
        if (Math.abs(clock.instant().getEpochSecond() - seconds) > TOLERANCE.toSeconds()) {
            return false;
        }
        boolean genuine = false;
        for (String one : signature.split(" ")) {
            for (SecretKeySpec key : keys) {
                String expected = WebhookSignature.VERSION
                        + Base64.getEncoder().encodeToString(WebhookSignature.hash(key, id, seconds, body));
                genuine |= MessageDigest.isEqual(
                        expected.getBytes(StandardCharsets.US_ASCII), one.getBytes(StandardCharsets.UTF_8));
            }
        }
        return genuine;
    }

    private static WebhookBatch batch(String id, byte[] body) {
        try {
            JsonNode json = MAPPER.readTree(body);
            List<LedgerEvent> events = new ArrayList<>();
            for (JsonNode event : json.path("events")) {
                events.add(LedgerText.decode(MAPPER.writeValueAsBytes(event)));
            }
            return new WebhookBatch(
                    id,
                    json.path("room").asText(),
                    json.path("ledger").asText(),
                    json.path("late").asBoolean(),
                    events);
        } catch (IOException notOurs) {
            throw new IllegalArgumentException("a webhook that is signed but no batch of events", notOurs);
        }
    }
}
