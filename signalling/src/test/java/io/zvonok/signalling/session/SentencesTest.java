package io.zvonok.signalling.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.api.DownlinkReport;
import io.zvonok.media.api.DownlinkReport.Feedback;
import io.zvonok.media.api.DownlinkReport.Limiter;
import io.zvonok.media.api.LayerCause;
import io.zvonok.media.api.LayerChange;
import io.zvonok.media.api.LayerLimit;
import io.zvonok.media.api.MediaKind;
import io.zvonok.media.api.PeerId;
import io.zvonok.media.api.SlotLayer;
import io.zvonok.media.api.SlotReason;
import io.zvonok.media.api.SlotState;
import io.zvonok.media.api.TrackSource;
import io.zvonok.signalling.message.ExplainCause;
import io.zvonok.signalling.message.ExplainReport.Text;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nothing that the media core can say is without words, in either language. */
class SentencesTest {
    private static final SlotLayer LARGE = new SlotLayer("f", 1280, 720, 0, 2);
    private static final SlotLayer SMALL = new SlotLayer("q", 320, 180, 0, 2);

    @Test
    void hasItsOwnSentenceInBothLanguagesForEveryReason() {
        distinct(Stream.of(SlotReason.values()).map(SlotText::reason).toList());
    }

    @Test
    void hasItsOwnAdviceInBothLanguagesForEveryCauseOfNotSeeing() {
        distinct(Stream.of(ExplainCause.values()).map(CauseText::of).toList());
    }

    @Test
    void hasItsOwnSentenceInBothLanguagesForEveryLimit() {
        for (long need : new long[] {0, 600_000}) {
            distinct(Stream.of(LayerLimit.values())
                    .map(limit -> SlotText.limit(limit, need, 100))
                    .toList());
        }
    }

    @Test
    void hasItsOwnSentenceInBothLanguagesForEveryLimiterWithAndWithoutAnEstimate() {
        distinct(Stream.of(Limiter.values()).map(DownlinkText::limiter).toList());
        for (long estimate : new long[] {-1, 480_000}) {
            distinct(Stream.of(Limiter.values())
                    .map(limiter -> DownlinkText.of(downlink(Feedback.TRANSPORT_CC, limiter, estimate, 0, 0)))
                    .toList());
        }
    }

    @Test
    void hasItsOwnSentenceInBothLanguagesForEveryCauseWithAndWithoutAnEstimate() {
        for (long estimate : new long[] {-1, 480_000}) {
            distinct(Stream.of(LayerCause.values())
                    .map(cause -> change(LARGE, SMALL, cause, estimate))
                    .toList());
            distinct(Stream.of(LayerCause.values())
                    .map(cause -> change(LARGE, null, cause, estimate))
                    .toList());
        }
    }

    private static void distinct(List<Text> texts) {
        Set<String> sentences = new HashSet<>();
        for (Text text : texts) {
            assertThat(text.en()).matches("[A-Z][ -~]+\\.").doesNotContain("  ", "null");
            assertThat(text.ru()).matches("[А-Я].*[а-я].*\\.").doesNotContain("  ", "null", "bit/s");
            sentences.add(text.en());
            sentences.add(text.ru());
        }
        assertThat(sentences).hasSize(2 * texts.size());
    }

    @Test
    void saysWhatAPictureNeedsAndWhatIsLeft() {
        Text text = SlotText.of(slot(SlotReason.NO_BANDWIDTH, LayerLimit.NONE, 150_000, 90_000));
        assertThat(text.en()).startsWith("This picture needs 150 kbit/s and 90 kbit/s are left of your link. ");
        assertThat(text.ru()).startsWith("На это изображение нужно 150 кбит/с, а от вашей связи осталось 90 кбит/с. ");
        assertThat(SlotText.of(slot(SlotReason.NO_BANDWIDTH, LayerLimit.NONE, 0, 0)))
                .isEqualTo(SlotText.reason(SlotReason.NO_BANDWIDTH));
    }

    @Test
    void saysOfAPictureThatFlowsWhyItIsNoBetter() {
        Text text = SlotText.of(slot(SlotReason.ACTIVE, LayerLimit.BANDWIDTH, 1_240_000, 610_000));
        assertThat(text.en())
                .startsWith("Media flows. A better picture needs 1.3 Mbit/s and 610 kbit/s are left of your link:");
        assertThat(text.ru()).contains("нужно 1,3 Мбит/с, а от вашей связи осталось 610 кбит/с:");
        assertThat(SlotText.of(slot(SlotReason.ACTIVE, LayerLimit.SENDER, 0, 0)).en())
                .isEqualTo("Media flows. The sender sends no better picture.");
        assertThat(SlotText.of(slot(SlotReason.SENDER_MUTED, LayerLimit.SENDER, 0, 0)))
                .isEqualTo(SlotText.reason(SlotReason.SENDER_MUTED));
    }

    @Test
    void saysNothingOfPicturesAboutASound() {
        SlotState sound = new SlotState(
                "4",
                MediaKind.AUDIO,
                new PeerId("p"),
                TrackSource.MICROPHONE,
                SlotReason.ACTIVE,
                null,
                LayerLimit.NONE,
                0,
                0,
                1);
        assertThat(SlotText.of(sound)).isEqualTo(SlotText.reason(SlotReason.ACTIVE));
        SlotState silent = new SlotState(
                "4", MediaKind.AUDIO, null, null, SlotReason.NO_BANDWIDTH, null, LayerLimit.NONE, 32_000, 7, 1);
        assertThat(SlotText.of(silent).en()).startsWith("This sound needs 32 kbit/s and 0 kbit/s are left");
    }

