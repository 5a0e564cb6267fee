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
 * Opens the SRTP and SRTCP packets of one transport, in place. A packet that does not authenticate changes a counter and
 * nothing else (P13): replay windows move, and an SSRC gets its place in the table, only after authentication.
 *
 * <p>Spec: RFC 3711 section 3.3, RFC 7714. Not negotiated and therefore refused: cryptex (RFC 9335), which the library
 * would undo for whoever sets the header extension profile, and SRTCP without encryption. SRTCP more than 63 indices
 * late is refused by the library's own window.
 * <p>Thread: the owning media loop.
 */
public final class SrtpReceiver {
    /** Packets remembered against replay, for each SSRC (P15). */
    static final int WINDOW_SIZE = 1024;

    private static final int RTCP_INDEX_LENGTH = 4;
    private static final int RTCP_ENCRYPTED = 0x80000000;

    private final SrtpContexts contexts;
    private final int tagLength;
    private final int rtcpIndexFromEnd;
    private final LoopStats stats;
    private final PacketBuffer packet = new PacketBuffer();
    private final SsrcTable<IncomingRtp> rtp = new SsrcTable<>();
    private final SsrcTable<IncomingRtcp> rtcp = new SsrcTable<>();

    // Contexts for the next new SSRCs. An SSRC without an authentic packet costs no derivation and takes no place.
    private @Nullable SrtpCryptoContext spareRtp;
    private @Nullable SrtpCryptoContext spareRolledRtp;
    private @Nullable SrtcpCryptoContext spareRtcp;

    // A failed attempt writes over the packet (JDK 25; JDK 17 does not).
    private byte[] untouched = new byte[0];
    private int untouchedLength;

    private record IncomingRtp(SrtpCryptoContext context, ReplayWindow window) {}

    private record IncomingRtcp(SrtcpCryptoContext context, ReplayWindow window) {}

    public SrtpReceiver(SrtpKeys keys, LoopStats stats) {
        this.contexts = new SrtpContexts(keys, false);
        this.tagLength = keys.profile().tagLength();
        // RFC 7714 section 9.2: with AEAD the index stands behind the tag, else before it.
        boolean gcm = keys.profile() == SrtpProfile.AEAD_AES_128_GCM;
        this.rtcpIndexFromEnd = gcm ? RTCP_INDEX_LENGTH : RTCP_INDEX_LENGTH + tagLength;
        this.stats = stats;
    }

    /**
     * Opens an SRTP packet.
     *
     * @return its new length, or -1 when it is not to be used (counted; its bytes are then undefined)
     */
    public int unprotectRtp(byte[] array, int offset, int length) {
        if (!packet.wrap(array, offset, length, 0) || !packet.holdsRtp(tagLength) || packet.isCryptex()) {
            return refuse(Counter.SRTP_REJECTED);
        }
        int ssrc = packet.rtpSsrc();
        int sequenceNumber = packet.sequenceNumber();
        IncomingRtp stream = rtp.get(ssrc);
        if (stream == null) {
            return unprotectFirst(ssrc, sequenceNumber);
        }
        long index = SequenceNumbers.extend(stream.window.highest(), sequenceNumber);
        if (!stream.window.isNew(index)) {
            return refuse(Counter.SRTP_REPLAYED);
        }
        if (!open(stream.context)) {
            return refuse(Counter.SRTP_REJECTED);
        }
        stream.window.mark(index);
        return packet.getLength();
    }

    /**
     * A sender's rollover counter starts at 0, but if its sequence numbers wrapped before anything arrived it is 1 by
     * now. Nobody tells, so a low sequence number that does not open with 0 is tried with 1 (P16).
     */
    private int unprotectFirst(int ssrc, int sequenceNumber) {
        if (rtp.isFull()) {
            return refuse(Counter.SRTP_TOO_MANY_SSRCS);
        }
        boolean mayHaveWrapped = sequenceNumber < 0x8000;
        try {
            if (mayHaveWrapped) {
                keepUntouched();
            }
            SrtpCryptoContext fresh = spareRtp == null ? contexts.rtp(ssrc, 0) : spareRtp;
            spareRtp = fresh;
            if (open(fresh)) {
                spareRtp = null;
                return accept(ssrc, fresh, sequenceNumber);
            }
            if (mayHaveWrapped) {
                restoreUntouched();
                SrtpCryptoContext rolled = spareRolledRtp == null ? contexts.rtp(ssrc, 1) : spareRolledRtp;
                spareRolledRtp = rolled;
                if (open(rolled)) {
                    spareRolledRtp = null;
                    return accept(ssrc, rolled, 0x10000L + sequenceNumber);
                }
            }
            return refuse(Counter.SRTP_REJECTED);
        } catch (GeneralSecurityException e) {
            return refuse(Counter.SRTP_REJECTED);
        }
    }

