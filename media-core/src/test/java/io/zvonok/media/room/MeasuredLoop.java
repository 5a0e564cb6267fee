package io.zvonok.media.room;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.zvonok.media.api.DtlsRole;
import io.zvonok.media.api.Fingerprint;
import io.zvonok.media.api.HeaderExtension;
import io.zvonok.media.api.JoinResult;
import io.zvonok.media.api.LocalCandidate;
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
import io.zvonok.media.srtp.SrtpKeys;
import io.zvonok.media.srtp.SrtpProfile;
import io.zvonok.media.stats.LoopStats;
import io.zvonok.media.time.Nanos;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A loop with one room, for tests of what it allocates: what they measure runs through {@link #deliver}. Buffers are lent
 * again and again as a pool does, and all peers have the same keys.
 */
final class MeasuredLoop {
    private static final InetSocketAddress SERVER = new InetSocketAddress("192.0.2.1", 7000);
    private static final RoomId ROOM = new RoomId("room");
    private static final int FIRST_PORT = 40_000;

    final LoopStats stats = new LoopStats();
    final SrtpKeys clientKeys;
    long now = Nanos.fromSeconds(1);

    private final Random random = new Random(1);
    private final LentBuffers buffers = new LentBuffers();
    private final SrtpKeys serverKeys;
    private final Map<HeaderExtension, Integer> extensions;
    private final Map<InetSocketAddress, IceClient> clients = new HashMap<>();
    private final ArrayDeque<Runnable> onTheWire = new ArrayDeque<>();
    private final List<PeerTransport> transports = new ArrayList<>();
    private final LoopCore core;
    private final Watcher watcher;

    /** Sees what is sent to a peer, by the order of joining; must not allocate. */
    interface Watcher {
        void onSent(int peer, byte[] datagram, int length);
    }

    MeasuredLoop(Map<HeaderExtension, Integer> extensions, Watcher watcher) {
        this.extensions = extensions;
        this.watcher = watcher;
        this.clientKeys = keys();
        this.serverKeys = keys();
        this.core =
                new LoopCore(new LoopContext(stats, buffers, random, 0), new Transports(), this::onSent, failure -> {
                    throw failure;
                });
        core.openRoom(ROOM, new RoomListener() {});
    }

    Room room() {
        return core.room(ROOM);
    }

    SrtpKeys keys() {
        byte[] key = new byte[16];
        byte[] salt = new byte[12];
        random.nextBytes(key);
        random.nextBytes(salt);
        return new SrtpKeys(SrtpProfile.AEAD_AES_128_GCM, key, salt);
    }

    /** Returns the address from which the peer sends. */
    InetSocketAddress join(String name, List<PublishSection> sections, List<SlotSection> slots) {
        InetSocketAddress address = new InetSocketAddress("198.51.100.1", FIRST_PORT + clients.size());
        IceClient client = new IceClient(random, (bytes, length, source, to) -> {
            byte[] copy = Arrays.copyOf(bytes, length);
            onTheWire.add(() -> deliver(copy, copy.length, source));
        });
        RemoteTransport remote =
                new RemoteTransport(client.local(), List.of(new Fingerprint("sha-256", "00")), DtlsRole.SERVER);
        JoinResult joined = room().join(
                        new PeerId(name),
                        new PeerDescription(remote, extensions, sections, slots),
                        new PeerPermissions(EnumSet.allOf(TrackSource.class), true, 0),
                        now);
        client.setRemote(joined.transport().ice());
        clients.put(address, client);
        client.use(address, SERVER, now);
        return address;
    }

    void connect() {
        for (int i = 0; i < 200; i++) {
            now += Nanos.fromMillis(5);
            keepConnected();
        }
        transports.forEach(transport -> transport.installKeys(serverKeys, clientKeys));
        core.onTick(now);
        assertThat(core.connectedCount()).isEqualTo(clients.size());
    }

    void keepConnected() {
        core.onTick(now);
        clients.values().forEach(client -> client.onTimeout(now));
        while (!onTheWire.isEmpty()) {
            onTheWire.remove().run();
        }
    }

    void deliver(byte[] datagram, int length, InetSocketAddress from) {
        ByteBuf buffer = buffers.heapBuffer(2048);
        buffer.writeBytes(datagram, 0, length);
        core.onDatagram(SERVER, from, buffer, now);
        buffer.release();
    }

    private void onSent(byte[] datagram, int length, CandidatePair pair) {
        if (datagram[0] >= 0 && datagram[0] <= 3) {
            byte[] copy = Arrays.copyOf(datagram, length);
            onTheWire.add(
                    () -> clients.get(pair.remote()).onStun(copy, 0, copy.length, pair.remote(), pair.local(), now));
        } else {
            watcher.onSent(pair.remote().getPort() - FIRST_PORT, datagram, length);
        }
    }

    /** Everybody leaves; what was lent must be back. */
    void close() {
        core.closeRoom(ROOM, now);
        assertThat(buffers.lent()).isZero();
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
