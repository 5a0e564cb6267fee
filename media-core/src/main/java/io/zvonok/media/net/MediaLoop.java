package io.zvonok.media.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.Fingerprint;
import io.zvonok.media.api.LocalCandidate;
import io.zvonok.media.api.RemoteTransport;
import io.zvonok.media.api.ZvonokException;
import io.zvonok.media.dtls.DtlsEngine;
import io.zvonok.media.dtls.DtlsSession;
import io.zvonok.media.ice.CandidatePair;
import io.zvonok.media.ice.IceConfig;
import io.zvonok.media.peer.PeerTransport;
import io.zvonok.media.room.LoopContext;
import io.zvonok.media.room.TransportFactory;
import io.zvonok.media.stats.Counter;
import io.zvonok.media.stats.LoopStats;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread with its UDP sockets and its rooms. Reads the clock once a batch of datagrams, ticks every few
 * milliseconds, flushes what is to leave at the end of each.
 *
 * <p>Thread: {@link #call} and {@link #start} from any; everything else on the loop itself.
 */
public final class MediaLoop implements RoomLoop, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MediaLoop.class);
    private static final long TICK_MILLIS = 5;
    private static final long IDLE_TICK_MILLIS = 50;
    /** RFC 8445 section 5.1.2.1: host type preference 126, component 1. */
    private static final long HOST_PRIORITY = (126L << 24) + 255;

    private final LoopStats stats = new LoopStats();
    private final MultiThreadIoEventLoopGroup group;
    private final EventLoop thread;
    private final boolean epoll = Epoll.isAvailable();
    private final List<UdpEndpoint> endpoints = new ArrayList<>();
    private final Map<InetSocketAddress, UdpEndpoint> byLocal = new HashMap<>();
    private final DtlsEngine dtls;
    private final SecureRandom random;
    private final LoopCore core;
    private final long startedNanos;

    private long batchNanos = -1;
    private long lastTickNanos;
    private long lagThisSecond;
    private long secondBeganNanos;
    private long datagramsBefore;
    private volatile long worstLagNanos;
    private volatile long datagramsPerSecond;
    private volatile long secondsCounted;
    private volatile int participantCount;
    private volatile int connectedCount;
    private volatile boolean closed;

    /**
     * @param startedNanos time 0 of all loops of the server, on {@link System#nanoTime}
     * @param startedMillis the same, on the wall clock
     */
    public MediaLoop(int index, DtlsEngine dtls, SecureRandom random, long startedNanos, long startedMillis) {
        this.startedNanos = startedNanos;
        this.dtls = dtls;
        this.random = random;
        this.group = new MultiThreadIoEventLoopGroup(
                1,
                new DefaultThreadFactory("zvonok-media-" + index, true),
                epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        this.thread = group.next();
        LoopContext context = new LoopContext(stats, PooledByteBufAllocator.DEFAULT, random, startedMillis);
        this.core = new LoopCore(context, new Transports(), this::send, MediaLoop::logFailure);
    }

    private static void logFailure(RuntimeException failure) {
        LOG.error("a session was closed because its handler failed; this is a bug", failure);
    }

    /** Binds all endpoints at the port (0: any) and starts to tick. */
    public void start(List<LocalAddresses.Endpoint> addresses, int port) {
        Map<InetSocketAddress, UdpEndpoint> sharing = new HashMap<>();
        for (LocalAddresses.Endpoint address : addresses) {
            InetSocketAddress bind = new InetSocketAddress(address.bind(), port);
            if (sharing.containsKey(bind)) {
                continue; // two advertised addresses behind one bound one: the first is told
            }
            UdpEndpoint endpoint = new UdpEndpoint(new InetSocketAddress(address.advertised(), 0), stats, new Input());
            bind(endpoint, bind);
            sharing.put(bind, endpoint);
            endpoints.add(endpoint);
            byLocal.put(endpoint.local(), endpoint);
        }
        thread.execute(this::tick);
    }

    private void bind(UdpEndpoint endpoint, InetSocketAddress address) {
        try {
            endpoint.bind(thread, address, epoll);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ZvonokException(ErrorCode.INTERNAL, "interrupted while binding", interrupted);
        } catch (Exception refused) { // Netty rethrows the checked cause of a failed bind
            throw new ZvonokException(
                    ErrorCode.INTERNAL,
                    "UDP " + address.getAddress().getHostAddress() + " port " + address.getPort() + " cannot be bound: "
                            + refused.getMessage(),
                    refused);
        }
    }

    public LoopStats stats() {
        return stats;
    }

    /** Participants of all rooms here, as of the last tick. */
    @Override
    public int participantCount() {
        return participantCount;
    }

    /** Those of them whose transport is connected, as of the last tick. */
    public int connectedCount() {
        return connectedCount;
    }

    /** Worst delay of a tick in the last second, in nanoseconds. */
    public long worstLagNanos() {
        return worstLagNanos;
    }

    @Override
    public <T> CompletionStage<T> call(BiFunction<LoopCore, Long, T> command) {
        CompletableFuture<T> result = new CompletableFuture<>();
        if (closed) {
            result.completeExceptionally(new ZvonokException(ErrorCode.GONE, "the server is closed"));
            return result;
        }
        thread.execute(() -> {
            try {
                result.complete(command.apply(core, nowNanos()));
            } catch (ZvonokException refused) {
                result.completeExceptionally(refused);
            } catch (RuntimeException bug) {
                logFailure(bug);
                result.completeExceptionally(new ZvonokException(ErrorCode.INTERNAL, "internal error", bug));
            }
            flush();
        });
        return result;
    }

    @Override
    public void post(Runnable task) {
        executeAndFlush(() -> core.run(task, nowNanos()));
    }

    @Override
    public long datagramsPerSecond() {
        return datagramsPerSecond;
    }

    @Override
    public long secondsCounted() {
        return secondsCounted;
    }

    private long nowNanos() {
        return System.nanoTime() - startedNanos;
    }

    private void tick() {
        if (closed) {
            return;
        }
        long now = nowNanos();
        boolean idle = core.participantCount() == 0;
        noteLag(now, idle);
        core.onTick(now);
        participantCount = core.participantCount();
        connectedCount = core.connectedCount();
        flush();
        thread.schedule(this::tick, idle ? IDLE_TICK_MILLIS : TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void noteLag(long now, boolean idle) {
        long period = TimeUnit.MILLISECONDS.toNanos(idle ? IDLE_TICK_MILLIS : TICK_MILLIS);
        if (lastTickNanos > 0) {
            lagThisSecond = Math.max(lagThisSecond, now - lastTickNanos - period);
        }
        lastTickNanos = now;
        if (now - secondBeganNanos >= TimeUnit.SECONDS.toNanos(1)) {
            secondBeganNanos = now;
            worstLagNanos = lagThisSecond;
            lagThisSecond = 0;
            long datagrams = stats.get(Counter.DATAGRAMS_IN) + stats.get(Counter.DATAGRAMS_OUT);
            datagramsPerSecond = datagrams - datagramsBefore;
            datagramsBefore = datagrams;
            secondsCounted++;
        }
    }

    private void send(byte[] datagram, int length, CandidatePair pair) {
        UdpEndpoint endpoint = byLocal.get(pair.local());
        if (endpoint != null) {
            endpoint.send(datagram, length, pair.remote());
        }
    }

    private void flush() {
        core.flushRelays();
        for (int i = 0; i < endpoints.size(); i++) {
            endpoints.get(i).flush();
        }
    }

    @Override
    public void close() {
        call((core, now) -> {
            core.close(now); // what is in their histories goes back to the pool
            return null;
        });
        closed = true;
        endpoints.forEach(UdpEndpoint::close);
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }

    private final class Input implements UdpEndpoint.Input {
        @Override
        public void onDatagram(InetSocketAddress local, InetSocketAddress remote, ByteBuf datagram) {
            if (batchNanos < 0) {
                batchNanos = nowNanos();
            }
            core.onDatagram(local, remote, datagram, batchNanos);
        }

        @Override
        public void onBatchComplete() {
            batchNanos = -1;
            flush();
        }
    }

    private final class Transports implements TransportFactory {
        @Override
        public PeerTransport create(RemoteTransport remote, PeerTransport.Output output) {
            PeerTransport transport = new PeerTransport(IceConfig.defaults(), random, stats, output);
            transport.ice().setRemote(remote.ice());
            transport.handshakeBy(new DtlsSession(
                    dtls,
                    remote.localRole(),
                    remote.fingerprints(),
                    stats,
                    MediaLoop.this::executeAndFlush,
                    transport.dtlsOutput()));
            return transport;
        }

        @Override
        public Fingerprint fingerprint() {
            return dtls.fingerprint();
        }

        @Override
        public List<LocalCandidate> candidates() {
            List<LocalCandidate> candidates = new ArrayList<>();
            for (int i = 0; i < endpoints.size(); i++) {
                InetSocketAddress address = endpoints.get(i).advertised();
                long localPreference = 65535L - i;
                candidates.add(new LocalCandidate(
                        Integer.toString(i + 1),
                        address.getAddress().getHostAddress(),
                        address.getPort(),
                        HOST_PRIORITY + (localPreference << 8)));
            }
            return candidates;
        }
    }

    private void executeAndFlush(Runnable task) {
        if (!closed) {
            thread.execute(() -> {
                try {
                    task.run();
                } catch (RuntimeException bug) {
                    logFailure(bug);
                }
                flush();
            });
        }
    }
}
