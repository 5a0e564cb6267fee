package io.zvonok.media.room;

import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import io.zvonok.media.api.HeaderExtension;
import io.zvonok.media.api.PublishSection.DeclaredSsrc;
import io.zvonok.media.rtp.RtpPacketView;
import io.zvonok.media.stats.Counter;
import io.zvonok.media.stats.LoopStats;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which encoding an incoming SSRC belongs to: declared in the offer, or learnt once from the MID and RID that browsers
 * send with the first packets of a stream. Bounded; an SSRC beyond the bound is refused, none is evicted (P17, P23).
 *
 * <p>Spec: RFC 9143 section 9.2 (MID to section), RFC 8852 (RID and repaired RID). Thread: the owning media loop.
 */
final class StreamTable {
    private static final int MAX_SSRCS = 64;

    /** One SSRC: the encoding it carries, as media or as retransmission. */
    record Entry(Encoding encoding, boolean rtx) {}

    private final IntObjectHashMap<Entry> bySsrc = new IntObjectHashMap<>();
    private final LoopStats stats;
    private final int midExtension;
    private final int ridExtension;
    private final int repairedRidExtension;

    StreamTable(Map<HeaderExtension, Integer> extensions, LoopStats stats) {
        this.stats = stats;
        this.midExtension = extensions.getOrDefault(HeaderExtension.MID, 0);
        this.ridExtension = extensions.getOrDefault(HeaderExtension.RID, 0);
        this.repairedRidExtension = extensions.getOrDefault(HeaderExtension.REPAIRED_RID, 0);
    }

    /** Enters the SSRCs that the offer declared, in the order of the encodings. */
    void declare(PublishedTrack track) {
        List<DeclaredSsrc> declared = track.section().ssrcs();
        for (int i = 0; i < Math.min(declared.size(), track.encodings().size()); i++) {
            Encoding encoding = track.encodings().get(i);
            put(declared.get(i).ssrc(), new Entry(encoding, false));
            encoding.latch(declared.get(i).ssrc());
            if (declared.get(i).rtxSsrc() != 0) {
                put(declared.get(i).rtxSsrc(), new Entry(encoding, true));
            }
        }
    }

    void remove(PublishedTrack track) {
        bySsrc.values().removeIf(entry -> entry.encoding().track() == track);
    }

    @Nullable
    Entry find(int ssrc) {
        return bySsrc.get(ssrc);
    }

    /** The entry of a packet's SSRC, learnt from its header extensions if it is new; null if it cannot be told. */
    @Nullable
    Entry entryFor(RtpPacketView packet, List<PublishedTrack> tracks, long nowNanos) {
        Entry known = bySsrc.get(packet.ssrc());
        return known != null ? known : learn(packet, tracks, nowNanos);
    }

    private @Nullable Entry learn(RtpPacketView packet, List<PublishedTrack> tracks, long nowNanos) {
        PublishedTrack track = trackOf(packet, tracks);
        if (track == null) {
            return null;
        }
        boolean rtx = track.codecOfRtx(packet.payloadType()) != null;
        Encoding encoding = encodingOf(packet, track, rtx);
        if (encoding == null || !put(packet.ssrc(), new Entry(encoding, rtx))) {
            return null;
        }
        if (!rtx && encoding.latch(packet.ssrc())) {
            restart(encoding, packet.ssrc(), nowNanos);
        }
        return bySsrc.get(packet.ssrc());
    }

    /** The sender began a new stream for an encoding: the old SSRC is no longer of it. */
    private void restart(Encoding encoding, int ssrc, long nowNanos) {
        int superseded = ssrc;
        for (IntObjectMap.PrimitiveEntry<Entry> known : bySsrc.entries()) {
            if (known.value().encoding() == encoding && !known.value().rtx() && known.key() != ssrc) {
                superseded = known.key();
            }
        }
        if (superseded != ssrc) {
            bySsrc.remove(superseded);
        }
        for (Slot slot : encoding.track().slots()) {
            slot.onSourceRestarted(encoding, nowNanos);
        }
    }

    private boolean put(int ssrc, Entry entry) {
        if (bySsrc.size() >= MAX_SSRCS && !bySsrc.containsKey(ssrc)) {
            stats.increment(Counter.SRTP_TOO_MANY_SSRCS);
            return false;
        }
        bySsrc.put(ssrc, entry);
        return true;
    }

    /** By MID; without one, by payload type if only one section uses it (clients that negotiate no MID). */
    private @Nullable PublishedTrack trackOf(RtpPacketView packet, List<PublishedTrack> tracks) {
        String mid = text(packet, midExtension);
        PublishedTrack found = null;
        for (PublishedTrack track : tracks) {
            if (mid != null) {
                if (track.mid().equals(mid)) {
                    return track;
                }
            } else if (midExtension == 0 && uses(track, packet.payloadType())) {
                if (found != null) {
                    return null;
                }
                found = track;
            }
        }
        return found;
    }

    private static boolean uses(PublishedTrack track, int payloadType) {
        return track.codec(payloadType) != null || track.codecOfRtx(payloadType) != null;
    }

    private @Nullable Encoding encodingOf(RtpPacketView packet, PublishedTrack track, boolean rtx) {
        if (track.section().rids().isEmpty()) {
            return track.encodings().get(0);
        }
        String rid = text(packet, rtx ? repairedRidExtension : ridExtension);
        return rid == null ? null : track.encoding(rid);
    }

    private static @Nullable String text(RtpPacketView packet, int extension) {
        int at = extension == 0 ? -1 : packet.extensionOffset(extension);
        return at < 0
                ? null
                : new String(packet.array(), at, packet.extensionLength(extension), StandardCharsets.US_ASCII);
    }
}
