package io.zvonok.bench.cost;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
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
import io.zvonok.media.api.SlotView;
import io.zvonok.media.api.TrackSource;
import io.zvonok.media.ice.CandidatePair;
import io.zvonok.media.ice.IceClient;
import io.zvonok.media.ice.IceConfig;
import io.zvonok.media.net.LoopCore;
import io.zvonok.media.peer.PeerTransport;
import io.zvonok.media.room.LoopContext;
import io.zvonok.media.room.TransportFactory;
import io.zvonok.media.rtcp.RtcpWriter;
import io.zvonok.media.rtcp.TwccFeedback;
import io.zvonok.media.rtp.RtpHeaderWriter;
import io.zvonok.media.srtp.SrtpKeys;
import io.zvonok.media.srtp.SrtpProfile;
import io.zvonok.media.srtp.SrtpSender;
import io.zvonok.media.stats.Counter;
import io.zvonok.media.stats.LoopStats;
import io.zvonok.media.time.Nanos;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;

/**
 * A media loop without sockets, a camera of 1.5 Mbit/s and its viewers on perfect links. Only the loop's own work is timed.
 *
 * <p>Thread: one.
 */
final class SmallBroadcast {
    private static final InetSocketAddress SERVER = new InetSocketAddress("192.0.2.1", 7000);
    private static final CodecParameters VP8 = new CodecParameters(Codec.VP8, 96, 97, "");
    private static final RoomId ROOM = new RoomId("room");
    private static final int MID_ID = 1;
    private static final int TRANSPORT_CC_ID = 2;
    private static final int SSRC = 77;
    private static final int FRAMES_PER_SECOND = 30;
    private static final int PACKETS_OF_A_FRAME = 6;
    private static final int PAYLOAD_BYTES = 1040;
    private static final long TICK = Nanos.fromMillis(5);
    private static final long FEEDBACK = Nanos.fromMillis(100);

    private final boolean estimated;
    private final boolean together;
    private final int viewers;
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final LoopStats stats = new LoopStats();
    private final Random random = new Random(1);
    private final SrtpKeys clientKeys = keys();
    private final SrtpKeys serverKeys = keys();
    private final Map<InetSocketAddress, IceClient> clients = new LinkedHashMap<>();
    private final Map<InetSocketAddress, Viewer> reporting = new LinkedHashMap<>();
    private final ArrayDeque<Runnable> onTheWire = new ArrayDeque<>();
    private final List<PeerTransport> transports = new ArrayList<>();
    private final LoopCore core = new LoopCore(
            new LoopContext(stats, PooledByteBufAllocator.DEFAULT, random, 0),
            new Transports(),
            this::onSent,
            failure -> {
                throw failure;
            });
    private final RtpHeaderWriter header = new RtpHeaderWriter();
    private final SrtpSender publisherSrtp = new SrtpSender(clientKeys, new LoopStats());
    private final byte[] packet = new byte[1400];
    private final byte[] sealed = new byte[PeerTransport.SEALED_BYTES];
    private InetSocketAddress publisher = SERVER;
    private long now = Nanos.fromSeconds(1);
    private int sequence = 100;
    private int picture;
    private final long startedNanos = System.nanoTime();
    private long cpuNanos;

    /**
     * @param estimated the viewers report transport-wide
     * @param together the packets of a picture are read in one batch, else each goes on by itself
     */
    SmallBroadcast(int viewers, boolean estimated, boolean together) {
        this.viewers = viewers;
        this.estimated = estimated;
        this.together = together;
    }

    /** CPU time of the loop for each packet it forwarded. */
    double nanosPerPacket(int seconds) {
        join();
        play(3);
        cpuNanos = 0;
        long before = stats.get(Counter.RTP_OUT);
        play(seconds);
        double perPacket = (double) cpuNanos / (stats.get(Counter.RTP_OUT) - before);
        core.closeRoom(ROOM, now);
        return perPacket;
    }

