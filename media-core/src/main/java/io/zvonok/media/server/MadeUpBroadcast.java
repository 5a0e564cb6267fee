package io.zvonok.media.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.zvonok.media.api.Codec;
import io.zvonok.media.api.CodecParameters;
import io.zvonok.media.api.DtlsRole;
import io.zvonok.media.api.Fingerprint;
import io.zvonok.media.api.HeaderExtension;
import io.zvonok.media.api.IceParameters;
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
import io.zvonok.media.ice.IceConfig;
import io.zvonok.media.net.LoopCore;
import io.zvonok.media.peer.PeerTransport;
import io.zvonok.media.room.LoopContext;
import io.zvonok.media.room.TransportFactory;
import io.zvonok.media.srtp.SrtpKeys;
import io.zvonok.media.srtp.SrtpProfile;
import io.zvonok.media.srtp.SrtpSender;
import io.zvonok.media.stats.Counter;
import io.zvonok.media.stats.LoopStats;
import io.zvonok.media.time.Nanos;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * A loop without sockets in which a made-up publisher sends to made-up viewers, on a time of its own: the real code from
 * the datagram that comes to those that leave. {@link PathWarmUp} and benchmarks are what it is for; nothing in it is
 * secret.
 *
 * <p>Thread: one.
 */
public final class MadeUpBroadcast implements AutoCloseable {
    /** Of one picture; there are 28 of them a second. */
    public static final int PACKETS_OF_A_PICTURE = 5;

    private static final InetSocketAddress SERVER = new InetSocketAddress("192.0.2.1", 7000);
    private static final RoomId ROOM = new RoomId("made-up");
    private static final PeerId PUBLISHER = new PeerId("publisher");
    private static final CodecParameters VP8 = new CodecParameters(Codec.VP8, 96, 97, "");
    private static final CodecParameters OPUS = new CodecParameters(Codec.OPUS, 111, -1, "");
    private static final Map<HeaderExtension, Integer> EXTENSIONS = Map.of(
            HeaderExtension.MID, 1,
            HeaderExtension.AUDIO_LEVEL, MadeUpPackets.LEVEL_EXTENSION,
            HeaderExtension.TRANSPORT_CC, 3,
            HeaderExtension.ABS_SEND_TIME, 4);
    private static final long TICK_NANOS = Nanos.fromMillis(5);
    private static final int TICKS_OF_A_PICTURE = 7;
    /** The paths are proven, the keys are there, the links are believed to carry the picture. */
    private static final int TICKS_TO_CONNECT = 200;

    private static final int PICTURES_BETWEEN_REPORTS = 5;

    private final LoopStats stats = new LoopStats();
    private final Random random = new Random(1);
    private final SrtpKeys keys;
    private final LoopCore core;
    private final Map<InetSocketAddress, MadeUpPeer> peers = new HashMap<>();
    private final List<MadeUpPeer> viewers = new ArrayList<>();
    private final List<PeerTransport> transports = new ArrayList<>();
    private final ArrayDeque<Runnable> onTheWire = new ArrayDeque<>();
    private final MadeUpPackets packets = new MadeUpPackets();
    private final SrtpSender publisherKeys;
    private final byte[][] picture = new byte[PACKETS_OF_A_PICTURE + 2][MadeUpPackets.MAX_LENGTH];
    private final int[] lengths = new int[PACKETS_OF_A_PICTURE + 2];
    private final InetSocketAddress publisher;
    private long nowNanos = Nanos.fromSeconds(1);
    private long pictures;

    /** @param viewerCount every other one reports by transport-wide feedback, the rest by REMB */
    public MadeUpBroadcast(int viewerCount, SrtpProfile profile, ByteBufAllocator buffers) {
        keys = new SrtpKeys(profile, new byte[profile.keyLength()], new byte[profile.saltLength()]);
        publisherKeys = new SrtpSender(keys, new LoopStats());
        LoopContext context = new LoopContext(stats, buffers, random, 0);
        core = new LoopCore(context, new Transports(), this::onSent, failure -> {
            throw failure;
        });
        core.openRoom(ROOM, new RoomListener() {});
        publisher = join(
                PUBLISHER,
                List.of(
                        new PublishSection("0", MediaKind.AUDIO, List.of(OPUS), List.of(), MadeUpPackets.AUDIO_SSRC),
                        new PublishSection("1", MediaKind.VIDEO, List.of(VP8), List.of(), MadeUpPackets.VIDEO_SSRC)),
                List.of());
        core.room(ROOM).publish(PUBLISHER, "0", TrackSource.MICROPHONE, false, nowNanos);
        core.room(ROOM).publish(PUBLISHER, "1", TrackSource.CAMERA, false, nowNanos);
        for (int i = 0; i < viewerCount; i++) {
            HeaderExtension timing = i % 2 == 0 ? HeaderExtension.TRANSPORT_CC : HeaderExtension.ABS_SEND_TIME;
            Set<HeaderExtension> extensions = Set.of(HeaderExtension.MID, timing);
            PeerId viewer = new PeerId("viewer-" + i);
            InetSocketAddress address = join(
                    viewer,
                    List.of(),
                    List.of(
                            new SlotSection("a", MediaKind.AUDIO, List.of(OPUS), extensions),
                            new SlotSection("v", MediaKind.VIDEO, List.of(VP8), extensions)));
            viewers.add(peer(address));
            core.room(ROOM)
                    .setView(
                            viewer,
                            List.of(new SlotView("v", SlotView.Want.STAGE, null, null, 1280, 720, 0)),
                            nowNanos);
        }
        connect();
    }