    private int accept(int ssrc, SrtpCryptoContext context, long index) {
        IncomingRtp stream = new IncomingRtp(context, new ReplayWindow(WINDOW_SIZE));
        stream.window.mark(index);
        rtp.add(ssrc, stream);
        return packet.getLength();
    }

    /** Opens an SRTCP packet; as {@link #unprotectRtp}. */
    public int unprotectRtcp(byte[] array, int offset, int length) {
        if (!packet.wrap(array, offset, length, 0) || !packet.holdsSrtcp(tagLength)) {
            return refuse(Counter.SRTCP_REJECTED);
        }
        int ssrc = packet.rtcpSsrc();
        int indexWord = packet.rtcpIndexWord(rtcpIndexFromEnd);
        if ((indexWord & RTCP_ENCRYPTED) == 0) {
            return refuse(Counter.SRTCP_REJECTED);
        }
        long index = indexWord & ~RTCP_ENCRYPTED;
        IncomingRtcp stream = rtcp.get(ssrc);
        if (stream != null && !stream.window.isNew(index)) {
            return refuse(Counter.SRTCP_REPLAYED);
        }
        if (stream == null && rtcp.isFull()) {
            return refuse(Counter.SRTP_TOO_MANY_SSRCS);
        }
        try {
            SrtcpCryptoContext context = stream != null ? stream.context : spareRtcp();
            SrtpErrorStatus status = context.reverseTransformPacket(packet);
            if (status == SrtpErrorStatus.REPLAY_OLD || status == SrtpErrorStatus.REPLAY_FAIL) {
                return refuse(Counter.SRTCP_REPLAYED);
            }
            if (status != SrtpErrorStatus.OK || packet.getLength() != length - tagLength - RTCP_INDEX_LENGTH) {
                return refuse(Counter.SRTCP_REJECTED);
            }
            if (stream == null) {
                stream = new IncomingRtcp(context, new ReplayWindow(WINDOW_SIZE));
                spareRtcp = null;
                rtcp.add(ssrc, stream);
            }
            stream.window.mark(index);
            return packet.getLength();
        } catch (GeneralSecurityException | RuntimeException e) {
            return refuse(Counter.SRTCP_REJECTED);
        }
    }

    private SrtcpCryptoContext spareRtcp() throws GeneralSecurityException {
        SrtcpCryptoContext spare = spareRtcp == null ? contexts.rtcp(0) : spareRtcp;
        spareRtcp = spare;
        return spare;
    }

    /** True if the packet was authentic and lost exactly its tag. */
    private boolean open(SrtpCryptoContext context) {
        int expected = packet.getLength() - tagLength;
        try {
            return context.reverseTransformPacket(packet, false) == SrtpErrorStatus.OK
                    && packet.getLength() == expected;
        } catch (GeneralSecurityException | RuntimeException e) {
            return false;
        }
    }

    private void keepUntouched() {
        untouchedLength = packet.getLength();
        if (untouched.length < untouchedLength) {
            untouched = new byte[Math.max(untouchedLength, 2048)];
        }
        System.arraycopy(packet.getBuffer(), packet.getOffset(), untouched, 0, untouchedLength);
    }

    private void restoreUntouched() {
        System.arraycopy(untouched, 0, packet.getBuffer(), packet.getOffset(), untouchedLength);
        packet.setLength(untouchedLength);
    }

    private int refuse(Counter reason) {
        stats.increment(reason);
        return -1;
    }
}
