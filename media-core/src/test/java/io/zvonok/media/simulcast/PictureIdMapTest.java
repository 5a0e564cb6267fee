package io.zvonok.media.simulcast;

import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.api.Codec;
import io.zvonok.media.codec.Codecs;
import io.zvonok.media.codec.PayloadDescriptor;
import org.junit.jupiter.api.Test;

class PictureIdMapTest {
    private final PictureIdMap map = new PictureIdMap();

    /** VP8 descriptor with 15-bit picture id, TL0PICIDX and TID/KEYIDX, RFC 7741 section 4.2, then an interframe byte. */
    private static PayloadDescriptor vp8(int pictureId, int tl0) {
        byte[] payload = {
            (byte) 0x90, (byte) 0xE0, (byte) (0x80 | pictureId >> 8), (byte) pictureId, (byte) tl0, 0x20, 0x01, 0, 0
        };
        PayloadDescriptor descriptor = Codecs.descriptor(Codec.VP8);
        assertThat(descriptor.wrap(payload, 0, payload.length)).isTrue();
        return descriptor;
    }

    private int[] forward(PayloadDescriptor packet) {
        map.onPacket(packet);
        return new int[] {PictureIdMap.pictureId(packet, map.pictureIdDelta()), PictureIdMap.tl0(packet, map.tl0Delta())
        };
    }

    @Test
    void leavesTheFirstSourceAsItIs() {
        map.restart(vp8(500, 7));
        assertThat(forward(vp8(500, 7))).containsExactly(500, 7);
    }

    @Test
    void continuesAcrossASwitch() {
        map.restart(vp8(500, 7));
        forward(vp8(500, 7));
        forward(vp8(501, 8));
        map.restart(vp8(20_000, 200));
        assertThat(forward(vp8(20_000, 200))).containsExactly(502, 9);
        assertThat(forward(vp8(20_001, 201))).containsExactly(503, 10);
    }

    @Test
    void continuesAcrossTheWrap() {
        map.restart(vp8(0x7FFF, 255));
        forward(vp8(0x7FFF, 255));
        map.restart(vp8(3, 3));
        assertThat(forward(vp8(3, 3))).containsExactly(0, 0);
    }

    @Test
    void continuesAfterAShortIdCameRound() {
        map.restart(shortVp8(126));
        for (int id = 126; id < 130; id++) {
            forward(shortVp8(id & 0x7F));
        }
        map.restart(shortVp8(70));
        assertThat(forward(shortVp8(70))[0]).isEqualTo(2);
    }

    /** VP8 descriptor with a 7-bit picture id. */
    private static PayloadDescriptor shortVp8(int pictureId) {
        byte[] payload = {(byte) 0x90, (byte) 0x80, (byte) pictureId, 0x01, 0, 0};
        PayloadDescriptor descriptor = Codecs.descriptor(Codec.VP8);
        assertThat(descriptor.wrap(payload, 0, payload.length)).isTrue();
        return descriptor;
    }

    @Test
    void isNotLedBackByALatePacket() {
        map.restart(vp8(500, 7));
        forward(vp8(502, 9));
        forward(vp8(501, 8));
        map.restart(vp8(10, 10));
        assertThat(forward(vp8(10, 10))).containsExactly(503, 10);
    }

    @Test
    void closesTheGapsOfVp8PicturesThatAreLeftOut() {
        map.restart(vp8(32_765, 7));
        forward(vp8(32_765, 7));
        map.skip(vp8(32_766, 7));
        map.skip(vp8(32_766, 7)); // its second packet
        map.skip(vp8(32_767, 7));
        assertThat(forward(vp8(0, 8))).containsExactly(32_766, 8);
        map.skip(vp8(1, 8));
        assertThat(forward(vp8(2, 9))).containsExactly(32_767, 9);
        assertThat(forward(vp8(3, 10))).containsExactly(0, 10);
    }

    @Test
    void keepsTheIdOfALostPictureBetweenThoseLeftOut() {
        map.restart(vp8(10, 7));
        forward(vp8(10, 7));
        map.skip(vp8(11, 7));
        map.skip(vp8(13, 7));
        assertThat(forward(vp8(14, 8))[0]).isEqualTo(12);
        assertThat(forward(vp8(12, 7))[0]).isEqualTo(11);
    }

