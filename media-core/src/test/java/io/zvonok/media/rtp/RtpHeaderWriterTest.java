package io.zvonok.media.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RtpHeaderWriterTest {
    private final RtpHeaderWriter writer = new RtpHeaderWriter();
    private final byte[] out = new byte[4096];

    @Test
    void writesTheFixedHeaderAlone() {
        writer.begin(out, 0, true, 111, 65_535, 0x8000_0000, 0xCAFE_BABE);
        int end = writer.finish();
        assertThat(HexFormat.of().formatHex(out, 0, end)).isEqualTo("80efffff80000000cafebabe");
    }

    @Test
    void writesOneByteExtensionsPaddedTo32Bits() {
        writer.begin(out, 0, false, 96, 1, 2, 3);
        writer.addExtension(1, 0xAA);
        writer.addExtension(3, new byte[] {0, 0x12, 0x34}, 1, 2);
        int end = writer.finish();
        assertThat(HexFormat.of().formatHex(out, 0, end))
                .isEqualTo("906000010000000200000003" + "bede0002" + "10aa311234000000");
    }

    @Test
    void movesEarlierElementsWhenALaterOneNeedsTheTwoByteForm() {
        writer.begin(out, 0, false, 96, 1, 2, 3);
        writer.addExtension(1, 0xAA);
        writer.addExtension(3, new byte[] {0x12, 0x34}, 0, 2);
        writer.addExtension(15, 0xBB);
        writer.addExtension(4, 0xCC);
        int end = writer.finish();
        assertThat(HexFormat.of().formatHex(out, 0, end))
                .isEqualTo("906000010000000200000003" + "10000004" + "0101aa" + "03021234" + "0f01bb" + "0401cc"
                        + "000000");
    }

    @Test
    void writesEmptyAndLongValuesInTheTwoByteForm() {
        writer.begin(out, 0, false, 96, 1, 2, 3);
        writer.addExtension(2, out, 0, 0);
        assertThat(writer.finish()).isEqualTo(12 + 4 + 4);
        assertThat(BigEndian.get16(out, 12)).isEqualTo(0x1000);
        writer.begin(out, 0, false, 96, 1, 2, 3);
        writer.addExtension(2, new byte[17], 0, 17);
        writer.finish();
        assertThat(BigEndian.get16(out, 12)).isEqualTo(0x1000);
        writer.begin(out, 0, false, 96, 1, 2, 3);
        writer.addExtension(14, new byte[16], 0, 16);
        writer.finish();
        assertThat(BigEndian.get16(out, 12)).isEqualTo(0xBEDE);
    }

    @Test
    void refusesAnElementThatCannotBeWritten() {
        writer.begin(out, 0, false, 96, 1, 2, 3);
        assertThatThrownBy(() -> writer.addExtension(0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> writer.addExtension(256, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> writer.addExtension(1, out, 0, 256)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void isReadBackByTheView() {
        long seed = 20_261_122;
        Random random = new Random(seed);
        for (int i = 0; i < 3_000; i++) {
            Map<Integer, byte[]> extensions = randomExtensions(random);
            Arrays.fill(out, (byte) 0xFF);
            int offset = random.nextInt(8);
            int sequenceNumber = random.nextInt(65_536);
            int rtpTimestamp = random.nextInt();
            int ssrc = random.nextInt();
            boolean marker = random.nextBoolean();
            int payloadType = random.nextInt(128);
            writer.begin(out, offset, marker, payloadType, sequenceNumber, rtpTimestamp, ssrc);
            extensions.forEach((id, value) -> writer.addExtension(id, value, 0, value.length));
            int payload = writer.finish();

            RtpPacketView view = new RtpPacketView();
            assertThat(view.wrap(out, offset, payload - offset + 5))
                    .as("seed %d round %d", seed, i)
                    .isTrue();
            assertThat(view.payloadOffset()).isEqualTo(payload);
            assertThat((payload - offset) % 4).isZero();
            assertThat(view.payloadLength()).isEqualTo(5);
            assertThat(view.marker()).isEqualTo(marker);
            assertThat(view.payloadType()).isEqualTo(payloadType);
            assertThat(view.sequenceNumber()).isEqualTo(sequenceNumber);
            assertThat(view.rtpTimestamp()).isEqualTo(rtpTimestamp);
            assertThat(view.ssrc()).isEqualTo(ssrc);
            for (int id = 1; id < 256; id++) {
                int at = view.extensionOffset(id);
                byte[] found = at < 0 ? null : Arrays.copyOfRange(out, at, at + view.extensionLength(id));
                assertThat(found).as("seed %d round %d id %d", seed, i, id).isEqualTo(extensions.get(id));
            }
        }
    }

    /** Ordered by id or against it, so that the element that needs the two-byte form comes last or first. */
    private static Map<Integer, byte[]> randomExtensions(Random random) {
        boolean oneByte = random.nextBoolean();
        Map<Integer, byte[]> extensions =
                random.nextBoolean() ? new TreeMap<>() : new TreeMap<>((a, b) -> Integer.compare(b, a));
        for (int n = random.nextInt(7); n > 0; n--) {
            int id = 1 + random.nextInt(oneByte ? 14 : 255);
            byte[] value = new byte[oneByte ? 1 + random.nextInt(16) : random.nextInt(40)];
            random.nextBytes(value);
            extensions.put(id, value);
        }
        return extensions;
    }
}
