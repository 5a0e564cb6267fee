package io.zvonok.media.server;

import io.zvonok.media.api.Codec;
import io.zvonok.media.api.CodecParameters;
import io.zvonok.media.api.DtlsRole;
import io.zvonok.media.api.Fingerprint;
import io.zvonok.media.api.HeaderExtension;
import io.zvonok.media.api.JoinResult;
import io.zvonok.media.api.LocalCandidate;
import io.zvonok.media.api.MediaKind;
import io.zvonok.media.api.PeerDescription;
import io.zvonok.media.api.PublishSection;
import io.zvonok.media.api.RemoteTransport;
import io.zvonok.media.api.SlotSection;
import io.zvonok.media.dtls.DtlsEngine;
import io.zvonok.media.dtls.DtlsKeys;
import io.zvonok.media.dtls.DtlsSession;
import io.zvonok.media.ice.IceClient;
import io.zvonok.media.rtp.RtpHeaderWriter;
import io.zvonok.media.rtp.RtpPacketView;
import io.zvonok.media.srtp.SrtpKeys;
import io.zvonok.media.srtp.SrtpProfile;
import io.zvonok.media.srtp.SrtpReceiver;
import io.zvonok.media.srtp.SrtpSender;
import io.zvonok.media.stats.LoopStats;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A peer with a socket, a handshake and keys of its own: sends a small picture every 5 ms if it may, and counts what it
 * gets of whom. Everything happens on its thread.
 */
final class SocketPeer implements DtlsSession.Output, AutoCloseable {
    private static final CodecParameters VP8 = new CodecParameters(Codec.VP8, 96, 97, "");
    private static final int MID = 1;
    private static final int PAYLOAD = 400;
    private static final int KEYFRAME_EVERY = 40;
    private static final long FRAME_NANOS = 5_000_000;
    /** Where a payload says who sent it. */
    private static final int NAME_AT = 20;

    private final DtlsEngine engine;
    private final int name;
    private final boolean publishes;
    private final DatagramSocket socket;
    private final IceClient ice;
    private final LoopStats stats = new LoopStats();
    private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final RtpPacketView view = new RtpPacketView();
    private final byte[] out = new byte[2048];
    private final AtomicLong[] received = new AtomicLong[8];
    private final AtomicInteger corrupt = new AtomicInteger();
    private final Thread thread = new Thread(this::run);

    private volatile boolean closed;
    private volatile boolean connected;
    private InetSocketAddress server;
    private DtlsSession dtls;
    private SrtpSender sender;
    private SrtpReceiver receiver;
    private int sequence = 1000;
    private long nextFrameNanos;

    /** @param name below 8 */
    SocketPeer(DtlsEngine engine, int name, boolean publishes) throws IOException {
        this.engine = engine;
        this.name = name;
        this.publishes = publishes;
        this.socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        this.ice = new IceClient(new SecureRandom(), (bytes, length, source, to) -> transmit(bytes, length));
        for (int i = 0; i < received.length; i++) {
            received[i] = new AtomicLong();
        }
    }

    PeerDescription description() {
        PublishSection camera = new PublishSection(
                "0",
                MediaKind.VIDEO,
                List.of(VP8),
                List.of(),
                List.of(new PublishSection.DeclaredSsrc(700 + name, 800 + name)));
        return new PeerDescription(
                new RemoteTransport(ice.local(), List.of(engine.fingerprint()), DtlsRole.SERVER),
                Map.of(HeaderExtension.MID, MID),
                publishes ? List.of(camera) : List.of(),
                List.of(slot("v0"), slot("v1")));
    }

    private static SlotSection slot(String mid) {
        return new SlotSection(mid, MediaKind.VIDEO, List.of(VP8), Set.of(HeaderExtension.MID));
    }