    private void connect() {
        for (int i = 0; i < TICKS_TO_CONNECT; i++) {
            tick(TICK_NANOS);
        }
        transports.forEach(transport -> transport.installKeys(keys, keys));
        report();
        for (int i = 0; i < TICKS_TO_CONNECT; i++) {
            tick(TICK_NANOS);
        }
    }

    /** Makes the next picture, and the sound that goes with it, ready to be received. */
    public void makePicture() {
        int made = 0;
        for (; made < PACKETS_OF_A_PICTURE; made++) {
            lengths[made] = packets.writeVideo(picture[made], pictures, made == 0, made == PACKETS_OF_A_PICTURE - 1);
        }
        for (; made < picture.length; made++) {
            lengths[made] = packets.writeAudio(picture[made]);
        }
        for (int i = 0; i < made; i++) {
            lengths[i] = publisherKeys.protectRtp(picture[i], 0, lengths[i]);
        }
        pictures++;
    }

    /** Receives it, and forwards it to each viewer. */
    public void sendPicture() {
        core.onBatchStart(true);
        for (int i = 0; i < picture.length; i++) {
            deliver(picture[i], lengths[i], publisher);
        }
        core.onBatchEnd(nowNanos);
    }

    /** Time goes on to the next picture: checks are answered, viewers report now and then, the loop ticks. */
    public void rest() {
        if (pictures % PICTURES_BETWEEN_REPORTS == 0) {
            report();
        }
        for (int i = 0; i < TICKS_OF_A_PICTURE; i++) {
            tick(TICK_NANOS);
        }
    }

    private void report() {
        for (MadeUpPeer viewer : viewers) {
            int length = viewer.writeReport();
            if (length > 0) {
                deliver(viewer.report(), length, viewer.address());
            }
        }
    }

    /** Media packets that left so far. */
    public long forwarded() {
        return stats.get(Counter.RTP_OUT);
    }

    private void tick(long nanos) {
        nowNanos += nanos;
        core.onTick(nowNanos);
        while (!onTheWire.isEmpty()) {
            onTheWire.remove().run();
        }
    }

    private void deliver(byte[] datagram, int length, InetSocketAddress from) {
        ByteBuf buffer = core.context().allocator().heapBuffer(MadeUpPackets.MAX_LENGTH);
        buffer.writeBytes(datagram, 0, length);
        core.onDatagram(SERVER, from, buffer, nowNanos);
        buffer.release();
    }

    private InetSocketAddress join(PeerId id, List<PublishSection> sections, List<SlotSection> slots) {
        InetSocketAddress address = new InetSocketAddress("198.51.100.1", 1024 + peers.size());
        MadeUpPeer peer = new MadeUpPeer(address, keys);
        RemoteTransport remote =
                new RemoteTransport(peer.ice(), List.of(new Fingerprint("sha-256", "00")), DtlsRole.SERVER);
        IceParameters server = core.room(ROOM)
                .join(
                        id,
                        new PeerDescription(remote, EXTENSIONS, sections, slots),
                        new PeerPermissions(EnumSet.allOf(TrackSource.class), true, 0),
                        nowNanos)
                .transport()
                .ice();
        peers.put(address, peer);
        byte[] check = peer.check(server, random);
        deliver(check, check.length, address);
        return address;
    }

    private MadeUpPeer peer(InetSocketAddress address) {
        MadeUpPeer known = peers.get(address);
        if (known == null) {
            throw new IllegalStateException("nobody is at " + address);
        }
        return known;
    }

    private void onSent(byte[] datagram, int length, CandidatePair pair) {
        byte[] answer = peer(pair.remote()).onDatagram(datagram, length, pair.local(), nowNanos);
        if (answer != null) {
            onTheWire.add(() -> deliver(answer, answer.length, pair.remote()));
        }
    }

    @Override
    public void close() {
        core.closeRoom(ROOM, nowNanos);
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
