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
}
