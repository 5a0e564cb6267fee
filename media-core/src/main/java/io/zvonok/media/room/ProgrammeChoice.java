package io.zvonok.media.room;

import io.zvonok.media.api.MediaKind;
import io.zvonok.media.api.Programme;
import io.zvonok.media.api.TrackSource;
import io.zvonok.media.time.Nanos;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who is on air: whom the director chose, or the newest screen share and the camera of who speaks. A face that came on air
 * by itself stays for two seconds at least.
 *
 * <p>Thread: the owning media loop.
 */
final class ProgrammeChoice {
    private static final long MIN_SHOWN = Nanos.fromSeconds(2);

    private Programme programme = Programme.automatic();
    private @Nullable PublishedTrack face;
    private long faceSinceNanos;
    private boolean another;

    Programme programme() {
        return programme;
    }

    void setProgramme(Programme next) {
        programme = next;
    }

    /** True if another face is to come on air as soon as this one has been seen for long enough. */
    boolean isAnotherDue() {
        return another;
    }

    /** @param stage what those on stage may see and hear, in their order */
    Offer choose(RoomRole role, Offer stage, @Nullable Participant speaker, long nowNanos) {
        another = false;
        return programme.isAutomatic()
                ? new Offer(automatic(stage.pictures(), speaker, nowNanos), stage.voices())
                : chosen(role, stage);
    }

    private List<PublishedTrack> automatic(
            List<PublishedTrack> pictures, @Nullable Participant speaker, long nowNanos) {
        List<PublishedTrack> onAir = new ArrayList<>();
        PublishedTrack first = null;
        PublishedTrack speaking = null;
        for (PublishedTrack picture : pictures) {
            if (picture.source() == TrackSource.SCREEN) {
                if (onAir.isEmpty()) {
                    onAir.add(picture);
                }
                continue;
            }
            first = first == null ? picture : first;
            speaking = speaking == null && picture.owner() == speaker ? picture : speaking;
        }
        chooseFace(pictures, speaking, first, nowNanos);
        if (face != null) {
            onAir.add(face);
        }
        return onAir;
    }

    private void chooseFace(
            List<PublishedTrack> pictures,
            @Nullable PublishedTrack speaking,
            @Nullable PublishedTrack first,
            long nowNanos) {
        PublishedTrack before = face;
        boolean stays = before != null && pictures.contains(before);
        PublishedTrack next = speaking != null ? speaking : stays ? before : first;
        if (next == before) {
            return;
        }
        if (stays && nowNanos - faceSinceNanos < MIN_SHOWN) {
            another = true;
            return;
        }
        face = next;
        faceSinceNanos = nowNanos;
    }

    /** A source that is muted keeps its place: its slots say so. */
    private Offer chosen(RoomRole role, Offer stage) {
        List<PublishedTrack> pictures = new ArrayList<>();
        List<PublishedTrack> voices = new ArrayList<>();
        boolean choosesVoices = false;
        for (Programme.Pick pick : programme.choice()) {
            boolean voice = pick.source().kind() == MediaKind.AUDIO;
            choosesVoices |= voice;
            Participant owner = role.find(pick.peer());
            PublishedTrack track = owner == null ? null : owner.track(pick.source());
            if (track != null) {
                (voice ? voices : pictures).add(track);
            }
        }
        return new Offer(pictures, choosesVoices ? voices : stage.voices());
    }
}
