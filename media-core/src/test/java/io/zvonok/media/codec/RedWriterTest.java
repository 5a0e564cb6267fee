package io.zvonok.media.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedWriterTest {
    private static final int AT = 12;
    private static final int OPUS = 111;
    private static final int FRAME = 960; // 20 ms

    private final RedWriter writer = new RedWriter(1100);
    private final byte[] out = new byte[1500];

    @Test
    void writesTheNewestFrameAlone() {
        assertThat(written(write(0, "7801"))).isEqualTo("6f 7801".replace(" ", ""));
    }

    @Test
    void putsEarlierFramesInFrontOldestFirst() {
        addEarlier(-2 * FRAME, "aabb");
        addEarlier(-FRAME, "cc");

        assertThat(written(write(0, "780102"))).isEqualTo("ef1e0002 ef0f0001 6f aabb cc 780102".replace(" ", ""));
    }

    @Test
    void isReadByTheReaderOfTheServer() {
        addEarlier(-2 * FRAME, "aabb");
        addEarlier(-FRAME, "cc");
        int size = write(0, "780102");
        RedPayload red = new RedPayload();

        assertThat(red.wrap(out, AT, size)).isTrue();
        assertThat(red.primaryPayloadType()).isEqualTo(OPUS);
        assertThat(HexFormat.of().formatHex(out, red.primaryOffset(), red.primaryOffset() + red.primaryLength()))
                .isEqualTo("780102");
    }

    @Test
    void forgetsEarlierFramesOnceTheyAreWritten() {
        addEarlier(-FRAME, "cc");
        write(0, "78");

        assertThat(written(write(FRAME, "79"))).isEqualTo("6f79");
    }

    @Test
    void keepsTheNewestTwoOfMore() {
        addEarlier(-3 * FRAME, "aa");
        addEarlier(-2 * FRAME, "bb");
        addEarlier(-FRAME, "cc");
        int size = write(0, "78");

        assertThat(earlier(size)).isEqualTo("1920 bb, 960 cc");
    }

    @ParameterizedTest(name = "{0} earlier")
    @CsvSource({"0, ''", "1, '1 aa, '", "16383, '16383 aa, '", "16384, ''", "-1, ''", "-2147483648, ''"})
    void leavesOutWhatIsNotWithinFourteenBitsOfTimestamp(int age, String expected) {
        addEarlier(-age, "aa");
        addEarlier(-FRAME, "cc");
        int size = write(0, "78");

        assertThat(earlier(size)).isEqualTo(expected + "960 cc");
    }

    @Test
    void reachesBackAcrossTheWrapOfTheTimestamp() {
        addEarlier(-100, "aa");
        int size = write(860, "78");

        assertThat(earlier(size)).isEqualTo("960 aa");
    }

    @ParameterizedTest
    @CsvSource({"0, false", "1, true", "1023, true", "1024, false"})
    void leavesOutWhatIsNotWithinTenBitsOfLength(int length, boolean written) {
        addEarlier(-FRAME, "aa".repeat(length));
        int size = write(0, "78");

        assertThat(size).isEqualTo(written ? 4 + 1 + length + 1 : 2);
        assertThat(decode(size).size()).isEqualTo(written ? 2 : 1);
    }

    @ParameterizedTest(name = "{0} bytes")
    @CsvSource({
        "18, '1920 aaaa, 960 bbbbbb'",
        "17, '960 bbbbbb'",
        "12, '960 bbbbbb'",
        "11, ''",
        "5, ''",
    })
    void leavesOutTheOldestUntilItFits(int maxSizeBytes, String expected) {
        RedWriter bounded = new RedWriter(maxSizeBytes);
        bounded.addEarlier(hex("aaaa"), 0, 2, -2 * FRAME);
        bounded.addEarlier(hex("bbbbbb"), 0, 3, -FRAME);
        int size = bounded.write(out, AT, OPUS, hex("78797a7b"), 0, 4, 0);

        assertThat(size).isPositive().isLessThanOrEqualTo(maxSizeBytes);
        assertThat(earlier(size)).isEqualTo(expected);
    }

    @Test
    void keepsAnOlderOneIfTheNewerCannotBeSaid() {
        addEarlier(-2 * FRAME, "aa");
        addEarlier(-FRAME, "bb".repeat(1024));

        assertThat(earlier(write(0, "78"))).isEqualTo("1920 aa");
    }

    @Test
    void writesNotBeyondTheArray() {
        byte[] small = new byte[AT + 7];
        addEarlier(-FRAME, "bb");

        assertThat(writer.write(small, AT, OPUS, hex("7879"), 0, 2, 0)).isEqualTo(3);
        addEarlier(-FRAME, "bb");
        assertThat(writer.write(small, AT, OPUS, hex("78797a7b7c7d7e"), 0, 7, 0))
                .isEqualTo(-1);
    }

    @Test
    void refusesANewestFrameThatIsTooLargeOrEmpty() {
        RedWriter bounded = new RedWriter(4);
        bounded.addEarlier(hex("aa"), 0, 1, -FRAME);

        assertThat(bounded.write(out, AT, OPUS, hex("78797a7b"), 0, 4, 0)).isEqualTo(-1);
        assertThat(bounded.write(out, AT, OPUS, hex("78797a"), 0, 3, 0)).isEqualTo(4);
        assertThat(bounded.write(out, AT, OPUS, hex(""), 0, 0, 0)).isEqualTo(-1);
    }

    @Test
    void forgetsEarlierFramesOfAPacketThatWasRefused() {
        addEarlier(-FRAME, "aa");
        write(0, "");

        assertThat(earlier(write(0, "78"))).isEmpty();
    }

    @Test
    void writesAnythingThatAnIndependentReaderReadsBack() {
        Random random = new Random(3);
        for (int i = 0; i < 5_000; i++) {
            byte[] source = new byte[3000];
            random.nextBytes(source);
            int now = random.nextInt();
            int payloadType = 96 + random.nextInt(32);
            List<Block> blocks = new ArrayList<>();
            int count = random.nextInt(3);
            for (int block = 0; block <= count; block++) {
                int length = 1 + random.nextInt(block == count || random.nextInt(3) > 0 ? 160 : 700);
                int offset = random.nextInt(source.length - length);
                int age = (count - block) * FRAME * (1 + random.nextInt(8));
                blocks.add(new Block(payloadType, age, Arrays.copyOfRange(source, offset, offset + length)));
                if (block < count) {
                    writer.addEarlier(source, offset, length, now - age);
                } else {
                    int size = writer.write(out, AT, payloadType, source, offset, length, now);
                    assertThat(size).isLessThanOrEqualTo(1100);
                    assertThat(decode(size)).isEqualTo(fitting(blocks));
                }
            }
        }
    }

    /** Only the size bound leaves anything out of these: 1100 bytes. */
    private static List<Block> fitting(List<Block> blocks) {
        int from = blocks.size() - 1;
        int size = 1 + blocks.get(from).bytes.length;
        while (from > 0 && size + 4 + blocks.get(from - 1).bytes.length <= 1100) {
            from--;
            size += 4 + blocks.get(from).bytes.length;
        }
        return blocks.subList(from, blocks.size());
    }

    @Test
    void allocatesNothing() {
        byte[] frame = new byte[80];
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        long before = 0;
        int written = 0;
        for (int i = 0; i < 4_000; i++) {
            if (i == 2_000) {
                before = threads.getThreadAllocatedBytes(thread);
            }
            writer.addEarlier(frame, 0, 80, (i - 2) * FRAME);
            writer.addEarlier(frame, 0, 80, (i - 1) * FRAME);
            written += writer.write(out, AT, OPUS, frame, 0, 80, i * FRAME);
        }
        assertThat(threads.getThreadAllocatedBytes(thread) - before).isLessThan(2_000);
        assertThat(written).isEqualTo(4_000 * (9 + 3 * 80));
    }

    /** A block as its reader sees it: how much earlier than the packet, and what it carries. */
    private record Block(int payloadType, int age, byte[] bytes) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Block that
                    && payloadType == that.payloadType
                    && age == that.age
                    && Arrays.equals(bytes, that.bytes);
        }

        @Override
        public int hashCode() {
            return age;
        }

        @Override
        public String toString() {
            return age + " " + HexFormat.of().formatHex(bytes);
        }
    }

    /** RFC 2198 read field by field, on its own. */
    private List<Block> decode(int size) {
        ByteBuffer in = ByteBuffer.wrap(out, AT, size).slice();
        List<int[]> headers = new ArrayList<>();
        while ((in.get(in.position()) & 0x80) != 0) {
            int header = in.getInt();
            headers.add(new int[] {header >>> 24 & 0x7F, header >>> 10 & 0x3FFF, header & 0x3FF});
        }
        int primaryType = in.get();
        List<Block> blocks = new ArrayList<>();
        for (int[] header : headers) {
            byte[] bytes = new byte[header[2]];
            in.get(bytes);
            blocks.add(new Block(header[0], header[1], bytes));
        }
        byte[] primary = new byte[in.remaining()];
        in.get(primary);
        blocks.add(new Block(primaryType, 0, primary));
        return blocks;
    }

    private String earlier(int size) {
        List<Block> blocks = decode(size);
        return blocks.subList(0, blocks.size() - 1).stream()
                .map(Block::toString)
                .collect(Collectors.joining(", "));
    }

    private void addEarlier(int rtpTimestamp, String frame) {
        byte[] bytes = hex(frame);
        writer.addEarlier(Payloads.framed(bytes), Payloads.OFFSET, bytes.length, rtpTimestamp);
    }

    private int write(int rtpTimestamp, String frame) {
        byte[] bytes = hex(frame);
        return writer.write(out, AT, OPUS, Payloads.framed(bytes), Payloads.OFFSET, bytes.length, rtpTimestamp);
    }

    private String written(int size) {
        return HexFormat.of().formatHex(out, AT, AT + size);
    }

    private static byte[] hex(String text) {
        return Payloads.hex(text);
    }
}
