package io.zvonok.media.srtp;

import static io.zvonok.media.srtp.SrtpTestPackets.hex;
import static io.zvonok.media.srtp.SrtpTestPackets.protectRtcp;
import static io.zvonok.media.srtp.SrtpTestPackets.protectRtp;
import static io.zvonok.media.srtp.SrtpTestPackets.unprotectRtcp;
import static io.zvonok.media.srtp.SrtpTestPackets.unprotectRtp;
import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.stats.LoopStats;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The published vectors. RFC 3711 and 7714 print session keys, which only {@link ReferenceSrtp} takes; that one then
 * judges whole packets. The packets of libsrtp's test driver (master keys) judge both.
 */
class SrtpRfcVectorsTest {
    private static final byte[] MASTER_KEY = hex("e1f97a0d3e018be0d64fa32c06de4139");
    private static final byte[] MASTER_SALT = hex("0ec675ad498afeebb6960b3aabe6");

    private static final SrtpKeys LIBSRTP_CM =
            new SrtpKeys(SrtpProfile.AES_CM_128_HMAC_SHA1_80, MASTER_KEY, MASTER_SALT);
    private static final SrtpKeys LIBSRTP_GCM = new SrtpKeys(
            SrtpProfile.AEAD_AES_128_GCM, hex("000102030405060708090a0b0c0d0e0f"), hex("a0a1a2a3a4a5a6a7a8a9aaab"));
    private static final byte[] LIBSRTP_RTP = hex("800f1234decafbadcafebabe abababababababababababababababab");
    private static final byte[] LIBSRTP_RTCP = hex("81c8000bcafebabe abababababababababababababababab");

    @Test
    void referenceMatchesRfc3711KeyStream() {
        byte[] stream = ReferenceSrtp.counterMode(
                hex("2B7E151628AED2A6ABF7158809CF4F3C"), hex("F0F1F2F3F4F5F6F7F8F9FAFBFCFD0000"), new byte[48]);
        assertThat(stream)
                .isEqualTo(hex("E03EAD0935C95E80E166B16DD92B4EB4 D23513162B02D0F72A43A2FE4A5F97AB"
                        + "41E95B3BB0A2E8DD477901E4FCA894C0"));
    }

    @Test
    void referenceMatchesRfc3711KeyDerivation() {
        assertThat(ReferenceSrtp.derive(MASTER_KEY, MASTER_SALT, 0, 16))
                .isEqualTo(hex("C61E7A93744F39EE10734AFE3FF7A087"));
        assertThat(ReferenceSrtp.derive(MASTER_KEY, MASTER_SALT, 2, 14)).isEqualTo(hex("30CBBC08863D8C85D49DB34A9AE1"));
        assertThat(ReferenceSrtp.derive(MASTER_KEY, MASTER_SALT, 1, 20))
                .isEqualTo(hex("CEBE321F6FF7716B6FD4AB49AF256A156D38BAA4"));
    }

    @Test
    void referenceMatchesRfc7714() {
        ReferenceSrtp reference = ReferenceSrtp.ofSessionKeys(
                SrtpProfile.AEAD_AES_128_GCM, hex("000102030405060708090a0b0c0d0e0f"), hex("517569642070726f2071756f"));
        byte[] rtp = hex("8040f17b8041f8d35501a0b247616c6c696120657374206f6d6e69732064697669736120696e20706172746573"
                + "2074726573");
        assertThat(reference.protectRtp(rtp, 0xf17b))
                .isEqualTo(hex("8040f17b8041f8d35501a0b2f24de3a3fb34de6cacba861c9d7e4bcabe633bd50d294e6f42a5f47a"
                        + "51c7d19b36de3adf8833899d7f27beb16a9152cf765ee4390cce"));
        byte[] rtcp = hex("81c8000d4d6172734e5450314e545032525450200000042a0000e9304c756e61deadbeefdeadbeefdeadbeef"
                + "deadbeefdeadbeef");
        assertThat(reference.protectRtcp(rtcp, 0x5d4))
                .isEqualTo(hex("81c8000d4d61727363e94885dcdab67ca727d7662f6b7e997ff5c0f76c06f32dc676a5f1730d6fda"
                        + "4ce09b4686303ded0bb9275bc84aa45896cf4d2fc5abf87245d9eade800005d4"));
        assertThat(reference.authenticateRtcp(rtcp, 0x5d4))
                .isEqualTo(hex("81c8000d4d6172734e5450314e545032525450200000042a0000e9304c756e61deadbeefdeadbeef"
                        + "deadbeefdeadbeefdeadbeef841dd9683dd78ec92ae58790125f62b3000005d4"));
    }

