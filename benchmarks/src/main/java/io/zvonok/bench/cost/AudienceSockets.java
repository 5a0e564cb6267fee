package io.zvonok.bench.cost;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.zvonok.signalling.config.ServerOptions;
import io.zvonok.signalling.token.AccessToken;
import io.zvonok.signalling.token.GrantsClaim;
import io.zvonok.signalling.token.Role;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Thousands of viewers over real WebSockets, who read and count comments. Their threads have a name of their own, so that
 * what they cost can be told from what the server costs.
 *
 * <p>Thread: one; the counters are written by the readers'.
 */
final class AudienceSockets implements AutoCloseable {
    static final String THREADS = "audience";
    private static final int AT_A_TIME = 50;
    private static final int MAX_FRAME = 256 * 1024;

    private final URI url;
    private final String room;
    private final EventLoopGroup group =
            new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory(THREADS, true), NioIoHandler.newFactory());
    private final Semaphore joining = new Semaphore(AT_A_TIME);
    private final AtomicLong joined = new AtomicLong();
    private final AtomicLong framesRead = new AtomicLong();
    private final List<Channel> channels = new ArrayList<>();
    private long nextId = 2;

    AudienceSockets(int port, String room) {
        this.url = URI.create("ws://127.0.0.1:" + port + "/ws");
        this.room = room;
    }

    void join(int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            joining.acquire();
            channels.add(open(i));
        }
        if (!joining.tryAcquire(AT_A_TIME, 1, TimeUnit.MINUTES) || joined.get() != channels.size()) {
            throw new IllegalStateException("only " + joined + " of " + channels.size() + " have joined");
        }
        joining.release(AT_A_TIME);
    }

    private Channel open(int number) throws InterruptedException {
        WebSocketClientProtocolConfig webSocket = WebSocketClientProtocolConfig.newBuilder()
                .webSocketUri(url)
                .version(WebSocketVersion.V13)
                .subprotocol("zvonok.v1")
                .customHeaders(new DefaultHttpHeaders())
                .maxFramePayloadLength(MAX_FRAME)
                .build();
        return new Bootstrap()
                .group(group)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel socket) {
                        socket.pipeline()
                                .addLast(new HttpClientCodec())
                                .addLast(new HttpObjectAggregator(MAX_FRAME))
                                .addLast(new WebSocketClientProtocolHandler(webSocket))
                                .addLast(new Reader(joinMessage(number)));
                    }
                })
                .connect(url.getHost(), url.getPort())
                .sync()
                .channel();
    }

    /** One of the audience, in turn, writes. */
    void comment(int number) {
        Channel writer = channels.get(number % channels.size());
        writer.writeAndFlush(new TextWebSocketFrame("{\"type\":\"chat\",\"id\":" + nextId++
                + ",\"text\":\"Это видно и слышно, спасибо! " + number + "\"}"));
    }

    /** Frames of comments that readers got. */
    long framesRead() {
        return framesRead.get();
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }

    private String joinMessage(int number) {
        String token = new AccessToken(ServerOptions.DEVELOPMENT_KEY_ID, ServerOptions.DEVELOPMENT_SECRET)
                .room(room)
                .identity("viewer-" + number)
                .name("Зритель " + number)
                .role(Role.VIEWER)
                .grants(new GrantsClaim(null, null, true, null, null))
                .toJwt(Instant.now());
        String sdp = ("v=0\r\no=- " + (number + 1) + " 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0 1\r\n"
                        + section("audio", 0, "111 opus/48000/2") + section("video", 1, "96 VP8/90000"))
                .replace("\r\n", "\\r\\n");
        return "{\"type\":\"join\",\"id\":1,\"token\":\"" + token + "\",\"sdp\":\"" + sdp + "\"}";
    }

    private static String section(String kind, int mid, String codec) {
        return "m=" + kind + " 9 UDP/TLS/RTP/SAVPF " + codec.split(" ")[0] + "\r\nc=IN IP4 0.0.0.0\r\na=mid:" + mid
                + "\r\na=recvonly\r\na=ice-ufrag:abcd\r\na=ice-pwd:aaaaaaaaaaaaaaaaaaaaaaaa\r\na=fingerprint:sha-256 "
                + "AB:".repeat(31) + "AB\r\na=setup:actpass\r\na=rtcp-mux\r\na=rtpmap:" + codec + "\r\n";
    }

    private final class Reader extends SimpleChannelInboundHandler<TextWebSocketFrame> {
        private final String join;

        Reader(String join) {
            this.join = join;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event == WebSocketClientProtocolHandler.ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
                ctx.writeAndFlush(new TextWebSocketFrame(join));
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, TextWebSocketFrame frame) {
            String text = frame.text();
            if (text.contains("\"type\":\"chats\"")) {
                framesRead.incrementAndGet();
            } else if (text.contains("\"type\":\"joined\"")) {
                joined.incrementAndGet();
                joining.release();
            }
        }
    }
}
