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
import io.zvonok.media.rtp.RtpHeaderWriter;
import io.zvonok.media.srtp.SrtpKeys;
import io.zvonok.media.srtp.SrtpProfile;
import io.zvonok.media.srtp.SrtpReceiver;
import io.zvonok.media.srtp.SrtpSender;
import io.zvonok.media.stats.Counter;
import io.zvonok.media.stats.LoopStats;
import io.zvonok.media.time.Nanos;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * 100 000 packets leave a loop, ten for each that comes. What jitsi-srtp and the JCE allocate for as many packets is
 * measured by itself, and nothing may come on top of it.
 */
class ForwardingAllocationTest {
    private static final int VIEWERS = 10;
    private static final int PACKETS = 10_000;
    private static final int BATCH = 100;
    private static final int PAYLOAD = 100;
    private static final long SPACING = Nanos.fromMillis(2);
    /**
     * Bytes a forwarded packet: less than any object has (16). Not 0, because the compiler removes some of the
     * library's objects in one caller and not in another.
     */
    private static final double TOLERANCE = 12;

    private static final int ROUNDS = 3;

    private static final InetSocketAddress SERVER = new InetSocketAddress("192.0.2.1", 7000);
    private static final CodecParameters VP8 = new CodecParameters(Codec.VP8, 96, 97, "");
    private static final byte[] MID = {'v', '0'};
    private static final RoomId ROOM = new RoomId("room");

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final LoopStats stats = new LoopStats();
    private final Random random = new Random(1);
    private final LentBuffers buffers = new LentBuffers();
    private final SrtpKeys clientKeys = keys();
    private final SrtpKeys serverKeys = keys();
    private final Map<InetSocketAddress, IceClient> clients = new HashMap<>();
    private final ArrayDeque<Runnable> onTheWire = new ArrayDeque<>();
    private final List<PeerTransport> transports = new ArrayList<>();
    private final LoopCore core =
            new LoopCore(new LoopContext(stats, buffers, random, 0), new Transports(), this::onSent, failure -> {
                throw failure;
            });
    private final RtpHeaderWriter header = new RtpHeaderWriter();
    private final byte[][] batch = new byte[BATCH][PAYLOAD + 100];
    private final int[] lengths = new int[BATCH];
    private InetSocketAddress publisher;
    private long now = Nanos.fromSeconds(1);
    private int sequence = 100;

    @Test
    void forwardsWithoutAllocating() {
        join();
        SrtpSender publisherSrtp = new SrtpSender(clientKeys, new LoopStats());
        forward(publisherSrtp, 2 * PACKETS); // until compiled
        double ours = Double.MAX_VALUE;
        // A packet that allocates does so in every round; the compiler at work on a busy machine shows in one.
        for (int round = 0; round < ROUNDS && ours >= TOLERANCE; round++) {
            long sentBefore = stats.get(Counter.RTP_OUT);
            long total = forward(publisherSrtp, PACKETS);
            long forwarded = stats.get(Counter.RTP_OUT) - sentBefore;
            assertThat(forwarded).isEqualTo((long) VIEWERS * PACKETS);
            ours = Math.min(ours, (total - libraryShare()) / (double) forwarded);
        }
        assertThat(ours)
                .as("bytes a forwarded packet, beside the SRTP library's")
                .isLessThan(TOLERANCE);
        core.closeRoom(ROOM, now);
        assertThat(buffers.lent()).isZero();
    }

    // --- what is measured

