package io.zvonok.signalling.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.zvonok.media.api.Codec;
import io.zvonok.media.api.DownlinkReport;
import io.zvonok.media.api.LayerLimit;
import io.zvonok.media.api.LinkQuality;
import io.zvonok.media.api.MediaKind;
import io.zvonok.media.api.PeerId;
import io.zvonok.media.api.PeerReport;
import io.zvonok.media.api.PeerTier;
import io.zvonok.media.api.SlotReason;
import io.zvonok.media.api.SlotState;
import io.zvonok.media.api.SlotView;
import io.zvonok.media.api.TrackReport;
import io.zvonok.media.api.TrackSource;
import io.zvonok.media.api.TransportState;
import io.zvonok.signalling.message.ExplainCause;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One thing at a time stands between a viewer and a picture; the answer names it. */
class SightTest {
    private static final PeerId MASHA = new PeerId("p-masha");
    private static final PeerId PETR = new PeerId("p-petr");
    private static final PeerId OTHER = new PeerId("p-other");

    /** A lesson in which Masha sees Petr; each test spoils one thing. */
    private static final class Case {
        private TrackSource source = TrackSource.CAMERA;
        private boolean hidden;
        private boolean otherGroup;
        private PeerTier viewerTier = PeerTier.STAGE;
        private PeerTier sourceTier = PeerTier.STAGE;
        private boolean mayWatch = true;
        private boolean onAir = true;
        private boolean byModerator;
        private TransportState viewer = TransportState.CONNECTED;
        private TransportState publisher = TransportState.CONNECTED;
        private boolean published = true;
        private boolean muted;
        private boolean allowed = true;
        private boolean offered = true;
        private boolean wanted = true;
        private long lastPacketMillis = 20;
        private int requests;
        private @Nullable PeerId occupant = PETR;
        private SlotReason reason = SlotReason.ACTIVE;
        private long needBps;
        private SlotView.Want want = SlotView.Want.AUTO;
        private @Nullable ObjectNode digest;

        Sight.Finding find() {
            Sight.Facts facts = new Sight.Facts(
                    source,
                    hidden,
                    otherGroup,
                    viewerTier,
                    sourceTier,
                    mayWatch,
                    onAir,
                    byModerator,
                    11_000,
                    12_000,
                    13_000,
                    15_000,
                    14_000L,
                    digest);
            MediaKind kind = source.kind();
            SlotState slot = new SlotState(
                    "4",
                    kind,
                    occupant,
                    occupant == null ? null : source,
                    reason,
                    null,
                    LayerLimit.NONE,
                    needBps,
                    needBps / 2,
                    7_000);
            SlotView view = new SlotView("4", want, want == SlotView.Want.PEER ? OTHER : null, null, 100, 100, 0);
            return Sight.find(
                    facts,
                    report(MASHA, viewer, List.of(slot), List.of(), List.of(view)),
                    report(PETR, publisher, List.of(), tracks(), List.of()));
        }

        private List<TrackReport> tracks() {
            List<TrackReport> tracks = new ArrayList<>();
            if (published) {
                tracks.add(new TrackReport(
                        "1",
                        source,
                        muted,
                        allowed,
                        offered,
                        List.of(new TrackReport.EncodingReport(
                                "",
                                1,
                                Codec.VP8,
                                wanted,
                                320,
                                180,
                                1,
                                1,
                                0,
                                lastPacketMillis,
                                new TrackReport.Pictures(-1, 0, requests, false),
                                List.of()))));
            }
            return tracks;
        }

        private static PeerReport report(
                PeerId peer,
                TransportState state,
                List<SlotState> slots,
                List<TrackReport> tracks,
                List<SlotView> views) {
            return new PeerReport(
                    peer,
                    state,
                    new LinkQuality(peer, state, 20, 0, 0),
                    new DownlinkReport(
                            DownlinkReport.Feedback.NONE, DownlinkReport.Limiter.NONE, -1, 0, 0, 0, 0, -1, -1),
                    slots,
                    tracks,
                    List.of(),
                    views);
        }
    }

    private static ExplainCause cause(java.util.function.Consumer<Case> spoil) {
        Case lesson = new Case();
        spoil.accept(lesson);
        return lesson.find().cause();
    }

