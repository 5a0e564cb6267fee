package io.zvonok.media.srtp;

import static io.zvonok.media.srtp.SrtpTestPackets.counted;
import static io.zvonok.media.srtp.SrtpTestPackets.hex;
import static io.zvonok.media.srtp.SrtpTestPackets.keys;
import static io.zvonok.media.srtp.SrtpTestPackets.protectRtcp;
import static io.zvonok.media.srtp.SrtpTestPackets.protectRtp;
import static io.zvonok.media.srtp.SrtpTestPackets.rtcp;
import static io.zvonok.media.srtp.SrtpTestPackets.rtp;
import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.stats.Counter;
import io.zvonok.media.stats.LoopStats;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SrtpSenderTest {
    private static final int SSRC = 0x1001;

    private final LoopStats stats = new LoopStats();

    @ParameterizedTest
    @EnumSource
    void refusesSecondEncryptionOfOneIndex_P11(SrtpProfile profile) {
        SrtpSender sender = new SrtpSender(keys(profile), stats);
        assertThat(protectRtp(sender, rtp(SSRC, 7))).isNotNull();
        assertThat(protectRtp(sender, rtp(SSRC, 8))).isNotNull();
        assertThat(protectRtp(sender, rtp(SSRC, 7))).isNull();
        assertThat(protectRtp(sender, rtp(SSRC, 8, 50))).isNull();
        assertThat(counted(stats)).isEqualTo(Map.of(Counter.SRTP_SEND_REFUSED, 2L));
    }

    @ParameterizedTest
    @EnumSource
    void sendsLateIndicesOnce_P11(SrtpProfile profile) {
        SrtpSender sender = new SrtpSender(keys(profile), stats);
        ReferenceSrtp reference =
                new ReferenceSrtp(profile, keys(profile).key(), keys(profile).salt());
        protectRtp(sender, rtp(SSRC, 5000));
        assertThat(protectRtp(sender, rtp(SSRC, 5000 - 1023)))
                .isEqualTo(reference.protectRtp(rtp(SSRC, 5000 - 1023), 5000 - 1023));
        assertThat(protectRtp(sender, rtp(SSRC, 5000 - 1023))).isNull();
        assertThat(protectRtp(sender, rtp(SSRC, 5000 - 1024))).isNull();
    }

    @ParameterizedTest
    @EnumSource
    void keepsTheRolloverCounterAcrossTheWrapAndLatePackets(SrtpProfile profile) {
        SrtpSender sender = new SrtpSender(keys(profile), stats);
        ReferenceSrtp reference =
                new ReferenceSrtp(profile, keys(profile).key(), keys(profile).salt());
        long[] indices = {65_000, 65_534, 65_536, 65_535, 65_538, 65_300, 65_537, 98_000, 130_000, 131_072, 131_071};
        for (long index : indices) {
            byte[] packet = rtp(SSRC, (int) index & 0xFFFF);
            assertThat(protectRtp(sender, packet)).as("index %d", index).isEqualTo(reference.protectRtp(packet, index));
        }
        assertThat(counted(stats)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void refusesStepsTheReceiverCouldNotFollow_P16(SrtpProfile profile) {
        SrtpSender sender = new SrtpSender(keys(profile), stats);
        protectRtp(sender, rtp(SSRC, 32_767));
        assertThat(protectRtp(sender, rtp(SSRC, 32_767 + 32_768))).isNull();
        assertThat(protectRtp(sender, rtp(SSRC, 32_767 + 32_767))).isNotNull();
    }

    @ParameterizedTest
    @EnumSource
    void countsTheRtcpIndexForEachSsrc(SrtpProfile profile) {
        SrtpSender sender = new SrtpSender(keys(profile), stats);
        ReferenceSrtp reference =
                new ReferenceSrtp(profile, keys(profile).key(), keys(profile).salt());
        for (int index = 0; index < 5; index++) {
            assertThat(protectRtcp(sender, rtcp(1, index))).isEqualTo(reference.protectRtcp(rtcp(1, index), index));
            assertThat(protectRtcp(sender, rtcp(2, index))).isEqualTo(reference.protectRtcp(rtcp(2, index), index));
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesThe65thSsrcAndEvictsNone_P17(SrtpProfile profile) {
        SrtpSender sender = new SrtpSender(keys(profile), stats);
        for (int ssrc = 0; ssrc < 64; ssrc++) {
            assertThat(protectRtp(sender, rtp(ssrc, 1))).isNotNull();
            assertThat(protectRtcp(sender, rtcp(ssrc, 1))).isNotNull();
        }
        assertThat(protectRtp(sender, rtp(64, 1))).isNull();
        assertThat(protectRtcp(sender, rtcp(64, 1))).isNull();
        assertThat(protectRtp(sender, rtp(0, 1))).as("still remembered").isNull();
        assertThat(protectRtp(sender, rtp(0, 2))).isNotNull();
        assertThat(counted(stats)).isEqualTo(Map.of(Counter.SRTP_TOO_MANY_SSRCS, 2L, Counter.SRTP_SEND_REFUSED, 1L));
    }

    @ParameterizedTest
    @EnumSource
    void refusesPacketsWithoutHeaderOrRoom(SrtpProfile profile) {
        SrtpSender sender = new SrtpSender(keys(profile), stats);
        byte[] exact = rtp(SSRC, 1);
        assertThat(sender.protectRtp(exact, 0, exact.length)).isEqualTo(-1);
        assertThat(sender.protectRtp(exact, 0, exact.length, new byte[exact.length + 9], 0))
                .isEqualTo(-1);
        assertThat(sender.protectRtp(exact, 0, exact.length, new byte[500], 490))
                .isEqualTo(-1);
        assertThat(sender.protectRtp(exact, 0, exact.length, new byte[500], -1)).isEqualTo(-1);
        assertThat(sender.protectRtcp(rtcp(SSRC, 1), 0, 28, new byte[28 + 9], 0))
                .isEqualTo(-1);
        assertThat(sender.protectRtcp(rtcp(SSRC, 1), 0, 28)).isEqualTo(-1);
        assertThat(sender.protectRtp(new byte[100], 0, 50)).as("version 0").isEqualTo(-1);
        assertThat(sender.protectRtp(new byte[100], -1, 50)).isEqualTo(-1);
        assertThat(sender.protectRtp(new byte[100], 90, 50)).isEqualTo(-1);
        assertThat(protectRtp(sender, hex("9060000100000000000000010000"))).isNull();
        assertThat(protectRtp(sender, rtp(SSRC, 1)))
                .as("the index was not spent")
                .isNotNull();
    }
}
