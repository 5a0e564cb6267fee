package io.zvonok.bench.load.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VoiceModelTest {
    @Test
    void sendsOnePacketIn400MillisecondsWhileSilent() {
        VoiceModel voice = new VoiceModel(0, 1);
        int sent = 0;
        for (int i = 0; i < 1000; i++) {
            if (voice.next()) {
                sent++;
                assertThat(voice.level()).isEqualTo(127);
                assertThat(voice.bytes()).isLessThan(20);
            }
        }
        assertThat(sent).isEqualTo(1000 / VoiceModel.DTX_PACKETS);
    }

    @Test
    void speaksItsShareOfTheTimeLoudEnoughToBeHeard() {
        VoiceModel voice = new VoiceModel(0.5, 2);
        int talking = 0;
        for (int i = 0; i < 100_000; i++) {
            if (voice.next() && voice.isTalking()) {
                talking++;
                assertThat(voice.level()).isBetween(20, 55);
                assertThat(voice.bytes()).isBetween(60, 120);
            }
        }
        assertThat(talking).isBetween(42_000, 58_000);
    }
}
