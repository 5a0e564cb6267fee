package io.zvonok.media.quality;

import io.zvonok.media.api.SlotView;
import io.zvonok.media.quality.QualityCase.Sender;
import io.zvonok.media.quality.QualityCase.Step;
import io.zvonok.media.quality.QualityCase.Viewer;
import io.zvonok.media.quality.QualityCase.Watch;
import io.zvonok.media.quality.QualityResult.Event;
import io.zvonok.media.quality.QualityResult.Picture;
import io.zvonok.media.quality.QualityResult.Sample;
import io.zvonok.media.quality.QualityResult.Series;
import io.zvonok.media.sim.LinkConditions;
import io.zvonok.media.sim.ReceivedStream;
import io.zvonok.media.sim.Scenario;
import io.zvonok.media.sim.SharedDownlink;
import io.zvonok.media.sim.SimulatedNetwork;
import io.zvonok.media.sim.TestPeer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** One case played with one seed: the lesson, the link, and a sample every 100 ms. The same seed gives the same result. */
public final class QualityRun {
    static final String WHERE = "simulator";

    /** The senders are there and their layers are measured. */
    private static final long WARM_UP = Scenario.seconds(3);
    /** Drop-tail, as in RFC 8867. */
    private static final long QUEUE_MILLIS = 300;

    private static final Picture NOTHING = new Picture(0, 0, 0, -1);

    private final QualityCase quality;
    private final Scenario scenario;
    private final Bottleneck bottleneck = new Bottleneck();
    private final List<TestPeer> senders = new ArrayList<>();
    private final TestPeer[] viewers;
    /** By the number of the picture; null until its viewer came. */
    private final WatchedPicture[] pictures;

    private final List<Sample> samples = new ArrayList<>();
    private final List<AudioCount> audio = new ArrayList<>();
    private final List<Event> events = new ArrayList<>();
    private SimulatedNetwork.Link link;
    private SharedDownlink shared;
    private int capacityKbps;
    private long startNanos;

    /** Packets of sound of all viewers until a moment. */
    record AudioCount(int tMillis, long expected, long lost) {}

    private QualityRun(QualityCase quality, long seed) {
        this.quality = quality;
        this.scenario = Scenario.withSeed(seed);
        this.viewers = new TestPeer[quality.viewers().size()];
        this.pictures = new WatchedPicture[quality.watches().size()];
    }

    public static QualityResult of(QualityCase quality, long seed) {
        QualityRun run = new QualityRun(quality, seed);
        run.play();
        QualityResult result = run.result(seed);
        run.scenario.end();
        return result;
    }

    private void play() {
        for (Sender sender : quality.senders()) {
            senders.add(scenario.join(sender.name(), sender.spec().get()));
        }
        scenario.run(WARM_UP);
        startNanos = scenario.clock().nowNanos();
        if (quality.isShared()) {
            shared = scenario.behindOneAddress().shareDownlink(new LinkConditions.Change[0]);
            bottleneckIs(shared.link());
        }
        for (int i = 0; i < viewers.length; i++) {
            int viewer = i;
            at(quality.viewers().get(i).joinsAt(), () -> joins(viewer));
        }
        quality.steps().forEach(step -> at(step.at(), () -> happens(step)));
        at(Metrics.SAMPLE_MILLIS / 1000.0, this::sample);
        scenario.run(Scenario.seconds(quality.seconds()));
    }

    private void at(double seconds, Runnable action) {
        scenario.clock().at(startNanos + Scenario.seconds(seconds), action);
    }

    private int tMillis() {
        return (int) ((scenario.clock().nowNanos() - startNanos) / 1_000_000);
    }

    private void bottleneckIs(SimulatedNetwork.Link narrow) {
        link = narrow;
        link.change(LinkConditions.queueMillis(QUEUE_MILLIS));
        link.observe(bottleneck);
    }

    // --- the story

