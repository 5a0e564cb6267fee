package io.zvonok.signalling.token;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.RoomId;
import io.zvonok.media.api.ZvonokException;
import io.zvonok.signalling.json.StrictJson;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Accepts compact JWS tokens signed with HS256 by a configured key, and nothing else: the algorithm is fixed here, the
 * key is chosen by {@code kid} among the configured ones, and a header that tries to bring a key, an extension or
 * encryption is refused (P24). The room is exact (P26).
 *
 * <p>Spec: RFC 7515 section 5.2, RFC 7519 section 7.2, RFC 8725.
 * <p>Thread: any; immutable.
 */
final class Hs256TokenVerifier implements TokenVerifier {
    private static final int MAX_TOKEN_LENGTH = 8192;
    private static final int MAX_JSON_TOKENS = 200;
    private static final Duration LEEWAY = Duration.ofSeconds(10);
    private static final long MAX_EPOCH_SECOND = 253_402_300_799L; // the year 9999

    /** Only what is needed to verify; anything more is refused rather than ignored. */
    private static final Set<String> ALLOWED_HEADERS = Set.of("alg", "kid", "typ");

    private static final String AUDIENCE = "zvonok";

    private final Map<String, SecretKeySpec> keys;
    private final StrictJson json = new StrictJson(MAX_TOKEN_LENGTH, MAX_JSON_TOKENS);