    @Test
    void tellsAChangeWithSizesAndCause() {
        Text fell = change(LARGE, SMALL, LayerCause.BANDWIDTH_FELL, 480_000);
        assertThat(fell.en()).isEqualTo("From 1280x720 to 320x180, because the link fell to 480 kbit/s.");
        assertThat(fell.ru()).isEqualTo("Было 1280x720, стало 320x180: связь упала до 480 кбит/с.");
        assertThat(change(null, LARGE, LayerCause.BANDWIDTH_ROSE, 3_000_000).en())
                .isEqualTo("From nothing to 1280x720, because the link rose to 3 Mbit/s.");
        assertThat(change(SMALL, null, LayerCause.BANDWIDTH_FELL, -1).ru())
                .isEqualTo("Было 320x180, стало пусто: связь ухудшилась.");
        assertThat(change(LARGE, null, LayerCause.GATE, 1).en()).endsWith("because it was muted or forbidden.");
        assertThat(change(null, LARGE, LayerCause.GATE, 1).en()).endsWith("because it was unmuted or allowed.");
    }

    @Test
    void tellsChangesWithinOneSize() {
        SlotLayer slower = new SlotLayer("f", 1280, 720, 0, 0);
        assertThat(change(LARGE, slower, LayerCause.SHARE, 1).en())
                .startsWith("From 1280x720 to fewer frames a second,");
        assertThat(change(slower, LARGE, LayerCause.SHARE, 1).ru()).startsWith("Было 1280x720, стало больше кадров");
        assertThat(change(LARGE, new SlotLayer("g", 1280, 720, 0, 2), LayerCause.SOURCE, 1)
                        .en())
                .startsWith("From 1280x720 to another stream of the same size,");
    }

    @Test
    void namesStreamsOfUnknownSizeByTheirRid() {
        SlotLayer named = new SlotLayer("h", 0, 0, 0, 0);
        SlotLayer unnamed = new SlotLayer("", 0, 0, 0, 0);
        assertThat(change(unnamed, named, LayerCause.SOURCE, 1).en())
                .startsWith("From a stream of unknown size to stream h,");
        assertThat(change(unnamed, named, LayerCause.SOURCE, 1).ru())
                .startsWith("Было поток неизвестного размера, стало поток h:");
    }

    @Test
    void tellsWhatALinkCarriesAndWhatIsWanted() {
        Text text = DownlinkText.of(downlink(Feedback.TRANSPORT_CC, Limiter.LOSS, 480_000, 3_000_000, 460_000));
        assertThat(text.en())
                .isEqualTo("The link carries about 480 kbit/s. When more is sent, packets are lost: "
                        + "move closer to the Wi-Fi, or use a cable. "
                        + "All slots at their best would take 3 Mbit/s; they were given 460 kbit/s.");
        assertThat(text.ru()).contains("около 480 кбит/с", "нужно 3 Мбит/с, выделено 460 кбит/с");
        assertThat(DownlinkText.of(downlink(Feedback.NONE, Limiter.START, 300_000, 0, 0))
                        .en())
                .isEqualTo("The link is taken to carry 300 kbit/s for now. Nothing has been measured yet. "
                        + "This participant reports nothing of the packets that reach it.");
        assertThat(DownlinkText.of(downlink(Feedback.REMB, Limiter.NONE, -1, 5, 5))
                        .en())
                .startsWith("It is not known yet what the link carries.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | 0 kbit/s | 0 kbit/s | 0 kbit/s",
                "1 | 1 kbit/s | 0 kbit/s | 0 kbit/s",
                "150500 | 151 kbit/s | 150 kbit/s | 151 kbit/s",
                "999400 | 1 Mbit/s | 999 kbit/s | 999 kbit/s",
                "1000000 | 1 Mbit/s | 1 Mbit/s | 1 Mbit/s",
                "1240000 | 1.3 Mbit/s | 1.2 Mbit/s | 1.2 Mbit/s",
                "25000000 | 25 Mbit/s | 25 Mbit/s | 25 Mbit/s",
                "-7 | 0 kbit/s | 0 kbit/s | 0 kbit/s"
            })
    void roundsNeedsUpAndRestsDown(long bps, String needed, String left, String nearest) {
        assertThat(Amounts.needed(bps).en()).isEqualTo(needed);
        assertThat(Amounts.left(bps).en()).isEqualTo(left);
        assertThat(Amounts.rate(bps).en()).isEqualTo(nearest);
    }

    private static SlotState slot(SlotReason reason, LayerLimit limit, long need, long have) {
        return new SlotState(
                "8", MediaKind.VIDEO, new PeerId("p"), TrackSource.CAMERA, reason, SMALL, limit, need, have, 1);
    }

    private static DownlinkReport downlink(
            Feedback feedback, Limiter limiter, long estimate, long wanted, long allocated) {
        return new DownlinkReport(feedback, limiter, estimate, 0, allocated, wanted, 0, 20, 5);
    }

    private static Text change(@Nullable SlotLayer from, @Nullable SlotLayer to, LayerCause cause, long estimateBps) {
        return LayerChangeText.of(
                new LayerChange(1, "8", new PeerId("p"), TrackSource.CAMERA, from, to, cause, estimateBps));
    }
}
