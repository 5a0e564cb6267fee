package io.zvonok.media.bwe;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.zvonok.media.rtcp.RtcpListener;
import io.zvonok.media.rtcp.RtcpReader;
import io.zvonok.media.rtcp.RtcpWriter;
import io.zvonok.media.rtcp.TwccFeedback;
import io.zvonok.media.rtcp.TwccFeedbackReader;
import io.zvonok.media.time.Nanos;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ArrivalRecorderTest {
    private static final long START = Nanos.fromMillis(640);

    private final ArrivalRecorder recorder = new ArrivalRecorder();
    private final RtcpWriter writer = new RtcpWriter();
    private final TwccFeedbackReader reader = new TwccFeedbackReader();
    private final byte[] out = new byte[1200];

    /** One line a status: "sequence arrivalMicros" or "sequence lost". */
    private final List<String> reported = new ArrayList<>();

    private final List<Integer> feedbackCounts = new ArrayList<>();

    @Test
    void hasNothingToReportBeforeTheFirstPacket() {
        assertThat(recorder.nextTimeoutNanos()).isEqualTo(Nanos.NEVER);
        assertThat(writeAll(START)).isZero();
    }

    @Test
    void reportsFiftyMillisecondsAfterTheFirstUnreportedPacket() {
        recorder.onPacket(1, START);
        recorder.onPacket(2, START + Nanos.fromMillis(20));
        long due = START + Nanos.fromMillis(50);
        assertThat(recorder.nextTimeoutNanos()).isEqualTo(due);
        assertThat(writeAll(due - 1)).isZero();
        assertThat(writeAll(due)).isEqualTo(1);
        assertThat(reported).containsExactly("1 640000", "2 660000");
        assertThat(recorder.nextTimeoutNanos()).isEqualTo(Nanos.NEVER);
        assertThat(writeAll(due + Nanos.fromSeconds(1))).isZero();
        recorder.onPacket(3, due + Nanos.fromMillis(7));
        assertThat(recorder.nextTimeoutNanos()).isEqualTo(due + Nanos.fromMillis(57));
    }

    @Test
    void reportsAtOnceWhenAHundredPacketsWait() {
        for (int i = 0; i < 99; i++) {
            recorder.onPacket(i, START + i);
        }
        assertThat(recorder.nextTimeoutNanos()).isEqualTo(START + Nanos.fromMillis(50));
        recorder.onPacket(99, START + 99);
        assertThat(recorder.nextTimeoutNanos()).isEqualTo(START + 99);
        assertThat(writeAll(START + 99)).isEqualTo(1);
        assertThat(reported).hasSize(100);
    }

    @Test
    void reportsMissingPacketsAsLost() {
        recorder.onPacket(65_534, START);
        recorder.onPacket(1, START + Nanos.fromMillis(1));
        writeAll(recorder.nextTimeoutNanos());
        assertThat(reported).containsExactly("65534 640000", "65535 lost", "0 lost", "1 641000");
    }

    @Test
    void reportsPacketsLostBetweenTwoFeedbacksInTheSecond() {
        recorder.onPacket(10, START);
        writeAll(recorder.nextTimeoutNanos());
        recorder.onPacket(13, START + Nanos.fromMillis(100));
        writeAll(recorder.nextTimeoutNanos());
        assertThat(reported).containsExactly("10 640000", "11 lost", "12 lost", "13 740000");
    }

    @Test
    void reportsReorderedPacketsWithTheirOwnArrivalTimes() {
        recorder.onPacket(10, START);
        recorder.onPacket(12, START + Nanos.fromMillis(3));
        recorder.onPacket(11, START + Nanos.fromMillis(9));
        writeAll(recorder.nextTimeoutNanos());
        assertThat(reported).containsExactly("10 640000", "11 649000", "12 643000");
    }

    @Test
    void dropsWhatArrivesAfterItWasReportedLost() {
        recorder.onPacket(10, START);
        recorder.onPacket(12, START);
        writeAll(recorder.nextTimeoutNanos());
        recorder.onPacket(11, START + Nanos.fromMillis(60));
        recorder.onPacket(12, START + Nanos.fromMillis(60));
        assertThat(recorder.nextTimeoutNanos()).isEqualTo(Nanos.NEVER);
        recorder.onPacket(13, START + Nanos.fromMillis(60));
        writeAll(recorder.nextTimeoutNanos());
        assertThat(reported).containsExactly("10 640000", "11 lost", "12 640000", "13 700000");
    }

    @Test
    void keepsTheFirstArrivalOfADuplicate() {
        recorder.onPacket(10, START);
        recorder.onPacket(10, START + Nanos.fromMillis(9));
        writeAll(recorder.nextTimeoutNanos());
        assertThat(reported).containsExactly("10 640000");
    }

    @Test
    void countsFeedbacksModulo256() {
        for (int i = 0; i < 300; i++) {
            recorder.onPacket(i, START + i * Nanos.fromMillis(60));
            writeAll(recorder.nextTimeoutNanos());
        }
        assertThat(feedbackCounts)
                .isEqualTo(IntStream.range(0, 300).mapToObj(i -> i & 0xFF).toList());
    }

    @Test
    void keepsWhatDidNotFitIntoTheWriter() {
        recorder.onPacket(10, START);
        long due = recorder.nextTimeoutNanos();
        writer.begin(out, 0, 20);
        assertThat(recorder.write(writer, 1, 2, due)).isFalse();
        assertThat(writer.length()).isZero();
        assertThat(recorder.nextTimeoutNanos()).isEqualTo(due);
        assertThat(writeAll(due)).isEqualTo(1);
        assertThat(reported).containsExactly("10 640000");
        assertThat(feedbackCounts).containsExactly(0);
    }

    @Test
    void splitsWhatIsTooMuchForOneFeedback() {
        int packets = 2 * TwccFeedback.MAX_RECEIVED + 10;
        for (int i = 0; i < packets; i++) {
            recorder.onPacket(3 * i, START + i);
        }
        assertThat(writeAll(START + packets)).isEqualTo(3);
        assertThat(feedbackCounts).containsExactly(0, 1, 2);
        assertThat(reported).hasSize(3 * packets - 2);
        for (int i = 0; i < reported.size(); i++) {
            assertThat(reported.get(i)).isEqualTo(i + (i % 3 == 0 ? " 640000" : " lost"));
        }
    }

    @Test
    void splitsWhereAPauseIsTooLongForADelta() {
        recorder.onPacket(10, START);
        recorder.onPacket(12, START + Nanos.fromSeconds(9));
        assertThat(writeAll(START + Nanos.fromSeconds(9))).isEqualTo(2);
        assertThat(reported).containsExactly("10 640000", "11 lost", "12 9640000");
    }

    @Test
    void reportsAGapUpToItsWindow() {
        recorder.onPacket(0, START);
        recorder.onPacket(ArrivalRecorder.WINDOW - 1, START);
        assertThat(writeAll(recorder.nextTimeoutNanos())).isEqualTo(1);
        assertThat(reported)
                .hasSize(ArrivalRecorder.WINDOW)
                .startsWith("0 640000", "1 lost")
                .endsWith("2047 640000");
    }

    @Test
    void startsAfreshBehindALargerGap() {
        recorder.onPacket(0, START);
        recorder.onPacket(5, START);
        recorder.onPacket(ArrivalRecorder.WINDOW, START + Nanos.fromMillis(1));
        recorder.onPacket(ArrivalRecorder.WINDOW + 6, START + Nanos.fromMillis(2));
        writeAll(recorder.nextTimeoutNanos());
        assertThat(reported)
                .containsExactly(
                        "2048 641000", "2049 lost", "2050 lost", "2051 lost", "2052 lost", "2053 lost", "2054 642000");
    }

    @Test
    void startsAfreshWhenThePeerCountsAnew() {
        recorder.onPacket(20_000, START);
        writeAll(recorder.nextTimeoutNanos());
        recorder.onPacket(1, START + Nanos.fromMillis(100));
        recorder.onPacket(2, START + Nanos.fromMillis(100));
        writeAll(recorder.nextTimeoutNanos());
        assertThat(reported).containsExactly("20000 640000", "1 740000", "2 740000");
    }

    @Test
    void goesOnAfterTheReferenceTimeWrapsAround() {
        long wrap = Nanos.fromMillis(64) * (1L << 24);
        recorder.onPacket(1, wrap - Nanos.fromMillis(1));
        recorder.onPacket(2, wrap + Nanos.fromMillis(1));
        writeAll(recorder.nextTimeoutNanos());
        recorder.onPacket(3, wrap + Nanos.fromMillis(60));
        writeAll(recorder.nextTimeoutNanos());
        long micros = TwccFeedbackReader.WRAP_MICROS;
        assertThat(reported).containsExactly("1 " + (micros - 1000), "2 " + (micros + 1000), "3 60000");
    }

    @Test
    void survivesAPeerThatJumpsAtRandom_P21() {
        long seed = 21;
        Random random = new Random(seed);
        long nowNanos = START;
        for (int i = 0; i < 20_000; i++) {
            nowNanos += random.nextInt(5_000_000);
            recorder.onPacket(random.nextInt(65_536), nowNanos);
            if (nowNanos >= recorder.nextTimeoutNanos()) {
                assertThat(writeAll(nowNanos)).as("seed %d step %d", seed, i).isBetween(1, 11);
                assertThat(recorder.nextTimeoutNanos()).isEqualTo(Nanos.NEVER);
            }
        }
    }

    @Test
    void reportsEachPacketOnceAndTruthfully() {
        for (long seed = 1; seed <= 20; seed++) {
            new Call(seed).run();
        }
    }

    @Test
    void recordsAndReportsWithoutAllocating() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        int middle = 50_000;
        long before = 0;
        for (int i = 0; i < 2 * middle; i++) {
            if (i == middle) {
                threads.getThreadAllocatedBytes(thread);
                before = threads.getThreadAllocatedBytes(thread);
            }
            long nowNanos = START + i * 1_000_000L;
            recorder.onPacket(i * 3 & 0xFFFF, nowNanos);
            if (nowNanos >= recorder.nextTimeoutNanos()) {
                writer.begin(out, 0, out.length);
                recorder.write(writer, 1, 2, nowNanos);
            }
        }
        assertThat(threads.getThreadAllocatedBytes(thread) - before)
                .as("bytes for %d packets", middle)
                .isLessThan(middle / 10);
    }

    /** Twenty seconds of a publisher behind a lossy, reordering, duplicating network; the loop ticks every 5 ms. */
    private static final class Call {
        private static final int PACKETS = 6_000;

        private record Arrival(int packet, long atNanos) {}

        private final long seed;
        private final Random random;
        private final ArrivalRecorderTest side = new ArrivalRecorderTest();
        private final int firstSequence;
        /** By the packet's number: what the recorder should believe, until it is reported. */
        private final Map<Integer, Long> arrived = new HashMap<>();

        Call(long seed) {
            this.seed = seed;
            this.random = new Random(seed);
            this.firstSequence = 65_000 + random.nextInt(536);
        }

        void run() {
            long nextTick = START;
            for (Arrival arrival : arrivals()) {
                for (; nextTick <= arrival.atNanos(); nextTick += Nanos.fromMillis(5)) {
                    tick(nextTick);
                }
                if (arrival.packet() >= side.reported.size()) {
                    arrived.putIfAbsent(arrival.packet(), arrival.atNanos());
                }
                side.recorder.onPacket((firstSequence + arrival.packet()) & 0xFFFF, arrival.atNanos());
            }
            tick(nextTick + Nanos.fromSeconds(1));
            assertThat(side.reported.size()).as("seed %d", seed).isGreaterThan(PACKETS * 9 / 10);
            assertThat(arrived.keySet()).as("seed %d", seed).allMatch(packet -> packet < side.reported.size());
        }

        private List<Arrival> arrivals() {
            List<Arrival> arrivals = new ArrayList<>();
            double loss = random.nextInt(4) * 0.1;
            long sentNanos = START;
            for (int packet = 0; packet < PACKETS; packet++) {
                sentNanos += random.nextInt(5) == 0 ? random.nextInt(20_000_000) : random.nextInt(500_000);
                if (packet > 0 && random.nextDouble() < loss) {
                    continue;
                }
                boolean slow = packet > 0 && random.nextInt(20) == 0;
                arrivals.add(new Arrival(packet, sentNanos + (slow ? random.nextInt(120_000_000) : 0)));
                if (random.nextInt(50) == 0) {
                    arrivals.add(new Arrival(packet, sentNanos + random.nextInt(60_000_000)));
                }
            }
            arrivals.sort(Comparator.comparingLong(Arrival::atNanos));
            return arrivals;
        }

        private void tick(long nowNanos) {
            int before = side.reported.size();
            if (nowNanos >= side.recorder.nextTimeoutNanos()) {
                assertThat(side.writeAll(nowNanos)).as("seed %d", seed).isPositive();
            }
            for (int packet = before; packet < side.reported.size(); packet++) {
                Long at = arrived.get(packet);
                String status = at == null ? "lost" : String.valueOf(at / 250_000 * 250);
                assertThat(side.reported.get(packet))
                        .as("seed %d packet %d", seed, packet)
                        .isEqualTo(((firstSequence + packet) & 0xFFFF) + " " + status);
            }
        }
    }

    /** As the loop does it: one compound a feedback. Returns how many. */
    private int writeAll(long nowNanos) {
        int feedbacks = 0;
        writer.begin(out, 0, out.length);
        while (recorder.write(writer, 1, 2, nowNanos)) {
            assertThat(new RtcpReader().read(out, 0, writer.length(), new Reported()))
                    .isTrue();
            writer.begin(out, 0, out.length);
            feedbacks++;
        }
        return feedbacks;
    }

    private final class Reported implements RtcpListener {
        @Override
        public void onTransportFeedback(int senderSsrc, int mediaSsrc, byte[] a, int offset, int length) {
            assertThat(senderSsrc).isEqualTo(1);
            assertThat(mediaSsrc).isEqualTo(2);
            boolean valid = reader.read(
                    a,
                    offset,
                    length,
                    (sequence, received, micros) -> reported.add(sequence + " " + (received ? micros : "lost")));
            assertThat(valid).isTrue();
            feedbackCounts.add(reader.feedbackCount());
        }
    }
}