    private long forward(SrtpSender sender, int packets) {
        long allocated = 0;
        for (int done = 0; done < packets; done += BATCH) {
            for (int i = 0; i < BATCH; i++) {
                lengths[i] = sender.protectRtp(batch[i], 0, write(batch[i]));
            }
            keepConnected();
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < BATCH; i++) {
                now += SPACING;
                deliver(batch[i], lengths[i], publisher);
            }
            allocated += threads.getCurrentThreadAllocatedBytes() - before;
        }
        return allocated;
    }

    /** One packet opened and ten protected, as often, and nothing else. */
    private long libraryShare() {
        SrtpSender in = new SrtpSender(clientKeys, new LoopStats());
        SrtpReceiver receiver = new SrtpReceiver(clientKeys, new LoopStats());
        SrtpSender[] senders = new SrtpSender[VIEWERS];
        for (int i = 0; i < VIEWERS; i++) {
            senders[i] = new SrtpSender(keys(), new LoopStats());
        }
        byte[] out = new byte[2048];
        sequence = 100;
        long allocated = 0;
        for (int round = 0; round < 3; round++) {
            allocated = 0;
            for (int done = round * PACKETS; done < (round + 1) * PACKETS; done += BATCH) {
                for (int i = 0; i < BATCH; i++) {
                    lengths[i] = in.protectRtp(batch[i], 0, write(batch[i]));
                }
                long before = threads.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < BATCH; i++) {
                    receiver.unprotectRtp(batch[i], 0, lengths[i]);
                    for (SrtpSender sender : senders) {
                        sender.protectRtp(out, 0, writeOutgoing(out, done + i));
                    }
                }
                allocated += threads.getCurrentThreadAllocatedBytes() - before;
            }
        }
        return allocated;
    }

    private int write(byte[] out) {
        boolean key = sequence % BATCH == 0;
        header.begin(out, 0, true, 96, sequence & 0xFFFF, sequence * 180, 77);
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

    /** A packet of the size with which it leaves: the library copies packets, so size counts. */
    private int writeOutgoing(byte[] out, int number) {
        header.begin(out, 0, true, 96, number & 0xFFFF, number * 180, 77);
        header.addExtension(1, MID, 0, MID.length);
        return header.finish() + PAYLOAD;
    }

    private void deliver(byte[] datagram, int length, InetSocketAddress from) {
        ByteBuf buffer = buffers.heapBuffer(2048);
        buffer.writeBytes(datagram, 0, length);
        core.onDatagram(SERVER, from, buffer, now);
        buffer.release();
    }

    // --- how it comes to that

    private void join() {
        core.openRoom(ROOM, new RoomListener() {});
        PublishSection camera = new PublishSection(
                "0", MediaKind.VIDEO, List.of(VP8), List.of(), List.of(new PublishSection.DeclaredSsrc(77, 78)));
        publisher = join("publisher", 1, List.of(camera), List.of());
        core.room(ROOM).publish(new PeerId("publisher"), "0", TrackSource.CAMERA, false, now);
        for (int i = 0; i < VIEWERS; i++) {
            join(
                    "viewer" + i,
                    2 + i,
                    List.of(),
                    List.of(new SlotSection("v0", MediaKind.VIDEO, List.of(VP8), Set.of(HeaderExtension.MID))));
        }
        for (int i = 0; i < 200; i++) {
            now += Nanos.fromMillis(5);
            keepConnected();
        }
        transports.forEach(transport -> transport.installKeys(serverKeys, clientKeys));
        core.onTick(now);
        assertThat(core.connectedCount()).isEqualTo(VIEWERS + 1);
    }

    private void keepConnected() {
        core.onTick(now);
        clients.values().forEach(client -> client.onTimeout(now));
        while (!onTheWire.isEmpty()) {
            onTheWire.remove().run();
        }
    }

    private InetSocketAddress join(String name, int number, List<PublishSection> sections, List<SlotSection> slots) {
        InetSocketAddress address = new InetSocketAddress("198.51.100." + number, 40_000);
        IceClient client = new IceClient(random, (bytes, length, source, to) -> {
            byte[] copy = java.util.Arrays.copyOf(bytes, length);
            onTheWire.add(() -> deliver(copy, copy.length, source));
        });
        RemoteTransport remote =
                new RemoteTransport(client.local(), List.of(new Fingerprint("sha-256", "00")), DtlsRole.SERVER);
        JoinResult joined = core.room(ROOM)
                .join(
                        new PeerId(name),
                        new PeerDescription(remote, Map.of(HeaderExtension.MID, 1), sections, slots),
                        new PeerPermissions(EnumSet.allOf(TrackSource.class), true, 0),
                        now);
        client.setRemote(joined.transport().ice());
        clients.put(address, client);
        client.use(address, SERVER, now);
        return address;
    }

    private void onSent(byte[] datagram, int length, CandidatePair pair) {
        if (datagram[0] >= 0 && datagram[0] <= 3) {
            byte[] copy = java.util.Arrays.copyOf(datagram, length);
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
