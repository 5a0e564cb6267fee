package io.zvonok.media.srtp;

import static io.zvonok.media.srtp.SrtpTestPackets.counted;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.zvonok.media.stats.LoopStats;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.jitsi.srtp.SrtcpCryptoContext;
import org.jitsi.srtp.SrtpCryptoContext;
import org.jitsi.srtp.SrtpErrorStatus;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Our own sending beside jitsi-srtp, which is used for receiving: the same bytes, whatever is sent. */
class SrtpSenderOracleTest {
    private static final int STREAMS = 5;
    private static final int PACKETS = 4000;
    private static final int ROOM = 20;

    private final Random random = new Random(7);
    private final LoopStats stats = new LoopStats();

    @ParameterizedTest
    @EnumSource
    void writesTheVeryBytesOfTheLibrary_RTP(SrtpProfile profile) throws Exception {
        SrtpKeys keys = keys(profile);
        SrtpSender sender = new SrtpSender(keys, stats);
        SrtpContexts library = new SrtpContexts(keys, true);
        Map<Integer, SrtpCryptoContext> contexts = new HashMap<>();
        int[] ssrcs = random.ints(STREAMS).toArray();
        int[] sequences = random.ints(STREAMS, 1, 0x8000).toArray();
        byte[] out = new byte[2048];
        for (int i = 0; i < PACKETS; i++) {
            int stream = random.nextInt(STREAMS);
            // up to half the number space ahead, so that the rollover counter turns a few hundred times
            sequences[stream] += i % 3 == 0 ? 1 + random.nextInt(0x7FFF) : 1;
            byte[] packet = rtp(ssrcs[stream], sequences[stream]);
            SrtpCryptoContext context = contexts.get(ssrcs[stream]);
            if (context == null) {
                context = library.rtp(ssrcs[stream], 0);
                contexts.put(ssrcs[stream], context);
            }
            int at = random.nextInt(20);
            int length = sender.protectRtp(packet, 0, packet.length, out, at);
            assertThat(Arrays.copyOfRange(out, at, at + Math.max(0, length)))
                    .as("packet %d", i)
                    .isEqualTo(transformed(context, packet));
            if (i % 10 == 0) { // where it stands, and late
                byte[] late = rtp(ssrcs[stream], sequences[stream] - 1);
                byte[] expected = transformed(context, late);
                byte[] inPlace = Arrays.copyOf(late, late.length + ROOM);
                int inPlaceLength = sender.protectRtp(inPlace, 0, late.length);
                if (inPlaceLength >= 0) { // else it was sent before: refused (P11)
                    assertThat(Arrays.copyOf(inPlace, inPlaceLength)).isEqualTo(expected);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void writesTheVeryBytesOfTheLibrary_RTCP(SrtpProfile profile) throws Exception {
        SrtpKeys keys = keys(profile);
        SrtpSender sender = new SrtpSender(keys, stats);
        SrtpContexts library = new SrtpContexts(keys, true);
        int[] ssrcs = random.ints(STREAMS).toArray();
        SrtcpCryptoContext[] contexts = new SrtcpCryptoContext[STREAMS];
        for (int i = 0; i < STREAMS; i++) {
            contexts[i] = library.rtcp(ssrcs[i]);
        }
        byte[] out = new byte[2048];
        for (int i = 0; i < PACKETS; i++) {
            int stream = random.nextInt(STREAMS);
            byte[] packet = new byte[8 + 4 * random.nextInt(300)];
            random.nextBytes(packet);
            packet[0] = (byte) 0x80;
            packet[1] = (byte) 200;
            put32(packet, 4, ssrcs[stream]);
            PacketBuffer buffer = new PacketBuffer();
            byte[] expected = Arrays.copyOf(packet, packet.length + ROOM);
            assertThat(buffer.wrap(expected, 0, packet.length, ROOM)).isTrue();
            assertThat(contexts[stream].transformPacket(buffer)).isEqualTo(SrtpErrorStatus.OK);
            int length = sender.protectRtcp(packet, 0, packet.length, out, 0);
            assertThat(Arrays.copyOf(out, length))
                    .as("packet %d", i)
                    .isEqualTo(Arrays.copyOf(expected, buffer.getLength()));
        }
        assertThat(counted(stats)).isEmpty();
    }

    /** What the JDK itself allocates for a packet of 1100 bytes, and that it does not grow unnoticed. */
    @ParameterizedTest
    @EnumSource
    void allocatesNothingButWhatTheCiphersOfTheJdkDo(SrtpProfile profile) {
        // JDK 17: 1072 for the state of GCM, which it builds anew for each packet; 32 for its copy of the AES key
        double ciphers = profile == SrtpProfile.AEAD_AES_128_GCM ? 1200 : 40;
        SrtpSender sender = new SrtpSender(keys(profile), stats);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        byte[] packet = Arrays.copyOf(rtp(1, 1), 1112);
        byte[] out = new byte[2048];
        double perPacket = Double.MAX_VALUE;
        int sequence = 1;
        for (int round = 0; round < 5; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 10_000; i++) {
                packet[2] = (byte) (sequence >> 8);
                packet[3] = (byte) sequence++;
                sender.protectRtp(packet, 0, packet.length, out, 0);
            }
            perPacket = Math.min(perPacket, (threads.getCurrentThreadAllocatedBytes() - before) / 10_000.0);
        }
        assertThat(perPacket).isLessThan(ciphers);
    }

    private static byte[] transformed(SrtpCryptoContext context, byte[] packet) throws Exception {
        byte[] array = Arrays.copyOf(packet, packet.length + ROOM);
        PacketBuffer buffer = new PacketBuffer();
        assertThat(buffer.wrap(array, 0, packet.length, ROOM)).isTrue();
        context.transformPacket(buffer);
        return Arrays.copyOf(array, buffer.getLength());
    }

    /** With CSRCs and an extension block now and then, and up to 1200 bytes of payload. */
    private byte[] rtp(int ssrc, int sequence) {
        int csrcs = random.nextInt(4) == 0 ? random.nextInt(16) : 0;
        int words = random.nextInt(2) == 0 ? random.nextInt(8) : -1;
        int header = 12 + 4 * csrcs + (words < 0 ? 0 : 4 + 4 * words);
        byte[] packet = new byte[header + random.nextInt(1200)];
        random.nextBytes(packet);
        packet[0] = (byte) (0x80 | csrcs | (words < 0 ? 0 : 0x10));
        packet[1] = 96;
        packet[2] = (byte) (sequence >> 8);
        packet[3] = (byte) sequence;
        put32(packet, 8, ssrc);
        if (words >= 0) {
            put32(packet, 12 + 4 * csrcs, 0xBEDE0000 | words);
        }
        return packet;
    }

    private static void put32(byte[] array, int at, int value) {
        for (int i = 0; i < 4; i++) {
            array[at + i] = (byte) (value >> 24 - 8 * i);
        }
    }

    private SrtpKeys keys(SrtpProfile profile) {
        byte[] key = new byte[profile.keyLength()];
        byte[] salt = new byte[profile.saltLength()];
        random.nextBytes(key);
        random.nextBytes(salt);
        return new SrtpKeys(profile, key, salt);
    }
}