    private void play(int seconds) {
        long nextFrame = now;
        for (long end = now + Nanos.fromSeconds(seconds); now < end; now += TICK) {
            if (now >= nextFrame) {
                nextFrame += Nanos.fromSeconds(1) / FRAMES_PER_SECOND;
                sendFrame();
            }
            for (Viewer viewer : reporting.values()) {
                viewer.report();
            }
            timed(() -> core.onTick(now));
            if (now / TICK % 20 == 0) {
                clients.values().forEach(client -> client.onTimeout(now));
                while (!onTheWire.isEmpty()) {
                    onTheWire.remove().run();
                }
            }
        }
    }

    private void timed(Runnable work) {
        long before = threads.getCurrentThreadCpuTime();
        work.run();
        cpuNanos += threads.getCurrentThreadCpuTime() - before;
    }

    private void sendFrame() {
        List<ByteBuf> frame = new ArrayList<>();
        boolean key = picture++ % (2 * FRAMES_PER_SECOND) == 0;
        for (int i = 0; i < PACKETS_OF_A_FRAME; i++) {
            int length = publisherSrtp.protectRtp(packet, 0, write(key && i == 0, i == 0, i == PACKETS_OF_A_FRAME - 1));
            frame.add(PooledByteBufAllocator.DEFAULT.heapBuffer(2048).writeBytes(packet, 0, length));
        }
        timed(() -> {
            if (together) {
                core.onBatchStart(true);
            }
            frame.forEach(datagram -> core.onDatagram(SERVER, publisher, datagram, now));
            if (together) {
                core.onBatchEnd(now);
            }
            long lookAtTheClock = System.nanoTime(); // as a loop does once for a batch
            core.context().delays().settle(Math.max(now, lookAtTheClock - startedNanos));
        });
        frame.forEach(ByteBuf::release);
    }

    private int write(boolean startsKey, boolean starts, boolean ends) {
        header.begin(packet, 0, ends, VP8.payloadType(), sequence & 0xFFFF, picture * 3000, SSRC);
        int at = header.finish();
        byte[] vp8 = {
            (byte) (starts ? 0x90 : 0x80),
            (byte) 0x80,
            (byte) (0x80 | picture >> 8 & 0x7F),
            (byte) picture,
            (byte) (startsKey ? 0 : 1),
            0,
            0,
            (byte) 0x9D,
            1,
            0x2A,
            0,
            5,
            (byte) 0xD0,
            2
        };
        System.arraycopy(vp8, 0, packet, at, vp8.length);
        sequence++;
        return at + PAYLOAD_BYTES;
    }

    private void join() {
        core.openRoom(ROOM, new RoomListener() {});
        PublishSection camera = new PublishSection(
                "0",
                MediaKind.VIDEO,
                List.of(VP8),
                List.of(),
                List.of(new PublishSection.DeclaredSsrc(SSRC, SSRC + 1)));
        publisher = join("publisher", 1, List.of(camera), List.of());
        core.room(ROOM).publish(new PeerId("publisher"), "0", TrackSource.CAMERA, false, now);
        Set<HeaderExtension> taken =
                estimated ? Set.of(HeaderExtension.MID, HeaderExtension.TRANSPORT_CC) : Set.of(HeaderExtension.MID);
        for (int i = 0; i < viewers; i++) {
            String name = "viewer" + i;
            SlotSection slot = new SlotSection("v0", MediaKind.VIDEO, List.of(VP8), taken);
            InetSocketAddress address = join(name, 2 + i, List.of(), List.of(slot));
            SlotView large = new SlotView("v0", SlotView.Want.AUTO, null, null, 1280, 720, 0);
            core.room(ROOM).setView(new PeerId(name), List.of(large), now);
            if (estimated) {
                reporting.put(address, new Viewer(address));
            }
        }
        for (int i = 0; i < 200; i++) {
            now += TICK;
            core.onTick(now);
            clients.values().forEach(client -> client.onTimeout(now));
            while (!onTheWire.isEmpty()) {
                onTheWire.remove().run();
            }
        }
        transports.forEach(transport -> transport.installKeys(serverKeys, clientKeys));
    }