    @Test
    void saysWhenNothingStandsInTheWay() {
        assertThat(new Case().find()).isEqualTo(new Sight.Finding(ExplainCause.ACTIVE, 7_000L, 0, 0, 0));
    }

    @Test
    void namesTheRulesBeforeItSaysAnythingOfTheSource() {
        assertThat(cause(lesson -> {
                    lesson.hidden = true;
                    lesson.published = false;
                }))
                .isEqualTo(ExplainCause.HIDDEN_BY_POLICY);
        assertThat(cause(lesson -> {
                    lesson.otherGroup = true;
                    lesson.muted = true;
                }))
                .isEqualTo(ExplainCause.OTHER_GROUP);
        assertThat(cause(lesson -> lesson.mayWatch = false)).isEqualTo(ExplainCause.VIEWER_MAY_NOT_WATCH);
        Case hidden = new Case();
        hidden.hidden = true;
        assertThat(hidden.find().sinceMillis())
                .as("since when would tell of the source")
                .isNull();
    }

    @Test
    void namesTheViewersConnectionBeforeTheSource() {
        for (TransportState state : TransportState.values()) {
            ExplainCause found = cause(lesson -> {
                lesson.viewer = state;
                lesson.muted = true;
            });
            assertThat(found)
                    .isEqualTo(
                            state == TransportState.CONNECTED
                                    ? ExplainCause.MUTED_BY_SENDER
                                    : ExplainCause.VIEWER_DISCONNECTED);
        }
    }

    @Test
    void namesWhatTheSenderDidNotDo() {
        assertThat(cause(lesson -> lesson.published = false)).isEqualTo(ExplainCause.NOT_PUBLISHED);
        assertThat(cause(lesson -> lesson.muted = true)).isEqualTo(ExplainCause.MUTED_BY_SENDER);
        assertThat(cause(lesson -> {
                    lesson.muted = true;
                    lesson.byModerator = true;
                }))
                .isEqualTo(ExplainCause.MUTED_BY_MODERATOR);
        Case gated = new Case();
        gated.allowed = false;
        gated.muted = true;
        assertThat(gated.find())
                .as("to switch it on would not help")
                .isEqualTo(Sight.Finding.of(ExplainCause.GATED, 15_000L));
        assertThat(cause(lesson -> lesson.sourceTier = PeerTier.AUDIENCE)).isEqualTo(ExplainCause.SOURCE_NOT_ON_STAGE);
        Case muted = new Case();
        muted.muted = true;
        assertThat(muted.find().sinceMillis()).isEqualTo(13_000);
    }

    @Test
    void namesThePublishersLinkBeforeAnAwaitedPicture() {
        for (SlotReason awaited : List.of(SlotReason.WAITING_FOR_KEYFRAME, SlotReason.LAYER_MISSING)) {
            assertThat(cause(lesson -> {
                        lesson.reason = awaited;
                        lesson.publisher = TransportState.SILENT;
                    }))
                    .isEqualTo(ExplainCause.PUBLISHER_DISCONNECTED);
            Case silent = new Case();
            silent.reason = awaited;
            silent.lastPacketMillis = 9_000;
            assertThat(silent.find()).isEqualTo(Sight.Finding.of(ExplainCause.NO_PACKETS_FROM_PUBLISHER, 9_000L));
            assertThat(cause(lesson -> {
                        lesson.reason = awaited;
                        lesson.lastPacketMillis = -1;
                    }))
                    .isEqualTo(ExplainCause.NO_PACKETS_FROM_PUBLISHER);
        }
    }

    @Test
    void takesAPictureThatNobodyWatchesForOneThatIsThere() {
        assertThat(cause(lesson -> {
                    lesson.reason = SlotReason.WAITING_FOR_KEYFRAME;
                    lesson.wanted = false;
                    lesson.lastPacketMillis = 60_000;
                }))
                .isEqualTo(ExplainCause.WAITING_FOR_KEYFRAME);
    }