    @Test
    void movesLatePacketsLikeTheirPicture() {
        map.restart(vp8(10, 7));
        forward(vp8(10, 7));
        forward(vp8(11, 7));
        map.skip(vp8(12, 7));
        assertThat(forward(vp8(13, 8))[0]).isEqualTo(12);
        assertThat(forward(vp8(11, 7))[0]).isEqualTo(11);
        assertThat(forward(vp8(13, 8))[0]).isEqualTo(12);
    }

    @Test
    void leavesTheGapOfAPictureThatIsLeftOutTooLate() {
        map.restart(vp8(10, 7));
        forward(vp8(10, 7));
        forward(vp8(12, 8));
        map.skip(vp8(11, 7));
        assertThat(forward(vp8(13, 8))[0]).isEqualTo(13);
    }

    @Test
    void continuesAcrossASwitchAfterPicturesThatWereLeftOut() {
        map.restart(vp8(10, 7));
        forward(vp8(10, 7));
        map.skip(vp8(11, 7));
        forward(vp8(12, 8));
        map.skip(vp8(13, 8));
        map.restart(vp8(500, 90));
        assertThat(forward(vp8(500, 90))).containsExactly(12, 9);
        map.skip(vp8(501, 90));
        assertThat(forward(vp8(502, 91))).containsExactly(13, 10);
    }

    @Test
    void closesGapsOfShortIdsToo() {
        map.restart(shortVp8(126));
        for (int picture = 126; picture < 700; picture += 2) {
            assertThat(forward(shortVp8(picture & 0x7F))[0]).isEqualTo(126 + (picture - 126) / 2 & 0x7F);
            map.skip(shortVp8(picture + 1 & 0x7F));
        }
    }

    @Test
    void isRightAboutLatePacketsHoursAfterTheLastChange() {
        map.restart(vp8(0, 0));
        map.skip(vp8(1, 0));
        for (int picture = 2; picture < 100_000; picture++) {
            assertThat(forward(vp8(picture & 0x7FFF, 0))[0]).isEqualTo(picture - 1 & 0x7FFF);
            if (picture % 1000 == 999) {
                assertThat(forward(vp8(picture - 5 & 0x7FFF, 0))[0]).isEqualTo(picture - 6 & 0x7FFF);
            }
        }
    }

    @Test
    void neverMovesVp9PicturesExceptAtASwitch() {
        map.restart(vp9(10));
        assertThat(forward(vp9(10))[0]).isEqualTo(10);
        map.skip(vp9(11));
        assertThat(forward(vp9(12))[0]).isEqualTo(12);
        map.restart(vp9(3000));
        assertThat(forward(vp9(3000))[0]).isEqualTo(13);
        map.skip(vp9(3001));
        assertThat(forward(vp9(3002))[0]).isEqualTo(15);
    }

    @Test
    void leavesPicturesWithoutIdsAlone() {
        PayloadDescriptor withoutId = Codecs.descriptor(Codec.VP8);
        assertThat(withoutId.wrap(new byte[] {0x10, 1, 2, 3}, 0, 4)).isTrue();
        map.restart(withoutId);
        map.skip(withoutId);
        map.onPacket(withoutId);
        assertThat(map.pictureIdDelta()).isZero();
        map.restart(vp8(9, 1));
        assertThat(forward(vp8(9, 1))).containsExactly(9, 1);
    }

    /** VP9 descriptor in flexible mode: picture id of 15 bits, layers, one P_DIFF (RFC 9628 section 4.2). */
    private static PayloadDescriptor vp9(int pictureId) {
        byte[] payload = {(byte) 0xFC, (byte) (0x80 | pictureId >> 8), (byte) pictureId, 0x10, 0x02, 0, 0};
        PayloadDescriptor descriptor = Codecs.descriptor(Codec.VP9);
        assertThat(descriptor.wrap(payload, 0, payload.length)).isTrue();
        return descriptor;
    }
}
