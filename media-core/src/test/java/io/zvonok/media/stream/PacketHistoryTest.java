package io.zvonok.media.stream;

import static io.zvonok.media.time.Nanos.fromMillis;
import static io.zvonok.media.time.Nanos.fromSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PacketHistoryTest {
    private static final long MAX_AGE = fromSeconds(1);

    private final PacketHistory history = new PacketHistory(512, MAX_AGE);
    private final List<ByteBuf> made = new ArrayList<>();
    private ByteBufAllocator allocator = PooledByteBufAllocator.DEFAULT;

    /** Each packet has one owner beside the history until the test is over. */
    private ByteBuf packet(long sequence) {
        ByteBuf packet = allocator.heapBuffer(8).writeLong(sequence);
        made.add(packet);
        return packet;
    }

    private void put(long sequence, long nowNanos) {
        history.put(sequence, packet(sequence), nowNanos);
    }

    private boolean has(long sequence) {
        ByteBuf packet = history.get(sequence);
        if (packet != null) {
            assertThat(packet.refCnt()).isEqualTo(2);
            assertThat(packet.getLong(0)).isEqualTo(sequence);
        }
        return packet != null;
    }

    private long held() {
        return made.stream().filter(packet -> packet.refCnt() == 2).count();
    }

    @AfterEach
    void releasesEverythingOnClear_I13() {
        history.clear();
        assertThat(history.size()).isZero();
        for (ByteBuf packet : made) {
            assertThat(packet.refCnt()).isEqualTo(1);
            packet.release();
        }
    }

    @Test
    void givesBackWhatItWasGiven() {
        put(65_535, 0);
        put(65_536, 0);
        put(65_540, 0);

        assertThat(has(65_535)).isTrue();
        assertThat(has(65_536)).isTrue();
        assertThat(has(65_540)).isTrue();
        assertThat(has(65_537)).isFalse();
        assertThat(has(65_534)).isFalse();
        assertThat(has(65_541)).isFalse();
        assertThat(has(65_535 + 64)).isFalse();
        assertThat(has(65_535 + 512)).isFalse();
        assertThat(has(0)).isFalse();
        assertThat(has(Long.MAX_VALUE)).isFalse();
    }

    @Test
    void isEmptyAtFirst() {
        assertThat(has(0)).isFalse();
        assertThat(history.slots()).isZero();
        history.expire(fromSeconds(1));
        history.clear();
    }

    @Test
    void tellsWhatIsGoneFromWhatNeverCame() {
        put(70_000, 0);
        put(70_002, fromMillis(900));
        assertThat(history.reachesBackTo(70_000)).isTrue();
        assertThat(history.reachesBackTo(70_001)).isTrue();
        assertThat(history.reachesBackTo(69_999)).isFalse();
        history.expire(fromMillis(1_500));
        assertThat(history.reachesBackTo(70_000)).isFalse();
        assertThat(history.reachesBackTo(70_002)).isTrue();
        history.expire(fromSeconds(60));
        assertThat(history.reachesBackTo(70_002)).isFalse();
    }

    @Test
    void growsOnlyForPacketsStillYoung() {
        for (int i = 0; i < 2_000; i++) {
            put(70_000 + i, fromMillis(20L * i)); // 50 a second
        }
        assertThat(history.slots()).isEqualTo(64);
        assertThat(history.size()).isEqualTo(51);

        for (int i = 2_000; i < 4_000; i++) {
            put(70_000 + i, fromMillis(40_000 + 5L * (i - 2_000))); // 200 a second
        }
        assertThat(history.slots()).isEqualTo(256);
        assertThat(history.size()).isEqualTo(201);
        assertThat(held()).isEqualTo(201);
    }

    @Test
    void releasesTheOldestAtItsCapacity_I12() {
        for (int i = 0; i < 5_000; i++) {
            put(70_000 + i, i);
            assertThat(history.size()).isLessThanOrEqualTo(512);
        }

        assertThat(history.slots()).isEqualTo(512);
        assertThat(held()).isEqualTo(512);
        assertThat(has(74_999)).isTrue();
        assertThat(has(74_488)).isTrue();
        assertThat(has(74_487)).isFalse();
    }

    @Test
    void releasesWhatIsTooOldAndBecomesSmallWhenSilent_I12() {
        for (int i = 0; i < 300; i++) {
            put(70_000 + i, fromMillis(i));
        }
        history.expire(fromMillis(1_100));
        assertThat(has(70_099)).isFalse();
        assertThat(has(70_100)).isTrue();
        assertThat(held()).isEqualTo(200);

        history.expire(fromMillis(1_300));
        assertThat(held()).isZero();
        assertThat(history.slots()).isEqualTo(64);
        put(70_300, fromMillis(9_000));
        assertThat(has(70_300)).isTrue();
    }

    @Test
    void takesLatePacketsOfItsRange() {
        put(70_100, 0);
        put(70_050, 1);
        put(70_075, 2);
        put(70_101, 3);
        put(69_700, 4);

        assertThat(has(70_050)).isTrue();
        assertThat(has(70_075)).isTrue();
        assertThat(has(69_700)).isTrue();
        assertThat(has(70_100)).isTrue();
        put(70_101 - 512, 5);
        assertThat(has(70_101 - 512)).isFalse();
        assertThat(history.size()).isEqualTo(5);
    }

    @Test
    void keepsTheFirstPacketOfANumber_P11() {
        put(70_000, 0);
        ByteBuf other = packet(-1);
        history.put(70_000, other, 1);

        assertThat(has(70_000)).isTrue();
        assertThat(other.refCnt()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {63, 64, 65, 511, 512, 513, 3_000, 65_535})
    void survivesAJumpOfTheNumbers(long step) {
        put(70_000, 0);
        put(70_001, 0);
        put(70_001 + step, 0);

        assertThat(has(70_001 + step)).isTrue();
        assertThat(has(70_001)).isEqualTo(step < 512);
        assertThat(has(70_000)).isEqualTo(step + 1 < 512);
    }

    @Test
    void startsAfreshAfterClear() {
        put(70_000, 0);
        history.clear();
        assertThat(history.slots()).isZero();
        assertThat(has(70_000)).isFalse();

        put(66_000, 1);
        assertThat(has(66_000)).isTrue();
    }

    @Test
    void refusesACapacityThatIsNoPowerOfTwo() {
        for (int capacity : new int[] {-8, 0, 3, 100}) {
            assertThatThrownBy(() -> new PacketHistory(capacity, MAX_AGE)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("io.zvonok.media.stream.Seeds#all")
    void agreesWithAMap_I12_I13(long seed) {
        allocator = UnpooledByteBufAllocator.DEFAULT; // no stack trace of the leak detector at each access
        Random random = new Random(seed);
        TreeMap<Long, Long> model = new TreeMap<>(); // number to time
        long now = 0;
        long highest = 65_536 + random.nextInt(65_536);
        for (int i = 0; i < 2_000; i++) {
            now += random.nextInt(200) == 0 ? fromMillis(random.nextInt(2_500)) : random.nextInt(8_000_000);
            long sequence = highest + nextStep(random);
            expire(model, now);
            highest = model.isEmpty() ? sequence : Math.max(highest, sequence);
            if (sequence > highest - 512) {
                model.putIfAbsent(sequence, now);
            }
            model.headMap(highest - 511).clear();
            put(sequence, now);

            assertThat(history.size()).isEqualTo(model.size());
            assertThat(has(sequence)).isEqualTo(model.containsKey(sequence));
            long any = highest - random.nextInt(600);
            assertThat(has(any)).isEqualTo(model.containsKey(any));
            if (i % 50 == 0) {
                assertThat(held()).isEqualTo(model.size());
                made.removeIf(packet -> packet.refCnt() == 1 && packet.release());
            }
        }
    }

    private static long nextStep(Random random) {
        return switch (random.nextInt(100)) {
            case 0 -> random.nextInt(5_000);
            case 1, 2, 3, 4, 5, 6, 7 -> -random.nextInt(700);
            default -> 1 + random.nextInt(3) / 2;
        };
    }

    /** From the oldest number on, up to the first still young: a packet filled in late shields those above it. */
    private static void expire(TreeMap<Long, Long> model, long now) {
        while (!model.isEmpty() && now - model.firstEntry().getValue() > MAX_AGE) {
            model.pollFirstEntry();
        }
    }
}