    private InetSocketAddress join(String name, int number, List<PublishSection> sections, List<SlotSection> slots) {
        InetSocketAddress address =
                new InetSocketAddress("198.51." + (100 + number / 256) + "." + number % 256, 40_000);
        IceClient client = new IceClient(random, (bytes, length, source, to) -> {
            byte[] copy = Arrays.copyOf(bytes, length);
            onTheWire.add(() -> deliver(copy, copy.length, source));
        });
        RemoteTransport remote =
                new RemoteTransport(client.local(), List.of(new Fingerprint("sha-256", "00")), DtlsRole.SERVER);
        Map<HeaderExtension, Integer> extensions =
                Map.of(HeaderExtension.MID, MID_ID, HeaderExtension.TRANSPORT_CC, TRANSPORT_CC_ID);
        JoinResult joined = core.room(ROOM)
                .join(
                        new PeerId(name),
                        new PeerDescription(remote, extensions, sections, slots),
                        new PeerPermissions(EnumSet.allOf(TrackSource.class), true, 0),
                        now);
        client.setRemote(joined.transport().ice());
        clients.put(address, client);
        client.use(address, SERVER, now);
        return address;
    }

    private void deliver(byte[] datagram, int length, InetSocketAddress from) {
        ByteBuf buffer = PooledByteBufAllocator.DEFAULT.heapBuffer(2048).writeBytes(datagram, 0, length);
        core.onDatagram(SERVER, from, buffer, now);
        buffer.release();
    }

    /** The wire: only connectivity checks are answered, and what arrives is noted for the reports. */
    private void onSent(byte[] datagram, int length, CandidatePair pair) {
        if (datagram[0] >= 0 && datagram[0] <= 3) {
            byte[] copy = Arrays.copyOf(datagram, length);
            IceClient client = Objects.requireNonNull(clients.get(pair.remote()), "sent to nobody");
            onTheWire.add(() -> client.onStun(copy, 0, copy.length, pair.remote(), pair.local(), now));
            return;
        }
        int second = datagram[1] & 0xFF;
        Viewer viewer = second >= 192 && second <= 223 ? null : reporting.get(pair.remote());
        if (viewer != null) {
            viewer.onPacket();
        }
    }

    private SrtpKeys keys() {
        byte[] key = new byte[16];
        byte[] salt = new byte[12];
        random.nextBytes(key);
        random.nextBytes(salt);
        return new SrtpKeys(SrtpProfile.AEAD_AES_128_GCM, key, salt);
    }

    /** Reports ten times a second that everything came, 10 ms after it was sent. */
    private final class Viewer {
        private final InetSocketAddress address;
        private final SrtpSender srtp = new SrtpSender(clientKeys, new LoopStats());
        private final RtcpWriter writer = new RtcpWriter();
        private final byte[] out = new byte[1400];
        private final List<Long> arrivals = new ArrayList<>();
        private int firstSequence;
        private int reports;
        private long nextNanos;

        Viewer(InetSocketAddress address) {
            this.address = address;
        }

        void onPacket() {
            arrivals.add(now + Nanos.fromMillis(10));
        }

        void report() {
            if (now < nextNanos || arrivals.isEmpty()) {
                return;
            }
            nextNanos = now + FEEDBACK;
            TwccFeedback feedback = new TwccFeedback();
            feedback.begin(firstSequence, reports++);
            int reported = 0;
            while (reported < arrivals.size() && feedback.addReceived(arrivals.get(reported))) {
                reported++;
            }
            firstSequence += reported;
            arrivals.subList(0, reported).clear();
            writer.begin(out, 0, 1200);
            if (!writer.transportFeedback(1, 2, feedback)) {
                throw new IllegalStateException("the benchmark's own feedback does not fit");
            }
            int length = srtp.protectRtcp(out, 0, writer.length());
            ByteBuf buffer = PooledByteBufAllocator.DEFAULT.heapBuffer(2048).writeBytes(out, 0, length);
            timed(() -> core.onDatagram(SERVER, address, buffer, now));
            buffer.release();
        }
    }

    private final class Transports implements TransportFactory {
        @Override
        public PeerTransport create(RemoteTransport remote, PeerTransport.Output output) {
            PeerTransport transport = new PeerTransport(IceConfig.defaults(), random, stats, output, sealed);
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
