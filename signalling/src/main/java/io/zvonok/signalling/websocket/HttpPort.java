package io.zvonok.signalling.websocket;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.ZvonokException;
import io.zvonok.signalling.session.Lessons;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The listening socket of pages, endpoints and signalling.
 *
 * <p>Thread: any.
 */
public final class HttpPort implements AutoCloseable {
    private static final int MAX_REQUEST_LINE = 8 * 1024;
    private static final int MAX_HEADERS = 16 * 1024;
    private static final int MAX_BODY = 64 * 1024;
    private static final int IDLE_SECONDS = 10;
    private static final int BACKLOG = 1024;

    private final EventLoopGroup group;
    private final Channel channel;

    /** What the connections share. */
    record Config(HttpRoutes routes, Lessons lessons, OriginRule origins, long pingIntervalMillis) {}

    private HttpPort(EventLoopGroup group, Channel channel) {
        this.group = group;
        this.channel = channel;
    }

    /**
     * Binds the port.
     *
     * @param tls null for plain HTTP
     * @throws ZvonokException naming the address that cannot be bound
     */
    public static HttpPort open(
            InetSocketAddress address,
            @Nullable SslContext tls,
            HttpRoutes routes,
            Lessons lessons,
            List<String> allowedOrigins,
            long pingIntervalMillis) {
        boolean epoll = Epoll.isAvailable();
        IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        int threads = Math.min(4, Runtime.getRuntime().availableProcessors());
        EventLoopGroup group =
                new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory("zvonok-http", true), io);
        Config config = new Config(routes, lessons, new OriginRule(allowedOrigins), pingIntervalMillis);
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(group)
                .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .childHandler(new Connections(config, tls));
        try {
            return new HttpPort(group, bootstrap.bind(address).sync().channel());
        } catch (InterruptedException interrupted) {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            Thread.currentThread().interrupt();
            throw new ZvonokException(ErrorCode.INTERNAL, "interrupted while binding", interrupted);
        } catch (Exception refused) { // Netty rethrows the checked cause of a failed bind
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            throw new ZvonokException(
                    ErrorCode.INTERNAL,
                    "TCP " + address.getHostString() + " port " + address.getPort() + " cannot be bound: "
                            + refused.getMessage(),
                    refused);
        }
    }

    /** The port that was bound. */
    public int port() {
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    /** Takes no new connections. */
    public void stopListening() {
        channel.close();
    }

    @Override
    public void close() {
        channel.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }

    private static final class Connections extends ChannelInitializer<SocketChannel> {
        private final Config config;
        private final @Nullable SslContext tls;

        Connections(Config config, @Nullable SslContext tls) {
            this.config = config;
            this.tls = tls;
        }

        @Override
        protected void initChannel(SocketChannel socket) {
            if (tls != null) {
                socket.pipeline().addLast(tls.newHandler(socket.alloc()));
            }
            socket.pipeline()
                    .addLast(HttpHandler.IDLE, new IdleStateHandler(IDLE_SECONDS, 0, 0))
                    .addLast(new HttpServerCodec(new HttpDecoderConfig()
                            .setMaxInitialLineLength(MAX_REQUEST_LINE)
                            .setMaxHeaderSize(MAX_HEADERS)))
                    .addLast(new HttpObjectAggregator(MAX_BODY, true))
                    .addLast(new HttpHandler(config));
        }
    }
}
