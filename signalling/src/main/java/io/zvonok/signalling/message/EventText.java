package io.zvonok.signalling.message;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;

/**
 * An event as the codec wrote it, without its number: encoded once, sent to many sessions, each of which gives it a number
 * of its own.
 *
 * <p>Thread: any; immutable.
 */
public final class EventText {
    private static final String HEAD = "{\"seq\":";
    private static final int MAX_DIGITS = 20;

    private final byte[] utf8;

    /** @param text an object with at least one field */
    public EventText(String text) {
        utf8 = text.getBytes(StandardCharsets.UTF_8);
    }

    public int sizeBytes() {
        return utf8.length;
    }

    /** The most that {@link #writeTo} writes. */
    public int maxSizeBytes() {
        return HEAD.length() + MAX_DIGITS + utf8.length;
    }

    /** The whole text with its number. The buffer stays the caller's. */
    public void writeTo(ByteBuf out, long seq) {
        ByteBufUtil.writeAscii(out, HEAD);
        ByteBufUtil.writeAscii(out, Long.toString(seq));
        out.writeByte(',');
        out.writeBytes(utf8, 1, utf8.length - 1); // the event's own brace has been opened
    }

    /** As {@link #writeTo}. */
    public String withSeq(long seq) {
        return HEAD + seq + "," + new String(utf8, 1, utf8.length - 1, StandardCharsets.UTF_8);
    }
}
