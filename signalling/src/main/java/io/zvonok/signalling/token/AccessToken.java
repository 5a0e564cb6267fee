package io.zvonok.signalling.token;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Makes a token for one person and one room: {@code new AccessToken("key", secret).identity("t-7").room("math-7b")
 * .role(Role.TEACHER).toJwt(Instant.now())}. With {@code Role.SERVER} it is a backend's key to REST, for one room or,
 * without a room, for the whole server.
 *
 * <p>Thread: one at a time.
 */
public final class AccessToken {
    private static final Duration DEFAULT_TTL = Duration.ofHours(2);
    private static final int TOKEN_ID_BYTES = 12;

    private final JsonMapper json = new JsonMapper();
    private final String keyId;
    private final SecretKeySpec key;
    private String identity = "";
    private String room = "";
    private Role role = Role.STUDENT;
    private @Nullable String name;
    private @Nullable String tokenId;
    private @Nullable Instant notBefore;
    private Duration ttl = DEFAULT_TTL;
    private GrantsClaim grants = GrantsClaim.NONE;

    /** @param secret at least 32 bytes in UTF-8 */
    public AccessToken(String keyId, String secret) {
        this.keyId = keyId;
        this.key = Hs256.key(secret);
    }

    public AccessToken identity(String value) {
        Claims.requireIdentity(value);
        identity = value;
        return this;
    }

    public AccessToken room(String value) {
        Claims.requireRoom(value);
        room = value;
        return this;
    }

    public AccessToken role(Role value) {
        role = value;
        return this;
    }

    public AccessToken name(@Nullable String value) {
        if (value != null) {
            Claims.requireName(value);
        }
        name = value;
        return this;
    }

    public AccessToken ttl(Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException("the time to live must be positive");
        }
        ttl = value;
        return this;
    }

    public AccessToken notBefore(@Nullable Instant value) {
        notBefore = value;
        return this;
    }

    /** Narrows or widens what the role may send: out of {@code camera}, {@code microphone}, {@code screen}. */
    public AccessToken mayPublish(String... sources) {
        return grants(new GrantsClaim(
                Set.of(sources), grants.subscribe(), grants.chat(), grants.moderate(), grants.record()));
    }

    public AccessToken maySubscribe(boolean value) {
        return grants(new GrantsClaim(grants.publish(), value, grants.chat(), grants.moderate(), grants.record()));
    }

    public AccessToken mayChat(boolean value) {
        return grants(new GrantsClaim(grants.publish(), grants.subscribe(), value, grants.moderate(), grants.record()));
    }

    public AccessToken mayModerate(boolean value) {
        return grants(new GrantsClaim(grants.publish(), grants.subscribe(), grants.chat(), value, grants.record()));
    }

    /** Names this token (RFC 7519 section 4.1.7); by default at random. A ban of a token is a ban of its id. */
    public AccessToken tokenId(@Nullable String value) {
        if (value != null) {
            Claims.requireTokenId(value);
        }
        tokenId = value;
        return this;
    }

    public AccessToken grants(GrantsClaim value) {
        grants = value;
        return this;
    }

    public String toJwt() {
        return toJwt(Instant.now());
    }

    public String toJwt(Instant now) {
        Claims.requireIdentity(identity);
        if (!isForWholeServer()) {
            Claims.requireRoom(room);
        }
        ObjectNode header = json.createObjectNode();
        header.put("alg", Hs256.NAME).put("typ", "JWT").put("kid", keyId);
        String signingInput = encode(header) + "." + encode(payload(now));
        return signingInput + "." + Hs256.encode(Hs256.sign(key, signingInput));
    }

    private boolean isForWholeServer() {
        return role == Role.SERVER && room.isEmpty();
    }

    private ObjectNode payload(Instant now) {
        ObjectNode payload = json.createObjectNode();
        payload.put("iss", keyId).put("sub", identity).put("role", role.wireName());
        if (!isForWholeServer()) {
            payload.put("room", room);
        }
        if (name != null) {
            payload.put("name", name);
        }
        if (notBefore != null) {
            payload.put("nbf", notBefore.getEpochSecond());
        }
        payload.put("exp", now.plus(ttl).getEpochSecond()).put("jti", tokenId == null ? randomId() : tokenId);
        if (!grants.equals(GrantsClaim.NONE)) {
            putGrants(payload.putObject("grants"));
        }
        return payload;
    }

    private static String randomId() {
        byte[] bytes = new byte[TOKEN_ID_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Hs256.encode(bytes);
    }

    private void putGrants(ObjectNode node) {
        if (grants.publish() != null) {
            new TreeSet<>(grants.publish()).forEach(node.putArray("publish")::add);
        }
        putFlag(node, "subscribe", grants.subscribe());
        putFlag(node, "chat", grants.chat());
        putFlag(node, "moderate", grants.moderate());
        putFlag(node, "record", grants.record());
    }

    private static void putFlag(ObjectNode node, String name, @Nullable Boolean value) {
        if (value != null) {
            node.put(name, value);
        }
    }

    private static String encode(ObjectNode node) {
        return Hs256.encode(node.toString().getBytes(StandardCharsets.UTF_8));
    }
}
