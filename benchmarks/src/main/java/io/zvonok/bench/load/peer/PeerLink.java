package io.zvonok.bench.load.peer;

import io.netty.buffer.ByteBuf;
import io.zvonok.bench.load.peer.SdpAnswer.Candidate;
import io.zvonok.media.api.IceParameters;
import io.zvonok.media.srtp.SrtpReceiver;
import io.zvonok.media.srtp.SrtpSender;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One peer's secure way to the server: candidate after candidate until one answers, then the handshake, then SRTP.
 *
 * <p>A peer that only counts is given the clear headers of RTP packets and nothing is decrypted for it but RTCP.
 *
 * <p>Thread: the loop.
 */
final class PeerLink {
    private static final long PATIENCE_NANOS = 700_000_000;
    private static final long GIVE_UP_NANOS = 30_000_000_000L;
    /** What a counting peer sees of a packet: header, extensions. */
    private static final int CLEAR_BYTES = 128;

    private final LoadLoop loop;
    private final DtlsClientPool handshakes;
    private final boolean opensRtp;
    private final Listener listener;
    private final IceClient ice;
    private List<Candidate> candidates = List.of();
    private int tried;
    private IceParameters remote = new IceParameters("", "");
    private @Nullable SdpAnswer answer;
    private @Nullable PeerSocket socket;
    private @Nullable RecordQueue records;
    private @Nullable SrtpSender sender;
    private @Nullable SrtpReceiver receiver;
    private boolean connected;
    private boolean closed;

    /** What a link tells its peer. */
    interface Listener {
        void onConnected(long nowNanos);

        void onSecured(long nowNanos);

        /** A packet, opened if this link opens RTP, else as it came; {@code available} bytes of it are in the array. */
        void onRtp(byte[] array, int available, int wireLength, long nowNanos);

        /** Opened. */
        void onRtcp(byte[] array, int length, long nowNanos);

        void onFailed(String reason);
    }

    PeerLink(LoadLoop loop, DtlsClientPool handshakes, RandomGenerator random, boolean opensRtp, Listener listener) {
        this.loop = loop;
        this.handshakes = handshakes;
        this.opensRtp = opensRtp;
        this.listener = listener;
        this.ice = new IceClient(random, this::transmit);
    }

    IceParameters local() {
        return ice.local();
    }

    void start(SdpAnswer agreed, List<Candidate> inOrder) {
        answer = agreed;
        candidates = inOrder;
        remote = agreed.ice();
        if (candidates.isEmpty()) {
            fail("the answer has no UDP candidate");
            return;
        }
        long now = System.nanoTime();
        tryNext();
        loop.at(now + GIVE_UP_NANOS, () -> {
            if (sender == null) {
                fail(connected ? "the DTLS handshake took too long" : "no candidate answers connectivity checks");
            }
        });
    }

    private void tryNext() {
        if (closed || connected) {
            return;
        }
        if (socket != null) {
            socket.close();
        }
        Candidate candidate = candidates.get(tried++ % candidates.size());
        InetSocketAddress address = new InetSocketAddress(candidate.address(), candidate.port());
        socket = PeerSocket.open(loop, address, this::onDatagram, failed -> fail(socketTrouble(failed)));
        loop.execute(
                () -> { // after the connect, which is on this loop too
                    ice.start(remote, System.nanoTime());
                    schedule();
                });
        loop.at(System.nanoTime() + PATIENCE_NANOS, this::tryNext);
    }

    private static String socketTrouble(Throwable failed) {
        String message = String.valueOf(failed.getMessage());
        return message.contains("Too many open files")
                ? "too few file descriptors: a UDP socket could not be opened (ulimit -n)"
                : "a UDP socket could not be opened: " + message;
    }

    private void schedule() {
        loop.at(ice.nextTimeoutNanos(), () -> {
            if (closed) {
                return;
            }
            long now = System.nanoTime();
            ice.onTimeout(now);
            if (ice.isConsentLost(now)) {
                fail("the server stopped answering connectivity checks");
            } else if (ice.nextTimeoutNanos() > now) {
                schedule();
            }
        });
    }

