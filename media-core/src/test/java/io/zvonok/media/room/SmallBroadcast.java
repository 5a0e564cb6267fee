package io.zvonok.media.room;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
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
import io.zvonok.media.peer.Cargo;
import io.zvonok.media.peer.PeerTransport;
import io.zvonok.media.rtp.RtpHeaderWriter;
import io.zvonok.media.srtp.SrtpKeys;
import io.zvonok.media.srtp.SrtpProfile;
import io.zvonok.media.srtp.SrtpSender;
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
import java.util.Set;

/** A loop without sockets, one camera (VP8) and its viewers; keys are agreed in advance. */
final class SmallBroadcast {
    static final int SSRC = 77;
    static final int PAYLOAD_TYPE = 96;

    private static final InetSocketAddress SERVER = new InetSocketAddress("192.0.2.1", 7000);
    private static final CodecParameters VP8 = new CodecParameters(Codec.VP8, PAYLOAD_TYPE, 97, "");
    private static final RoomId ROOM = new RoomId("room");

    final LoopStats stats = new LoopStats();
    final SrtpKeys clientKeys;
    final SrtpKeys serverKeys;
    final LoopCore core;
    long now = Nanos.fromSeconds(1);
    int sequence = 100;

    private final Random random = new Random(1);
    private final ByteBufAllocator buffers;
    private final Media media;
    private final Map<InetSocketAddress, IceClient> clients = new HashMap<>();
    private final ArrayDeque<Runnable> onTheWire = new ArrayDeque<>();
    private final List<PeerTransport> transports = new ArrayList<>();
    private final RtpHeaderWriter header = new RtpHeaderWriter();
    private InetSocketAddress publisher;

    /** What leaves for viewers, but for connectivity checks. */
    interface Media {
        void onSent(byte[] datagram, int length, InetSocketAddress remote, Cargo cargo);
    }

    SmallBroadcast(ByteBufAllocator buffers, Media media) {
        this.buffers = buffers;
        this.media = media;
        this.clientKeys = keys();
        this.serverKeys = keys();
        this.core = new LoopCore(new LoopContext(stats, buffers, random, 0), new Transports(), new Sink(), failure -> {
            throw failure;
        });
    }

    void join(int viewers) {
        core.openRoom(ROOM, new RoomListener() {});
        PublishSection camera = new PublishSection(
                "0",
                MediaKind.VIDEO,
                List.of(VP8),
                List.of(),
                List.of(new PublishSection.DeclaredSsrc(SSRC, SSRC + 1)));
        publisher = join("publisher", 1, List.of(camera), List.of());
        core.room(ROOM).publish(new PeerId("publisher"), "0", TrackSource.CAMERA, false, now);
        for (int i = 0; i < viewers; i++) {
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
        assertThat(core.connectedCount()).isEqualTo(viewers + 1);
    }

    void keepConnected() {
        core.onTick(now);
        clients.values().forEach(client -> client.onTimeout(now));
        while (!onTheWire.isEmpty()) {
            onTheWire.remove().run();
        }
    }

    /** The next packet of the camera, plain. Returns its length. */
    int write(byte[] out, boolean key, boolean marker, int timestamp, int payloadBytes) {
        header.begin(out, 0, marker, PAYLOAD_TYPE, sequence & 0xFFFF, timestamp, SSRC);
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
        return at + payloadBytes;
    }

    SrtpSender publisherSrtp() {
        return new SrtpSender(clientKeys, new LoopStats());
    }

    /** A datagram of the publisher. */
    void deliver(byte[] datagram, int length) {
        deliver(datagram, length, publisher);
    }

    private void deliver(byte[] datagram, int length, InetSocketAddress from) {
        ByteBuf buffer = buffers.heapBuffer(2048);
        buffer.writeBytes(datagram, 0, length);
        core.onDatagram(SERVER, from, buffer, now);
        buffer.release();
    }

    void mute(boolean muted) {
        core.room(ROOM).publish(new PeerId("publisher"), "0", TrackSource.CAMERA, muted, now);
    }

    void end() {
        core.closeRoom(ROOM, now);
    }

    private InetSocketAddress join(String name, int number, List<PublishSection> sections, List<SlotSection> slots) {
        InetSocketAddress address = new InetSocketAddress("198.51.100." + number, 40_000);
        IceClient client = new IceClient(random, (bytes, length, source, to) -> {
            byte[] copy = Arrays.copyOf(bytes, length);
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

    SrtpKeys keys() {
        byte[] key = new byte[16];
        byte[] salt = new byte[12];
        random.nextBytes(key);
        random.nextBytes(salt);
        return new SrtpKeys(SrtpProfile.AEAD_AES_128_GCM, key, salt);
    }

    private final class Sink implements LoopCore.DatagramSink {
        @Override
        public void send(byte[] datagram, int length, CandidatePair pair) {
            byte[] copy = Arrays.copyOf(datagram, length);
            onTheWire.add(
                    () -> clients.get(pair.remote()).onStun(copy, 0, copy.length, pair.remote(), pair.local(), now));
        }

        @Override
        public void send(byte[] datagram, int length, CandidatePair pair, Cargo cargo) {
            media.onSent(datagram, length, pair.remote(), cargo);
        }
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
