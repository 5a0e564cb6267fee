package io.zvonok.signalling.websocket;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.ZvonokException;
import io.zvonok.signalling.session.Lessons;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The listening socket of pages, endpoints and signalling.
 *
 * <p>Thread: any.
 */
public final class HttpPort implements AutoCloseable {
    private static final int MAX_REQUEST_LINE = 4 * 1024;
    private static final int MAX_HEADERS = 8 * 1024;
    private static final int MAX_BODY = 64 * 1024;
    private static final int BACKLOG = 1024;
    /** The kernel would take megabytes from us for a reader that never reads. */
    private static final int SEND_BUFFER = 256 * 1024;

    private static final long TLS_HANDSHAKE_SECONDS = 5;

    private final EventLoopGroup group;
    private final Channel channel;

    /** What the connections share. */
    record Config(
            HttpRoutes routes,
            Lessons lessons,
            OriginRule origins,
            ContentPolicy policy,
            Strangers strangers,
            HttpLimits limits) {}

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
        return open(address, tls, routes, lessons, allowedOrigins, HttpLimits.withPings(pingIntervalMillis));
    }

    static HttpPort open(
            InetSocketAddress address,
            @Nullable SslContext tls,
            HttpRoutes routes,
            Lessons lessons,
            List<String> allowedOrigins,
            HttpLimits limits) {
        boolean epoll = Epoll.isAvailable();
        IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        int threads = Math.min(4, Runtime.getRuntime().availableProcessors());
        EventLoopGroup group =
                new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory("zvonok-http", true), io);
        OriginRule origins = new OriginRule(allowedOrigins);
        Config config = new Config(
                routes, lessons, origins, new ContentPolicy(origins), new Strangers(limits.maxStrangers()), limits);
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(group)
                .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .childOption(ChannelOption.SO_SNDBUF, SEND_BUFFER)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(64 * 1024, 128 * 1024))
                .childHandler(new Connections(config, tls));
        try {
            return new HttpPort(group, bootstrap.bind(withIpv6(address)).sync().channel());
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

    /** The IPv4 wildcard takes IPv6 along where the machine has it. */
    private static InetSocketAddress withIpv6(InetSocketAddress address) {
        try {
            boolean any = address.getAddress() != null && address.getAddress().isAnyLocalAddress();
            boolean ipv6 = any
                    && NetworkInterface.networkInterfaces()
                            .anyMatch(face -> face.inetAddresses().anyMatch(Inet6Address.class::isInstance));
            return ipv6 ? new InetSocketAddress(InetAddress.getByName("::"), address.getPort()) : address;
        } catch (SocketException | UnknownHostException e) {
            return address;
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
                SslHandler handler = tls.newHandler(socket.alloc());
                handler.setHandshakeTimeout(TLS_HANDSHAKE_SECONDS, TimeUnit.SECONDS);
                socket.pipeline().addLast(handler);
            }
            socket.pipeline()
                    .addLast(new HttpServerCodec(new HttpDecoderConfig()
                            .setMaxInitialLineLength(MAX_REQUEST_LINE)
                            .setMaxHeaderSize(MAX_HEADERS)))
                    .addLast(new BodyLimit(MAX_BODY, config.limits().closeMillis()))
                    .addLast(new HttpHandler(config));
        }
    }
}
