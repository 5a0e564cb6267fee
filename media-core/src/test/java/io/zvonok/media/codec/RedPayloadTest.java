package io.zvonok.media.codec;

import static io.zvonok.media.codec.Payloads.OFFSET;
import static io.zvonok.media.codec.Payloads.framed;
import static io.zvonok.media.codec.Payloads.hex;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedPayloadTest {
    private final RedPayload red = new RedPayload();

    @ParameterizedTest
    @CsvSource({
        "6f | 7801, 1, 2", // no redundancy
        "ef 0f0003 | 6f | aabbcc | 7801, 8, 2",
        "ef 1e0002 ef 0f0001 | 6f | aabb cc | 78010203, 12, 4",
        "ef 0f0000 | 6f | 78, 5, 1", // an empty redundant block
    })
    void findsPrimaryBlockBehindRedundantOnes(String payload, int primaryAt, int length) {
        assertThat(wrap(payload)).isTrue();

        assertThat(red.primaryOffset()).isEqualTo(OFFSET + primaryAt);
        assertThat(red.primaryLength()).isEqualTo(length);
        assertThat(red.primaryPayloadType()).isEqualTo(111);
    }

    @Test
    void readsAllTenBitsOfBlockLength() {
        String block = "00".repeat(1023);

        assertThat(wrap("ef 0f03ff 6f" + block + "78")).isTrue();
        assertThat(red.primaryOffset()).isEqualTo(OFFSET + 5 + 1023);
        assertThat(wrap("ef 0f03ff 6f" + block)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "6f",
                "ef",
                "ef0f00",
                "ef0f0000",
                "ef0f00006f",
                "ef0f00016f78",
                "ef0f03ff6f7801",
                "ef0f0001ef0f00016f7801"
            })
    void refusesPayloadWithoutPrimaryBlock_P14(String payload) {
        assertThat(wrap(payload)).isFalse();
    }

    private boolean wrap(String payload) {
        byte[] bytes = hex(payload);
        return red.wrap(framed(bytes), OFFSET, bytes.length);
    }

    @ParameterizedTest
    @CsvSource({
        "6f | 7801, 16383, 60 | 7801",
        "ef 0f0003 | 6f | aabbcc | 7801, 16383, e0 0f0003 | 60 | aabbcc | 7801",
        "ef 1e0002 ef 0f0001 | 6f | aabb cc | 78010203, 16383, e0 1e0002 e0 0f0001 | 60 | aabb cc | 78010203",
        "ef 1e0002 ef 0f0001 | 6f | aabb cc | 78010203, 1919, e0 0f0001 | 60 | cc | 78010203", // 1920 back: too old
        "ef 1e0002 ef 0f0001 | 6f | aabb cc | 78010203, 959, 60 | 78010203",
        "ef 1e0002 ef 0f0001 | 6f | aabb cc | 78010203, -5, 60 | 78010203",
        "ed 1e0002 ef 0f0001 | 6f | aabb cc | 78010203, 16383, e0 0f0001 | 60 | cc | 78010203", // another codec
    })
    void copiesWithThePayloadTypeOfTheListener(String payload, int maxAge, String copied) {
        assertThat(wrap(payload)).isTrue();
        byte[] out = new byte[64];

        int length = red.copyTo(out, 3, 96, maxAge);

        assertThat(Arrays.copyOfRange(out, 3, 3 + length)).isEqualTo(hex(copied));
    }
}