    private void joins(int number) {
        Viewer viewer = quality.viewers().get(number);
        TestPeer peer = scenario.join(viewer.name(), viewer.spec().get());
        viewers[number] = peer;
        peer.network(viewer.link().toArray(new LinkConditions.Change[0]));
        if (shared != null) {
            shared.add(peer);
        } else {
            bottleneckIs(peer.down());
        }
        int first = quality.firstWatchOf(number);
        for (int i = 0; i < viewer.watches().size(); i++) {
            pictures[first + i] = new WatchedPicture(
                    viewer.watches().get(i),
                    peer.slot("v" + i),
                    scenario.clock().nowNanos());
        }
        watches(number, true);
        if (viewer.joinsAt() > 0) {
            events.add(new Event(tMillis(), viewer.name() + " joins"));
        }
    }

    private void watches(int number, boolean watching) {
        List<Watch> all = quality.viewers().get(number).watches();
        for (int i = 0; i < all.size(); i++) {
            Watch watch = all.get(i);
            if (watching) {
                viewers[number].viewPeer("v" + i, senders.get(watch.sender()), watch.source(), watch.height());
            } else {
                viewers[number].view(new SlotView("v" + i, SlotView.Want.NONE, null, null, 0, 0, 0));
            }
        }
    }

    private void happens(Step step) {
        if (step.capacityKbps() > 0) {
            capacityKbps = step.capacityKbps();
        }
        LinkConditions.Change[] changes = step.changes().toArray(new LinkConditions.Change[0]);
        if (step.uplinks()) {
            Arrays.stream(viewers).forEach(viewer -> viewer.up().change(changes));
        } else {
            link.change(changes);
        }
        if (step.viewer() >= 0) {
            watches(step.viewer(), step.watches());
        }
        if (!step.text().isEmpty()) {
            events.add(new Event(tMillis(), step.text()));
        }
    }

    // --- the samples

    private void sample() {
        long now = scenario.clock().nowNanos();
        List<Picture> shown = new ArrayList<>();
        for (WatchedPicture picture : pictures) {
            shown.add(picture == null ? NOTHING : picture.sample(now));
        }
        samples.add(new Sample(
                tMillis(),
                capacityKbps,
                bottleneck.takeKbps(Metrics.SAMPLE_MILLIS),
                estimateKbps(now),
                bottleneck.takeQueueMillis(),
                shown));
        audio.add(audioNow());
        if (tMillis() < quality.seconds() * 1000) {
            scenario.clock().after(Scenario.millis(Metrics.SAMPLE_MILLIS), this::sample);
        }
    }

    /** Of all viewers together; -1 unless each has one. */
    private int estimateKbps(long now) {
        long sum = 0;
        for (TestPeer viewer : viewers) {
            if (viewer != null) {
                long estimate = scenario.server()
                        .room()
                        .report(viewer.id(), now)
                        .downlink()
                        .estimateBps();
                sum = estimate < 0 || sum < 0 ? -1 : sum + estimate;
            }
        }
        return sum < 0 ? -1 : (int) (sum / 1000);
    }

    private AudioCount audioNow() {
        long expected = 0;
        long lost = 0;
        for (TestPeer viewer : viewers) {
            if (viewer != null) {
                for (String mid : viewer.slotMids()) {
                    ReceivedStream slot = viewer.slot(mid);
                    boolean isAudio = mid.startsWith("a");
                    expected += isAudio ? slot.packetsExpected() : 0;
                    lost += isAudio ? slot.packetsLost() : 0;
                }
            }
        }
        return new AudioCount(tMillis(), expected, lost);
    }

    private QualityResult result(long seed) {
        long now = scenario.clock().nowNanos();
        var figures = new FiguresOfRun(quality, samples, audio);
        for (WatchedPicture picture : pictures) {
            figures.addPicture(picture, now);
        }
        figures.addLinkLoss(bottleneck.droppedPercent());
        if (viewers.length > 1) {
            figures.addFairness(IntStream.range(0, viewers.length)
                    .mapToObj(quality::watchesOf)
                    .toList());
        }
        List<String> names = quality.watches().stream().map(Watch::name).toList();
        return new QualityResult(quality.name(), WHERE, seed, figures.all(), new Series(names, samples), events);
    }
}
