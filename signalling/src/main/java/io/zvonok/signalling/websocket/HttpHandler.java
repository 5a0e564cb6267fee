package io.zvonok.signalling.websocket;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker13;
import io.netty.util.concurrent.ScheduledFuture;
import io.zvonok.signalling.message.MessageCodec;
import io.zvonok.signalling.session.Conversation;
import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One HTTP connection: routes, static files, and the upgrade of {@code /ws}. Every stage has a deadline (P32).
 *
 * <p>Thread: the channel's event loop.
 */
final class HttpHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Logger LOG = LoggerFactory.getLogger(HttpHandler.class);
    private static final String SOCKET_PATH = "/ws";
    private static final String SUB_PROTOCOL = "zvonok.v1";

    private final HttpServer server;
    private final HttpConfig.Limits limits;
    private @Nullable ScheduledFuture<?> deadline;

    HttpHandler(HttpServer server) {
        this.server = server;
        this.limits = server.limits();
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        server.strangers().add(ctx.channel());
        setDeadline(ctx, limits.requestMillis());
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        cancelDeadline();
        server.strangers().remove(ctx.channel());
        ctx.fireChannelInactive();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
        HttpAsk ask = ask(request);
        if (!request.decoderResult().isSuccess() || ask.header("host") == null) {
            send(ctx, request, HttpAnswer.text(400, "This is not a request that can be read"), false);
        } else if (ask.path().equals(SOCKET_PATH)) {
            upgrade(ctx, request, ask);
        } else if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
            HttpAnswer refusal = HttpAnswer.text(405, "Only GET and HEAD are understood here");
            send(ctx, request, with(refusal, "allow", "GET, HEAD"), true);
        } else {
            send(ctx, request, answer(ask), true);
        }
    }

    private HttpAnswer answer(HttpAsk ask) {
        HttpRoute route = server.routes().get(ask.path());
        HttpAnswer answer = route != null ? route.answer(ask) : server.files().answer(ask);
        return answer != null ? answer : HttpAnswer.text(404, "There is nothing here");
    }

    private static HttpAnswer with(HttpAnswer answer, String header, String value) {
        Map<String, String> headers = new HashMap<>(answer.headers());
        headers.put(header, value);
        return new HttpAnswer(answer.status(), answer.contentType(), answer.body(), headers);
    }

    private static HttpAsk ask(HttpRequest request) {
        String uri = request.uri();
        int mark = uri.indexOf('?');
        Map<String, String> headers = new HashMap<>();
        request.headers().forEach(header -> headers.putIfAbsent(header.getKey().toLowerCase(Locale.ROOT), header.getValue()));
        return new HttpAsk(mark < 0 ? uri : uri.substring(0, mark), mark < 0 ? "" : uri.substring(mark + 1), headers);
    }

    private void send(ChannelHandlerContext ctx, HttpRequest request, HttpAnswer answer, boolean mayStayOpen) {
        boolean head = request.method().equals(HttpMethod.HEAD);
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(answer.status()),
                head ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(answer.body()));
        answer.headers().forEach(response.headers()::set);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, answer.contentType())
                .set("x-content-type-options", "nosniff")
                .set("referrer-policy", "no-referrer");
        if (answer.status() != HttpResponseStatus.NOT_MODIFIED.code()) {
            response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, answer.body().length);
        }
        boolean stays = mayStayOpen && HttpUtil.isKeepAlive(request);
        if (!stays) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        setDeadline(ctx, limits.responseMillis());
        ctx.writeAndFlush(response).addListener(written -> {
            if (stays && written.isSuccess()) {
                setDeadline(ctx, limits.requestMillis());
            } else {
                ctx.close();
            }
        });
    }

    // The WebSocket

    private void upgrade(ChannelHandlerContext ctx, FullHttpRequest request, HttpAsk ask) {
        HttpAnswer refusal = refusal(request, ask);
        if (refusal != null) {
            send(ctx, request, refusal, false);
            return;
        }
        WebSocketServerHandshaker handshaker =
                new WebSocketServerHandshaker13(SOCKET_PATH, SUB_PROTOCOL, decoderConfig());
        cancelDeadline();
        handshaker.handshake(ctx.channel(), request).addListener(done -> {
            if (!done.isSuccess()) {
                ctx.close();
            }
        });
        converse(ctx);
    }

    private static WebSocketDecoderConfig decoderConfig() {
        return WebSocketDecoderConfig.newBuilder()
                .maxFramePayloadLength(MessageCodec.MAX_SDP_MESSAGE_BYTES)
                .expectMaskedFrames(true)
                .allowMaskMismatch(false)
                .allowExtensions(false) // no compression (P32)
                .closeOnProtocolViolation(true)
                .withUTF8Validator(true)
                .build();
    }

    private void converse(ChannelHandlerContext ctx) {
        WebSocketConnection connection = new WebSocketConnection(ctx.channel(), server.strangers(), limits);
        Conversation conversation = server.conversations().apply(connection);
        ChannelPipeline pipeline = ctx.pipeline();
        pipeline.addLast(new Utf8FrameValidator(true));
        pipeline.addLast(new FragmentLimit());
        pipeline.addLast(new WebSocketFrameAggregator(MessageCodec.MAX_SDP_MESSAGE_BYTES));
        pipeline.addLast(new WebSocketHandler(ctx, connection, conversation, limits));
    }

    /** Null if this is a proper opening handshake from a page that may make one. */
    private @Nullable HttpAnswer refusal(HttpRequest request, HttpAsk ask) {
        boolean upgrades = request.method().equals(HttpMethod.GET)
                && request.headers().containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
                && request.headers().containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
                && ask.header("sec-websocket-key") != null;
        if (!upgrades || !"13".equals(ask.header("sec-websocket-version"))) {
            return with(
                    with(HttpAnswer.text(426, "This address speaks WebSocket (RFC 6455)"), "upgrade", "websocket"),
                    "sec-websocket-version",
                    "13");
        }
        if (!request.headers().containsValue(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, SUB_PROTOCOL, false)) {
            return HttpAnswer.text(400, "The sub-protocol " + SUB_PROTOCOL + " is needed");
        }
        if (!server.origins().allows(ask.header("origin"), ask.header("host"))) {
            return HttpAnswer.text(403, "Pages of this origin may not connect (--allowed-origin)");
        }
        if (ask.query().contains("token=")) {
            return HttpAnswer.text(400, "A token belongs into the join message, never into an address");
        }
        return null;
    }

    // Deadlines and failures

    private void setDeadline(ChannelHandlerContext ctx, long millis) {
        cancelDeadline();
        deadline = ctx.executor().schedule(() -> ctx.close(), millis, TimeUnit.MILLISECONDS);
    }

    private void cancelDeadline() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }

    /** Whoever asks faster than he reads waits. */
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        ctx.channel().config().setAutoRead(ctx.channel().isWritable());
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof IOException) && !(cause instanceof DecoderException)) {
            LOG.error("an HTTP connection's handler failed: {}", cause.getClass().getName());
        }
        ctx.close();
    }
}