    private void onDatagram(ByteBuf datagram) {
        long now = System.nanoTime();
        int length = datagram.readableBytes();
        if (length < 12) {
            return;
        }
        byte[] array = loop.incoming();
        int first = datagram.getByte(datagram.readerIndex()) & 0xFF;
        int second = datagram.getByte(datagram.readerIndex() + 1) & 0xFF;
        boolean media = first >= 128 && first < 192;
        boolean rtp = media && (second < 192 || second > 223);
        int copied = Math.min(rtp && !opensRtp ? CLEAR_BYTES : array.length, length);
        datagram.getBytes(datagram.readerIndex(), array, 0, copied);
        if (rtp) {
            onRtp(array, copied, length, now);
        } else if (media) {
            onRtcp(array, length, now);
        } else if (first < 4) {
            onStun(array, length, now);
        } else if (first >= 20 && first < 64 && records != null) {
            records.offer(array, length);
        }
    }

    private void onRtp(byte[] array, int copied, int length, long now) {
        int opened = copied;
        if (opensRtp) {
            if (receiver == null) {
                return; // overtook the keys by a moment; the server sends again what matters
            }
            opened = receiver.unprotectRtp(array, 0, length);
            if (opened < 0) {
                loop.tally().increment(Tally.Count.NOT_AUTHENTIC);
                return;
            }
        }
        listener.onRtp(array, opened, length, now);
    }

    private void onRtcp(byte[] array, int length, long now) {
        loop.tally().increment(Tally.Count.RTCP_RECEIVED);
        int opened = receiver == null ? -1 : receiver.unprotectRtcp(array, 0, length);
        if (opened > 0) {
            listener.onRtcp(array, opened, now);
        }
    }

    private void onStun(byte[] array, int length, long now) {
        PeerSocket open = socket;
        if (open == null) {
            return;
        }
        ice.onStun(array, length, open.server(), now);
        if (ice.isConnected() && !connected) {
            connected = true;
            listener.onConnected(now);
            shakeHands();
        }
    }

    private void shakeHands() {
        SdpAnswer agreed = answer;
        if (agreed == null) {
            return;
        }
        RecordQueue queue = new RecordQueue(datagram -> loop.execute(() -> transmit(datagram, datagram.length)));
        records = queue;
        handshakes.connect(queue, agreed.fingerprint(), new DtlsClientPool.Outcome() {
            @Override
            public void onKeys(DtlsClient.Keys keys) {
                loop.execute(() -> secured(keys));
            }

            @Override
            public void onFailed(String reason) {
                loop.execute(() -> fail(reason));
            }
        });
    }

    private void secured(DtlsClient.Keys keys) {
        if (closed) {
            return;
        }
        records = null;
        sender = new SrtpSender(keys.local(), loop.srtpStats());
        receiver = new SrtpReceiver(keys.remote(), loop.srtpStats());
        listener.onSecured(System.nanoTime());
    }

    boolean isSecured() {
        return sender != null && !closed;
    }

    /** Protects a packet in place and sends it; the array has room behind it. */
    boolean sendRtp(byte[] packet, int length) {
        SrtpSender keys = sender;
        int protectedLength = keys == null || closed ? -1 : keys.protectRtp(packet, 0, length);
        return transmitProtected(packet, protectedLength);
    }

    boolean sendRtcp(byte[] packet, int length) {
        SrtpSender keys = sender;
        int protectedLength = keys == null || closed ? -1 : keys.protectRtcp(packet, 0, length);
        loop.tally().increment(Tally.Count.RTCP_SENT);
        return transmitProtected(packet, protectedLength);
    }

    private boolean transmitProtected(byte[] packet, int length) {
        if (length > 0) {
            transmit(packet, length);
        }
        return length > 0;
    }

    private void transmit(byte[] datagram, int length) {
        if (socket != null && !closed) {
            socket.send(datagram, length);
        }
    }

    private void fail(String reason) {
        if (!closed) {
            close();
            listener.onFailed(reason);
        }
    }

    void close() {
        closed = true;
        if (socket != null) {
            socket.close();
        }
    }
}