    @Test
    void tellsHowOftenAKeyFrameWasAskedFor() {
        Case waiting = new Case();
        waiting.reason = SlotReason.WAITING_FOR_KEYFRAME;
        waiting.requests = 4;
        assertThat(waiting.find()).isEqualTo(new Sight.Finding(ExplainCause.WAITING_FOR_KEYFRAME, 7_000L, 0, 0, 4));
        assertThat(CauseText.of(waiting.find()).en()).contains("asked 4 times");
        assertThat(CauseText.of(waiting.find()).ru()).contains("(раз: 4)");
    }

    @Test
    void tellsWhatAPictureTakesAndWhatIsLeft() {
        Case narrow = new Case();
        narrow.reason = SlotReason.NO_BANDWIDTH;
        narrow.needBps = 150_000;
        assertThat(narrow.find()).isEqualTo(new Sight.Finding(ExplainCause.NO_BANDWIDTH, 7_000L, 150_000, 75_000, 0));
        assertThat(CauseText.of(narrow.find()).en()).contains("150 kbit/s", "75 kbit/s");
    }

    @ParameterizedTest
    @CsvSource({
        "OFF_SCREEN,OFF_SCREEN",
        "CODEC_NOT_SUPPORTED,CODEC_NOT_SUPPORTED",
        "NO_RECEIVER_REPORTS,NO_RECEIVER_REPORTS",
        "NOT_CONNECTED,VIEWER_DISCONNECTED",
        "LAYER_MISSING,LAYER_MISSING",
        "SENDER_MUTED,SETTLING",
        "EMPTY,SETTLING"
    })
    void saysOfASlotWhatTheSlotSays(SlotReason reason, ExplainCause expected) {
        assertThat(cause(lesson -> lesson.reason = reason)).isEqualTo(expected);
    }

    @Test
    void namesTheViewersPlacesIfTheSourceIsInNone() {
        assertThat(cause(lesson -> lesson.occupant = OTHER)).isEqualTo(ExplainCause.TOO_FEW_SLOTS);
        assertThat(cause(lesson -> lesson.occupant = null)).isEqualTo(ExplainCause.SETTLING);
        for (SlotView.Want want : List.of(SlotView.Want.NONE, SlotView.Want.PEER)) {
            assertThat(cause(lesson -> {
                        lesson.occupant = null;
                        lesson.want = want;
                    }))
                    .isEqualTo(ExplainCause.NO_SLOT_WANTED);
        }
        Case quiet = new Case();
        quiet.source = TrackSource.MICROPHONE;
        quiet.occupant = OTHER;
        quiet.offered = false;
        assertThat(quiet.find()).isEqualTo(Sight.Finding.of(ExplainCause.NOT_AMONG_LOUDEST, 14_000L));
    }

    @Test
    void namesTheBroadcastToTheAudience() {
        assertThat(cause(lesson -> {
                    lesson.viewerTier = PeerTier.AUDIENCE;
                    lesson.onAir = false;
                    lesson.occupant = null;
                }))
                .isEqualTo(ExplainCause.AUDIENCE_OFF_AIR);
        assertThat(cause(lesson -> {
                    lesson.viewerTier = PeerTier.AUDIENCE;
                    lesson.occupant = OTHER;
                }))
                .isEqualTo(ExplainCause.NOT_IN_PROGRAMME);
    }

    @Test
    void believesABrowserThatSaysItShowsNothing() throws Exception {
        Case black = new Case();
        black.digest = (ObjectNode)
                new JsonMapper().readTree("{\"receive\":[{\"mid\":\"4\",\"kbps\":400,\"framesPerSecond\":0}]}");
        assertThat(black.find().cause()).isEqualTo(ExplainCause.BROWSER_NOT_PLAYING);
        black.digest = (ObjectNode) new JsonMapper()
                .readTree("{\"receive\":[{\"mid\":\"4\",\"kbps\":400,\"framesPerSecond\":25},{\"mid\":\"5\"}]}");
        assertThat(black.find().cause()).isEqualTo(ExplainCause.ACTIVE);
        black.digest = (ObjectNode) new JsonMapper().readTree("{\"receive\":\"rubbish\"}");
        assertThat(black.find().cause()).isEqualTo(ExplainCause.ACTIVE);
    }
}
