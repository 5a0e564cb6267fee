package io.zvonok.media.simulcast;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FrameNumberMapTest {
    private final FrameNumberMap map = new FrameNumberMap();

    private int forward(int frameNumber) {
        map.onPacket(frameNumber);
        return frameNumber + map.offset() & 0xFFFF;
    }

    @Test
    void leavesTheFirstSourceAsItIs() {
        map.restart(65_000);
        assertThat(forward(65_000)).isEqualTo(65_000);
        assertThat(map.offset()).isZero();
    }

    @Test
    void continuesAcrossASwitchAndKeepsGaps() {
        map.restart(65_530);
        forward(65_530);
        forward(65_534);
        map.restart(7);
        assertThat(forward(7)).isEqualTo(65_535);
        assertThat(forward(12)).isEqualTo(4);
    }

    @Test
    void isNotLedBackByALatePacket() {
        map.restart(10);
        forward(10);
        forward(15);
        forward(12);
        map.restart(100);
        assertThat(forward(100)).isEqualTo(16);
    }
}
