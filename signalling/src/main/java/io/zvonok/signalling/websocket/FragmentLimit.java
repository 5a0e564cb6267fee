package io.zvonok.signalling.websocket;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;

/** Bounds the fragments of one message: 256 KiB in single bytes, or endless empty ones, would cost more than they say. */
final class FragmentLimit extends ChannelInboundHandlerAdapter {
    private static final int MAX_FRAGMENTS = 512;

    private int fragments;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof ContinuationWebSocketFrame && ++fragments > MAX_FRAGMENTS) {
            ReferenceCountUtil.release(message);
            ctx.fireExceptionCaught(new TooLongFrameException("too many fragments"));
            return;
        }
        if (message instanceof WebSocketFrame frame
                && frame.isFinalFragment()
                && message instanceof ContinuationWebSocketFrame) {
            fragments = 0;
        }
        ctx.fireChannelRead(message);
    }
}
