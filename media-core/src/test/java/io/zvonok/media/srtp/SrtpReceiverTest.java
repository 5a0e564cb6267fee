package io.zvonok.media.srtp;

import static io.zvonok.media.srtp.SrtpTestPackets.counted;
import static io.zvonok.media.srtp.SrtpTestPackets.hex;
import static io.zvonok.media.srtp.SrtpTestPackets.keys;
import static io.zvonok.media.srtp.SrtpTestPackets.rtcp;
import static io.zvonok.media.srtp.SrtpTestPackets.rtp;
import static io.zvonok.media.srtp.SrtpTestPackets.unprotectRtcp;
import static io.zvonok.media.srtp.SrtpTestPackets.unprotectRtp;
import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.stats.Counter;
import io.zvonok.media.stats.LoopStats;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SrtpReceiverTest {
    private static final int SSRC = 0x2002;

    private final LoopStats stats = new LoopStats();

    /** The packet of this index as a correct sender would protect it. */
    private static byte[] srtp(SrtpProfile profile, int ssrc, long index) {
        return reference(profile).protectRtp(rtp(ssrc, (int) index & 0xFFFF), index);
    }

    private static byte[] srtcp(SrtpProfile profile, int ssrc, int index) {
        return reference(profile).protectRtcp(rtcp(ssrc, index), index);
    }

    private static ReferenceSrtp reference(SrtpProfile profile) {
        return new ReferenceSrtp(profile, keys(profile).key(), keys(profile).salt());
    }

    @ParameterizedTest
    @EnumSource
    void opensEachPacketOnce_P15(SrtpProfile profile) {
        SrtpReceiver receiver = new SrtpReceiver(keys(profile), stats);
        for (int index : new int[] {2000, 2002, 2001, 2000 - 1021}) {
            assertThat(unprotectRtp(receiver, srtp(profile, SSRC, index))).isEqualTo(rtp(SSRC, index));
        }
        for (int index : new int[] {2000, 2002, 2001, 2000 - 1021, 2002 - 1024}) {
            assertThat(unprotectRtp(receiver, srtp(profile, SSRC, index))).isNull();
        }
        assertThat(counted(stats)).isEqualTo(Map.of(Counter.SRTP_REPLAYED, 5L));
    }

    @ParameterizedTest
    @EnumSource
    void opensEachRtcpPacketOnce_P15(SrtpProfile profile) {
        SrtpReceiver receiver = new SrtpReceiver(keys(profile), stats);
        for (int index : new int[] {0, 100, 101, 99, 101 - 63}) {
            assertThat(unprotectRtcp(receiver, srtcp(profile, SSRC, index))).isEqualTo(rtcp(SSRC, index));
        }
        for (int index : new int[] {100, 101, 99, 101 - 63, 0}) {
            assertThat(unprotectRtcp(receiver, srtcp(profile, SSRC, index))).isNull();
        }
        assertThat(counted(stats)).isEqualTo(Map.of(Counter.SRTCP_REPLAYED, 5L));
    }

    @ParameterizedTest
    @EnumSource
    void followsTheRolloverCounterAcrossTheWrapAndLatePackets(SrtpProfile profile) {
        SrtpReceiver receiver = new SrtpReceiver(keys(profile), stats);
        long[] indices = {65_000, 65_534, 65_536, 65_535, 65_538, 65_300, 65_537, 98_000, 130_000, 131_072, 131_071};
        for (long index : indices) {
            assertThat(unprotectRtp(receiver, srtp(profile, SSRC, index)))
                    .as("index %d", index)
                    .isEqualTo(rtp(SSRC, (int) index & 0xFFFF));
        }
        assertThat(counted(stats)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void eachSsrcHasItsOwnRolloverCounter(SrtpProfile profile) {
        SrtpReceiver receiver = new SrtpReceiver(keys(profile), stats);
        for (long index = 0; index < 200_000; index += 20_000) {
            assertThat(unprotectRtp(receiver, srtp(profile, SSRC, index)))
                    .as("index %d", index)
                    .isNotNull();
            assertThat(unprotectRtp(receiver, srtp(profile, SSRC + 1, 1 + index / 2)))
                    .as("half %d", index)
                    .isNotNull();
        }
        assertThat(counted(stats)).isEmpty();
    }

    /** Large packets too: an attempt with the wrong counter may leave those damaged. */
    @ParameterizedTest
    @EnumSource
    void findsTheRolloverCounterWhenTheWrapWasLost_P16(SrtpProfile profile) {
        SrtpReceiver receiver = new SrtpReceiver(keys(profile), stats);
        byte[] large = rtp(SSRC - 1, 9, 1200);
        assertThat(unprotectRtp(receiver, reference(profile).protectRtp(large, 65_545)))
                .isEqualTo(large);
        for (long index : new long[] {65_538, 65_535, 65_536, 65_540, 98_000, 130_000, 140_000}) {
            assertThat(unprotectRtp(receiver, srtp(profile, SSRC, index)))
                    .as("index %d", index)
                    .isEqualTo(rtp(SSRC, (int) index & 0xFFFF));
        }
        assertThat(unprotectRtp(receiver, srtp(profile, SSRC + 1, 65_538)))
                .as("again")
                .isNotNull();
        assertThat(unprotectRtp(receiver, srtp(profile, SSRC + 2, 3)))
                .as("and without")
                .isNotNull();
        assertThat(counted(stats)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void refusesWhatCameBeforeTheFirstIndex(SrtpProfile profile) {
        SrtpReceiver receiver = new SrtpReceiver(keys(profile), stats);
        unprotectRtp(receiver, srtp(profile, SSRC, 5));
        assertThat(unprotectRtp(receiver, srtp(profile, SSRC, 65_535))).isNull();
        assertThat(unprotectRtp(receiver, srtp(profile, SSRC, 6))).isNotNull();
    }

    @ParameterizedTest
    @EnumSource
    void tamperingChangesOnlyCounters_P13(SrtpProfile profile) {
        SrtpReceiver receiver = new SrtpReceiver(keys(profile), stats);
        unprotectRtp(receiver, srtp(profile, SSRC, 100));
        unprotectRtcp(receiver, srtcp(profile, SSRC, 100));
        byte[] rtp = srtp(profile, SSRC, 101);
        byte[] rtcp = srtcp(profile, SSRC, 101);
        int bits = 0;
        for (int bit = 0; bit < 8 * rtp.length; bit++) {
            assertThat(unprotectRtp(receiver, flipped(rtp, bit)))
                    .as("bit %d", bit)
                    .isNull();
            bits++;
        }
        for (int bit = 0; bit < 8 * rtcp.length; bit++) {
            assertThat(unprotectRtcp(receiver, flipped(rtcp, bit)))
                    .as("bit %d", bit)
                    .isNull();
            bits++;
        }
        long refused = stats.get(Counter.SRTP_REJECTED)
                + stats.get(Counter.SRTP_REPLAYED)
                + stats.get(Counter.SRTCP_REJECTED)
                + stats.get(Counter.SRTCP_REPLAYED);
        assertThat(refused).isEqualTo(bits);
        assertThat(unprotectRtp(receiver, rtp)).isEqualTo(rtp(SSRC, 101));
        assertThat(unprotectRtcp(receiver, rtcp)).isEqualTo(rtcp(SSRC, 101));
    }

    private static byte[] flipped(byte[] packet, int bit) {
        byte[] out = packet.clone();
        out[bit / 8] ^= (byte) (1 << (bit % 8));
        return out;
    }

    @ParameterizedTest
    @EnumSource
    void forgedJumpsDoNotMoveTheIndex_P13(SrtpProfile profile) {
        SrtpReceiver receiver = new SrtpReceiver(keys(profile), stats);
        unprotectRtp(receiver, srtp(profile, SSRC, 60_000));
        for (int sequenceNumber = 0; sequenceNumber < 65_536; sequenceNumber += 257) {
            byte[] forged = srtp(profile, SSRC, 60_000);
            forged[2] = (byte) (sequenceNumber >> 8);
            forged[3] = (byte) sequenceNumber;
            assertThat(unprotectRtp(receiver, forged)).isNull();
        }
        assertThat(unprotectRtp(receiver, srtp(profile, SSRC, 60_001))).isNotNull();
    }

    @ParameterizedTest
    @EnumSource
    void forgedSsrcsTakeNoPlace_P13(SrtpProfile profile) {
        SrtpReceiver receiver = new SrtpReceiver(keys(profile), stats);
        for (int i = 0; i < 200; i++) {
            byte[] rtp = srtp(profile, 3000 + i, i);
            byte[] rtcp = srtcp(profile, 3000 + i, i);
            rtp[rtp.length - 1] ^= 1;
            rtcp[12] ^= 1;
            assertThat(unprotectRtp(receiver, rtp)).isNull();
            assertThat(unprotectRtcp(receiver, rtcp)).isNull();
        }
        assertThat(counted(stats)).isEqualTo(Map.of(Counter.SRTP_REJECTED, 200L, Counter.SRTCP_REJECTED, 200L));
        assertThat(unprotectRtp(receiver, srtp(profile, SSRC, 1))).isNotNull();
        assertThat(unprotectRtcp(receiver, srtcp(profile, SSRC, 1))).isNotNull();
    }

    @ParameterizedTest
    @EnumSource
    void refusesThe65thSsrcAndEvictsNone_P17(SrtpProfile profile) {
        SrtpReceiver receiver = new SrtpReceiver(keys(profile), stats);
        for (int ssrc = 0; ssrc < 64; ssrc++) {
            assertThat(unprotectRtp(receiver, srtp(profile, ssrc, 1))).isNotNull();
            assertThat(unprotectRtcp(receiver, srtcp(profile, ssrc, 1))).isNotNull();
        }
        assertThat(unprotectRtp(receiver, srtp(profile, 64, 1))).isNull();
        assertThat(unprotectRtcp(receiver, srtcp(profile, 64, 1))).isNull();
        assertThat(counted(stats)).isEqualTo(Map.of(Counter.SRTP_TOO_MANY_SSRCS, 2L));
        assertThat(unprotectRtp(receiver, srtp(profile, 0, 1)))
                .as("still remembered")
                .isNull();
        assertThat(unprotectRtp(receiver, srtp(profile, 0, 2))).isNotNull();
    }

    /** Vectors of RFC 9335: authentic packets with encrypted header extensions, which nobody negotiated. */
    @Test
    void refusesEncryptedHeaderExtensions() {
        SrtpKeys keys = new SrtpKeys(
                SrtpProfile.AEAD_AES_128_GCM, hex("000102030405060708090a0b0c0d0e0f"), hex("a0a1a2a3a4a5a6a7a8a9aaab"));
        SrtpReceiver receiver = new SrtpReceiver(keys, stats);
        byte[] oneByte = hex("900f1235decafbadcafebabec0de000139972dc9572c4d99e8fc355de743fb2e94f9d8ff"
                + "54e72f4193bbc5c74ffab0fa9fa0fbeb");
        byte[] twoByteWithCsrcs = hex("920f1239decafbadcafebabe3680524f8d312b00c2de0001c78d120038422bc111a7187a18246f98"
                + "0c059cc6bc9df8b626394eca344e4b05d80fea83");
        byte[] before = oneByte.clone();
        assertThat(receiver.unprotectRtp(oneByte, 0, oneByte.length)).isEqualTo(-1);
        assertThat(oneByte).as("nothing was moved about").isEqualTo(before);
        assertThat(unprotectRtp(receiver, twoByteWithCsrcs)).isNull();
        assertThat(counted(stats)).isEqualTo(Map.of(Counter.SRTP_REJECTED, 2L));
    }

    /** WebRTC always encrypts, and the library reads the GCM tag of such a packet from a wrong place. */
    @ParameterizedTest
    @EnumSource
    void refusesRtcpWithoutEncryption(SrtpProfile profile) {
        SrtpReceiver receiver = new SrtpReceiver(keys(profile), stats);
        byte[] authentic = reference(profile).authenticateRtcp(rtcp(SSRC, 1), 1);
        assertThat(unprotectRtcp(receiver, authentic)).isNull();
        assertThat(counted(stats)).isEqualTo(Map.of(Counter.SRTCP_REJECTED, 1L));
    }

    @ParameterizedTest
    @EnumSource
    void survivesEveryShortPacket_P14(SrtpProfile profile) {
        SrtpReceiver receiver = new SrtpReceiver(keys(profile), stats);
        SrtpSender sender = new SrtpSender(keys(profile), stats);
        Random random = new Random(3);
        for (int length = 0; length <= 40; length++) {
            for (int first = 0; first < 256; first++) {
                byte[] packet = new byte[length];
                random.nextBytes(packet);
                if (length > 0) {
                    packet[0] = (byte) first;
                }
                assertThat(unprotectRtp(receiver, packet)).isNull();
                assertThat(unprotectRtcp(receiver, packet)).isNull();
                byte[] room = Arrays.copyOf(packet, length + SrtpSender.MAX_OVERHEAD);
                assertThat(sender.protectRtp(room, 0, length)).isLessThanOrEqualTo(length + 16);
                assertThat(sender.protectRtcp(room, 0, length)).isLessThanOrEqualTo(length + 20);
            }
        }
        assertThat(unprotectRtp(receiver, srtp(profile, SSRC, 1))).isNotNull();
        assertThat(unprotectRtcp(receiver, srtcp(profile, SSRC, 1))).isNotNull();
    }

    @ParameterizedTest
    @EnumSource
    void survivesMutations_P14(SrtpProfile profile) {
        long seed = 20_011;
        Random random = new Random(seed);
        SrtpReceiver receiver = new SrtpReceiver(keys(profile), stats);
        byte[] rtp = srtp(profile, SSRC, 500);
        byte[] rtcp = srtcp(profile, SSRC, 500);
        for (int i = 0; i < 10_000; i++) {
            byte[] mutatedRtp = mutate(rtp, random);
            byte[] mutatedRtcp = mutate(rtcp, random);
            assertThat(unprotectRtp(receiver, mutatedRtp))
                    .as("seed %d, mutation %d", seed, i)
                    .isNull();
            assertThat(unprotectRtcp(receiver, mutatedRtcp))
                    .as("seed %d, mutation %d", seed, i)
                    .isNull();
        }
        assertThat(unprotectRtp(receiver, rtp)).isEqualTo(rtp(SSRC, 500));
        assertThat(unprotectRtcp(receiver, rtcp)).isEqualTo(rtcp(SSRC, 500));
    }

    /** Always different from the original. */
    private static byte[] mutate(byte[] original, Random random) {
        byte[] out = Arrays.copyOf(original, random.nextInt(4) == 0 ? random.nextInt(1500) : original.length);
        for (int i = random.nextInt(6); i >= 0 && out.length > 0; i--) {
            int at = random.nextBoolean() ? random.nextInt(Math.min(24, out.length)) : random.nextInt(out.length);
            out[at] = (byte) random.nextInt();
        }
        if (Arrays.equals(out, original)) {
            out[out.length - 1] ^= 1;
        }
        return out;
    }
}
