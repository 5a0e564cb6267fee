package io.zvonok.bench.load.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PayloadStampTest {
    private static final int OFFSET = 12;
    private static final int LENGTH = 200;
    private static final int HEADER = 6;

    private final PayloadStamp stamp = new PayloadStamp();
    private final byte[] packet = new byte[OFFSET + LENGTH];

    @BeforeEach
    void write() {
        stamp.write(packet, OFFSET, LENGTH, HEADER, 77, 2, true, 12, 1_000_000, 1_700_000);
    }

    @Test
    void tellsWhatWasSentAndWhenItWasDue() {
        PayloadStamp read = new PayloadStamp();

        assertThat(read.read(packet, OFFSET, LENGTH)).isTrue();
        assertThat(read.matches(packet, OFFSET, LENGTH)).isTrue();
        assertThat(read.source()).isEqualTo(77);
        assertThat(read.rank()).isEqualTo(2);
        assertThat(read.keyframe()).isTrue();
        assertThat(read.packetNumber()).isEqualTo(12);
        assertThat(read.dueNanos()).isEqualTo(1_000_000);
        assertThat(read.sentNanos()).isEqualTo(1_700_000);
    }

    @Test
    void noticesEveryChangedByteBehindTheCodecHeader() {
        for (int i = HEADER; i < LENGTH - 8; i++) {
            packet[OFFSET + i] ^= 1;
            boolean same = stamp.read(packet, OFFSET, LENGTH) && stamp.matches(packet, OFFSET, LENGTH);
            assertThat(same).as("byte " + i).isFalse();
            packet[OFFSET + i] ^= 1;
        }
    }

    @Test
    void letsAForwarderRewriteTheCodecHeader() {
        packet[OFFSET + 2] ^= 0x55;
        packet[OFFSET + HEADER - 1] ^= 0x55;

        assertThat(stamp.matches(packet, OFFSET, LENGTH)).isTrue();
    }

    @Test
    void readsNothingFromOtherPayloads() {
        assertThat(stamp.read(new byte[OFFSET + LENGTH], OFFSET, LENGTH)).isFalse();
        assertThat(stamp.read(packet, OFFSET, PayloadStamp.LENGTH - 1)).isFalse();
    }
}
