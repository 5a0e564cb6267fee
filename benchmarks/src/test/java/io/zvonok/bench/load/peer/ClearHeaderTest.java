package io.zvonok.bench.load.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.rtp.RtpHeaderWriter;
import org.junit.jupiter.api.Test;

class ClearHeaderTest {
    private final byte[] packet = new byte[200];
    private final ClearHeader header = new ClearHeader();

    private int write(int idOfSecond) {
        RtpHeaderWriter writer = new RtpHeaderWriter();
        writer.begin(packet, 0, true, 96, 0xABCD, 0x12345678, 0x80000001);
        writer.addExtension(4, new byte[] {'1', '2'}, 0, 2);
        writer.addExtension(idOfSecond, new byte[] {0x12, 0x34}, 0, 2);
        return writer.finish();
    }

    @Test
    void readsFieldsAndExtensionsOfBothForms() {
        for (int id : new int[] {3, 20}) {
            assertThat(header.wrap(packet, write(id))).isTrue();
            assertThat(header.payloadType()).isEqualTo(96);
            assertThat(header.sequenceNumber()).isEqualTo(0xABCD);
            assertThat(header.rtpTimestamp()).isEqualTo(0x12345678);
            assertThat(header.ssrc()).isEqualTo(0x80000001);
            assertThat(header.extension16(id)).isEqualTo(0x1234);
            assertThat(header.extension16(9)).isEqualTo(-1);
        }
    }

    @Test
    void seesNothingBeyondWhatIsThere() {
        int length = write(3);
        for (int available = 0; available < length; available++) {
            boolean header12 = header.wrap(packet, available);
            assertThat(header12).isEqualTo(available >= 12);
            if (header12) {
                assertThat(header.extension16(3)).isIn(-1, 0x1234);
            }
        }
        assertThat(header.wrap(new byte[100], 100)).isFalse();
    }
}
