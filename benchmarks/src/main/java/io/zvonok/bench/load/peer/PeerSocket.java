package io.zvonok.bench.load.peer;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import java.net.InetSocketAddress;
import java.util.function.Consumer;

/**
 * One UDP socket, connected to one address of the server: a server tells peers apart by their addresses. Connected sockets
 * spare both directions the address of each datagram.
 *
 * <p>Thread: the loop.
 */
final class PeerSocket extends ChannelInboundHandlerAdapter {
    private static final int MAX_DATAGRAM = 2048;
    private static final int READ_BATCH = 8;
    private static final int SOCKET_BUFFER = 1 << 20;

    private final LoadLoop loop;
    private final InetSocketAddress server;
    private final Input input;
    private final Channel channel;
    private boolean closed;

    /** Takes what arrives. */
    interface Input {
        /** Borrowed. */
        void onDatagram(ByteBuf datagram);
    }

    private PeerSocket(LoadLoop loop, InetSocketAddress server, Input input, Consumer<Throwable> onFailure) {
        this.loop = loop;
        this.server = server;
        this.input = input;
        Bootstrap bootstrap = new Bootstrap()
                .group(loop.eventLoop())
                .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .option(ChannelOption.SO_RCVBUF, SOCKET_BUFFER)
                .handler(this);
        if (Epoll.isAvailable()) {
            bootstrap
                    .channel(EpollDatagramChannel.class)
                    .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, MAX_DATAGRAM)
                    .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(MAX_DATAGRAM * READ_BATCH));
        } else {
            bootstrap
                    .channel(NioDatagramChannel.class)
                    .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(MAX_DATAGRAM));
        }
        ChannelFuture connecting = bootstrap.connect(server);
        channel = connecting.channel();
        connecting.addListener(done -> {
            if (!done.isSuccess() && !closed) {
                onFailure.accept(done.cause());
            }
        });
    }

    /** Opens a socket; {@code onFailure} hears of it when that does not work, on the loop. */
    static PeerSocket open(LoadLoop loop, InetSocketAddress server, Input input, Consumer<Throwable> onFailure) {
        return new PeerSocket(loop, server, input, onFailure);
    }

    InetSocketAddress server() {
        return server;
    }

    void send(byte[] datagram, int length) {
        if (closed || !channel.isActive()) {
            loop.tally().increment(Tally.Count.SEND_FAILED);
            return;
        }
        ByteBuf copy = channel.alloc().directBuffer(length).writeBytes(datagram, 0, length);
        channel.writeAndFlush(copy, channel.voidPromise());
    }

    void close() {
        closed = true;
        channel.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        DatagramPacket packet = (DatagramPacket) message;
        try {
            if (!closed) {
                input.onDatagram(packet.content());
            }
        } finally {
            packet.release();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        loop.tally().increment(Tally.Count.SEND_FAILED);
    }
}
