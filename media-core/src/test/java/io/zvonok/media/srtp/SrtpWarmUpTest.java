package io.zvonok.media.srtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

class SrtpWarmUpTest {
    @Test
    void protectsAndOpensWithEachProfile() {
        assertThatCode(SrtpWarmUp::run).doesNotThrowAnyException();
    }

    @Test
    void keysShowNoSecret() {
        assertThat(SrtpTestPackets.keys(SrtpProfile.AEAD_AES_128_GCM)).hasToString("SrtpKeys[AEAD_AES_128_GCM]");
    }
}
