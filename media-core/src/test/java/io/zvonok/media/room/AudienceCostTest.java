package io.zvonok.media.room;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.zvonok.media.api.Codec;
import io.zvonok.media.api.CodecParameters;
import io.zvonok.media.api.DtlsRole;
import io.zvonok.media.api.Fingerprint;
import io.zvonok.media.api.HeaderExtension;
import io.zvonok.media.api.JoinResult;
import io.zvonok.media.api.LocalCandidate;
import io.zvonok.media.api.MediaKind;
import io.zvonok.media.api.PeerDescription;
import io.zvonok.media.api.PeerId;
import io.zvonok.media.api.PeerPermissions;
import io.zvonok.media.api.PublishSection;
import io.zvonok.media.api.RemoteTransport;
import io.zvonok.media.api.RoomId;
import io.zvonok.media.api.RoomListener;
import io.zvonok.media.api.SlotSection;
import io.zvonok.media.api.TrackSource;
import io.zvonok.media.ice.CandidatePair;
import io.zvonok.media.ice.IceClient;
import io.zvonok.media.ice.IceConfig;
import io.zvonok.media.net.LoopCore;
import io.zvonok.media.peer.PeerTransport;
import io.zvonok.media.relay.RelayLink;
import io.zvonok.media.rtp.RtpHeaderWriter;
import io.zvonok.media.srtp.SrtpKeys;
import io.zvonok.media.srtp.SrtpProfile;
import io.zvonok.media.srtp.SrtpSender;
import io.zvonok.media.stats.Counter;
import io.zvonok.media.stats.LoopStats;
import io.zvonok.media.time.Nanos;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/**
 * What a broadcast costs beside the packets that leave: what is allocated to carry a packet into another room, and how much
 * memory one more viewer of the audience takes.
 */
class AudienceCostTest {
    private static final int PAYLOAD = 1000;
    private static final int KEYFRAME_EVERY = 60;
    private static final long SPACING = Nanos.fromMillis(30);
    private static final int ROUND = 300;
    private static final int VIEWERS = 200;
    private static final int MAX_BYTES_A_VIEWER = 64 * 1024;

    private static final InetSocketAddress SERVER = new InetSocketAddress("192.0.2.1", 7000);
    private static final CodecParameters VP8 = new CodecParameters(Codec.VP8, 96, 97, "");
    private static final CodecParameters OPUS = new CodecParameters(Codec.OPUS, 111, -1, "");
    private static final RoomId ROOM = new RoomId("school");

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Random random = new Random(1);
    private final LoopStats stats = new LoopStats();
    private final LentBuffers buffers = new LentBuffers();
    private final SrtpKeys clientKeys = keys();
    private final SrtpKeys serverKeys = keys();
    private final SrtpSender publisherSrtp = new SrtpSender(clientKeys, new LoopStats());
    private final Map<InetSocketAddress, IceClient> clients = new HashMap<>();
    private final ArrayDeque<Runnable> onTheWire = new ArrayDeque<>();
    private final ArrayDeque<Runnable> posted = new ArrayDeque<>();
    private final List<PeerTransport> transports = new ArrayList<>();
    private final LoopCore core =
            new LoopCore(new LoopContext(stats, buffers, random, 0), new Transports(), this::onSent, failure -> {
                throw failure;
            });
    private final RtpHeaderWriter header = new RtpHeaderWriter();
    private final byte[] datagram = new byte[2048];
    private InetSocketAddress publisher;
    private long now = Nanos.fromSeconds(1);
    private int sequence = 100;

    @Test
    void carriesPacketsWithoutAllocating() {
        open();
        connect();
        for (int i = 0; i < 6; i++) { // until compiled; longer than that nobody is told that nobody watches
            flow(ROUND, true);
            flow(ROUND, false);
        }
        double perPacket = Double.MAX_VALUE;
        for (int round = 0; round < 3; round++) { // the compiler at work on a busy machine shows in one
            long allocatedWithout = flow(ROUND, false);
            long carriedBefore = stats.get(Counter.RELAY_IN);
            long allocatedWith = flow(ROUND, true);
            assertThat(stats.get(Counter.RELAY_IN) - carriedBefore).isEqualTo(ROUND);
            perPacket = Math.min(perPacket, (allocatedWith - allocatedWithout) / (double) ROUND);
        }
        assertThat(perPacket).as("bytes for each packet carried").isLessThan(12);
        core.close(now);
        handOver();
        assertThat(buffers.lent()).isZero();
    }

    @Test
    void oneMoreViewerTakesNoMoreThan64Kilobytes(TestReporter reporter) {
        open();
        joinAudience(0, 40); // classes, pools and tables that are there once
        connect();
        flow(800, true);
        long before = used();
        joinAudience(40, VIEWERS);
        connect();
        flow(1200, true);
        long each = (used() - before) / VIEWERS;
        assertThat(core.connectedCount()).isEqualTo(VIEWERS + 41);
        assertThat(stats.get(Counter.RTP_OUT)).isGreaterThan(1000L * VIEWERS);
        reporter.publishEntry("bytes of heap for a viewer, the test's own client among them", Long.toString(each));
        assertThat(each).isLessThan(MAX_BYTES_A_VIEWER);
        core.close(now);
        handOver();
        assertThat(buffers.lent()).isZero();
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }

    // --- the broadcast