    Hs256TokenVerifier(Map<String, String> secretsByKeyId) {
        keys = secretsByKeyId.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> Hs256.key(entry.getValue())));
    }

    @Override
    public Claims verify(String token, Instant now) {
        int firstDot = token.indexOf('.');
        int lastDot = token.lastIndexOf('.');
        if (token.length() > MAX_TOKEN_LENGTH || firstDot < 0 || token.indexOf('.', firstDot + 1) != lastDot) {
            throw unauthorized("not a signed token of three parts");
        }
        String signingInput = token.substring(0, lastDot);
        String keyId = keyIdOf(part(token.substring(0, firstDot)));
        byte[] signature = Hs256.decode(token.substring(lastDot + 1));
        SecretKeySpec key = keys.get(keyId);
        if (key == null || signature == null || !Hs256.verify(key, signingInput, signature)) {
            throw unauthorized("the signature does not fit a key of this server");
        }
        return claims(part(token.substring(firstDot + 1, lastDot)), keyId, signingInput, now);
    }

    private static String keyIdOf(ObjectNode header) {
        header.fieldNames().forEachRemaining(name -> {
            if (!ALLOWED_HEADERS.contains(name)) {
                throw unauthorized("the header may hold alg, kid and typ only");
            }
        });
        if (!Hs256.NAME.equals(text(header, "alg"))) {
            throw unauthorized("the algorithm must be HS256");
        }
        String type = text(header, "typ");
        if (type != null && !type.equalsIgnoreCase("JWT")) {
            throw unauthorized("the type must be JWT");
        }
        return required(header, "kid");
    }

    private static Claims claims(ObjectNode payload, String keyId, String signingInput, Instant now) {
        if (!keyId.equals(required(payload, "iss"))) {
            throw unauthorized("iss must be the key id");
        }
        checkAudience(payload.get("aud"));
        Instant expiresAt = time(payload, "exp");
        if (expiresAt == null) {
            throw unauthorized("exp is missing");
        }
        Instant notBefore = time(payload, "nbf");
        if (notBefore != null && now.plus(LEEWAY).isBefore(notBefore)) {
            throw unauthorized("the token is not valid yet");
        }
        if (!now.minus(LEEWAY).isBefore(expiresAt)) {
            throw new ZvonokException(ErrorCode.TOKEN_EXPIRED, "the token has expired; get a new link");
        }
        return read(payload, keyId, signingInput, expiresAt);
    }

    private static Claims read(ObjectNode payload, String keyId, String signingInput, Instant expiresAt) {
        Role role = Role.ofWireName(required(payload, "role"));
        if (role == null) {
            throw unauthorized("the role is unknown");
        }
        String identity = required(payload, "sub");
        String name = text(payload, "name");
        String tokenId = text(payload, "jti");
        try {
            return new Claims(
                    keyId,
                    identity,
                    room(payload, role),
                    role,
                    name == null || name.isBlank() ? identity : name.strip(),
                    expiresAt,
                    tokenId == null ? digest(signingInput) : tokenId,
                    grants(payload.get("grants")).applyTo(role.defaultGrants()));
        } catch (IllegalArgumentException e) {
            throw unauthorized(String.valueOf(e.getMessage()));
        }
    }

    /** A backend's token may be for the whole server. */
    private static RoomId room(ObjectNode payload, Role role) {
        boolean whole = role == Role.SERVER && !payload.has("room");
        return whole ? Claims.WHOLE_SERVER : Claims.roomId(required(payload, "room"));
    }

    private static GrantsClaim grants(@Nullable JsonNode claim) {
        if (claim == null || claim.isNull()) {
            return GrantsClaim.NONE;
        }
        if (!claim.isObject()) {
            throw unauthorized("grants must be an object");
        }
        return new GrantsClaim(
                strings(claim.get("publish")),
                flag(claim, "subscribe"),
                flag(claim, "chat"),
                flag(claim, "moderate"),
                flag(claim, "record"));
    }

    private static @Nullable Set<String> strings(@Nullable JsonNode array) {
        if (array == null || array.isNull()) {
            return null;
        }
        Set<String> strings = new LinkedHashSet<>();
        array.forEach(element -> strings.add(element.isTextual() ? element.textValue() : ""));
        if (!array.isArray() || strings.contains("")) {
            throw unauthorized("grants.publish must be an array of sources");
        }
        return strings;
    }

    private static @Nullable Boolean flag(JsonNode grants, String name) {
        JsonNode value = grants.get(name);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isBoolean()) {
            throw unauthorized("grants." + name + " must be true or false");
        }
        return value.booleanValue();
    }

    /** RFC 7519 section 4.1.3: a token made for others is refused; one that names nobody is for us. */
    private static void checkAudience(@Nullable JsonNode audience) {
        if (audience == null) {
            return;
        }
        boolean ours = audience.isTextual() && audience.textValue().equals(AUDIENCE);
        for (JsonNode element : audience) {
            ours |= audience.isArray()
                    && element.isTextual()
                    && element.textValue().equals(AUDIENCE);
        }
        if (!ours) {
            throw unauthorized("aud does not name this server");
        }
    }

    private static @Nullable Instant time(ObjectNode payload, String claim) {
        JsonNode value = payload.get(claim);
        if (value == null) {
            return null;
        }
        double seconds = value.isNumber() ? value.doubleValue() : -1;
        if (!(seconds >= 0 && seconds <= MAX_EPOCH_SECOND)) {
            throw unauthorized(claim + " must be a time in seconds since 1970");
        }
        return Instant.ofEpochMilli((long) (seconds * 1000));
    }

    private ObjectNode part(String encoded) {
        byte[] bytes = Hs256.decode(encoded);
        if (bytes != null) {
            try {
                return json.readObject(StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes))
                        .toString());
            } catch (CharacterCodingException | ZvonokException e) {
                // falls through: which of the two does not matter to the client
            }
        }
        throw unauthorized("a part of the token is not base64url of a JSON object");
    }

    private static String required(ObjectNode node, String name) {
        String value = text(node, name);
        if (value == null) {
            throw unauthorized(name + " is missing");
        }
        return value;
    }

    private static @Nullable String text(ObjectNode node, String name) {
        JsonNode value = node.get(name);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isTextual()) {
            throw unauthorized(name + " must be a string");
        }
        return value.textValue();
    }

    private static String digest(String signingInput) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(signingInput.getBytes(StandardCharsets.US_ASCII));
            return "sha256:" + Hs256.encode(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static ZvonokException unauthorized(String why) {
        return new ZvonokException(ErrorCode.UNAUTHORIZED, "token refused: " + why);
    }
}
