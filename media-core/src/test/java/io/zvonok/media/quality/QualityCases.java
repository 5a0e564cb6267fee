package io.zvonok.media.quality;

import static io.zvonok.media.quality.Figure.AUDIO_LOSS;
import static io.zvonok.media.quality.Figure.DOWN_CONVERGENCE;
import static io.zvonok.media.quality.Figure.FAIRNESS;
import static io.zvonok.media.quality.Figure.FPS_AFTER_3_SECONDS;
import static io.zvonok.media.quality.Figure.FRAMES_DECODED;
import static io.zvonok.media.quality.Figure.FREEZES;
import static io.zvonok.media.quality.Figure.FREEZES_PER_DROP;
import static io.zvonok.media.quality.Figure.FREEZES_UNDER_LOSS;
import static io.zvonok.media.quality.Figure.LAYER_CHANGES;
import static io.zvonok.media.quality.Figure.QUEUE_DELAY;
import static io.zvonok.media.quality.Figure.UP_CONVERGENCE;
import static io.zvonok.media.quality.Figure.UTILISATION;
import static io.zvonok.media.quality.QualityCase.named;
import static io.zvonok.media.quality.QualityCase.watch;
import static io.zvonok.media.sim.LinkConditions.delay;
import static io.zvonok.media.sim.LinkConditions.loss;
import static io.zvonok.media.sim.LinkConditions.queueMillis;
import static io.zvonok.media.sim.Scenario.millis;

import io.zvonok.media.api.TrackSource;
import io.zvonok.media.sim.LinkConditions;
import io.zvonok.media.sim.PeerSpec;
import java.util.ArrayList;
import java.util.List;

/**
 * All cases of the laboratory. Those named after RFC 8867 have its shape, in less time: an SFU forwards layers and does not
 * encode, so that a minute tells what five would.
 */
public final class QualityCases {
    /** A link that is no limit. */
    private static final int PLENTY = 5000;

    private static final int NEVER_BUSY_BPS = 60_000_000;

    private QualityCases() {}

    public static List<QualityCase> all() {
        List<QualityCase> all = new ArrayList<>();
        all.addAll(changingLinks());
        all.addAll(steadyLinks());
        all.addAll(lossyLinks());
        all.addAll(sharedLinks());
        all.addAll(smallLinks());
        return all;
    }

