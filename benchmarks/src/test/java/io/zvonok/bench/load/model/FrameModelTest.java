package io.zvonok.bench.load.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrameModelTest {
    private static final Layer TOP = Layer.camera(3, 1_500_000).get(2);

    @Test
    void keepsItsBitRateOverAMinuteWithKeyFrames() {
        FrameModel model = new FrameModel(TOP, 3, 7);
        long bytes = 0;
        for (int i = 0; i < 1800; i++) {
            bytes += model.next(i % 300 == 0).bytes();
        }
        assertThat(bytes * 8 / 60.0).isCloseTo(1_500_000, within(75_000.0));
    }

    @Test
    void playsTheSameForTheSameSeedAndAnotherForAnother() {
        assertThat(sizes(7)).isEqualTo(sizes(7)).isNotEqualTo(sizes(8));
    }

    private static List<Integer> sizes(long seed) {
        FrameModel model = new FrameModel(TOP, 3, seed);
        List<Integer> sizes = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            sizes.add(model.next(false).bytes());
        }
        return sizes;
    }

    @Test
    void makesKeyFramesSeveralTimesAsLargeAndBeginsWithOne() {
        FrameModel model = new FrameModel(TOP, 1, 3);
        assertThat(model.next(false).keyframe()).isTrue();
        long keys = 0;
        long others = 0;
        for (int i = 0; i < 400; i++) {
            Frame frame = model.next(i % 20 == 0);
            if (frame.keyframe()) {
                keys += frame.bytes();
            } else {
                others += frame.bytes();
            }
        }
        assertThat(keys / 20.0).isGreaterThan(4 * others / 380.0);
    }

    @Test
    void cutsAFrameIntoPacketsThatDifferByOneByteTheSmallerFirst() {
        for (int bytes : new int[] {120, 1160, 1161, 6203, 40_000}) {
            int packets = FrameModel.packets(bytes);
            int sum = 0;
            int before = 0;
            for (int i = 0; i < packets; i++) {
                int size = FrameModel.packetBytes(bytes, packets, i);
                assertThat(size).isBetween(Math.max(1, before), FrameModel.MAX_PAYLOAD);
                assertThat(before == 0 ? 0 : size - before).isBetween(0, 1);
                before = size;
                sum += size;
            }
            assertThat(sum).isEqualTo(bytes);
        }
    }

    @Test
    void repeatsTemporalLayersFromEachKeyFrameOn() {
        FrameModel model = new FrameModel(TOP, 3, 1);
        List<Integer> layers = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            layers.add(model.next(i == 5).temporalLayer());
        }
        assertThat(layers).containsExactly(0, 2, 1, 2, 0, 0, 2, 1, 2, 0);
    }

    @Test
    void spacesPacketsOfAFrameByMicrosecondsWithALongTail() {
        FrameModel model = new FrameModel(TOP, 1, 5);
        List<Long> gaps = new ArrayList<>();
        for (int i = 0; i < 5001; i++) {
            gaps.add(model.nextGapNanos());
        }
        gaps.sort(Long::compare);
        assertThat(gaps.get(2500)).isBetween(45_000L, 80_000L);
        assertThat(gaps.get(4500)).isBetween(300_000L, 650_000L);
        assertThat(gaps.get(5000)).isEqualTo(2_000_000L);
    }
}
