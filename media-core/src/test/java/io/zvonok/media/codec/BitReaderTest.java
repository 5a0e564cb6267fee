package io.zvonok.media.codec;

import static io.zvonok.media.codec.Payloads.hex;
import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.codec.Payloads.Bits;
import org.junit.jupiter.api.Test;

class BitReaderTest {
    private final BitReader reader = new BitReader();

    @Test
    void readsNumbersAcrossBytes() {
        byte[] bytes = new Bits()
                .u(3, 5)
                .u(13, 0x1234)
                .u(32, 0xDEADBEEFL)
                .ue(0)
                .ue(254)
                .ue(1 << 29)
                .se(7)
                .se(-8)
                .bytes();
        reader.wrap(bytes, 0, bytes.length);

        assertThat(reader.bits(3)).isEqualTo(5);
        assertThat(reader.bits(13)).isEqualTo(0x1234);
        assertThat(reader.bits(32)).isEqualTo(0xDEADBEEF);
        assertThat(reader.unsignedExpGolomb()).isZero();
        assertThat(reader.unsignedExpGolomb()).isEqualTo(254);
        assertThat(reader.unsignedExpGolomb()).isEqualTo(1 << 29);
        assertThat(reader.signedExpGolomb()).isEqualTo(7);
        assertThat(reader.signedExpGolomb()).isEqualTo(-8);
        assertThat(reader.overrun()).isFalse();
    }

    @Test
    void readsZerosPastTheEndAndSaysSo() {
        reader.wrap(hex("ffffff"), 1, 2);

        assertThat(reader.bits(8)).isEqualTo(255);
        assertThat(reader.overrun()).isFalse();
        assertThat(reader.bits(8)).isZero();
        assertThat(reader.overrun()).isTrue();
        assertThat(reader.unsignedExpGolomb()).isZero();
    }

    @Test
    void refusesNumberOfMoreThan31Bits() {
        byte[] bytes = new Bits().u(31, 0).u(32, -1).bytes();
        reader.wrap(bytes, 0, bytes.length);

        assertThat(reader.unsignedExpGolomb()).isZero();
        assertThat(reader.overrun()).isTrue();
    }

    @Test
    void leavesOutEmulationPreventionOnlyInNalUnits() {
        byte[] bytes = hex("000003 01 0000 03 0000 03 03");
        reader.wrapNalUnit(bytes, 0, bytes.length);
        assertThat(reader.bits(24)).isEqualTo(0x000001);
        assertThat(reader.bits(32)).isZero();
        assertThat(reader.bits(8)).isEqualTo(3);
        assertThat(reader.overrun()).isFalse();

        reader.wrap(bytes, 0, bytes.length);
        assertThat(reader.bits(32)).isEqualTo(0x00000301);

        reader.wrapNalUnit(hex("000003 00 03"), 0, 5);
        assertThat(reader.bits(32)).isEqualTo(0x00000003);
    }
}
