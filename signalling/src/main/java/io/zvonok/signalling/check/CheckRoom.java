package io.zvonok.signalling.check;

import io.zvonok.media.api.JoinResult;
import io.zvonok.media.api.MediaKind;
import io.zvonok.media.api.MediaServer;
import io.zvonok.media.api.PeerId;
import io.zvonok.media.api.PeerPermissions;
import io.zvonok.media.api.PeerReport;
import io.zvonok.media.api.PublishSection;
import io.zvonok.media.api.RoomId;
import io.zvonok.media.api.RoomListener;
import io.zvonok.media.api.SlotSection;
import io.zvonok.media.api.SlotView;
import io.zvonok.media.api.TrackReport;
import io.zvonok.media.api.TrackSource;
import io.zvonok.signalling.sdp.Negotiation;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * One check: a room of two peers of the same browser. One sends a picture and a tone, the other gets them as a listener in a
 * lesson would. What comes back goes to an address that ICE and DTLS have proved, as everything does.
 *
 * <p>Thread: the strand of {@link CheckRooms}.
 */
final class CheckRoom {
    private static final int WIDTH = 1280;
    private static final int HEIGHT = 720;
    private static final PeerPermissions SENDS =
            new PeerPermissions(EnumSet.of(TrackSource.CAMERA, TrackSource.MICROPHONE), false, 0);
    private static final PeerPermissions RECEIVES = new PeerPermissions(Set.of(), true, 0);

    private final MediaServer media;
    private final String id;
    private final RoomId room;
    private final PeerId sender;
    private final PeerId receiver;

    /** What the browser is answered. */
    record Answers(String id, String send, String receive) {}

    /** What the server sees of the two. */
    record Reports(PeerReport sender, PeerReport receiver) {}

    /** @param id secret: whoever knows it may ask and end */
    CheckRoom(MediaServer media, String id) {
        this.media = media;
        this.id = id;
        room = new RoomId("/check/" + id); // no token is for such a room: a lesson's begins with a letter or digit
        sender = new PeerId("check-send-" + id);
        receiver = new PeerId("check-receive-" + id);
    }

    CompletionStage<Answers> open(Negotiation sending, Negotiation receiving) {
        return media.openRoom(room, new RoomListener() {})
                .thenCompose(opened -> media.join(room, sender, sending.description(), SENDS))
                .thenCompose(sends -> media.join(room, receiver, receiving.description(), RECEIVES)
                        .thenApply(receives -> answers(sending, sends, receiving, receives)));
    }

    private Answers answers(Negotiation sending, JoinResult sends, Negotiation receiving, JoinResult receives) {
        for (PublishSection section : sending.description().publishSections()) {
            TrackSource source = section.kind() == MediaKind.VIDEO ? TrackSource.CAMERA : TrackSource.MICROPHONE;
            media.publish(room, sender, section.mid(), source, false);
        }
        List<SlotView> views = receiving.description().slotSections().stream()
                .map(CheckRoom::whole)
                .toList();
        media.setView(room, receiver, views);
        return new Answers(id, sending.answer(sends), receiving.answer(receives));
    }

    private static SlotView whole(SlotSection slot) {
        return new SlotView(slot.mid(), SlotView.Want.AUTO, null, null, WIDTH, HEIGHT, 0);
    }

    CompletionStage<Reports> report() {
        return media.report(room, sender).thenCombine(media.report(room, receiver), Reports::new);
    }

    /** What the browser sends now, over the last second. */
    CompletionStage<Long> sentBps() {
        return media.report(room, sender)
                .thenApply(report -> report.tracks().stream()
                        .flatMap(track -> track.encodings().stream())
                        .mapToLong(TrackReport.EncodingReport::bitrateBps)
                        .sum());
    }

    void close() {
        media.closeRoom(room);
    }
}
