package io.zvonok.signalling.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.api.Codec;
import io.zvonok.media.api.DownlinkReport;
import io.zvonok.media.api.LayerLimit;
import io.zvonok.media.api.LinkQuality;
import io.zvonok.media.api.MediaKind;
import io.zvonok.media.api.PeerId;
import io.zvonok.media.api.PeerReport;
import io.zvonok.media.api.SlotReason;
import io.zvonok.media.api.SlotState;
import io.zvonok.media.api.TrackReport;
import io.zvonok.media.api.TrackSource;
import io.zvonok.media.api.TransportState;
import io.zvonok.signalling.message.ExplainReport;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExplainerTest {
    private static final DownlinkReport DOWNLINK =
            new DownlinkReport(DownlinkReport.Feedback.NONE, DownlinkReport.Limiter.START, -1, 0, 0, 0, 0, -1, -1);
    private static final PeerId PEER = new PeerId("p-1");

    @Test
    void hasItsOwnSentenceInBothLanguagesForEveryReason() {
        Set<String> sentences = new HashSet<>();
        for (SlotReason reason : SlotReason.values()) {
            ExplainReport.Text text = SlotText.reason(reason);
            assertThat(text.en()).matches("[ -~]+\\.");
            assertThat(text.ru()).matches("(?s).*[а-я].*\\.");
            sentences.add(text.en());
            sentences.add(text.ru());
        }
        assertThat(sentences).hasSize(2 * SlotReason.values().length);
    }

    @ParameterizedTest
    @EnumSource(TransportState.class)
    void explainsEveryTransportState(TransportState state) {
        ExplainReport report = Explainer.explain(report(state, 20, 0, 0), null, null);
        assertThat(report.transport().text().en()).isNotBlank();
        assertThat(report.text()).isEqualTo(report.transport().text());
    }

    @Test
    void putsTheTransportBeforeTheSlotWhileItIsDown() {
        ExplainReport down = Explainer.explain(report(TransportState.SILENT, 20, 0, 0), "4", null);
        assertThat(down.text()).isEqualTo(down.transport().text());
        ExplainReport up = Explainer.explain(report(TransportState.CONNECTED, 20, 0, 0), "4", null);
        assertThat(up.text()).isEqualTo(SlotText.reason(SlotReason.NO_BANDWIDTH));
        assertThat(up.slots()).hasSize(1);
        assertThat(up.tracks()).isEmpty();
    }

    @Test
    void namesWhatIsWrongWithALink() {
        assertThat(Explainer.explain(report(TransportState.CONNECTED, 20, 12, 0), null, null)
                        .text()
                        .en())
                .contains("12 %", "sent");
        assertThat(Explainer.explain(report(TransportState.CONNECTED, 20, 0, 9), null, null)
                        .text()
                        .ru())
                .contains("9 %");
        assertThat(Explainer.explain(report(TransportState.CONNECTED, 700, 0, 0), null, null)
                        .text()
                        .en())
                .contains("700 ms");
    }

    @Test
    void saysWhetherATracksPacketsCome() {
        assertThat(track(TrackSource.CAMERA, false, true, 100)).isEqualTo("Packets are arriving.");
        assertThat(track(TrackSource.CAMERA, false, true, 5_000)).startsWith("It is on, but no packet");
        assertThat(track(TrackSource.CAMERA, false, true, -1)).startsWith("It is on, but no packet");
        assertThat(track(TrackSource.CAMERA, true, true, 100)).startsWith("It is muted");
        assertThat(track(TrackSource.CAMERA, false, false, 100)).startsWith("This participant may not");
        assertThat(track(null, false, true, -1)).startsWith("Nothing is published");
    }

    private static String track(TrackSource source, boolean muted, boolean allowed, long lastPacketMillis) {
        TrackReport track = new TrackReport(
                "1",
                source,
                muted,
                allowed,
                List.of(new TrackReport.EncodingReport(
                        "q", 1, Codec.VP8, true, 320, 180, 1, 1, 0, lastPacketMillis, List.of())));
        PeerReport report = new PeerReport(
                PEER,
                TransportState.CONNECTED,
                new LinkQuality(PEER, TransportState.CONNECTED, 1, 0, 0),
                DOWNLINK,
                List.of(),
                List.of(track),
                List.of());
        return Explainer.explain(report, null, null).tracks().get(0).text().en();
    }

    private static PeerReport report(TransportState state, int roundTrip, int uplinkLoss, int downlinkLoss) {
        return new PeerReport(
                PEER,
                state,
                new LinkQuality(PEER, state, roundTrip, uplinkLoss, downlinkLoss),
                DOWNLINK,
                List.of(
                        new SlotState(
                                "4",
                                MediaKind.VIDEO,
                                PEER,
                                TrackSource.CAMERA,
                                SlotReason.NO_BANDWIDTH,
                                null,
                                LayerLimit.NONE,
                                150_000,
                                90_000,
                                7),
                        new SlotState(
                                "5", MediaKind.VIDEO, null, null, SlotReason.EMPTY, null, LayerLimit.NONE, 0, 0, 7)),
                List.of(),
                List.of());
    }
}
