package io.zvonok.media.simulcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zvonok.media.api.Codec;
import io.zvonok.media.codec.Codecs;
import io.zvonok.media.codec.DependencyDescriptor;
import io.zvonok.media.codec.DescriptorWriter;
import io.zvonok.media.codec.PayloadDescriptor;
import io.zvonok.media.rtp.RtpHeaderWriter;
import io.zvonok.media.rtp.RtpPacketView;
import io.zvonok.media.time.Nanos;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RtpRewriterTest {
    private static final int MID = 3;
    private static final int TRANSPORT_CC = 4;
    private static final int SEND_TIME = 5;
    private static final int DEPENDENCIES = 6;
    private static final int SOURCE_DEPENDENCIES = 12;
    private static final byte[] KEY_DESCRIPTOR =
            DescriptorWriter.withStructure(DescriptorWriter.l3t3(), true, 0, 65_535);
    private static final byte[] BRIEF_DESCRIPTOR = DescriptorWriter.brief(DescriptorWriter.l3t3(), true, false, 3, 100);

    private final RtpRewriter rewriter = new RtpRewriter();
    private final RtpPacketView packet = new RtpPacketView();
    private final RtpPacketView written = new RtpPacketView();
    private final PayloadDescriptor vp8 = Codecs.descriptor(Codec.VP8);
    private final byte[] out = new byte[1600];

    /** A received packet with a dependency descriptor (or none) and a VP8 payload. */
    private void receive(byte[] dependencies, int payloadLength) {
        byte[] array = new byte[1600];
        RtpHeaderWriter header = new RtpHeaderWriter();
        header.begin(array, 7, false, 96, 1000, 90_000, 0x1111);
        if (dependencies.length > 0) {
            header.addExtension(SOURCE_DEPENDENCIES, dependencies, 0, dependencies.length);
        }
        int payload = header.finish();
        byte[] start = {(byte) 0x90, (byte) 0xE0, (byte) 0x81, 0x23, 7, 0x20, 1};
        System.arraycopy(start, 0, array, payload, Math.min(payloadLength, start.length));
        assertThat(packet.wrap(array, 7, payload - 7 + payloadLength)).isTrue();
        assertThat(vp8.wrap(array, payload, payloadLength)).isTrue();
        rewriter.dependencyDescriptorAt(
                packet.extensionOffset(SOURCE_DEPENDENCIES), packet.extensionLength(SOURCE_DEPENDENCIES), 0);
    }

    private void negotiateAll() {
        rewriter.extensions(MID, new byte[] {'1', '2'}, 0);
        rewriter.transportCc(TRANSPORT_CC);
        rewriter.absSendTime(SEND_TIME);
        rewriter.dependencyDescriptor(DEPENDENCIES);
        rewriter.stamp(0xABCD, 0x123456);
    }

    private void copy() {
        int length = rewriter.copyTo(
                out,
                packet,
                packet.array(),
                packet.payloadOffset(),
                packet.payloadLength(),
                true,
                100,
                5,
                6,
                0x2222,
                vp8,
                3,
                2);
        assertThat(written.wrap(out, 0, length)).isTrue();
    }

    private byte[] extension(int id) {
        int offset = written.extensionOffset(id);
        return offset < 0 ? new byte[0] : Arrays.copyOfRange(out, offset, offset + written.extensionLength(id));
    }

    @Test
    void writesEachExtensionThatIsNegotiated() {
        receive(BRIEF_DESCRIPTOR, 50);
        negotiateAll();
        copy();

        assertThat(written.ssrc()).isEqualTo(0x2222);
        assertThat(written.marker()).isTrue();
        assertThat(extension(MID)).containsExactly('1', '2');
        assertThat(extension(TRANSPORT_CC)).containsExactly(0xAB, 0xCD);
        assertThat(extension(SEND_TIME)).containsExactly(0x12, 0x34, 0x56);
        assertThat(extension(DEPENDENCIES)).isEqualTo(BRIEF_DESCRIPTOR);
        assertThat(written.payloadLength()).isEqualTo(50);
        assertThat(vp8.wrap(out, written.payloadOffset(), 50)).isTrue();
        assertThat(vp8.pictureId()).isEqualTo(0x126);
        assertThat(vp8.tl0PictureIndex()).isEqualTo(9);
    }

    @Test
    void writesNoneThatIsNot() {
        receive(BRIEF_DESCRIPTOR, 50);
        rewriter.stamp(1, 2);
        copy();

        assertThat(written.headerLength()).isEqualTo(12);
    }

    @Test
    void movesTheFrameNumberOfTheCopyOnly() {
        receive(KEY_DESCRIPTOR, 50);
        negotiateAll();
        int offset = packet.extensionOffset(SOURCE_DEPENDENCIES);
        rewriter.dependencyDescriptorAt(offset, KEY_DESCRIPTOR.length, 7);
        copy();

        byte[] moved = KEY_DESCRIPTOR.clone();
        DependencyDescriptor.rewriteFrameNumber(moved, 0, 6);
        assertThat(extension(DEPENDENCIES)).isEqualTo(moved);
        assertThat(Arrays.copyOfRange(packet.array(), offset, offset + KEY_DESCRIPTOR.length))
                .isEqualTo(KEY_DESCRIPTOR);
    }

    @Test
    void goesOverToTheTwoByteFormForALongDescriptor() {
        receive(KEY_DESCRIPTOR, 50);
        negotiateAll();
        copy();

        assertThat(KEY_DESCRIPTOR.length).isGreaterThan(16);
        assertThat(out[12] & 0xFF).isEqualTo(0x10);
        assertThat(extension(MID)).containsExactly('1', '2');
        assertThat(extension(TRANSPORT_CC)).containsExactly(0xAB, 0xCD);
        assertThat(extension(DEPENDENCIES)).isEqualTo(KEY_DESCRIPTOR);

        receive(BRIEF_DESCRIPTOR, 50);
        copy();
        assertThat(out[12] & 0xFF).isEqualTo(0xBE);
    }

    @Test
    void leavesTheDescriptorOutWhereThePacketHasNone() {
        receive(new byte[0], 50);
        negotiateAll();
        copy();

        assertThat(extension(DEPENDENCIES)).isEmpty();
        assertThat(extension(TRANSPORT_CC)).hasSize(2);
    }

    @Test
    void givesRetransmissionsExtensionsAndAMarkerOfTheirOwn() {
        receive(BRIEF_DESCRIPTOR, 50);
        negotiateAll();
        int length = rewriter.copyAsRtxTo(out, packet, true, 101, 77, 0x0304, 6, 0x3333, vp8, 3, 2);
        assertThat(written.wrap(out, 0, length)).isTrue();

        assertThat(written.marker()).isTrue();
        assertThat(written.payloadType()).isEqualTo(101);
        assertThat(written.sequenceNumber()).isEqualTo(77);
        assertThat(extension(TRANSPORT_CC)).containsExactly(0xAB, 0xCD);
        assertThat(extension(DEPENDENCIES)).isEqualTo(BRIEF_DESCRIPTOR);
        int payload = written.payloadOffset();
        assertThat(Arrays.copyOfRange(out, payload, payload + 2)).containsExactly(3, 4);
        assertThat(vp8.wrap(out, payload + 2, 50)).isTrue();
        assertThat(vp8.pictureId()).isEqualTo(0x126);
    }

    /** MID goes first, then the send time; a packet never grows beyond what it had to be anyway. */
    @ParameterizedTest
    @CsvSource({
        "1168, true, true, 1200", // 12 + 4 + 16
        "1169, false, true, 1197",
        "1172, false, true, 1200",
        "1173, false, false, 1197",
        "1176, false, false, 1200",
        "1177, false, false, 1201",
    })
    void leavesOutWhatWouldPushAPacketAboveTheLimit(int payload, boolean mid, boolean sendTime, int length) {
        receive(BRIEF_DESCRIPTOR, payload);
        rewriter.extensions(MID, new byte[] {'1', '2', '3', '4'}, 0);
        rewriter.transportCc(TRANSPORT_CC);
        rewriter.absSendTime(SEND_TIME);
        rewriter.dependencyDescriptor(DEPENDENCIES);
        copy();

        assertThat(extension(MID).length > 0).isEqualTo(mid);
        assertThat(extension(SEND_TIME).length > 0).isEqualTo(sendTime);
        assertThat(extension(TRANSPORT_CC)).hasSize(2);
        assertThat(extension(DEPENDENCIES)).isEqualTo(BRIEF_DESCRIPTOR);
        assertThat(written.length()).isEqualTo(length);
    }

    @Test
    void reckonsWithTheTwoByteForm() {
        negotiateAll();
        for (int payload = 900; payload < 1172; payload++) {
            receive(payload % 2 == 0 ? KEY_DESCRIPTOR : BRIEF_DESCRIPTOR, payload);
            copy();
            boolean complete = extension(MID).length > 0;
            boolean roomForAll = written.length() + 8 + (payload % 2 == 0 ? 4 : 0) <= RtpRewriter.MAX_PACKET;
            assertThat(complete || !roomForAll).isTrue();
            assertThat(complete && written.length() > RtpRewriter.MAX_PACKET).isFalse();
        }
        rewriter.transportCc(200); // needs the two-byte form itself
        receive(BRIEF_DESCRIPTOR, 1164);
        copy();
        assertThat(written.length()).isLessThanOrEqualTo(RtpRewriter.MAX_PACKET);
    }

    @Test
    void writesPacketsOfNothingButPadding() {
        negotiateAll();
        Arrays.fill(out, (byte) 0x55);
        for (int padding = 1; padding <= RtpRewriter.MAX_PADDING; padding++) {
            int length = rewriter.writePadding(out, 101, 9, 10, 0x3333, padding);
            assertThat(written.wrap(out, 0, length)).isTrue();
            assertThat(written.payloadLength()).isZero();
            assertThat(written.paddingLength()).isEqualTo(padding);
            assertThat(written.marker()).isFalse();
            assertThat(written.payloadType()).isEqualTo(101);
            assertThat(written.sequenceNumber()).isEqualTo(9);
            assertThat(written.rtpTimestamp()).isEqualTo(10);
            assertThat(written.ssrc()).isEqualTo(0x3333);
            assertThat(extension(MID)).containsExactly('1', '2');
            assertThat(extension(TRANSPORT_CC)).containsExactly(0xAB, 0xCD);
            assertThat(extension(SEND_TIME)).containsExactly(0x12, 0x34, 0x56);
            for (int i = written.headerLength(); i < length - 1; i++) {
                assertThat(out[i]).isZero();
            }
        }
    }

    @Test
    void refusesPaddingThatAPacketCannotHave() {
        assertThatThrownBy(() -> rewriter.writePadding(out, 101, 9, 10, 1, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> rewriter.writePadding(out, 101, 9, 10, 1, 256))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void countsSendTimeIn18BitsOfFraction() {
        assertThat(RtpRewriter.absSendTime(0L)).isZero();
        assertThat(RtpRewriter.absSendTime(Nanos.fromSeconds(1))).isEqualTo(1 << 18);
        assertThat(RtpRewriter.absSendTime(Nanos.fromMillis(500))).isEqualTo(1 << 17);
        assertThat(RtpRewriter.absSendTime(Nanos.fromMillis(63_999))).isEqualTo(63 << 18 | 999 * (1 << 18) / 1000);
        assertThat(RtpRewriter.absSendTime(Nanos.fromSeconds(64))).isZero();
        long year = 365L * 24 * 3600;
        assertThat(RtpRewriter.absSendTime(Nanos.fromSeconds(year))).isEqualTo((int) (year % 64) << 18);
    }
}
