package io.zvonok.signalling.websocket;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
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
import java.util.concurrent.RejectedExecutionException;
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

    private final HttpPort.Config config;
    private final HttpLimits limits;
    private @Nullable ScheduledFuture<?> deadline;
    /** A service has been asked. What comes meanwhile is not answered: it may be sent again (RFC 9112 section 9.3.2). */
    private boolean asking;

    private boolean cameTooEarly;

    HttpHandler(HttpPort.Config config) {
        this.config = config;
        this.limits = config.limits();
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        config.strangers().add(ctx.channel());
        setDeadline(ctx, limits.requestMillis());
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        cancelDeadline();
        config.strangers().remove(ctx.channel());
        ctx.fireChannelInactive();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
        if (asking) {
            cameTooEarly = true;
            return;
        }
        String path = path(request);
        HttpService service = config.routes().serviceOf(path);
        if (!request.decoderResult().isSuccess() || !request.headers().contains(HttpHeaderNames.HOST)) {
            send(ctx, request, unreadable(request), false);
        } else if (path.equals(SOCKET_PATH)) {
            upgrade(ctx, request);
        } else if (service != null) {
            ask(ctx, request, service, path);
        } else {
            HttpReply reply = config.routes().answer(request.method().name(), path);
            send(ctx, request, reply != null ? reply : HttpReply.text(404, "there is nothing here"), true);
        }
    }

    private static HttpReply unreadable(HttpRequest request) {
        Throwable why = request.decoderResult().cause();
        if (why instanceof TooLongHttpLineException) {
            return problem(414, "URI Too Long", "an address may have 4 KiB");
        }
        return why instanceof TooLongHttpHeaderException
                ? problem(431, "Request Header Fields Too Large", "headers may have 8 KiB")
                : HttpReply.text(400, "this is not a request that can be read");
    }

    /** RFC 9457. */
    private static HttpReply problem(int status, String title, String detail) {
        return HttpReply.of(
                status,
                "application/problem+json",
                "{\"title\":\"" + title + "\",\"status\":" + status + ",\"detail\":\"" + detail + "\"}");
    }

    private static String path(HttpRequest request) {
        int mark = request.uri().indexOf('?');
        return mark < 0 ? request.uri() : request.uri().substring(0, mark);
    }

    private void ask(ChannelHandlerContext ctx, FullHttpRequest request, HttpService service, String path) {
        Map<String, String> headers = new HashMap<>();
        request.headers()
                .forEach(header -> headers.merge(
                        header.getKey().toLowerCase(Locale.ROOT), header.getValue(), (one, two) -> one + ", " + two));
        String query = path.length() < request.uri().length() ? request.uri().substring(path.length() + 1) : "";
        HttpCall call =
                new HttpCall(request.method().name(), path, query, headers, ByteBufUtil.getBytes(request.content()));
        asking = true;
        setDeadline(ctx, limits.responseMillis());
        service.answer(call).whenComplete((reply, failure) -> {
            try {
                ctx.executor().execute(() -> answer(ctx, request, reply, failure));
            } catch (RejectedExecutionException over) {
                LOG.trace("answered after the end");
            }
        });
    }

    private void answer(
            ChannelHandlerContext ctx, HttpRequest request, @Nullable HttpReply reply, @Nullable Throwable failure) {
        asking = false;
        if (reply == null) {
            LOG.error(
                    "a service failed: {}",
                    failure == null ? "no reply" : failure.getClass().getName());
        }
        send(ctx, request, reply != null ? reply : HttpReply.text(500, "something went wrong"), !cameTooEarly);
    }

    private void send(ChannelHandlerContext ctx, HttpRequest request, HttpReply reply, boolean mayStayOpen) {
        boolean unchanged = !reply.entityTag().isEmpty()
                && reply.entityTag().equals(request.headers().get(HttpHeaderNames.IF_NONE_MATCH));
        boolean silent = unchanged || request.method().equals(HttpMethod.HEAD);
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                unchanged ? HttpResponseStatus.NOT_MODIFIED : HttpResponseStatus.valueOf(reply.status()),
                silent ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(reply.body()));
        setHeaders(response.headers(), request, reply);
        if (!unchanged && reply.status() != HttpResponseStatus.NO_CONTENT.code()) {
            response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, reply.body().length);
        }
        boolean stays = mayStayOpen && HttpUtil.isKeepAlive(request);
        response.headers()
                .set(HttpHeaderNames.CONNECTION, stays ? HttpHeaderValues.KEEP_ALIVE : HttpHeaderValues.CLOSE);
        setDeadline(ctx, limits.responseMillis());
        ctx.writeAndFlush(response).addListener(written -> {
            if (stays && written.isSuccess()) {
                setDeadline(ctx, limits.requestMillis());
            } else {
                ctx.close();
            }
        });
    }

    private void setHeaders(HttpHeaders headers, HttpRequest request, HttpReply reply) {
        if (!reply.contentType().isEmpty()) {
            headers.set(HttpHeaderNames.CONTENT_TYPE, reply.contentType());
        }
        headers.set("x-content-type-options", "nosniff").set("referrer-policy", "no-referrer");
        if (reply.contentType().startsWith("text/html")) {
            config.policy().headers(request.headers().get(HttpHeaderNames.HOST)).forEach(headers::set);
        } else if (!reply.entityTag().isEmpty()) {
            headers.set(
                    HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, "*"); // a backend's page may import the client module
        }
        if (reply.entityTag().isEmpty()) {
            headers.set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE);
        } else {
            headers.set(HttpHeaderNames.ETAG, reply.entityTag())
                    .set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_CACHE); // asked again, answered 304
        }
        reply.headers().forEach(header -> headers.add(header.getKey(), header.getValue()));
        if (reply.status() == HttpResponseStatus.METHOD_NOT_ALLOWED.code()
                && !headers.contains(HttpHeaderNames.ALLOW)) {
            headers.set(HttpHeaderNames.ALLOW, "GET, HEAD");
        }
        if (reply.status() == HttpResponseStatus.UPGRADE_REQUIRED.code()) {
            headers.set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
                    .set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, "13");
        }
    }

    // The WebSocket

    private void upgrade(ChannelHandlerContext ctx, FullHttpRequest request) {
        HttpReply refusal = refusal(request);
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
        WebSocketConnection connection = new WebSocketConnection(ctx.channel(), config.strangers(), limits);
        Conversation conversation = config.lessons().converse(connection);
        ChannelPipeline pipeline = ctx.pipeline();
        pipeline.addLast(new Utf8FrameValidator(true));
        pipeline.addLast(new FragmentLimit());
        pipeline.addLast(new WebSocketFrameAggregator(MessageCodec.MAX_SDP_MESSAGE_BYTES));
        pipeline.addLast(new WebSocketHandler(ctx, connection, conversation, limits));
    }

    /** Null if this is a proper opening handshake from a page that may make one. */
    private @Nullable HttpReply refusal(HttpRequest request) {
        HttpHeaders headers = request.headers();
        boolean upgrades = request.method().equals(HttpMethod.GET)
                && headers.containsValue(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE, true)
                && headers.containsValue(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET, true)
                && headers.contains(HttpHeaderNames.SEC_WEBSOCKET_KEY)
                && headers.contains(HttpHeaderNames.SEC_WEBSOCKET_VERSION, "13", false);
        if (!upgrades) {
            return HttpReply.text(426, "this address speaks WebSocket (RFC 6455)");
        }
        if (!headers.containsValue(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, SUB_PROTOCOL, false)) {
            return HttpReply.text(400, "the sub-protocol " + SUB_PROTOCOL + " is needed");
        }
        if (!config.origins().allows(headers.get(HttpHeaderNames.ORIGIN), headers.get(HttpHeaderNames.HOST))) {
            return HttpReply.text(403, "pages of this origin may not connect (--allowed-origin)");
        }
        if (request.uri().contains("token=")) {
            return HttpReply.text(400, "a token belongs into the join message, never into an address");
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
            LOG.error(
                    "an HTTP connection's handler failed: {}", cause.getClass().getName());
        }
        ctx.close();
    }
}
