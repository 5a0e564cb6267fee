package io.zvonok.signalling.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zvonok.media.api.TrackSource;
import io.zvonok.media.api.ZvonokException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tokens that a backend makes, as the server reads them. */
class AccessTokenTest {
    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    private final Instant now = Instant.parse("2026-11-25T12:00:00Z");
    private final TokenVerifier verifier = TokenVerifier.hs256(Map.of("school", SECRET));

    private static AccessToken token() {
        return new AccessToken("school", SECRET).identity("s-1").room("math-7b").role(Role.STUDENT);
    }

    private Claims claims(AccessToken token) {
        return verifier.verify(token.toJwt(now), now);
    }

    @Test
    void grantsAreGivenOneByOne() {
        Claims claims = claims(
                token().mayPublish("screen").maySubscribe(false).mayChat(false).mayModerate(true));
        assertThat(claims.grants().publish()).containsExactlyInAnyOrder(TrackSource.SCREEN, TrackSource.SCREEN_AUDIO);
        assertThat(claims.grants().subscribe()).isFalse();
        assertThat(claims.grants().chat()).isFalse();
        assertThat(claims.grants().moderate()).isTrue();
    }

    @Test
    void aGrantThatIsNotGivenIsTheRoles() {
        Claims claims = claims(token().mayChat(false));
        assertThat(claims.grants().publish())
                .isEqualTo(Role.STUDENT.defaultGrants().publish());
        assertThat(claims.grants().subscribe()).isTrue();
    }

    @Test
    void carriesTheIdThatItWasGiven() {
        assertThat(claims(token().tokenId("lesson-3/s-1")).tokenId()).isEqualTo("lesson-3/s-1");
        assertThat(claims(token()).tokenId()).isNotEqualTo(claims(token()).tokenId());
        assertThatThrownBy(() -> token().tokenId(" ")).hasMessageContaining("jti");
    }

    @Test
    void livesAsLongAsItWasGiven() {
        String token = token().ttl(Duration.ofMinutes(1)).toJwt(now);
        assertThat(verifier.verify(token, now.plusSeconds(59)).identity()).isEqualTo("s-1");
        assertThatThrownBy(() -> verifier.verify(token, now.plusSeconds(71))).isInstanceOf(ZvonokException.class);
    }

    @Test
    void ofABackendMayBeForTheWholeServerOrForOneRoom() {
        Claims whole =
                claims(new AccessToken("school", SECRET).identity("backend").role(Role.SERVER));
        assertThat(whole.isForWholeServer()).isTrue();
        Claims one = claims(new AccessToken("school", SECRET)
                .identity("b")
                .role(Role.SERVER)
                .room("math-7b"));
        assertThat(one.isForWholeServer()).isFalse();
        assertThat(one.room().value()).isEqualTo("math-7b");
    }

    @Test
    void ofAnybodyElseNeedsARoom_P26() {
        for (Role role : Role.values()) {
            if (role != Role.SERVER) {
                AccessToken roomless =
                        new AccessToken("school", SECRET).identity("x").role(role);
                assertThatThrownBy(roomless::toJwt).as(role.name()).hasMessageContaining("room");
            }
        }
        assertThatThrownBy(() -> token().room("*")).hasMessageContaining("room");
        AccessToken wildcard = new AccessToken("school", SECRET).identity("x").role(Role.SERVER);
        assertThatThrownBy(() -> wildcard.room("*")).hasMessageContaining("wildcard");
    }
}
