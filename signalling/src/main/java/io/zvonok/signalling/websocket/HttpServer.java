package io.zvonok.signalling.websocket;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
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
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.ZvonokException;
import io.zvonok.signalling.session.ClientConnection;
import io.zvonok.signalling.session.Conversation;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The one TCP port: pages, small HTTP routes, and WebSockets, each of which begins a conversation.
 *
 * <p>Thread: {@link #start} and {@link #close} any; the rest on {@code zvonok-http-n}.
 */
public final class HttpServer implements AutoCloseable {
    private static final int MAX_EVENT_LOOPS = 2;
    private static final int BACKLOG = 1024;
    private static final int MAX_REQUEST_LINE = 4096;
    private static final int MAX_HEADERS = 8192;
    private static final int MAX_BODY = 64 * 1024;
    private static final int SEND_BUFFER = 256 * 1024;
    private static final long TLS_HANDSHAKE_SECONDS = 5;

    private final HttpConfig config;
    private final Map<String, HttpRoute> routes;
    private final Function<ClientConnection, Conversation> conversations;
    private final Origins origins;
    private final StaticFiles files;
    private final Strangers strangers;
    private final EventLoopGroup loops;
    private final @Nullable SslContext tls;
    private @Nullable Channel listening;

    private HttpServer(
            HttpConfig config,
            Map<String, HttpRoute> routes,
            Function<ClientConnection, Conversation> conversations) {
        this.config = config;
        this.routes = Map.copyOf(routes);
        this.conversations = conversations;
        origins = new Origins(config.allowedOrigins());
        files = new StaticFiles(new ContentPolicy(origins));
        strangers = new Strangers(config.limits().maxStrangers());
        tls = tls(config.tlsCertificate(), config.tlsKey());
        ThreadFactory threads = new DefaultThreadFactory("zvonok-http", true);
        int count = Math.min(MAX_EVENT_LOOPS, Runtime.getRuntime().availableProcessors());
        loops = new MultiThreadIoEventLoopGroup(
                count, threads, Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    }

    /**
     * Binds the port.
     *
     * @param conversations called on an event loop for each WebSocket that has opened
     * @throws ZvonokException with one line that names what cannot be bound or read
     */
    public static HttpServer start(
            HttpConfig config,
            Map<String, HttpRoute> routes,
            Function<ClientConnection, Conversation> conversations) {
        HttpServer server = new HttpServer(config, routes, conversations);
        try {
            server.bind();
        } catch (RuntimeException refused) {
            server.close();
            throw refused;
        }
        return server;
    }

    private void bind() {
        Class<? extends ServerChannel> type =
                Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
        // Small chunks: signalling needs little, and an idle server should hold little.
        PooledByteBufAllocator allocator = new PooledByteBufAllocator(true, 0, MAX_EVENT_LOOPS, 8192, 6);
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops)
                .channel(type)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.ALLOCATOR, allocator)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_SNDBUF, SEND_BUFFER)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(64 * 1024, 128 * 1024))
                .childHandler(new Pipeline());
        var bound = bootstrap.bind(bindAddress()).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new ZvonokException(
                    ErrorCode.BAD_MESSAGE,
                    "--http-port " + config.port() + " on " + config.bindAddress()
                            + " cannot be bound: it is in use, not allowed, or not an address of this machine",
                    bound.cause());
        }
        listening = bound.channel();
    }

    /** The wildcard takes IPv6 along where the machine has it. */
    private InetSocketAddress bindAddress() {
        try {
            InetAddress address = InetAddress.getByName(config.bindAddress());
            if (address.isAnyLocalAddress() && hasIpv6()) {
                address = InetAddress.getByName("::");
            }
            return new InetSocketAddress(address, config.port());
        } catch (UnknownHostException e) {
            throw new ZvonokException(
                    ErrorCode.BAD_MESSAGE, "--bind-address " + config.bindAddress() + " is not an address", e);
        }
    }

    private static boolean hasIpv6() {
        try {
            return NetworkInterface.networkInterfaces()
                    .anyMatch(face -> face.inetAddresses().anyMatch(Inet6Address.class::isInstance));
        } catch (SocketException e) {
            return false;
        }
    }

    private static @Nullable SslContext tls(@Nullable Path certificate, @Nullable Path key) {
        if (certificate == null || key == null) {
            return null;
        }
        try {
            return SslContextBuilder.forServer(certificate.toFile(), key.toFile())
                    .sslProvider(SslProvider.JDK)
                    .protocols("TLSv1.3", "TLSv1.2")
                    .build();
        } catch (SSLException | IllegalArgumentException e) {
            throw new ZvonokException(
                    ErrorCode.BAD_MESSAGE,
                    "--tls-cert and --tls-key: not a PEM certificate with its PKCS#8 private key",
                    e);
        }
    }

    /** The bound port. */
    public int port() {
        if (listening == null) {
            throw new IllegalStateException("not bound");
        }
        return ((InetSocketAddress) listening.localAddress()).getPort();
    }

    /** Connections that have not joined a lesson. */
    public int strangersNow() {
        return strangers.size();
    }

    /** Stops listening and cuts every connection. Idempotent. */
    @Override
    public void close() {
        if (listening != null) {
            listening.close().awaitUninterruptibly();
        }
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }

    // For the handlers

    HttpConfig.Limits limits() {
        return config.limits();
    }

    Map<String, HttpRoute> routes() {
        return routes;
    }

    Function<ClientConnection, Conversation> conversations() {
        return conversations;
    }

    Origins origins() {
        return origins;
    }

    StaticFiles files() {
        return files;
    }

    Strangers strangers() {
        return strangers;
    }

    private final class Pipeline extends ChannelInitializer<SocketChannel> {
        @Override
        protected void initChannel(SocketChannel channel) {
            if (tls != null) {
                SslHandler handler = tls.newHandler(channel.alloc());
                handler.setHandshakeTimeout(TLS_HANDSHAKE_SECONDS, TimeUnit.SECONDS);
                channel.pipeline().addLast(handler);
            }
            channel.pipeline()
                    .addLast(new HttpServerCodec(new HttpDecoderConfig()
                            .setMaxInitialLineLength(MAX_REQUEST_LINE)
                            .setMaxHeaderSize(MAX_HEADERS)
                            .setMaxChunkSize(MAX_HEADERS)))
                    .addLast(new HttpObjectAggregator(MAX_BODY, true))
                    .addLast(new HttpHandler(HttpServer.this));
        }
    }
}
