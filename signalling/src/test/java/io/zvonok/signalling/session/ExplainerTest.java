package io.zvonok.signalling.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.api.Codec;
import io.zvonok.media.api.DownlinkReport;
import io.zvonok.media.api.DownlinkReport.Feedback;
import io.zvonok.media.api.DownlinkReport.Limiter;
import io.zvonok.media.api.LayerCause;
import io.zvonok.media.api.LayerChange;
import io.zvonok.media.api.LayerLimit;
import io.zvonok.media.api.LinkQuality;
import io.zvonok.media.api.MediaKind;
import io.zvonok.media.api.PeerId;
import io.zvonok.media.api.PeerReport;
import io.zvonok.media.api.SlotLayer;
import io.zvonok.media.api.SlotReason;
import io.zvonok.media.api.SlotState;
import io.zvonok.media.api.TrackReport;
import io.zvonok.media.api.TrackReport.Pictures;
import io.zvonok.media.api.TrackSource;
import io.zvonok.media.api.TransportState;
import io.zvonok.signalling.message.ExplainReport;
import io.zvonok.signalling.message.ServerMessage;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExplainerTest {
    private static final Pictures PICTURES = new Pictures(-1, 0, 0, false);
    private static final DownlinkReport DOWNLINK =
            new DownlinkReport(Feedback.TRANSPORT_CC, Limiter.DELAY, 480_000, 470_000, 460_000, 3_000_000, 1, 50, 30);
    private static final PeerId PEER = new PeerId("p-1");

    @ParameterizedTest
    @EnumSource(TransportState.class)
    void explainsEveryTransportState(TransportState state) {
        ExplainReport report = Explainer.explain(report(state, 20, 0, 0), null, null);
        assertThat(report.transport().text().en()).isNotBlank();
        if (state != TransportState.CONNECTED) {
            assertThat(report.text()).isEqualTo(report.transport().text());
        }
    }

    @Test
    void putsTheLinkFirstWhereItKeepsPicturesSmall() {
        ExplainReport tight = Explainer.explain(report(TransportState.CONNECTED, 20, 0, 0), null, null);
        assertThat(tight.text()).isEqualTo(tight.downlink().text());
        assertThat(tight.text().en()).contains("480 kbit/s", "begin to queue");
        ExplainReport lossy = Explainer.explain(report(TransportState.CONNECTED, 20, 0, 9), null, null);
        assertThat(lossy.text()).isEqualTo(lossy.transport().text());
    }

    @Test
    void reportsTheDownlinkInNumbers() {
        ExplainReport.ExplainedDownlink downlink = Explainer.explain(
                        report(TransportState.CONNECTED, 20, 0, 0), null, null)
                .downlink();
        assertThat(downlink)
                .isEqualTo(new ExplainReport.ExplainedDownlink(
                        Feedback.TRANSPORT_CC,
                        Limiter.DELAY,
                        480_000,
                        470_000,
                        460_000,
                        3_000_000,
                        1,
                        50,
                        30,
                        downlink.text()));
    }

    @Test
    void tellsChangesOfOneSlotOrOfAll() {
        PeerReport report = report(TransportState.CONNECTED, 20, 0, 0);
        assertThat(Explainer.explain(report, null, null).layerChanges())
                .extracting(ExplainReport.ExplainedChange::mid)
                .containsExactly("5", "4");
        ExplainReport.ExplainedChange change =
                Explainer.explain(report, "4", null).layerChanges().get(0);
        assertThat(change)
                .isEqualTo(new ExplainReport.ExplainedChange(
                        9_000,
                        "4",
                        "p-1",
                        TrackSource.CAMERA,
                        new ServerMessage.Layer("f", 1280, 720, 0, 2),
                        null,
                        LayerCause.BANDWIDTH_FELL,
                        480_000,
                        change.text()));
        assertThat(change.text().en()).isEqualTo("From 1280x720 to nothing, because the link fell to 480 kbit/s.");
    }

    @Test
    void reportsTheLayersOfAnEncodingAndWhetherItIsWanted() {
        ExplainReport.Encoding encoding = Explainer.explain(report(TransportState.CONNECTED, 20, 0, 0), null, null)
                .tracks()
                .get(0)
                .encodings()
                .get(0);
        assertThat(encoding.wanted()).isFalse();
        assertThat(encoding.layers())
                .containsExactly(
                        new ExplainReport.EncodingLayer(0, 0, 320, 180, 90_000),
                        new ExplainReport.EncodingLayer(1, 2, 640, 360, 400_000));
    }

    @Test
    void putsTheTransportBeforeTheSlotWhileItIsDown() {
        ExplainReport down = Explainer.explain(report(TransportState.SILENT, 20, 0, 0), "4", null);
        assertThat(down.text()).isEqualTo(down.transport().text());
        ExplainReport up = Explainer.explain(report(TransportState.CONNECTED, 20, 0, 0), "4", null);
        assertThat(up.text()).isEqualTo(SlotText.of(slots().get(0)));
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

    @Test
    void saysWhatAnEncodersSettingsDoToThoseWhoWatch() {
        assertThat(track(TrackSource.CAMERA, false, true, 100, new Pictures(250, 40, 0, true)))
                .contains("B-frames");
        assertThat(track(TrackSource.CAMERA, false, true, 100, new Pictures(8000, 6200, 3, false)))
                .contains("up to 6 s", "interval");
        assertThat(track(TrackSource.CAMERA, false, true, 100, new Pictures(80_000, 400, 0, false)))
                .isEqualTo("Packets are arriving.");
    }

    private static String track(TrackSource source, boolean muted, boolean allowed, long lastPacketMillis) {
        return track(source, muted, allowed, lastPacketMillis, PICTURES);
    }

    private static String track(
            TrackSource source, boolean muted, boolean allowed, long lastPacketMillis, Pictures pictures) {
        TrackReport track = new TrackReport(
                "1",
                source,
                muted,
                allowed,
                true,
                List.of(new TrackReport.EncodingReport(
                        "q", 1, Codec.VP8, true, 320, 180, 1, 1, 0, lastPacketMillis, pictures, List.of())));
        PeerReport report = new PeerReport(
                PEER,
                TransportState.CONNECTED,
                new LinkQuality(PEER, TransportState.CONNECTED, 1, 0, 0),
                DOWNLINK,
                List.of(),
                List.of(track),
                List.of(),
                List.of());
        return Explainer.explain(report, null, null).tracks().get(0).text().en();
    }

    private static PeerReport report(TransportState state, int roundTrip, int uplinkLoss, int downlinkLoss) {
        return new PeerReport(
                PEER,
                state,
                new LinkQuality(PEER, state, roundTrip, uplinkLoss, downlinkLoss),
                DOWNLINK,
                slots(),
                List.of(new TrackReport(
                        "1",
                        TrackSource.CAMERA,
                        false,
                        true,
                        true,
                        List.of(new TrackReport.EncodingReport(
                                "",
                                1,
                                Codec.VP9,
                                false,
                                640,
                                360,
                                400_000,
                                1,
                                0,
                                10,
                                PICTURES,
                                List.of(
                                        new TrackReport.LayerReport(0, 0, 320, 180, 90_000),
                                        new TrackReport.LayerReport(1, 2, 640, 360, 400_000)))))),
                List.of(
                        change(1_000, "5", null, LayerCause.SOURCE),
                        change(9_000, "4", new SlotLayer("f", 1280, 720, 0, 2), LayerCause.BANDWIDTH_FELL)),
                List.of());
    }

    private static LayerChange change(long agoMillis, String mid, @Nullable SlotLayer from, LayerCause cause) {
        return new LayerChange(agoMillis, mid, PEER, TrackSource.CAMERA, from, null, cause, 480_000);
    }

    private static List<SlotState> slots() {
        return List.of(
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
                new SlotState("5", MediaKind.VIDEO, null, null, SlotReason.EMPTY, null, LayerLimit.NONE, 0, 0, 7));
    }
}
