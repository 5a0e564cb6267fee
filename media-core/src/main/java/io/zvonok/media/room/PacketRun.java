package io.zvonok.media.room;

import io.netty.buffer.ByteBuf;
import io.zvonok.media.rtp.RtpPacketView;
import io.zvonok.media.stats.Counter;
import io.zvonok.media.stats.LoopStats;
import io.zvonok.media.stream.ReceiveStream;
import io.zvonok.media.time.Nanos;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Packets of one encoding that came together and go on together: viewer by viewer, so that what is known of a viewer is
 * at hand for all of them and they leave for it as one train. Used again and again.
 *
 * <p>Encoders cut a picture into packets of which the first ones may be one byte shorter than the last ones. A train has
 * packets of one size, so the shorter ones get a byte of padding (RFC 3550 section 5.1).
 *
 * <p>Thread: the owning media loop.
 */
public final class PacketRun {
    static final int MAX_PACKETS = 32;
    /** With fewer viewers a train saves less than it delays. */
    private static final int MIN_SLOTS_TO_WAIT = 20;
    /** For the rest of a picture. */
    private static final long MAX_WAIT = Nanos.fromMillis(5);

    private final ByteBuf[] datagrams = new ByteBuf[MAX_PACKETS];
    private final RtpPacketView[] packets = new RtpPacketView[MAX_PACKETS];
    private final long[] extended = new long[MAX_PACKETS];
    private final long[] newest = new long[MAX_PACKETS];
    private final byte[] padding = new byte[MAX_PACKETS];
    private @Nullable Encoding encoding;
    private @Nullable ReceiveStream stream;
    private long beganNanos;
    private int size;

    PacketRun() {
        for (int i = 0; i < MAX_PACKETS; i++) {
            packets[i] = new RtpPacketView();
        }
    }

    void begin(Encoding of, long nowNanos) {
        encoding = of;
        stream = of.stream();
        beganNanos = nowNanos;
    }

    /** Keeps the packet, whose datagram is retained once more. */
    void add(ByteBuf datagram, long extendedSequence, long newestSequence) {
        RtpPacketView view = packets[size];
        if (!view.wrap(datagram.array(), datagram.arrayOffset() + datagram.readerIndex(), datagram.readableBytes())) {
            throw new IllegalStateException("was read before");
        }
        datagrams[size] = datagram.retain();
        extended[size] = extendedSequence;
        newest[size] = newestSequence;
        size++;
    }

    /** Whose packets these are. */
    public Participant publisher() {
        return encoding().track().owner();
    }

    /** When the first of them came. */
    long beganNanos() {
        return beganNanos;
    }

    Encoding encoding() {
        return Objects.requireNonNull(encoding, "not begun");
    }

    boolean isOf(Encoding other) {
        return encoding == other;
    }

    boolean isFull() {
        return size == MAX_PACKETS;
    }

    int payloadType() {
        return packets[size - 1].payloadType();
    }

    /** False if the rest of the picture is worth waiting for. */
    boolean isDue(long nowNanos) {
        return packets[size - 1].marker()
                || encoding().track().slots().length < MIN_SLOTS_TO_WAIT
                || nowNanos - beganNanos >= MAX_WAIT;
    }

    /** Adds what makes packets of a picture equally long, where that is a byte. */
    void level() {
        for (int from = 0; from < size; ) {
            int to = from;
            int longest = 0;
            while (to < size && packets[to].rtpTimestamp() == packets[from].rtpTimestamp()) {
                longest = Math.max(longest, packets[to++].payloadLength());
            }
            for (int i = from; i < to - 1; i++) { // the last one may be shorter anyway
                padding[i] = (byte) (packets[i].payloadLength() == longest - 1 ? 1 : 0);
            }
            from = to;
        }
    }

    /** Steps 8 to 12 of their life, for each viewer. */
    void forward(long nowNanos) {
        Encoding of = encoding();
        LoopStats stats = publisher().room().context().stats();
        if (!of.track().open()) {
            stats.add(Counter.RTP_NOT_ALLOWED, size);
            return;
        }
        if (of.isClosed() || of.stream() != stream) {
            stats.add(Counter.RTP_TOO_LATE, size); // the publisher left, or began anew
            return;
        }
        if (size == 1) {
            look(of, packets[0]);
        }
        for (Slot slot : of.track().slots()) {
            if (slot.feed().concerns(of, size)) {
                forward(of, slot.feed(), stats, nowNanos);
            }
        }
        for (int i = 0; i < size; i++) { // not before: who looks into the history finds only what it has not been shown
            of.keep(extended[i], datagrams[i], nowNanos);
        }
    }

    private void forward(Encoding of, SlotFeed feed, LoopStats stats, long nowNanos) {
        for (int i = 0; i < size; i++) {
            RtpPacketView packet = packets[i];
            if (size == 1 || look(of, packet)) {
                feed.onPacket(of, packet, extended[i], newest[i], padding[i], nowNanos);
            } else {
                stats.increment(Counter.RTP_UNDESCRIBED);
            }
        }
    }

    /** Each packet that came after it, a duplicate too, made the encoding speak of another one. */
    private static boolean look(Encoding of, RtpPacketView packet) {
        return packet.payloadLength() == 0 || of.look(packet);
    }

    /** Gives everything back; can begin again. */
    void release() {
        for (int i = 0; i < size; i++) {
            datagrams[i].release();
            padding[i] = 0;
        }
        size = 0;
        encoding = null;
        stream = null;
    }
}
