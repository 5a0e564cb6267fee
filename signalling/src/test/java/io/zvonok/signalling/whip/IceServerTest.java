package io.zvonok.signalling.whip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IceServerTest {
    @ParameterizedTest
    @ValueSource(strings = {"http://x", "stun:", "stun:a>; rel=x", "turn:a?transport=sctp", "stun:a b"})
    void refusesWhatIsNoIceServer(String url) {
        assertThatThrownBy(() -> new IceServer(url, null, null)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesACredentialThatWouldLeaveItsQuotes() {
        assertThatThrownBy(() -> new IceServer("turn:a", "u", "x\"; rel=\"y"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void doesNotShowItsCredential() {
        assertThat(new IceServer("turn:a", "u", "secret").toString()).isEqualTo("turn:a");
    }
}
