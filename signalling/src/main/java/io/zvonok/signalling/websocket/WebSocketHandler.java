package io.zvonok.signalling.websocket;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.zvonok.signalling.session.CloseCode;
import io.zvonok.signalling.session.Conversation;
import java.io.IOException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whole messages of one WebSocket to its conversation; pings, and the end of sockets that have gone silent.
 *
 * <p>Spec: RFC 6455 sections 5.5 and 7.
 * <p>Thread: the channel's event loop.
 */
final class WebSocketHandler extends SimpleChannelInboundHandler<WebSocketFrame> {
    private static final Logger LOG = LoggerFactory.getLogger(WebSocketHandler.class);
    private static final int NORMAL_CLOSURE = 1000;

    private final WebSocketConnection connection;
    private final Conversation conversation;
    private final HttpLimits limits;
    private final ScheduledFuture<?> ping;
    private long lastHeardNanos = System.nanoTime();
    private boolean left;

    WebSocketHandler(
            ChannelHandlerContext ctx, WebSocketConnection connection, Conversation conversation, HttpLimits limits) {
        this.connection = connection;
        this.conversation = conversation;
        this.limits = limits;
        ping = ctx.channel()
                .eventLoop()
                .scheduleAtFixedRate(
                        () -> pingOrGiveUp(ctx), limits.pingMillis(), limits.pingMillis(), TimeUnit.MILLISECONDS);
    }

    private void pingOrGiveUp(ChannelHandlerContext ctx) {
        if (System.nanoTime() - lastHeardNanos > TimeUnit.MILLISECONDS.toNanos(limits.idleMillis())) {
            ctx.channel().close();
        } else if (!connection.isClosing()) {
            ctx.channel().writeAndFlush(new PingWebSocketFrame());
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
        lastHeardNanos = System.nanoTime();
        if (frame instanceof CloseWebSocketFrame close) {
            onClose(ctx, close);
        } else if (connection.isClosing()) {
            return; // read and dropped until the other side has seen our close frame
        } else if (frame instanceof TextWebSocketFrame text) {
            conversation.onText(text.text(), text.content().readableBytes());
        } else if (frame instanceof PingWebSocketFrame asked) {
            ctx.writeAndFlush(new PongWebSocketFrame(asked.content().retain()));
        } else if (frame instanceof BinaryWebSocketFrame) {
            connection.close(CloseCode.NOT_TEXT);
        }
    }

    private void onClose(ChannelHandlerContext ctx, CloseWebSocketFrame close) {
        if (connection.beginClosing()) {
            left = close.statusCode() == NORMAL_CLOSURE;
            ctx.writeAndFlush(close.retainedDuplicate()).addListener(ChannelFutureListener.CLOSE);
        } else {
            ctx.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        ping.cancel(false);
        conversation.onClosed(left);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof TooLongFrameException) {
            connection.close(CloseCode.TOO_LARGE);
        } else if (cause instanceof CorruptedFrameException) {
            connection.beginClosing(); // the decoder has written the close frame
            ctx.channel()
                    .eventLoop()
                    .schedule(() -> ctx.channel().close(), limits.closeMillis(), TimeUnit.MILLISECONDS);
        } else if (cause instanceof IOException || cause instanceof PrematureChannelClosureException) {
            ctx.close();
        } else {
            LOG.error("a socket's handler failed: {}", cause.getClass().getName());
            connection.close(CloseCode.INTERNAL);
        }
    }
}