    @Test
    void protectsAndOpensThePacketsOfLibsrtp() {
        check(
                LIBSRTP_CM,
                "800f1234decafbadcafebabe4e55dc4ce79978d88ca4d215949d2402b78d6acc99ea179b8dbb",
                "81c8000bcafebabe7128035be487b9bdbef89041f977a5a880000001993e08cd54d6c1230798");
        check(
                LIBSRTP_GCM,
                "800f1234decafbadcafebabec5002ede04cfdd2eb91159e0880aa06ed2976826f796b201df3131a127e8a392",
                "81c8000bcafebabec98b8b5df0392a55852b6c21ac8e7025c52c6fbea2b3b446ea31123ba88ce61e80000001");
    }

    private static void check(SrtpKeys keys, String srtp, String srtcpWithIndex1) {
        SrtpSender sender = new SrtpSender(keys, new LoopStats());
        SrtpReceiver receiver = new SrtpReceiver(keys, new LoopStats());
        assertThat(protectRtp(sender, LIBSRTP_RTP)).isEqualTo(hex(srtp));
        assertThat(protectRtcp(sender, LIBSRTP_RTCP)).isNotEqualTo(hex(srtcpWithIndex1));
        assertThat(protectRtcp(sender, LIBSRTP_RTCP)).isEqualTo(hex(srtcpWithIndex1));
        assertThat(unprotectRtp(receiver, hex(srtp))).isEqualTo(LIBSRTP_RTP);
        assertThat(unprotectRtcp(receiver, hex(srtcpWithIndex1))).isEqualTo(LIBSRTP_RTCP);
    }

    @ParameterizedTest
    @EnumSource
    void agreesWithTheReferenceOnRandomPackets(SrtpProfile profile) {
        long seed = 41;
        Random random = new Random(seed);
        SrtpKeys keys = SrtpTestPackets.keys(profile);
        ReferenceSrtp reference = new ReferenceSrtp(profile, keys.key(), keys.salt());
        SrtpSender sender = new SrtpSender(keys, new LoopStats());
        SrtpReceiver receiver = new SrtpReceiver(keys, new LoopStats());
        long index = 65_000;
        for (int i = 0; i < 300; i++) {
            index += 1 + random.nextInt(1500);
            byte[] packet = SrtpTestPackets.rtp(0xCAFE0001, (int) index & 0xFFFF, random.nextInt(1300));
            byte[] expected = reference.protectRtp(packet, index);
            assertThat(protectRtp(sender, packet))
                    .as("seed %d index %d", seed, index)
                    .isEqualTo(expected);
            assertThat(unprotectRtp(receiver, expected))
                    .as("seed %d index %d", seed, index)
                    .isEqualTo(packet);

            byte[] rtcp = Arrays.copyOf(SrtpTestPackets.rtcp(0xCAFE0001, i), 28 + 4 * random.nextInt(20));
            byte[] expectedRtcp = reference.protectRtcp(rtcp, i);
            assertThat(protectRtcp(sender, rtcp)).isEqualTo(expectedRtcp);
            assertThat(unprotectRtcp(receiver, expectedRtcp)).isEqualTo(rtcp);
        }
        assertThat(index >>> 16).as("rollover counter reached").isGreaterThan(2);
    }
}