    private void open() {
        core.openRoom(ROOM, new RoomListener() {});
        RelayLink link = new RelayLink(posted::add, posted::add);
        core.openAudience(ROOM, new RoomListener() {}, link.audienceEnd(), now);
        core.room(ROOM).attach(link.stageEnd(), now);
        core.room(ROOM).setOnAir(true, now);
        PublishSection camera = new PublishSection(
                "0", MediaKind.VIDEO, List.of(VP8), List.of(), List.of(new PublishSection.DeclaredSsrc(77, 78)));
        publisher = new InetSocketAddress("198.51.100.1", 40_000);
        PeerId id = new PeerId("publisher");
        IceClient client = client();
        enter(client, publisher, core.room(ROOM).join(id, description(client, List.of(camera), List.of()), all(), now));
        core.room(ROOM).publish(id, "0", TrackSource.CAMERA, false, now);
    }

    private void joinAudience(int from, int count) {
        List<SlotSection> slots = List.of(
                new SlotSection("v0", MediaKind.VIDEO, List.of(VP8), Set.of(HeaderExtension.MID)),
                new SlotSection("a0", MediaKind.AUDIO, List.of(OPUS), Set.of(HeaderExtension.MID)));
        for (int i = from; i < from + count; i++) {
            InetSocketAddress address = new InetSocketAddress("198.51." + (i / 200) + "." + (i % 200 + 2), 40_000);
            IceClient client = client();
            PeerDescription description = description(client, List.of(), slots);
            enter(client, address, core.audience(ROOM).join(new PeerId("viewer" + i), description, all(), now));
        }
    }

    private IceClient client() {
        return new IceClient(random, (bytes, length, source, to) -> {
            byte[] copy = Arrays.copyOf(bytes, length);
            onTheWire.add(() -> deliver(copy, copy.length, source));
        });
    }

    private static PeerPermissions all() {
        return new PeerPermissions(EnumSet.allOf(TrackSource.class), true, 0);
    }

    private static PeerDescription description(
            IceClient client, List<PublishSection> sections, List<SlotSection> slots) {
        RemoteTransport remote =
                new RemoteTransport(client.local(), List.of(new Fingerprint("sha-256", "00")), DtlsRole.SERVER);
        Map<HeaderExtension, Integer> extensions = Map.of(HeaderExtension.MID, 1);
        return new PeerDescription(remote, extensions, sections, slots);
    }

    private void enter(IceClient client, InetSocketAddress address, JoinResult joined) {
        client.setRemote(joined.transport().ice());
        clients.put(address, client);
        client.use(address, SERVER, now);
    }

    private void connect() {
        for (int i = 0; i < 200; i++) {
            now += Nanos.fromMillis(5);
            tick();
        }
        transports.forEach(transport -> transport.installKeys(serverKeys, clientKeys));
        transports.clear();
        tick();
    }

    private void tick() {
        core.onTick(now);
        handOver();
        clients.values().forEach(client -> client.onTimeout(now));
        while (!onTheWire.isEmpty()) {
            onTheWire.remove().run();
        }
    }

    private void handOver() {
        core.flushRelays();
        while (!posted.isEmpty()) {
            core.run(posted.remove(), true, now);
        }
    }

    /** @return what was allocated while packets came in and were carried, or only came in */
    private long flow(int packets, boolean carried) {
        long allocated = 0;
        core.room(ROOM).setOnAir(carried, now);
        tick();
        for (int i = 0; i < packets; i++) {
            now += SPACING;
            int length = publisherSrtp.protectRtp(datagram, 0, write(datagram));
            long before = threads.getCurrentThreadAllocatedBytes();
            deliver(datagram, length, publisher);
            handOver();
            allocated += threads.getCurrentThreadAllocatedBytes() - before;
            tick();
        }
        return allocated;
    }

    private int write(byte[] out) {
        boolean key = sequence % KEYFRAME_EVERY == 0;
        header.begin(out, 0, true, 96, sequence & 0xFFFF, sequence * 720, 77);
        int at = header.finish();
        byte[] start = {
            (byte) 0x90,
            (byte) 0x80,
            (byte) (0x80 | sequence >> 8 & 0x7F),
            (byte) sequence,
            (byte) (key ? 0 : 1),
            0,
            0,
            (byte) 0x9D,
            1,
            0x2A,
            0x40,
            1,
            (byte) 180,
            0
        };
        System.arraycopy(start, 0, out, at, start.length);
        sequence++;
        return at + PAYLOAD;
    }

    private void deliver(byte[] bytes, int length, InetSocketAddress from) {
        ByteBuf buffer = buffers.heapBuffer(2048);
        buffer.writeBytes(bytes, 0, length);
        core.onDatagram(SERVER, from, buffer, now);
        buffer.release();
    }

    private void onSent(byte[] bytes, int length, CandidatePair pair) {
        if (bytes[0] >= 0 && bytes[0] <= 3) {
            byte[] copy = Arrays.copyOf(bytes, length);
            onTheWire.add(
                    () -> clients.get(pair.remote()).onStun(copy, 0, copy.length, pair.remote(), pair.local(), now));
        }
    }

    private SrtpKeys keys() {
        byte[] key = new byte[16];
        byte[] salt = new byte[12];
        random.nextBytes(key);
        random.nextBytes(salt);
        return new SrtpKeys(SrtpProfile.AEAD_AES_128_GCM, key, salt);
    }

    private final class Transports implements TransportFactory {
        @Override
        public PeerTransport create(RemoteTransport remote, PeerTransport.Output output) {
            PeerTransport transport = new PeerTransport(IceConfig.defaults(), random, stats, output);
            transport.ice().setRemote(remote.ice());
            transports.add(transport);
            return transport;
        }

        @Override
        public Fingerprint fingerprint() {
            return new Fingerprint("sha-256", "00");
        }

        @Override
        public List<LocalCandidate> candidates() {
            return List.of();
        }
    }
}
