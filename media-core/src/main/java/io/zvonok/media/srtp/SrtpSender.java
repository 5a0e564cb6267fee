package io.zvonok.media.srtp;

import io.zvonok.media.rtp.SequenceNumbers;
import io.zvonok.media.stats.Counter;
import io.zvonok.media.stats.LoopStats;
import java.security.GeneralSecurityException;
import org.jspecify.annotations.Nullable;

/**
 * Protects the RTP and RTCP packets of one transport. Each pair of SSRC and packet index encrypts one byte string, ever
 * (P11): an index is spent before the attempt and stays spent when it fails. Packets may come out of order by up to 1023.
 * The first sequence number of an SSRC must be below 2^15 and each further one less than 2^15 ahead, or the receiver
 * cannot follow the rollover counter (P16); a larger step is refused.
 *
 * <p>The cryptography is the JDK's own (SunJCE), one cipher for all SSRCs, from one array into another; see the package
 * for why.
 *
 * <p>Spec: RFC 3711 section 3.3, RFC 7714 section 8.
 * <p>Thread: the owning media loop.
 */
public final class SrtpSender {
    /** Room that is needed behind a packet: a GCM tag and the SRTCP index. */
    public static final int MAX_OVERHEAD = 20;

    /** Sent indices remembered for each SSRC. */
    static final int WINDOW_SIZE = 1024;

    private static final int RTCP_INDEX_LENGTH = 4;

    /** The SRTCP index has 31 bits and must not come around. */
    private static final long MAX_RTCP_PACKETS = 1L << 31;

    private final PacketSealer sealer;
    private final int tagLength;
    private final LoopStats stats;
    private final PacketBuffer packet = new PacketBuffer();
    private final SsrcTable<ReplayWindow> rtp = new SsrcTable<>();
    private final SsrcTable<OutgoingRtcp> rtcp = new SsrcTable<>();
    private byte[] inPlace = {};

    private static final class OutgoingRtcp {
        long packets;
    }

    /** @throws IllegalStateException if the JDK has no such cipher */
    public SrtpSender(SrtpKeys keys, LoopStats stats) {
        try {
            this.sealer =
                    keys.profile() == SrtpProfile.AEAD_AES_128_GCM ? new GcmSealer(keys) : new CounterModeSealer(keys);
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("the JDK does not do " + keys.profile(), missing);
        }
        this.tagLength = keys.profile().tagLength();
        this.stats = stats;
    }

    /**
     * Writes the protected form of an RTP packet.
     *
     * @param out another array, with {@link #MAX_OVERHEAD} bytes more room than the packet takes
     * @return the length written, or -1 when nothing must be sent (counted; what was written is then undefined)
     */
    public int protectRtp(byte[] array, int offset, int length, byte[] out, int outOffset) {
        if (!packet.wrap(array, offset, length, 0) || !packet.holdsRtp(0) || !hasRoom(out, outOffset, length)) {
            return refuse();
        }
        ReplayWindow window = rtpWindow(packet.rtpSsrc());
        if (window == null) {
            return -1;
        }
        long index = index(window, packet.sequenceNumber());
        if (!window.isNew(index)) {
            return refuse();
        }
        window.mark(index);
        try {
            return sealer.sealRtp(array, offset, packet.rtpHeaderLength(), length, index, out, outOffset);
        } catch (GeneralSecurityException | RuntimeException failed) {
            return refuse();
        }
    }

    /** The index that the receiver will guess: the nearest, and the first one as it is. */
    private static long index(ReplayWindow window, int sequenceNumber) {
        return window.highest() < 0 ? sequenceNumber : SequenceNumbers.extend(window.highest(), sequenceNumber);
    }

    /** As {@link #protectRtp(byte[], int, int, byte[], int)}, for a compound RTCP packet. The index is counted here. */
    public int protectRtcp(byte[] array, int offset, int length, byte[] out, int outOffset) {
        if (!packet.wrap(array, offset, length, 0) || !packet.holdsRtcp() || !hasRoom(out, outOffset, length)) {
            return refuse();
        }
        OutgoingRtcp stream = rtcpStream(packet.rtcpSsrc());
        if (stream == null) {
            return -1;
        }
        if (stream.packets == MAX_RTCP_PACKETS) {
            return refuse();
        }
        int index = (int) stream.packets++;
        try {
            return sealer.sealRtcp(array, offset, length, index, out, outOffset);
        } catch (GeneralSecurityException | RuntimeException failed) {
            return refuse();
        }
    }

    private boolean hasRoom(byte[] out, int outOffset, int length) {
        return outOffset >= 0 && length + tagLength + RTCP_INDEX_LENGTH <= out.length - outOffset;
    }

    /** Protects a packet where it stands, by way of another array; there must be room behind it. */
    public int protectRtp(byte[] array, int offset, int length) {
        return hasRoomBehind(array, offset, length, tagLength)
                ? copyBack(protectRtp(array, offset, length, inPlace, 0), array, offset)
                : refuse();
    }

    /** As {@link #protectRtp(byte[], int, int)}, for a compound RTCP packet. */
    public int protectRtcp(byte[] array, int offset, int length) {
        return hasRoomBehind(array, offset, length, tagLength + RTCP_INDEX_LENGTH)
                ? copyBack(protectRtcp(array, offset, length, inPlace, 0), array, offset)
                : refuse();
    }

    private boolean hasRoomBehind(byte[] array, int offset, int length, int growth) {
        if (!packet.wrap(array, offset, length, growth)) {
            return false;
        }
        if (inPlace.length < length + MAX_OVERHEAD) {
            inPlace = new byte[length + MAX_OVERHEAD];
        }
        return true;
    }

    private int copyBack(int length, byte[] array, int offset) {
        if (length > 0) {
            System.arraycopy(inPlace, 0, array, offset, length);
        }
        return length;
    }

    private @Nullable ReplayWindow rtpWindow(int ssrc) {
        ReplayWindow known = rtp.get(ssrc);
        if (known != null || isFull(rtp)) {
            return known;
        }
        ReplayWindow window = new ReplayWindow(WINDOW_SIZE);
        rtp.add(ssrc, window);
        return window;
    }

    private @Nullable OutgoingRtcp rtcpStream(int ssrc) {
        OutgoingRtcp known = rtcp.get(ssrc);
        if (known != null || isFull(rtcp)) {
            return known;
        }
        OutgoingRtcp stream = new OutgoingRtcp();
        rtcp.add(ssrc, stream);
        return stream;
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
