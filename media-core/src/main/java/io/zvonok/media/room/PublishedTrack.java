package io.zvonok.media.room;

import io.zvonok.media.api.Codec;
import io.zvonok.media.api.CodecParameters;
import io.zvonok.media.api.MediaKind;
import io.zvonok.media.api.PeerTier;
import io.zvonok.media.api.PublishSection;
import io.zvonok.media.api.TrackSource;
import io.zvonok.media.stats.LoopStats;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a participant sends in one section: a microphone, a camera with its encodings, a screen. The gate that decides
 * whether its packets go any further is here.
 *
 * <p>Thread: the owning media loop.
 */
final class PublishedTrack {
    static final Ears.Seat[] NO_SEATS = {};
    private static final RelayTap[] NO_TAPS = {};

    private final Participant owner;
    private final PublishSection section;
    private final List<Encoding> encodings = new ArrayList<>();

    private @Nullable TrackSource source;
    private boolean muted;
    private long publishedOrder;
    private boolean reportedActive;
    /** With all who may hear this microphone; replaced, never changed, so that the packet path may walk it. */
    private Ears.Seat[] seats = NO_SEATS;

    /** The slots that show or await this track; replaced, never changed, so that the packet path may walk it. */
    private Slot[] slots = new Slot[0];

    /** The ways into other rooms that this track is on; replaced, never changed. */
    private RelayTap[] taps = NO_TAPS;

    PublishedTrack(Participant owner, PublishSection section, LoopStats stats) {
        this.owner = owner;
        this.section = section;
        List<String> rids = section.rids().isEmpty() ? List.of("") : section.rids();
        for (String rid : rids) {
            encodings.add(new Encoding(this, rid, encodings.size(), stats));
        }
    }

    Participant owner() {
        return owner;
    }

    String mid() {
        return section.mid();
    }

    MediaKind kind() {
        return section.kind();
    }

    PublishSection section() {
        return section;
    }

    List<Encoding> encodings() {
        return encodings;
    }

    @Nullable
    TrackSource source() {
        return source;
    }

    boolean muted() {
        return muted;
    }

    /** Later published, higher: the newest screen share goes on stage. */
    long publishedOrder() {
        return publishedOrder;
    }

    void publish(@Nullable TrackSource newSource, boolean isMuted, long order) {
        if (newSource != source || (muted && !isMuted)) {
            publishedOrder = order;
        }
        source = newSource;
        muted = isMuted;
    }

    /** True if the sender may send this source (P27) and is on stage; muted or not. */
    boolean allowed() {
        TrackSource carried = source;
        return carried != null
                && owner.tier() == PeerTier.STAGE
                && owner.permissions().publish().contains(carried);
    }

    /** True if packets of this track may go further: published, permitted and not muted. */
    boolean open() {
        return !muted && allowed();
    }

    Ears.Seat[] seats() {
        return seats;
    }

    void setSeats(Ears.Seat[] next) {
        seats = next;
    }

    /** True once, each time packets begin or stop to come. */
    boolean activityChanged(long nowNanos) {
        boolean active = open() && isActive(nowNanos);
        boolean changed = active != reportedActive;
        reportedActive = active;
        return changed;
    }

    boolean reportedActive() {
        return reportedActive;
    }

    /** A picture that nobody watches may be paused: it is there all the same. */
    private boolean isActive(long nowNanos) {
        for (Encoding encoding : encodings) {
            if (encoding.isAvailable(nowNanos)) {
                return true;
            }
        }
        return false;
    }

    @Nullable
    CodecParameters codec(int payloadType) {
        List<CodecParameters> codecs = section.codecs();
        for (int i = 0; i < codecs.size(); i++) {
            if (codecs.get(i).payloadType() == payloadType) {
                return codecs.get(i);
            }
        }
        return null;
    }

    /** With which its sender knows a codec, -1 if not at all. */
    int payloadTypeOf(Codec wanted) {
        return payloadType(section.codecs(), wanted);
    }

    /** The first payload type of a codec, -1 if there is none. */
    static int payloadType(List<CodecParameters> codecs, Codec wanted) {
        for (int i = 0; i < codecs.size(); i++) {
            if (codecs.get(i).codec() == wanted) {
                return codecs.get(i).payloadType();
            }
        }
        return -1;
    }

    /** The codec whose retransmissions have this payload type, or null. */
    @Nullable
    CodecParameters codecOfRtx(int payloadType) {
        List<CodecParameters> codecs = section.codecs();
        for (int i = 0; i < codecs.size(); i++) {
            if (codecs.get(i).rtxPayloadType() == payloadType) {
                return codecs.get(i);
            }
        }
        return null;
    }

    @Nullable
    Encoding encoding(String rid) {
        for (Encoding encoding : encodings) {
            if (encoding.rid().equals(rid)) {
                return encoding;
            }
        }
        return null;
    }

    Slot[] slots() {
        return slots;
    }

    void addSlot(Slot slot) {
        slots = Arrays.copyOf(slots, slots.length + 1);
        slots[slots.length - 1] = slot;
    }

    void removeSlot(Slot slot) {
        slots = Arrays.stream(slots).filter(other -> other != slot).toArray(Slot[]::new);
    }

    RelayTap[] taps() {
        return taps;
    }

    void addTap(RelayTap tap) {
        taps = Arrays.copyOf(taps, taps.length + 1);
        taps[taps.length - 1] = tap;
    }

    void removeTap(RelayTap tap) {
        taps = Arrays.stream(taps).filter(other -> other != tap).toArray(RelayTap[]::new);
    }

    /** True if somebody in another room watches the encoding. */
    boolean isWantedElsewhere(Encoding encoding) {
        RelayTap[] carrying = taps;
        for (RelayTap tap : carrying) {
            if (tap.wants(encoding)) {
                return true;
            }
        }
        return false;
    }

    void close() {
        encodings.forEach(Encoding::close);
    }
}
