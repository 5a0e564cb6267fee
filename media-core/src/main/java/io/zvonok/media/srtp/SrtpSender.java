package io.zvonok.media.srtp;

import io.zvonok.media.rtp.SequenceNumbers;
import io.zvonok.media.stats.Counter;
import io.zvonok.media.stats.LoopStats;
import java.security.GeneralSecurityException;
import org.jitsi.srtp.SrtcpCryptoContext;
import org.jitsi.srtp.SrtpCryptoContext;
import org.jitsi.srtp.SrtpErrorStatus;
import org.jspecify.annotations.Nullable;

/**
 * Protects the RTP and RTCP packets of one transport, in place. Each pair of SSRC and packet index encrypts one byte
 * string, ever (P11): an index is spent before the attempt and stays spent when it fails. Packets may come out of order
 * by up to 1023. The first sequence number of an SSRC must be below 2^15 and each further one less than 2^15 ahead, or
 * the receiver cannot follow the rollover counter (P16); a larger step is refused.
 *
 * <p>Spec: RFC 3711 section 3.3, RFC 7714 section 8.
 * <p>Thread: the owning media loop.
 */
public final class SrtpSender {
    /** Room the caller leaves behind a packet: a GCM tag and the SRTCP index. */
    public static final int MAX_OVERHEAD = 20;

    /** Sent indices remembered for each SSRC. */
    static final int WINDOW_SIZE = 1024;

    private static final int RTCP_INDEX_LENGTH = 4;

    /** The SRTCP index has 31 bits and must not come around. */
    private static final long MAX_RTCP_PACKETS = 1L << 31;

    private final SrtpContexts contexts;
    private final int tagLength;
    private final LoopStats stats;
    private final PacketBuffer packet = new PacketBuffer();
    private final SsrcTable<OutgoingRtp> rtp = new SsrcTable<>();
    private final SsrcTable<OutgoingRtcp> rtcp = new SsrcTable<>();

    private record OutgoingRtp(SrtpCryptoContext context, ReplayWindow window) {}

    private static final class OutgoingRtcp {
        final SrtcpCryptoContext context;
        long packets;

        OutgoingRtcp(SrtcpCryptoContext context) {
            this.context = context;
        }
    }

    public SrtpSender(SrtpKeys keys, LoopStats stats) {
        this.contexts = new SrtpContexts(keys, true);
        this.tagLength = keys.profile().tagLength();
        this.stats = stats;
    }

    /**
     * Protects an RTP packet.
     *
     * @return its new length, or -1 when it must not be sent (counted; its bytes are then undefined)
     */
    public int protectRtp(byte[] array, int offset, int length) {
        if (!packet.wrap(array, offset, length, tagLength) || !packet.holdsRtp(0)) {
            return refuse();
        }
        OutgoingRtp stream = rtpStream(packet.rtpSsrc());
        if (stream == null) {
            return -1;
        }
        long index = index(stream.window, packet.sequenceNumber());
        if (!stream.window.isNew(index)) {
            return refuse();
        }
        stream.window.mark(index);
        return protect(stream.context, packet, length + tagLength) ? packet.getLength() : refuse();
    }

    /** The index the library and the receiver will guess: the nearest, and the first one as it is. */
    private static long index(ReplayWindow window, int sequenceNumber) {
        return window.highest() < 0 ? sequenceNumber : SequenceNumbers.extend(window.highest(), sequenceNumber);
    }

    /** Protects a compound RTCP packet; as {@link #protectRtp}. The index is counted here. */
    public int protectRtcp(byte[] array, int offset, int length) {
        int growth = tagLength + RTCP_INDEX_LENGTH;
        if (!packet.wrap(array, offset, length, growth) || !packet.holdsRtcp()) {
            return refuse();
        }
        OutgoingRtcp stream = rtcpStream(packet.rtcpSsrc());
        if (stream == null) {
            return -1;
        }
        if (stream.packets == MAX_RTCP_PACKETS) {
            return refuse();
        }
        stream.packets++;
        return protect(stream.context, packet, length + growth) ? packet.getLength() : refuse();
    }

    /**
     * False if the packet must not be sent. The library reports {@code OK} even when the GCM step failed and the payload
     * is still plain; only the missing tag betrays it.
     */
    static boolean protect(SrtpCryptoContext context, PacketBuffer packet, int expectedLength) {
        try {
            return context.transformPacket(packet) == SrtpErrorStatus.OK && packet.getLength() == expectedLength;
        } catch (GeneralSecurityException | RuntimeException e) {
            return false;
        }
    }

    private static boolean protect(SrtcpCryptoContext context, PacketBuffer packet, int expectedLength) {
        try {
            return context.transformPacket(packet) == SrtpErrorStatus.OK && packet.getLength() == expectedLength;
        } catch (GeneralSecurityException | RuntimeException e) {
            return false;
        }
    }

    private @Nullable OutgoingRtp rtpStream(int ssrc) {
        OutgoingRtp known = rtp.get(ssrc);
        if (known != null || isFull(rtp)) {
            return known;
        }
        try {
            OutgoingRtp stream = new OutgoingRtp(contexts.rtp(ssrc, 0), new ReplayWindow(WINDOW_SIZE));
            rtp.add(ssrc, stream);
            return stream;
        } catch (GeneralSecurityException e) {
            refuse();
            return null;
        }
    }

    private @Nullable OutgoingRtcp rtcpStream(int ssrc) {
        OutgoingRtcp known = rtcp.get(ssrc);
        if (known != null || isFull(rtcp)) {
            return known;
        }
        try {
            OutgoingRtcp stream = new OutgoingRtcp(contexts.rtcp(ssrc));
            rtcp.add(ssrc, stream);
            return stream;
        } catch (GeneralSecurityException e) {
            refuse();
            return null;
        }
    }

    private boolean isFull(SsrcTable<?> table) {
        if (table.isFull()) {
            stats.increment(Counter.SRTP_TOO_MANY_SSRCS);
        }
        return table.isFull();
    }

    private int refuse() {
        stats.increment(Counter.SRTP_SEND_REFUSED);
        return -1;
    }
}