    void start(JoinResult joined) throws IOException {
        LocalCandidate candidate = joined.transport().candidates().get(0);
        server = new InetSocketAddress(candidate.address(), candidate.port());
        socket.setSoTimeout(2);
        ice.setRemote(joined.transport().ice());
        List<Fingerprint> fingerprints = List.of(joined.transport().fingerprint());
        dtls = new DtlsSession(engine, DtlsRole.CLIENT, fingerprints, stats, tasks::add, this);
        thread.setDaemon(true);
        thread.start();
    }

    int serverPort() {
        return server.getPort();
    }

    boolean isConnected() {
        return connected;
    }

    /** Packets of this peer that came as they were sent. */
    long receivedOf(SocketPeer other) {
        return received[other.name].get();
    }

    int corrupt() {
        return corrupt.get();
    }

    private void run() {
        ice.use((InetSocketAddress) socket.getLocalSocketAddress(), server, System.nanoTime());
        byte[] buffer = new byte[2048];
        boolean shaking = false;
        while (!closed) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                socket.receive(packet);
                onDatagram(buffer, packet.getLength());
            } catch (SocketTimeoutException quiet) {
                Thread.onSpinWait();
            } catch (IOException gone) {
                return;
            }
            long now = System.nanoTime();
            ice.onTimeout(now);
            if (ice.isConnected() && !shaking) {
                shaking = true;
                dtls.start();
            }
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
            }
            if (publishes && sender != null && now >= nextFrameNanos) {
                nextFrameNanos = now + FRAME_NANOS;
                sendFrame();
            }
        }
    }

    private void onDatagram(byte[] bytes, int length) {
        int first = bytes[0] & 0xFF;
        if (first <= 3) {
            InetSocketAddress here = (InetSocketAddress) socket.getLocalSocketAddress();
            ice.onStun(bytes, 0, length, here, server, System.nanoTime());
        } else if (first <= 63) {
            dtls.onDatagram(bytes, 0, length);
        } else if (receiver != null && (bytes[1] & 0xFF) < 192 || (bytes[1] & 0xFF) > 223) {
            int plain = receiver == null ? -1 : receiver.unprotectRtp(bytes, 0, length);
            if (plain > 0 && view.wrap(bytes, 0, plain) && view.payloadLength() > 0) {
                count();
            }
        }
    }

    private void count() {
        int from = view.array()[view.payloadOffset() + NAME_AT];
        boolean intact = view.payloadLength() == PAYLOAD && from >= 0 && from < received.length;
        for (int i = NAME_AT; intact && i < PAYLOAD; i++) {
            intact = view.array()[view.payloadOffset() + i] == from;
        }
        if (intact) {
            received[from].incrementAndGet();
        } else {
            corrupt.incrementAndGet();
        }
    }

    private void sendFrame() {
        RtpHeaderWriter header = new RtpHeaderWriter();
        header.begin(out, 0, true, VP8.payloadType(), sequence & 0xFFFF, sequence * 450, 700 + name);
        int at = header.finish();
        boolean key = sequence % KEYFRAME_EVERY == 0;
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
        for (int i = NAME_AT; i < PAYLOAD; i++) {
            out[at + i] = (byte) name;
        }
        sequence++;
        int length = sender.protectRtp(out, 0, at + PAYLOAD);
        transmit(out, length);
    }

    @Override
    public void transmit(byte[] datagram, int length) {
        try {
            socket.send(new DatagramPacket(datagram, length, server));
        } catch (IOException refused) {
            if (!closed) {
                throw new IllegalStateException(refused);
            }
        }
    }

    @Override
    public void onKeys(DtlsKeys keys) {
        SrtpProfile profile = SrtpProfile.ofId(keys.srtpProfile());
        sender = new SrtpSender(new SrtpKeys(profile, keys.localKey(), keys.localSalt()), stats);
        receiver = new SrtpReceiver(new SrtpKeys(profile, keys.remoteKey(), keys.remoteSalt()), stats);
        connected = true;
    }

    @Override
    public void onFailed(String reason) {
        throw new IllegalStateException(reason);
    }

    @Override
    public void onClosed() {
        connected = false;
    }

    @Override
    public void close() {
        closed = true;
        socket.close();
    }
}
