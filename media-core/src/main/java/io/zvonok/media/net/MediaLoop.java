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
import io.zvonok.media.api.MediaKind;
import io.zvonok.media.api.RemoteTransport;
import io.zvonok.media.api.ZvonokException;
import io.zvonok.media.dtls.DtlsEngine;
import io.zvonok.media.dtls.DtlsSession;
import io.zvonok.media.ice.CandidatePair;
import io.zvonok.media.ice.IceConfig;
import io.zvonok.media.peer.Cargo;
import io.zvonok.media.peer.PeerTransport;
import io.zvonok.media.room.LoopContext;
import io.zvonok.media.room.TransportFactory;
import io.zvonok.media.stats.Counter;
import io.zvonok.media.stats.LoopStats;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
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
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long IDLE_TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    /** A tick so late is one that people may hear. */
    private static final long SLOW_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private static final long COUNT_INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    /** RFC 8445 section 5.1.2.1: host type preference 126, component 1. */
    private static final long HOST_PRIORITY = (126L << 24) + 255;

    private final int index;
    private final LoopStats stats = new LoopStats();
    private final MultiThreadIoEventLoopGroup group;
    private final EventLoop thread;
    private final boolean epoll = Epoll.isAvailable();
    private final List<UdpEndpoint> endpoints = new ArrayList<>();
    /** What clients are told, the best first; several may lead to one endpoint. */
    private final List<InetSocketAddress> advertised = new ArrayList<>();

    private final Map<InetSocketAddress, UdpEndpoint> byLocal = new HashMap<>();
    private final boolean trains;
    private final DtlsEngine dtls;
    private final SecureRandom random;
    private final LoopCore core;
    private final byte[] sealed = new byte[PeerTransport.SEALED_BYTES];
    private final long startedNanos;

    private long batchNanos = -1;
    private @Nullable Future<?> nextTick;
    private long nextTickNanos;
    private boolean idle;
    private long nextCountNanos;
    private long lagThisSecond;
    private long secondBeganNanos;
    private long datagramsBefore;
    private volatile long worstLagNanos;
    private volatile long cpuNanos = -1;
    private volatile long datagramsPerSecond;
    private volatile long secondsCounted;
    private volatile int participantCount;
    private volatile int connectedCount;
    private volatile int heardSlots;
    private volatile int seenSlots;
    private volatile boolean closed;

    /**
     * @param trains datagrams may leave in trains where that works
     * @param startedNanos time 0 of all loops of the server, on {@link System#nanoTime}
     * @param startedMillis the same, on the wall clock
     */
    public MediaLoop(
            int index, boolean trains, DtlsEngine dtls, SecureRandom random, long startedNanos, long startedMillis) {
        this.index = index;
        this.trains = trains;
        this.startedNanos = startedNanos;
        this.dtls = dtls;
        this.random = random;
        this.group = new MultiThreadIoEventLoopGroup(
                1,
                new DefaultThreadFactory("zvonok-media-" + index, true),
                epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        this.thread = group.next();
        LoopContext context = new LoopContext(stats, PooledByteBufAllocator.DEFAULT, random, startedMillis);
        this.core = new LoopCore(context, new Transports(), new Sink(), MediaLoop::logFailure);
    }

    private static void logFailure(RuntimeException failure) {
        LOG.error("a session was closed because its handler failed; this is a bug", failure);
    }

    /**
     * Binds all endpoints at the port (0: any) and starts to tick. An address that is gone by now is left out as long as
     * there is another.
     *
     * @throws ZvonokException if none is left, or somebody else has the port
     */
    public void start(List<LocalAddresses.Endpoint> addresses, int port) {
        Map<InetAddress, UdpEndpoint> bound = new HashMap<>();
        Map<InetAddress, ZvonokException> refused = new LinkedHashMap<>();
        for (LocalAddresses.Endpoint address : addresses) {
            if (!bound.containsKey(address.bind()) && !refused.containsKey(address.bind())) {
                try {
                    bound.put(address.bind(), bind(new InetSocketAddress(address.bind(), port)));
                } catch (ZvonokException failure) {
                    if (isTaken(failure)) {
                        throw failure;
                    }
                    refused.put(address.bind(), failure);
                }
            }
            UdpEndpoint endpoint = bound.get(address.bind());
            if (endpoint != null) {
                advertised.add(new InetSocketAddress(
                        address.advertised(), endpoint.local().getPort()));
            }
        }
        for (ZvonokException failure : refused.values()) {
            if (bound.isEmpty()) {
                throw failure;
            }
            LOG.warn("{}; left out, others are bound", failure.getMessage());
        }
        thread.execute(this::tick);
    }

    /** The same words from the native transport and from the JDK's, which have different exceptions. */
    private static boolean isTaken(ZvonokException failure) {
        return String.valueOf(failure.getMessage()).contains("already in use");
    }

    private UdpEndpoint bind(InetSocketAddress address) {
        UdpEndpoint endpoint = new UdpEndpoint(stats, new Input());
        try {
            endpoint.bind(thread, address, epoll, trains);
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
        endpoints.add(endpoint);
        byLocal.put(endpoint.local(), endpoint);
        return endpoint;
    }

    public LoopStats stats() {
        return stats;
    }

    /** Participants of all rooms here, a moment ago. */
    @Override
    public int participantCount() {
        return participantCount;
    }

    /** Those of them whose transport is connected, a moment ago. */
    public int connectedCount() {
        return connectedCount;
    }

    /** Slots of this kind with somebody in them, a moment ago. */
    public int filledSlots(MediaKind kind) {
        return kind == MediaKind.AUDIO ? heardSlots : seenSlots;
    }

    /** Worst delay of a tick in the last second, in nanoseconds. */
    public long worstLagNanos() {
        return worstLagNanos;
    }

    /** What the thread has used of a processor, as of a second ago; -1 if that is not known. */
    public long cpuNanos() {
        return cpuNanos;
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
            hurryIfAwake();
        });
        return result;
    }

    @Override
    public void post(Runnable task) {
        executeAndFlush(() -> core.run(task, hasTrains(), nowNanos()));
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
        noteLag(now);
        core.onTick(now);
        if (now >= nextCountNanos) {
            nextCountNanos = now + COUNT_INTERVAL_NANOS;
            participantCount = core.participantCount();
            connectedCount = core.connectedCount();
            heardSlots = core.filledSlots(MediaKind.AUDIO);
            seenSlots = core.filledSlots(MediaKind.VIDEO);
        }
        flush();
        idle = !core.isAwake();
        scheduleTick(now, idle ? IDLE_TICK_NANOS : TICK_NANOS);
    }

    private void scheduleTick(long now, long delayNanos) {
        nextTickNanos = now + delayNanos;
        nextTick = thread.schedule(this::tick, delayNanos, TimeUnit.NANOSECONDS);
    }

    /** Something happened while nothing did: the next tick comes as soon as any. */
    private void hurryIfAwake() {
        Future<?> scheduled = nextTick;
        if (idle && scheduled != null && core.isAwake()) {
            idle = false;
            scheduled.cancel(false);
            scheduleTick(nowNanos(), TICK_NANOS);
        }
    }

    private void noteLag(long now) {
        if (nextTickNanos > 0) {
            lagThisSecond = Math.max(lagThisSecond, now - nextTickNanos);
            if (now - nextTickNanos > SLOW_NANOS) {
                SlowLoopEvent.tell(index, now - nextTickNanos, participantCount);
            }
        }
        if (now - secondBeganNanos >= TimeUnit.SECONDS.toNanos(1)) {
            secondBeganNanos = now;
            worstLagNanos = lagThisSecond;
            lagThisSecond = 0;
            cpuNanos = THREADS.isCurrentThreadCpuTimeSupported() ? THREADS.getCurrentThreadCpuTime() : -1;
            long datagrams = stats.get(Counter.DATAGRAMS_IN) + stats.get(Counter.DATAGRAMS_OUT);
            datagramsPerSecond = datagrams - datagramsBefore;
            datagramsBefore = datagrams;
            secondsCounted++;
        }
    }

    private final class Sink implements LoopCore.DatagramSink {
        private InetSocketAddress lastLocal = new InetSocketAddress(0);
        private @Nullable UdpEndpoint last;

        @Override
        public void send(byte[] datagram, int length, CandidatePair pair) {
            send(datagram, length, pair, Cargo.CONTROL);
        }

        @Override
        public void send(byte[] datagram, int length, CandidatePair pair, Cargo cargo) {
            if (pair.local() != lastLocal) {
                lastLocal = pair.local();
                last = byLocal.get(lastLocal);
            }
            if (last != null) {
                last.send(datagram, length, pair.remote(), cargo);
            } else {
                stats.increment(Counter.SEND_NOWHERE);
            }
        }
    }

    private boolean hasTrains() {
        for (int i = 0; i < endpoints.size(); i++) {
            if (endpoints.get(i).hasTrains()) {
                return true;
            }
        }
        return false;
    }

    private void flush() {
        core.flushRelays();
        for (int i = 0; i < endpoints.size(); i++) {
            endpoints.get(i).flush();
        }
        if (!core.context().delays().isEmpty()) {
            core.context().delays().settle(nowNanos());
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
                core.onBatchStart(hasTrains());
            }
            core.onDatagram(local, remote, datagram, batchNanos);
        }

        @Override
        public void onBatchComplete() {
            if (batchNanos >= 0) {
                core.onBatchEnd(batchNanos);
            }
            batchNanos = -1;
            flush();
            hurryIfAwake();
        }
    }

    private final class Transports implements TransportFactory {
        @Override
        public PeerTransport create(RemoteTransport remote, PeerTransport.Output output) {
            PeerTransport transport = new PeerTransport(IceConfig.defaults(), random, stats, output, sealed);
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
            for (int i = 0; i < advertised.size(); i++) {
                InetSocketAddress address = advertised.get(i);
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
                hurryIfAwake();
            });
        }
    }
}
