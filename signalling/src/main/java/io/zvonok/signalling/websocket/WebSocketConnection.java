package io.zvonok.signalling.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.zvonok.signalling.message.EventText;
import io.zvonok.signalling.session.ClientConnection;
import io.zvonok.signalling.session.CloseCode;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The sending side of one WebSocket. Counts what has not reached the kernel; a reader that leaves too much unread is
 * closed.
 *
 * <p>Thread: any.
 */
final class WebSocketConnection implements ClientConnection {
    private final Channel channel;
    private final Strangers strangers;
    private final HttpLimits limits;
    private final AtomicLong unreadBytes = new AtomicLong();
    private final AtomicBoolean closing = new AtomicBoolean();

    WebSocketConnection(Channel channel, Strangers strangers, HttpLimits limits) {
        this.channel = channel;
        this.strangers = strangers;
        this.limits = limits;
    }

    @Override
    public void send(String text) {
        if (mayWrite()) {
            write(ByteBufUtil.writeUtf8(channel.alloc(), text));
        }
    }

    @Override
    public void send(EventText event, long seq) {
        if (mayWrite()) {
            ByteBuf buffer = channel.alloc().buffer(event.maxSizeBytes());
            event.writeTo(buffer, seq);
            write(buffer);
        }
    }

    private boolean mayWrite() {
        if (unreadBytes.get() >= limits.maxUnreadBytes()) {
            close(CloseCode.TRY_LATER);
            return false;
        }
        return isWritten();
    }

    private void write(ByteBuf text) {
        int size = text.readableBytes();
        unreadBytes.addAndGet(size);
        channel.writeAndFlush(new TextWebSocketFrame(text)).addListener(done -> unreadBytes.addAndGet(-size));
    }

    @Override
    public void sendOpening(String text) {
        if (isWritten()) {
            channel.writeAndFlush(new TextWebSocketFrame(ByteBufUtil.writeUtf8(channel.alloc(), text)));
        }
    }

    /** False once there is nobody to write to; the channel's event loop may be gone by then too. */
    private boolean isWritten() {
        return !closing.get() && channel.isActive();
    }

    @Override
    public void admitted() {
        strangers.remove(channel);
    }

    /**
     * The other side may answer the close frame or not, and may never read what is queued before it: after a while the
     * connection is cut. Until then what it still says is read and dropped, since closing over unread bytes would reset the
     * connection and lose the close frame.
     */
    @Override
    public void close(CloseCode code) {
        if (closing.compareAndSet(false, true) && channel.isActive()) {
            channel.writeAndFlush(new CloseWebSocketFrame(code.code(), code.reason()));
            cutLater();
        }
    }

    private void cutLater() {
        try {
            channel.eventLoop().schedule(() -> channel.close(), limits.closeMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException over) {
            channel.close(); // the port is being closed
        }
    }

    boolean isClosing() {
        return closing.get();
    }

    /** The other side has said that it closes; nothing more is sent. */
    boolean beginClosing() {
        return closing.compareAndSet(false, true);
    }
}
