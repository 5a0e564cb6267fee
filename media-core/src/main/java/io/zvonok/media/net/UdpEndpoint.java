package io.zvonok.media.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.zvonok.media.stats.Counter;
import io.zvonok.media.stats.LoopStats;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * One bound UDP address of a loop. Reads in batches where the platform can, copies each datagram once into a heap buffer
 * and hands it to the loop; queues what leaves and flushes once a batch.
 *
 * <p>Thread: the owning media loop.
 */
final class UdpEndpoint extends SimpleChannelInboundHandler<DatagramPacket> {
    private static final int MAX_DATAGRAM = 2048;
    private static final int READ_BATCH = 16;
    private static final int FLUSH_EVERY = 32;
    private static final int SOCKET_BUFFER = 4 << 20;
    /** Beyond this many bytes waiting for the kernel, datagrams are dropped rather than delayed. */
    private static final int MAX_QUEUED = 4 << 20;

    private final LoopStats stats;
    private final Input input;
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

    /** Binds the address; blocks the calling thread, not the loop. Fails with the cause. */
    void bind(EventLoop loop, InetSocketAddress address, boolean epoll) throws InterruptedException {
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .option(ChannelOption.SO_RCVBUF, SOCKET_BUFFER)
                .option(ChannelOption.SO_SNDBUF, SOCKET_BUFFER)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(MAX_QUEUED / 2, MAX_QUEUED))
                .handler(this);
        if (epoll) {
            bootstrap
                    .channel(EpollDatagramChannel.class)
                    .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, MAX_DATAGRAM)
                    .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(MAX_DATAGRAM * READ_BATCH));
        } else {
            bootstrap
                    .channel(NioDatagramChannel.class)
                    .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(MAX_DATAGRAM));
        }
        Channel bound = bootstrap.bind(address).sync().channel();
        channel = bound;
        local = (InetSocketAddress) bound.localAddress();
    }

    InetSocketAddress local() {
        InetSocketAddress bound = local;
        if (bound == null) {
            throw new IllegalStateException("not bound");
        }
        return bound;
    }

    void send(byte[] datagram, int length, InetSocketAddress remote) {
        Channel open = channel;
        if (open == null || !open.isWritable()) {
            stats.increment(Counter.SEND_FAILED);
            return;
        }
        ByteBuf copy = open.alloc().directBuffer(length).writeBytes(datagram, 0, length);
        open.write(new DatagramPacket(copy, remote), open.voidPromise());
        stats.increment(Counter.DATAGRAMS_OUT);
        stats.add(Counter.BYTES_OUT, length);
        if (++unflushed >= FLUSH_EVERY) {
            flush();
        }
    }

    void flush() {
        if (unflushed > 0 && channel != null) {
            unflushed = 0;
            channel.flush();
        }
    }

    void close() {
        if (channel != null) {
            channel.close();
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
