package io.zvonok.media.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.unix.SegmentedDatagramPacket;
import io.zvonok.media.peer.Cargo;
import io.zvonok.media.stats.Counter;
import io.zvonok.media.stats.LoopStats;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One bound UDP address of a loop. Reads in batches where the platform can, copies each datagram once into a heap buffer
 * and hands it to the loop; gathers what leaves into trains and flushes once a batch.
 *
 * <p>Thread: the owning media loop.
 */
final class UdpEndpoint extends SimpleChannelInboundHandler<DatagramPacket> {
    private static final int MAX_DATAGRAM = 2048;
    private static final int READ_BATCH = 32;
    private static final int FLUSH_EVERY = 32;
    private static final int SOCKET_BUFFER = 4 << 20;
    /** What waits for the kernel in order; what comes on top waits by importance. */
    private static final int MAX_IN_ORDER = 512 << 10;
    /** Beyond this many bytes on top, what is least important is dropped rather than delayed. */
    private static final int MAX_QUEUED = 4 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(UdpEndpoint.class);

    private final LoopStats stats;
    private final Input input;
    private final Train train = new Train(PooledByteBufAllocator.DEFAULT);
    private final SendQueue waiting = new SendQueue(MAX_QUEUED);
    private Cargo trainCargo = Cargo.PICTURE;
    private TrainGuard guard = new TrainGuard(false);
    private @Nullable Channel channel;
    private @Nullable InetSocketAddress local;
    private int unflushed;

    /** Takes what arrives. */
    interface Input {
        /** Heap buffer, borrowed. */
        void onDatagram(InetSocketAddress local, InetSocketAddress remote, ByteBuf datagram);

        void onBatchComplete();
    }

    UdpEndpoint(LoopStats stats, Input input) {
        super(true);
        this.stats = stats;
        this.input = input;
    }

    /**
     * Binds the address; blocks the calling thread, not the loop. Fails with the cause.
     *
     * @param trains datagrams may leave in trains where that works
     */
    Channel bind(EventLoop loop, InetSocketAddress address, boolean epoll, boolean trains) throws InterruptedException {
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .option(ChannelOption.SO_RCVBUF, SOCKET_BUFFER)
                .option(ChannelOption.SO_SNDBUF, SOCKET_BUFFER)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(MAX_IN_ORDER / 2, MAX_IN_ORDER))
                .handler(this);
        if (epoll) {
            bootstrap
                    .channel(EpollDatagramChannel.class)
                    .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, MAX_DATAGRAM)
                    .option(
                            ChannelOption.RECVBUF_ALLOCATOR,
                            new FixedRecvByteBufAllocator(MAX_DATAGRAM * READ_BATCH).maxMessagesPerRead(READ_BATCH));
        } else {
            bootstrap
                    .channel(NioDatagramChannel.class)
                    .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(MAX_DATAGRAM));
        }
        Channel bound = bootstrap.bind(address).sync().channel();
        channel = bound;
        local = (InetSocketAddress) bound.localAddress();
        guard = new TrainGuard(trains && epoll && EpollDatagramChannel.isSegmentedDatagramPacketSupported());
        return bound;
    }

    InetSocketAddress local() {
        InetSocketAddress bound = local;
        if (bound == null) {
            throw new IllegalStateException("not bound");
        }
        return bound;
    }

    /** False where trains are switched off, or have turned out not to work. */
    boolean hasTrains() {
        return guard.isOn();
    }

    /** Queues a copy of the datagram. */
    void send(byte[] datagram, int length, InetSocketAddress remote, Cargo cargo) {
        stats.increment(Counter.DATAGRAMS_OUT);
        stats.add(Counter.BYTES_OUT, length);
        if (train.takes(remote, length, cargo)) {
            train.add(datagram, length);
            return;
        }
        closeTrain();
        train.begin(remote, datagram, length, cargo == Cargo.PICTURE && guard.mayTake(remote));
        trainCargo = cargo;
    }

    private void closeTrain() {
        if (train.isEmpty()) {
            return;
        }
        if (train.datagrams() > 1) {
            stats.increment(Counter.TRAINS_OUT);
            stats.add(Counter.DATAGRAMS_IN_TRAINS, train.datagrams());
        }
        DatagramPacket packet = train.take();
        Channel open = channel;
        if (open != null && open.isWritable() && waiting.isEmpty()) {
            write(open, packet);
        } else {
            stats.add(Counter.SEND_DROPPED, waiting.offer(packet, trainCargo));
        }
    }

    private void write(Channel open, DatagramPacket packet) {
        ChannelPromise promise = packet instanceof SegmentedDatagramPacket segmented
                ? new TrainPromise(open, segmented)
                : open.voidPromise();
        open.write(packet, promise);
        if (++unflushed >= FLUSH_EVERY) {
            unflushed = 0;
            open.flush();
        }
    }

    /** Everything sent so far leaves now. */
    void flush() {
        closeTrain();
        Channel open = channel;
        if (open != null) {
            drain(open);
            if (unflushed > 0) {
                unflushed = 0;
                open.flush();
            }
        }
    }

    private void drain(Channel open) {
        while (!waiting.isEmpty() && open.isWritable()) {
            DatagramPacket next = waiting.poll();
            if (next != null) {
                write(open, next);
            }
        }
    }

    /** The kernel takes datagrams again. */
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (context.channel().isWritable() && !waiting.isEmpty()) {
            context.executor().execute(this::flush); // not from within a flush
        }
    }

    /** A train that did not leave because it is one: its datagrams go one by one. */
    private void onRefused(SegmentedDatagramPacket refused, Throwable cause) {
        stats.increment(Counter.TRAINS_REFUSED);
        if (guard.onRefused(refused.recipient(), cause)) {
            LOG.warn("datagrams leave one by one from {}: trains of them are refused ({})", local, cause.getMessage());
        }
        ByteBuf content = refused.content();
        while (content.isReadable()) {
            int length = Math.min(refused.segmentSize(), content.readableBytes());
            DatagramPacket single = new DatagramPacket(content.readRetainedSlice(length), refused.recipient());
            stats.add(Counter.SEND_DROPPED, waiting.offer(single, Cargo.PICTURE));
        }
        Channel open = channel;
        if (open != null) {
            open.eventLoop().execute(this::flush);
        }
    }

    /** Keeps a train until it is known whether it left. */
    private final class TrainPromise extends DefaultChannelPromise {
        private final SegmentedDatagramPacket sent;

        TrainPromise(Channel channel, SegmentedDatagramPacket sent) {
            super(channel);
            this.sent = sent.retain();
        }

        @Override
        public boolean trySuccess(Void result) {
            sent.release();
            return super.trySuccess(result);
        }

        @Override
        public boolean tryFailure(Throwable cause) {
            if (TrainGuard.isRefusal(cause)) {
                onRefused(sent, cause);
            } else {
                stats.increment(Counter.SEND_FAILED);
            }
            sent.release();
            return super.tryFailure(cause);
        }
    }

    void close() {
        Channel open = channel;
        if (open != null) {
            open.eventLoop().execute(() -> {
                flush();
                waiting.clear();
                open.close();
            });
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
        ByteBuf content = packet.content();
        int length = Math.min(content.readableBytes(), MAX_DATAGRAM);
        ByteBuf heap = context.alloc().heapBuffer(MAX_DATAGRAM);
        try {
            heap.writeBytes(content, content.readerIndex(), length);
            input.onDatagram(local(), packet.sender(), heap);
        } finally {
            heap.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        input.onBatchComplete();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        stats.increment(Counter.SEND_FAILED); // ICMP errors and refused sends; nothing a session should feel
    }
}
