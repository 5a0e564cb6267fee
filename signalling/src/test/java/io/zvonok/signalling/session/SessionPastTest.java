package io.zvonok.signalling.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.api.LayerLimit;
import io.zvonok.media.api.MediaKind;
import io.zvonok.media.api.PeerId;
import io.zvonok.media.api.SlotReason;
import io.zvonok.media.api.SlotState;
import io.zvonok.media.api.TrackSource;
import io.zvonok.media.api.TransportState;
import io.zvonok.signalling.message.ParticipantTimeline.Event;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SessionPastTest {
    private long now = 1_000;
    private final SessionPast past = new SessionPast(() -> now, true);

    private static SlotState slot(@Nullable String peer, SlotReason reason, long needBps) {
        return new SlotState(
                "4",
                MediaKind.VIDEO,
                peer == null ? null : new PeerId(peer),
                peer == null ? null : TrackSource.CAMERA,
                reason,
                null,
                LayerLimit.NONE,
                needBps,
                0,
                0);
    }

    @Test
    void keepsTenMinutesOfChanges() {
        past.onTransport(TransportState.CONNECTED);
        now += SessionPast.KEPT_MILLIS;
        past.note("handRaised", null);
        assertThat(past.events())
                .containsExactly(
                        Event.transport(1_000, TransportState.CONNECTED), Event.of(601_000, "handRaised", null, null));
        now++;
        assertThat(past.events()).containsExactly(Event.of(601_000, "handRaised", null, null));
        assertThat(past.transportSinceMillis()).isEqualTo(600_001);
    }

    @Test
    void isBounded() {
        for (int i = 0; i < 1_000; i++) {
            past.note("handRaised", null);
            past.note("handLowered", null);
        }
        assertThat(past.events()).hasSize(SessionPast.MAX_EVENTS);
    }

    @Test
    void tellsWhoMutedAndSinceWhen() {
        past.onSource(TrackSource.MICROPHONE, false, false);
        now += 500;
        past.onSource(TrackSource.MICROPHONE, true, true);
        past.onMutedBy(TrackSource.MICROPHONE, "p-teacher");
        now += 300;
        assertThat(past.sourceSinceMillis(TrackSource.MICROPHONE)).isEqualTo(300);
        assertThat(past.isMutedByModerator(TrackSource.MICROPHONE)).isTrue();
        assertThat(past.events())
                .containsExactly(
                        Event.of(1_000, "published", TrackSource.MICROPHONE, null),
                        Event.of(1_500, "muted", TrackSource.MICROPHONE, "p-teacher"));
        past.onSource(TrackSource.MICROPHONE, false, true);
        assertThat(past.isMutedByModerator(TrackSource.MICROPHONE)).isFalse();
        past.onSource(TrackSource.MICROPHONE, true, true);
        assertThat(past.isMutedByModerator(TrackSource.MICROPHONE)).isFalse();
    }

    @Test
    void notesWhoIsInASlotAndWhyButNotTheRates() {
        past.onSlots(List.of(slot("p-1", SlotReason.NO_BANDWIDTH, 100)));
        past.onSlots(List.of(slot("p-1", SlotReason.NO_BANDWIDTH, 200)));
        past.onSlots(List.of(slot("p-1", SlotReason.ACTIVE, 0)));
        assertThat(past.events()).extracting(Event::reason).containsExactly(SlotReason.NO_BANDWIDTH, SlotReason.ACTIVE);
    }

    @Test
    void remembersWhenSomebodyWasLastShown() {
        assertThat(past.lastShownMillis("p-1", TrackSource.CAMERA)).isNull();
        past.onSlots(List.of(slot("p-1", SlotReason.ACTIVE, 0)));
        assertThat(past.lastShownMillis("p-1", TrackSource.CAMERA)).isNull();
        now += 100;
        past.onSlots(List.of(slot("p-2", SlotReason.ACTIVE, 0)));
        now += 40;
        assertThat(past.lastShownMillis("p-1", TrackSource.CAMERA)).isEqualTo(40);
    }

    @Test
    void keepsNoEventsOfTheAudience() {
        past.note("handRaised", null);
        past.onTier(false);
        past.onSlots(List.of(slot("p-1", SlotReason.ACTIVE, 0)));
        past.onTransport(TransportState.SILENT);
        assertThat(past.events()).isEmpty();
        assertThat(past.transportSinceMillis()).isZero();
        past.onTier(true);
        assertThat(past.events()).extracting(Event::type).containsExactly("stage");
    }
}
