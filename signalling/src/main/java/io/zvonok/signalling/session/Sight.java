package io.zvonok.signalling.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zvonok.media.api.MediaKind;
import io.zvonok.media.api.PeerReport;
import io.zvonok.media.api.PeerTier;
import io.zvonok.media.api.SlotReason;
import io.zvonok.media.api.SlotState;
import io.zvonok.media.api.SlotView;
import io.zvonok.media.api.TrackReport;
import io.zvonok.media.api.TrackSource;
import io.zvonok.media.api.TransportState;
import io.zvonok.signalling.message.ExplainCause;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why one participant does not see or hear a source of another: a pure function of what the media core reports of both and
 * what the session knows. First who may and who is there, then the source, then its publisher's link, then the viewer's
 * slots.
 *
 * <p>Thread: any; immutable.
 */
final class Sight {
    /** As the media core has it: discontinuous sound speaks more often. */
    private static final long SILENT_MILLIS = 5_000;

    private final Facts facts;
    private final PeerReport viewer;
    private final PeerReport publisher;

    /**
     * What the session knows.
     *
     * @param hidden the policy does not show the source to the viewer
     * @param otherGroup the two are in different groups
     * @param viewerTransportMillis how long the viewer's transport has been in its state
     * @param sourceMillis how long the source has been published, muted or missing, as it is now
     * @param gateMillis how long the right to send it has been as it is
     * @param lastShownMillis how long ago the viewer was last shown the source, null if unknown
     * @param digest what the viewer's browser told last
     */
    record Facts(
            TrackSource source,
            boolean hidden,
            boolean otherGroup,
            PeerTier viewerTier,
            PeerTier sourceTier,
            boolean mayWatch,
            boolean onAir,
            boolean mutedByModerator,
            long viewerTransportMillis,
            long publisherTransportMillis,
            long sourceMillis,
            long gateMillis,
            @Nullable Long lastShownMillis,
            @Nullable ObjectNode digest) {}

    /**
     * @param sinceMillis how long it has been so, null if unknown
     * @param needBps with NO_BANDWIDTH, else 0
     * @param haveBps with NO_BANDWIDTH, else 0
     * @param requests for a key frame that were not answered, with WAITING_FOR_KEYFRAME
     */
    record Finding(ExplainCause cause, @Nullable Long sinceMillis, long needBps, long haveBps, int requests) {
        static Finding of(ExplainCause cause, @Nullable Long sinceMillis) {
            return new Finding(cause, sinceMillis, 0, 0, 0);
        }
    }

    private Sight(Facts facts, PeerReport viewer, PeerReport publisher) {
        this.facts = facts;
        this.viewer = viewer;
        this.publisher = publisher;
    }

    static Finding find(Facts facts, PeerReport viewer, PeerReport publisher) {
        return new Sight(facts, viewer, publisher).find();
    }

    private Finding find() {
        Finding rules = rules();
        return rules != null ? rules : source();
    }

    /** Before anything is said of the source: whoever may not see it learns nothing of it. */
    private @Nullable Finding rules() {
        if (facts.hidden()) {
            return Finding.of(ExplainCause.HIDDEN_BY_POLICY, null);
        }
        if (facts.otherGroup()) {
            return Finding.of(ExplainCause.OTHER_GROUP, null);
        }
        if (!facts.mayWatch()) {
            return Finding.of(ExplainCause.VIEWER_MAY_NOT_WATCH, null);
        }
        if (!isUp(viewer.transport())) {
            return Finding.of(ExplainCause.VIEWER_DISCONNECTED, facts.viewerTransportMillis());
        }
        if (facts.viewerTier() == PeerTier.AUDIENCE && !facts.onAir()) {
            return Finding.of(ExplainCause.AUDIENCE_OFF_AIR, null);
        }
        return null;
    }

    private static boolean isUp(TransportState state) {
        return state == TransportState.CONNECTED;
    }

    private Finding source() {
        if (facts.sourceTier() == PeerTier.AUDIENCE) {
            return Finding.of(ExplainCause.SOURCE_NOT_ON_STAGE, null);
        }
        TrackReport track = publisher.tracks().stream()
                .filter(candidate -> candidate.source() == facts.source())
                .findFirst()
                .orElse(null);
        if (track == null) {
            return Finding.of(ExplainCause.NOT_PUBLISHED, facts.sourceMillis());
        }
        if (!track.allowed()) {
            return Finding.of(ExplainCause.GATED, facts.gateMillis());
        }
        if (track.muted()) {
            ExplainCause by = facts.mutedByModerator() ? ExplainCause.MUTED_BY_MODERATOR : ExplainCause.MUTED_BY_SENDER;
            return Finding.of(by, facts.sourceMillis());
        }
        SlotState slot = slot();
        return slot == null ? unassigned(track) : assigned(slot, track);
    }

    private @Nullable SlotState slot() {
        return viewer.slots().stream()
                .filter(slot -> publisher.peer().equals(slot.peer()) && slot.source() == facts.source())
                .findFirst()
                .orElse(null);
    }

    // The source is in a slot