    public static QualityCase withName(String name) {
        return all().stream()
                .filter(quality -> quality.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such case: " + name));
    }

    private static List<QualityCase> changingLinks() {
        return List.of(
                named("rfc8867-5.1-variable-capacity", 80, "One viewer, capacity of 1, 2.5, 0.6 and 1 Mbit/s in turn.")
                        .camera("sender")
                        .viewer("viewer", 0, 50)
                        .capacity(0, 1000)
                        .capacity(20, 2500)
                        .capacity(45, 600)
                        .capacity(60, 1000)
                        .judgedBy(DOWN_CONVERGENCE, UP_CONVERGENCE, UTILISATION, QUEUE_DELAY)
                        .judgedBy(FREEZES, FREEZES_PER_DROP, LAYER_CHANGES),
                named(
                                "rfc8867-5.3-congested-feedback",
                                60,
                                "The viewer's uplink is full: feedback comes late or never.")
                        .camera("sender")
                        .viewer("viewer", 0, 50, QualityCases::talkingViewer, watch("viewer", 0, 720))
                        .capacity(0, 2500)
                        .uplinks(0, "", queueMillis(300), LinkConditions.linkRate(NEVER_BUSY_BPS))
                        .uplinks(20, "uplink full", LinkConditions.linkRate(2_000_000))
                        .judgedBy(UP_CONVERGENCE, UTILISATION, QUEUE_DELAY, FREEZES),
                named("step-3M-500k-3M", 65, "3 Mbit/s, twenty seconds of 500 kbit/s, 3 Mbit/s again.")
                        .camera("sender")
                        .viewer("viewer")
                        .capacity(0, 3000)
                        .capacity(20, 500)
                        .capacity(40, 3000)
                        .judgedBy(DOWN_CONVERGENCE, UP_CONVERGENCE, UTILISATION, QUEUE_DELAY)
                        .judgedBy(FREEZES, FREEZES_PER_DROP, LAYER_CHANGES),
                named("drop-to-10-percent", 55, "3 Mbit/s, ten seconds of a tenth, 3 Mbit/s again.")
                        .camera("sender")
                        .viewer("viewer")
                        .capacity(0, 3000)
                        .capacity(20, 300)
                        .capacity(30, 3000)
                        .judgedBy(DOWN_CONVERGENCE, UP_CONVERGENCE, UTILISATION, QUEUE_DELAY, FREEZES_PER_DROP),
                named("remb-only", 60, "2.5 Mbit/s, 700 kbit/s, 2.5 Mbit/s; the viewer reports nothing but REMB.")
                        .camera("sender")
                        .viewer(
                                "viewer",
                                0,
                                25,
                                () -> PeerSpec.viewer().feedback(PeerSpec.Feedback.REMB),
                                watch("viewer", 0, 720))
                        .capacity(0, 2500)
                        .capacity(20, 700)
                        .capacity(35, 2500)
                        .judgedBy(UTILISATION, QUEUE_DELAY, LAYER_CHANGES));
    }

    /** Sends a camera too, 2.2 Mbit/s up. */
    private static PeerSpec talkingViewer() {
        return new PeerSpec().publish(PeerSpec.camera720());
    }

    private static List<QualityCase> steadyLinks() {
        List<QualityCase> cases = new ArrayList<>();
        for (int kbps : new int[] {300, 700, 1200, 2500}) {
            cases.add(named("steady-" + kbps + "k", 75, "Nothing changes: what is shown should not either.")
                    .camera("sender")
                    .viewer("viewer")
                    .capacity(0, kbps)
                    .judgedBy(UP_CONVERGENCE, UTILISATION, QUEUE_DELAY, FREEZES, LAYER_CHANGES));
        }
        QualityCase spikes = named(
                        "jitter-spikes", 60, "A third of a second's delay out of nowhere, every six seconds.")
                .camera("sender")
                .viewer("viewer")
                .capacity(0, 3000)
                .judgedBy(UP_CONVERGENCE, UTILISATION, QUEUE_DELAY, LAYER_CHANGES);
        for (int at = 10; at < 60; at += 6) {
            spikes.disturb(at, "", delay(millis(325))).disturb(at + 0.3, "", delay(millis(25)));
        }
        cases.add(spikes);
        return cases;
    }

    private static List<QualityCase> lossyLinks() {
        List<QualityCase> cases = new ArrayList<>();
        for (int percent : new int[] {2, 5, 10}) {
            for (int roundTrip : new int[] {50, 150}) {
                QualityCase lossy = named(
                                "loss-" + percent + "-rtt" + roundTrip,
                                45,
                                percent + " % of the packets are lost, at a round trip of " + roundTrip + " ms.")
                        .camera("sender")
                        .viewer("viewer", 0, roundTrip / 2)
                        .capacity(0, PLENTY, loss(percent / 100.0))
                        .judgedBy(QUEUE_DELAY);
                cases.add(percent <= 2 ? lossy.judgedBy(UTILISATION, LAYER_CHANGES) : lossy);
                if (percent == 10 && roundTrip == 50) {
                    lossy.judgedBy(FRAMES_DECODED, FREEZES_UNDER_LOSS);
                }
            }
        }
        QualityCase bursts = named("burst-loss-30", 60, "Every eight seconds a second in which 30 % is lost.")
                .camera("sender")
                .viewer("viewer")
                .capacity(0, 3000)
                .judgedBy(UP_CONVERGENCE, QUEUE_DELAY);
        for (int at = 10; at < 60; at += 8) {
            bursts.disturb(at, "", loss(0.3)).disturb(at + 1, "", loss(0));
        }
        cases.add(bursts);
        return cases;
    }

    private static List<QualityCase> sharedLinks() {
        QualityCase five = named("five-viewers-2M", 60, "Five viewers behind one link of 2 Mbit/s.")
                .camera("sender")
                .sharing();
        for (int i = 1; i <= 5; i++) {
            five.viewer("viewer " + i);
        }
        five.capacity(0, 2000).judgedBy(FAIRNESS, QUEUE_DELAY, AUDIO_LOSS, FREEZES, LAYER_CHANGES);

        QualityCase roundTrips = named(
                        "rfc8867-5.5-round-trip-fairness", 75, "Five viewers behind 4 Mbit/s, near and far.")
                .camera("sender")
                .sharing();
        long[] oneWayMillis = {10, 25, 50, 100, 150};
        for (int i = 0; i < oneWayMillis.length; i++) {
            roundTrips.viewer(oneWayMillis[i] + " ms", 3 * i, oneWayMillis[i]);
        }
        roundTrips.capacity(0, 4000).judgedBy(FAIRNESS, QUEUE_DELAY, FREEZES);

        return List.of(
                five,
                named("rfc8867-5.2-two-flows", 90, "Two viewers behind one link of 8, 4, 7, 2 and 4 Mbit/s in turn.")
                        .camera("sender")
                        .viewer("first", 0, 50)
                        .viewer("second", 0, 50)
                        .sharing()
                        .capacity(0, 8000)
                        .capacity(20, 4000)
                        .capacity(35, 7000)
                        .capacity(55, 2000)
                        .capacity(70, 4000)
                        .judgedBy(DOWN_CONVERGENCE, UP_CONVERGENCE, QUEUE_DELAY, FREEZES_PER_DROP, FAIRNESS),
                named("rfc8867-5.4-three-flows", 75, "Three viewers behind 3.5 Mbit/s, who come one by one.")
                        .camera("sender")
                        .viewer("first", 0, 50)
                        .viewer("second", 15, 50)
                        .viewer("third", 30, 50)
                        .sharing()
                        .capacity(0, 3500)
                        .judgedBy(FAIRNESS, QUEUE_DELAY, FREEZES),
                roundTrips,
                named("rfc8867-5.8-pause-resume", 75, "Three viewers behind 3.5 Mbit/s, one of whom looks away.")
                        .camera("sender")
                        .viewer("first", 0, 50)
                        .viewer("second", 0, 50)
                        .viewer("third", 0, 50)
                        .sharing()
                        .capacity(0, 3500)
                        .watching(25, 1, false)
                        .watching(45, 1, true)
                        .judgedBy(FAIRNESS, QUEUE_DELAY, FREEZES));
    }

    private static List<QualityCase> smallLinks() {
        QualityCase lesson = named("lesson-1500k", 60, "A teacher and eight pupils on a link of 1.5 Mbit/s.")
                .sender("teacher", true, () -> new PeerSpec().publish(PeerSpec.camera720(), PeerSpec.voice()));
        List<QualityCase.Watch> pictures = new ArrayList<>(List.of(watch("teacher", 0, 720)));
        for (int i = 1; i <= 8; i++) {
            lesson.sender(
                    "pupil " + i,
                    false,
                    () -> new PeerSpec()
                            .publish(PeerSpec.camera720(), PeerSpec.voice())
                            .voice(60, 0.05));
            pictures.add(watch("pupil " + i, i, 180));
        }
        lesson.viewer("viewer", 0, 25, () -> PeerSpec.viewer().slots(9, 4), pictures.toArray(new QualityCase.Watch[0]))
                .capacity(0, 1500)
                .judgedBy(QUEUE_DELAY, AUDIO_LOSS, FREEZES, LAYER_CHANGES);
        return List.of(
                lesson,
                named("screen-400k", 60, "A screen of 1080 lines on a link of 400 kbit/s.")
                        .sender("sender", true, () -> new PeerSpec().publish(PeerSpec.screen1080(), PeerSpec.voice()))
                        .viewer("viewer", 0, 25, PeerSpec::viewer, screen("viewer"))
                        .capacity(0, 400)
                        .judgedBy(QUEUE_DELAY, AUDIO_LOSS, LAYER_CHANGES),
                named("camera-500k-from-start", 30, "A picture of 720 lines is wanted, the link has 500 kbit/s.")
                        .camera("sender")
                        .viewer("viewer")
                        .capacity(0, 500)
                        .judgedBy(FPS_AFTER_3_SECONDS, UP_CONVERGENCE, QUEUE_DELAY, FREEZES),
                named("audio-100k", 50, "The link falls to 100 kbit/s: no video fits, sound has to.")
                        .camera("sender")
                        .viewer("viewer")
                        .capacity(0, 1000)
                        .capacity(15, 100)
                        .judgedBy(DOWN_CONVERGENCE, QUEUE_DELAY, AUDIO_LOSS));
    }

    private static QualityCase.Watch screen(String name) {
        return new QualityCase.Watch(name, 0, TrackSource.SCREEN, 1080, Ladder.screen1080());
    }
}
