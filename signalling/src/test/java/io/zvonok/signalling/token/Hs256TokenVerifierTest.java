package io.zvonok.signalling.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.DirectEncrypter;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.EncryptedJWT;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.RoomId;
import io.zvonok.media.api.TrackSource;
import io.zvonok.media.api.ZvonokException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Hs256TokenVerifierTest {
    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final String OTHER_SECRET = "fedcba9876543210fedcba9876543210";
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    private final TokenVerifier verifier = TokenVerifier.hs256(Map.of("school", SECRET, "other", OTHER_SECRET));

    @Test
    void acceptsOurOwnTokenAndReadsEveryClaim() {
        Claims claims = verifier.verify(token().name("Мария Ивановна").toJwt(NOW), NOW);

        assertThat(claims.keyId()).isEqualTo("school");
        assertThat(claims.identity()).isEqualTo("t-7");
        assertThat(claims.room()).isEqualTo(new RoomId("math-7b"));
        assertThat(claims.role()).isEqualTo(Role.TEACHER);
        assertThat(claims.name()).isEqualTo("Мария Ивановна");
        assertThat(claims.expiresAt()).isEqualTo(NOW.plus(Duration.ofHours(2)));
        assertThat(claims.grants()).isEqualTo(Role.TEACHER.defaultGrants());
    }

    @Test
    void nimbusAcceptsOurTokenAndWeAcceptTheirs() throws Exception {
        SignedJWT ours = SignedJWT.parse(token().toJwt(NOW));
        assertThat(ours.verify(new MACVerifier(SECRET))).isTrue();
        assertThat(ours.getHeader().getAlgorithm()).isEqualTo(JWSAlgorithm.HS256);
        assertThat(ours.getJWTClaimsSet().getStringClaim("room")).isEqualTo("math-7b");

        Claims claims = verifier.verify(nimbus(header(), claims().build(), SECRET), NOW);
        assertThat(claims.identity()).isEqualTo("t-7");
        assertThat(claims.tokenId()).isEqualTo("id-1");
    }

    @Test
    void namesTheTokenByItsDigestWhenItHasNoJti() throws Exception {
        Claims first = verifier.verify(nimbus(header(), claims().jwtID(null).build(), SECRET), NOW);
        Claims second = verifier.verify(
                nimbus(header(), claims().jwtID(null).claim("name", "B").build(), SECRET), NOW);
        assertThat(first.tokenId()).startsWith("sha256:").isNotEqualTo(second.tokenId());
    }

    @Test
    void narrowsAndWidensTheRoleByTheGrantsClaim() {
        GrantsClaim grants = new GrantsClaim(Set.of("screen"), null, false, true, null);
        Claims claims =
                verifier.verify(token().role(Role.STUDENT).grants(grants).toJwt(NOW), NOW);

        assertThat(claims.grants())
                .isEqualTo(new Grants(Set.of(TrackSource.SCREEN, TrackSource.SCREEN_AUDIO), true, false, true, false));
    }

    @Test
    void saysThatATokenHasExpired() {
        String token = token().ttl(Duration.ofMinutes(10)).toJwt(NOW);
        assertThat(verifier.verify(token, NOW.plusSeconds(605)).role()).isEqualTo(Role.TEACHER);
        assertRefused(token, NOW.plusSeconds(610), ErrorCode.TOKEN_EXPIRED);
    }

    @Test
    void refusesATokenBeforeItsTime() {
        String token = token().notBefore(NOW.plusSeconds(60)).toJwt(NOW);
        assertRefused(token, NOW, ErrorCode.UNAUTHORIZED);
        assertThat(verifier.verify(token, NOW.plusSeconds(50)).role()).isEqualTo(Role.TEACHER);
    }

    @Test
    void refusesTokensWithoutExpiry_P24() throws Exception {
        assertRefused(nimbus(header(), claims().expirationTime(null).build(), SECRET));
    }

    @Test
    void refusesUnsignedTokens_P24() throws Exception {
        assertRefused(new PlainJWT(claims().build()).serialize());
        String signed = token().toJwt(NOW);
        String payload = signed.split("\\.")[1];
        for (String header : List.of(
                "{\"alg\":\"none\",\"kid\":\"school\"}",
                "{\"alg\":\"None\",\"kid\":\"school\"}",
                "{\"alg\":\"\",\"kid\":\"school\"}",
                "{\"kid\":\"school\"}")) {
            assertRefused(base64(header) + "." + payload + ".");
            assertRefused(base64(header) + "." + payload + "." + signed.split("\\.")[2]);
        }
        assertRefused(signed.substring(0, signed.lastIndexOf('.') + 1));
    }

    @Test
    void refusesOtherAlgorithmsEvenWhenTheirSignatureIsRight_P24() throws Exception {
        String longSecret = SECRET + SECRET;
        TokenVerifier withLongKey = TokenVerifier.hs256(Map.of("school", longSecret));
        for (JWSAlgorithm algorithm : List.of(JWSAlgorithm.HS384, JWSAlgorithm.HS512)) {
            JWSHeader header = new JWSHeader.Builder(algorithm).keyID("school").build();
            String token = nimbus(header, claims().build(), longSecret);
            assertThatThrownBy(() -> withLongKey.verify(token, NOW)).isInstanceOf(ZvonokException.class);
        }
        SignedJWT rsa = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("school").build(), claims().build());
        rsa.sign(new RSASSASigner(new RSAKeyGenerator(2048).generate()));
        assertRefused(rsa.serialize());
        SignedJWT ecdsa = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("school").build(), claims().build());
        ecdsa.sign(new ECDSASigner(new ECKeyGenerator(Curve.P_256).generate()));
        assertRefused(ecdsa.serialize());
        String zeroSignature =
                ecdsa.serialize().substring(0, ecdsa.serialize().lastIndexOf('.') + 1) + base64(new byte[64]);
        assertRefused(zeroSignature);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "hs256", "HS384", "RS256", "HS256 ", ""})
    void refusesAWrongAlgorithmNameOverARightSignature_P24(String algorithm) {
        assertRefused(signed("{\"alg\":\"" + algorithm + "\",\"kid\":\"school\"}", payload(), SECRET));
        assertRefused(signed("{\"kid\":\"school\"}", payload(), SECRET));
    }

    @Test
    void refusesHs256WithAPublicKeyAsSecret_P24() throws Exception {
        byte[] publicKey = new RSAKeyGenerator(2048).generate().toRSAPublicKey().getEncoded();
        SignedJWT confused = new SignedJWT(header(), claims().build());
        confused.sign(new MACSigner(publicKey));
        assertRefused(confused.serialize());
    }

    @Test
    void refusesEncryptedTokens_P24() throws Exception {
        EncryptedJWT encrypted = new EncryptedJWT(
                new JWEHeader.Builder(JWEAlgorithm.DIR, EncryptionMethod.A128GCM)
                        .keyID("school")
                        .build(),
                claims().build());
        encrypted.encrypt(new DirectEncrypter("0123456789abcdef".getBytes(StandardCharsets.US_ASCII)));
        assertRefused(encrypted.serialize());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"jwk\":{\"kty\":\"oct\",\"k\":\"AAAA\"}",
                "\"jku\":\"https://evil.example/keys\"",
                "\"x5u\":\"https://evil.example/cert\"",
                "\"x5c\":[\"AAAA\"]",
                "\"crit\":[\"exp\"]",
                "\"b64\":false",
                "\"zip\":\"DEF\"",
                "\"enc\":\"A128GCM\"",
                "\"alg\":\"none\""
            })
    void refusesHeadersThatBringMoreThanWeUnderstand_P24(String field) {
        assertRefused(signed("{\"alg\":\"HS256\",\"kid\":\"school\"," + field + "}", payload(), SECRET));
    }

    @ParameterizedTest
    @ValueSource(strings = {"unknown", "../school", "school\\u0000", "SCHOOL", "", "other"})
    void refusesKeysThatDidNotSignIt(String kid) {
        assertRefused(signed("{\"alg\":\"HS256\",\"kid\":\"" + kid + "\"}", payload(), SECRET));
    }

    @Test
    void refusesAnIssuerOtherThanTheKey() {
        assertRefused(signed(headerText(), payload().replace("\"iss\":\"school\"", "\"iss\":\"other\""), SECRET));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"zvonok\"|true",
                "[\"x\",\"zvonok\"]|true",
                "\"other\"|false",
                "[]|false",
                "7|false",
                "{\"a\":\"zvonok\"}|false"
            })
    void acceptsOnlyAnAudienceThatNamesUs(String audience, boolean accepted) {
        String token = signed(headerText(), payload().replaceFirst("\\{", "{\"aud\":" + audience + ","), SECRET);
        if (accepted) {
            assertThat(verifier.verify(token, NOW).identity()).isEqualTo("t-7");
        } else {
            assertRefused(token);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "math-*", "", " ", "a/b", "..", "../x", "a\\u0000b", "a b", "a?b", "a%2fb"})
    void refusesWildcardsAndOddRooms_P26(String room) {
        assertRefused(signed(headerText(), payload().replace("math-7b", room), SECRET));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"exp\":\"1800000000\"",
                "\"exp\":null",
                "\"exp\":-1",
                "\"exp\":99999999999999",
                "\"exp\":true",
                "\"exp\":1e400",
                "\"exp\":[1800000000]",
                "\"exp\":123456789012345678901234567890"
            })
    void refusesExpiryThatIsNoTime(String field) {
        assertRefused(signed(headerText(), payload().replaceFirst("\"exp\":\\d+", field), SECRET));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"grants\":[]", "\"grants\":{\"publish\":[\"everything\"]}", "\"grants\":{\"publish\":\"camera\"}",
                "\"grants\":{\"moderate\":\"true\"}", "\"grants\":{\"chat\":1}", "\"grants\":{\"publish\":[1]}",
                "\"role\":\"student\",\"x\":1,\"x\":2"
            })
    void refusesGrantsOfTheWrongShapeAndDoubleKeys(String field) {
        assertRefused(signed(headerText(), payload().replaceFirst("\\{", "{" + field + ","), SECRET));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sub", "room", "role", "iss", "exp"})
    void refusesTokensWithoutARequiredClaim(String claim) {
        String without = payload()
                .replaceFirst("\"" + claim + "\":(\"[^\"]*\"|\\d+),?", "")
                .replace(",}", "}");
        assertThat(without).doesNotContain("\"" + claim + "\"");
        assertRefused(signed(headerText(), without, SECRET));
    }

    @Test
    void refusesNamesThatHideSigns() {
        assertRefused(signed(headerText(), payload().replace("{\"iss\"", "{\"name\":\"a\\u202Eb\",\"iss\""), SECRET));
        assertRefused(signed(headerText(), payload().replace("{\"iss\"", "{\"name\":\"a\\nb\",\"iss\""), SECRET));
    }

    @Test
    void refusesEveryChangedCharacterOfAValidToken() {
        String token = token().toJwt(NOW);
        for (int i = 0; i < token.length(); i++) {
            for (char replacement : new char[] {'A', 'B', '.', '=', ' ', '-'}) {
                if (token.charAt(i) != replacement) {
                    assertRefused(token.substring(0, i) + replacement + token.substring(i + 1));
                }
            }
            assertRefused(token.substring(0, i));
        }
        assertRefused(token + "=");
        assertRefused(token + ".");
    }

    @Test
    void survivesSeededMutations() {
        long seed = Long.getLong("seed", 20261122L);
        Random random = new Random(seed);
        String token = token().toJwt(NOW);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder mutated = new StringBuilder(token);
            for (int n = random.nextInt(4); n >= 0; n--) {
                mutated.setCharAt(
                        random.nextInt(token.length()), (char) random.nextInt(random.nextBoolean() ? 128 : 65536));
            }
            if (!mutated.toString().equals(token)) {
                ZvonokException refusal =
                        catchThrowableOfType(ZvonokException.class, () -> verifier.verify(mutated.toString(), NOW));
                assertThat(refusal).as("seed %d, mutation %d", seed, i).isNotNull();
            }
        }
    }

    @Test
    void refusesShortSecrets() {
        assertThatThrownBy(() -> TokenVerifier.hs256(Map.of("k", "too short")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("32 bytes");
    }

    @Test
    void tellsNothingOfAPersonInItsText_P30() {
        Claims claims = verifier.verify(token().name("Anna").toJwt(NOW), NOW);
        assertThat(claims.toString()).doesNotContain("Anna", "t-7", "math");
    }

    private void assertRefused(String token) {
        assertRefused(token, NOW, ErrorCode.UNAUTHORIZED);
    }

    private void assertRefused(String token, Instant now, ErrorCode code) {
        ZvonokException refusal = catchThrowableOfType(ZvonokException.class, () -> verifier.verify(token, now));
        assertThat(refusal).as(token).isNotNull();
        assertThat(refusal.code()).as(token).isEqualTo(code);
        assertThat(refusal.getMessage()).doesNotContain(SECRET, "t-7");
    }

    private static AccessToken token() {
        return new AccessToken("school", SECRET).identity("t-7").room("math-7b").role(Role.TEACHER);
    }

    private static JWSHeader header() {
        return new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("school").build();
    }

    private static JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer("school")
                .subject("t-7")
                .claim("room", "math-7b")
                .claim("role", "teacher")
                .jwtID("id-1")
                .expirationTime(Date.from(NOW.plusSeconds(600)));
    }

    private static String nimbus(JWSHeader header, JWTClaimsSet claims, String secret) throws Exception {
        SignedJWT jwt = new SignedJWT(header, claims);
        jwt.sign(new MACSigner(secret));
        return jwt.serialize();
    }

    private static String headerText() {
        return "{\"alg\":\"HS256\",\"kid\":\"school\"}";
    }

    private static String payload() {
        return "{\"iss\":\"school\",\"sub\":\"t-7\",\"room\":\"math-7b\",\"role\":\"teacher\",\"exp\":"
                + (NOW.getEpochSecond() + 600) + "}";
    }

    private static String signed(String header, String payload, String secret) {
        String input = base64(header) + "." + base64(payload);
        return input + "." + Hs256.encode(Hs256.sign(Hs256.key(secret), input));
    }

    private static String base64(String text) {
        return base64(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String base64(byte[] bytes) {
        return Hs256.encode(bytes);
    }
}