    private Finding assigned(SlotState slot, TrackReport track) {
        long since = slot.sinceMillis();
        return switch (slot.reason()) {
            case ACTIVE -> Finding.of(plays(slot) ? ExplainCause.ACTIVE : ExplainCause.BROWSER_NOT_PLAYING, since);
            case NO_BANDWIDTH -> new Finding(ExplainCause.NO_BANDWIDTH, since, slot.needBps(), slot.haveBps(), 0);
            case OFF_SCREEN -> Finding.of(ExplainCause.OFF_SCREEN, since);
            case CODEC_NOT_SUPPORTED -> Finding.of(ExplainCause.CODEC_NOT_SUPPORTED, since);
            case NO_RECEIVER_REPORTS -> Finding.of(ExplainCause.NO_RECEIVER_REPORTS, since);
            case NOT_CONNECTED -> Finding.of(ExplainCause.VIEWER_DISCONNECTED, since);
            case WAITING_FOR_KEYFRAME, LAYER_MISSING -> awaited(slot, track);
            case EMPTY, OFF_AIR, SENDER_MUTED, NOT_ALLOWED, OTHER_GROUP -> Finding.of(ExplainCause.SETTLING, since);
        };
    }

    private Finding awaited(SlotState slot, TrackReport track) {
        Finding missing = missingAtPublisher(track);
        if (missing != null) {
            return missing;
        }
        if (slot.reason() == SlotReason.LAYER_MISSING) {
            return Finding.of(ExplainCause.LAYER_MISSING, slot.sinceMillis());
        }
        int requests = track.encodings().stream()
                .mapToInt(encoding -> encoding.pictures().keyframeRequests())
                .max()
                .orElse(0);
        return new Finding(ExplainCause.WAITING_FOR_KEYFRAME, slot.sinceMillis(), 0, 0, requests);
    }

    private @Nullable Finding missingAtPublisher(TrackReport track) {
        if (!isUp(publisher.transport())) {
            return Finding.of(ExplainCause.PUBLISHER_DISCONNECTED, facts.publisherTransportMillis());
        }
        long silent = Long.MAX_VALUE;
        for (TrackReport.EncodingReport encoding : track.encodings()) {
            if (!encoding.wanted()) {
                return null; // told not to send what nobody watches
            }
            long last = encoding.lastPacketMillis();
            silent = Math.min(silent, last < 0 ? facts.sourceMillis() : last);
        }
        boolean never = track.encodings().stream().allMatch(encoding -> encoding.lastPacketMillis() < 0);
        return never || silent > SILENT_MILLIS
                ? Finding.of(ExplainCause.NO_PACKETS_FROM_PUBLISHER, silent == Long.MAX_VALUE ? null : silent)
                : null;
    }

    /** False if the browser itself says that packets come and nothing is shown. */
    private boolean plays(SlotState slot) {
        ObjectNode digest = facts.digest();
        if (digest == null || slot.kind() == MediaKind.AUDIO) {
            return true;
        }
        for (JsonNode receiving : digest.path("receive")) {
            if (receiving.path("mid").asText().equals(slot.mid())
                    && receiving.path("kbps").asInt() > 0
                    && receiving.path("framesPerSecond").asInt(1) == 0) {
                return false;
            }
        }
        return true;
    }

    // It is in none

    private Finding unassigned(TrackReport track) {
        Finding missing = missingAtPublisher(track);
        if (missing != null) {
            return missing;
        }
        Long since = facts.lastShownMillis();
        if (facts.viewerTier() == PeerTier.AUDIENCE) {
            return Finding.of(ExplainCause.NOT_IN_PROGRAMME, since);
        }
        if (!hasOpenWish()) {
            return Finding.of(ExplainCause.NO_SLOT_WANTED, since);
        }
        if (!track.offered()) {
            return Finding.of(ExplainCause.NOT_AMONG_LOUDEST, since);
        }
        return Finding.of(isPlaceFree() ? ExplainCause.SETTLING : ExplainCause.TOO_FEW_SLOTS, since);
    }

    /** True if a slot takes whoever comes, or asks for this very source. */
    private boolean hasOpenWish() {
        MediaKind kind = facts.source().kind();
        return wishes(kind).stream().anyMatch(view -> switch (view.want()) {
            case AUTO, STAGE -> true;
            case PEER -> publisher.peer().equals(view.peer()) && sourceOf(view, kind) == facts.source();
            case NONE -> false;
        });
    }

    private static TrackSource sourceOf(SlotView view, MediaKind kind) {
        TrackSource named = view.source();
        if (named != null) {
            return named;
        }
        return kind == MediaKind.AUDIO ? TrackSource.MICROPHONE : TrackSource.CAMERA;
    }

    private List<SlotView> wishes(MediaKind kind) {
        return viewer.views().stream()
                .filter(view ->
                        viewer.slots().stream().anyMatch(slot -> slot.mid().equals(view.mid()) && slot.kind() == kind))
                .toList();
    }

    private boolean isPlaceFree() {
        return wishes(facts.source().kind()).stream()
                .filter(view -> view.want() != SlotView.Want.NONE)
                .anyMatch(view ->
                        viewer.slots().stream().anyMatch(slot -> slot.mid().equals(view.mid()) && slot.peer() == null));
    }
}
