package io.zvonok.signalling.session;

import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.MediaKind;
import io.zvonok.media.api.PeerDescription;
import io.zvonok.media.api.PublishSection;
import io.zvonok.media.api.SlotSection;
import io.zvonok.media.api.SlotView;
import io.zvonok.media.api.TrackSource;
import io.zvonok.media.api.ZvonokException;
import io.zvonok.signalling.message.ClientMessage;
import io.zvonok.signalling.message.ClientMessage.PublishedSection;
import io.zvonok.signalling.message.MessageCodec;
import io.zvonok.signalling.sdp.Negotiation;
import io.zvonok.signalling.sdp.SdpNegotiator;
import io.zvonok.signalling.token.Grants;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A join that was read to its end before anything was done about it.
 *
 * @param views what is to be seen first; empty for those who may not subscribe
 * @param published what the send sections carry first; only what the token allows
 */
record JoinPlan(Admission admission, Negotiation negotiation, List<SlotView> views, List<PublishedSection> published) {
    private static final int PLAYER_WIDTH = 1920;
    private static final int PLAYER_HEIGHT = 1080;

    /** Throws {@link ZvonokException} with what is wrong. */
    static JoinPlan of(SocketAdmission admission, SdpNegotiator negotiator) {
        ClientMessage.Join join = admission.message();
        if (join.sdp() == null || join.sdp().isEmpty()) {
            throw new ZvonokException(ErrorCode.BAD_MESSAGE, "sdp is missing");
        }
        Negotiation negotiation = negotiator.negotiate(join.sdp());
        PeerDescription description = negotiation.description();
        return new JoinPlan(admission, negotiation, views(admission, description), published(admission, description));
    }

    /** What is sent is the camera and the microphone, or a screen and its sound where the token allows only those. */
    static JoinPlan ofPublisher(Admission admission, Negotiation negotiation) {
        Grants grants = admission.claims().grants();
        List<PublishedSection> published = new ArrayList<>();
        for (PublishSection section : negotiation.description().publishSections()) {
            List<TrackSource> fitting = section.kind() == MediaKind.VIDEO
                    ? List.of(TrackSource.CAMERA, TrackSource.SCREEN)
                    : List.of(TrackSource.MICROPHONE, TrackSource.SCREEN_AUDIO);
            fitting.stream()
                    .filter(source -> PermissionTable.mayPublish(grants, source))
                    .findFirst()
                    .ifPresent(source -> published.add(new PublishedSection(section.mid(), source, false)));
        }
        if (published.isEmpty()) {
            throw new ZvonokException(ErrorCode.FORBIDDEN, "the token allows to publish nothing of what is offered");
        }
        return new JoinPlan(admission, negotiation, List.of(), published);
    }

    /** A player does not say how large its picture is: it gets the best that its link carries. */
    static JoinPlan ofViewer(Admission admission, Negotiation negotiation) {
        List<SlotView> views = negotiation.description().slotSections().stream()
                .map(slot -> new SlotView(slot.mid(), SlotView.Want.AUTO, null, null, PLAYER_WIDTH, PLAYER_HEIGHT, 0))
                .toList();
        return new JoinPlan(admission, negotiation, views, List.of());
    }

    private static List<SlotView> views(SocketAdmission admission, PeerDescription description) {
        ClientMessage.FirstView view = admission.message().view();
        if (view == null || !admission.claims().grants().subscribe()) {
            return List.of();
        }
        Map<String, MediaKind> slots =
                description.slotSections().stream().collect(Collectors.toMap(SlotSection::mid, SlotSection::kind));
        return view.slots().stream()
                .map(wanted -> MediaWords.view(wanted, slots))
                .toList();
    }

    private static List<PublishedSection> published(SocketAdmission admission, PeerDescription description) {
        Map<String, MediaKind> sections = description.publishSections().stream()
                .collect(Collectors.toMap(PublishSection::mid, PublishSection::kind));
        Set<TrackSource> seen = EnumSet.noneOf(TrackSource.class);
        Grants grants = TierGrants.of(admission.claims(), admission.tier());
        List<PublishedSection> allowed = new ArrayList<>();
        for (PublishedSection section : admission.message().publish()) {
            checkSection(sections, section.mid(), section.source());
            if (section.source() != null && !seen.add(section.source())) {
                throw new ZvonokException(ErrorCode.BAD_MESSAGE, "publish names a source twice");
            }
            if (PermissionTable.mayPublish(grants, section.source())) {
                allowed.add(section);
            }
        }
        return allowed;
    }

    /** Throws NOT_FOUND for a section that was not offered, BAD_MESSAGE for a source of the other kind. */
    static void checkSection(Map<String, MediaKind> sections, String mid, @Nullable TrackSource source) {
        MediaKind kind = sections.get(mid);
        if (kind == null) {
            throw new ZvonokException(
                    ErrorCode.NOT_FOUND, "there is no send section with the mid " + MessageCodec.quoted(mid));
        }
        if (source != null && source.kind() != kind) {
            throw new ZvonokException(
                    ErrorCode.BAD_MESSAGE,
                    "source does not fit the section " + MessageCodec.quoted(mid) + ": one is audio, one is video");
        }
    }
}
