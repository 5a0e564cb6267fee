package io.zvonok.signalling.websocket;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * Makes whole requests out of parts, up to a size. What is larger is refused at once; the rest of it is read and dropped
 * for a moment, since closing over unread bytes would reset the connection and lose the refusal.
 *
 * <p>Spec: RFC 9110 section 15.5.14, RFC 9457 (the refusal's words).
 * <p>Thread: the channel's event loop.
 */
final class BodyLimit extends HttpObjectAggregator {
    private final int maxBytes;
    private final long closeMillis;

    BodyLimit(int maxBytes, long closeMillis) {
        super(maxBytes, true);
        this.maxBytes = maxBytes;
        this.closeMillis = closeMillis;
    }

    @Override
    protected void handleOversizedMessage(ChannelHandlerContext ctx, HttpMessage oversized) {
        byte[] words = ("{\"title\":\"Content Too Large\",\"status\":413,\"detail\":\"A request may carry "
                        + maxBytes / 1024 + " KiB.\"}")
                .getBytes(StandardCharsets.UTF_8);
        FullHttpResponse refusal = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE, Unpooled.wrappedBuffer(words));
        refusal.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "application/problem+json")
                .set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, "*")
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE)
                .setInt(HttpHeaderNames.CONTENT_LENGTH, words.length);
        ctx.writeAndFlush(refusal).addListener(written -> {
            if (ctx.channel() instanceof DuplexChannel both) {
                both.shutdownOutput();
            }
            ctx.executor().schedule(() -> ctx.close(), closeMillis, TimeUnit.MILLISECONDS);
        });
    }
}
