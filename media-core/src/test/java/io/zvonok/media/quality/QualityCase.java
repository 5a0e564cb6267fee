package io.zvonok.media.quality;

import static io.zvonok.media.sim.LinkConditions.kbps;
import static io.zvonok.media.sim.LinkConditions.linkRate;

import io.zvonok.media.api.TrackSource;
import io.zvonok.media.sim.LinkConditions;
import io.zvonok.media.sim.PeerSpec;
import io.zvonok.media.sim.Scenario;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * One thing the laboratory tries: who publishes, who watches, what happens to the one bottleneck, and which figures are
 * held against their targets. Times are in seconds since the first viewer came; the senders are there before.
 */
public final class QualityCase {
    /** One direction of the way between a viewer and the server, unless a case says otherwise. */
    private static final long ONE_WAY_MILLIS = 25;

    /** Somebody who publishes. */
    record Sender(String name, Supplier<PeerSpec> spec) {}

    /**
     * Somebody who watches.
     *
     * @param spec what the viewer can do and itself sends
     * @param link of its own, behind the bottleneck if that is shared
     */
    record Viewer(
            String name,
            double joinsAt,
            Supplier<PeerSpec> spec,
            List<Watch> watches,
            List<LinkConditions.Change> link) {}

    /** A picture on a viewer's screen. */
    record Watch(String name, int sender, TrackSource source, int height, Ladder ladder) {}

    /**
     * Something that happens.
     *
     * @param text for the plot, may be empty
     * @param capacityKbps of the bottleneck from now on, 0: as before
     * @param uplinks the changes are of the viewers' ways to the server; false: of the bottleneck
     * @param endsPhase false: it is something passing, with which the link still counts as steady
     * @param viewer who stops watching, or goes on; -1: nobody
     */
    record Step(
            double at,
            String text,
            int capacityKbps,
            List<LinkConditions.Change> changes,
            boolean uplinks,
            boolean endsPhase,
            int viewer,
            boolean watches) {}

    private final String name;
    private final String about;
    private final double seconds;
    private final List<Sender> senders = new ArrayList<>();
    private final List<Viewer> viewers = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();
    private final Set<Figure> judged = EnumSet.noneOf(Figure.class);
    private boolean shared;
    private int voices;

    private QualityCase(String name, String about, double seconds) {
        this.name = name;
        this.about = about;
        this.seconds = seconds;
    }

    static QualityCase named(String name, double seconds, String about) {
        return new QualityCase(name, about, seconds);
    }

    // --- who is there

    /** A camera in three sizes and a microphone in which somebody speaks. */
    QualityCase camera(String sender) {
        return sender(sender, true, () -> new PeerSpec().publish(PeerSpec.camera720(), PeerSpec.voice()));
    }

    /** @param speaks the microphone takes its part of the viewers' links all the time */
    QualityCase sender(String sender, boolean speaks, Supplier<PeerSpec> spec) {
        senders.add(new Sender(sender, spec));
        voices += speaks ? 1 : 0;
        return this;
    }

    /** From the start, of the first sender's camera in full size. */
    QualityCase viewer(String viewer) {
        return viewer(viewer, 0, ONE_WAY_MILLIS);
    }

    QualityCase viewer(String viewer, double joinsAt, long oneWayMillis) {
        return viewer(viewer, joinsAt, oneWayMillis, PeerSpec::viewer, watch(viewer, 0, 720));
    }

    QualityCase viewer(String viewer, double joinsAt, long oneWayMillis, Supplier<PeerSpec> spec, Watch... watches) {
        List<LinkConditions.Change> link = List.of(LinkConditions.delay(Scenario.millis(oneWayMillis)));
        viewers.add(new Viewer(viewer, joinsAt, spec, Arrays.asList(watches), link));
        return this;
    }

    static Watch watch(String name, int sender, int height) {
        return new Watch(name, sender, TrackSource.CAMERA, height, Ladder.camera(height));
    }

    /** All viewers are behind one bottleneck. */
    QualityCase sharing() {
        shared = true;
        return this;
    }

    // --- what happens

    /** What the bottleneck carries from then on, and how else it is. */
    QualityCase capacity(double at, int capacityKbps, LinkConditions.Change... more) {
        List<LinkConditions.Change> changes = new ArrayList<>(List.of(linkRate(kbps(capacityKbps))));
        changes.addAll(Arrays.asList(more));
        return step(new Step(at, capacityKbps + " kbit/s", capacityKbps, changes, false, true, -1, true));
    }

    /** Something passing, with which a link still counts as steady. */
    QualityCase disturb(double at, String text, LinkConditions.Change... changes) {
        return step(new Step(at, text, 0, Arrays.asList(changes), false, false, -1, true));
    }

    /** What the viewers' ways to the server are like from then on. */
    QualityCase uplinks(double at, String text, LinkConditions.Change... changes) {
        return step(new Step(at, text, 0, Arrays.asList(changes), true, true, -1, true));
    }

    /** A viewer stops to watch, or goes on. */
    QualityCase watching(double at, int viewer, boolean watches) {
        String text = viewers.get(viewer).name + (watches ? " watches again" : " stops watching");
        return step(new Step(at, text, 0, List.of(), false, true, viewer, watches));
    }

    private QualityCase step(Step step) {
        steps.add(step);
        return this;
    }

    QualityCase judgedBy(Figure... figures) {
        judged.addAll(Arrays.asList(figures));
        return this;
    }

    // --- asked

    public String name() {
        return name;
    }

    /** What it does, in a sentence or two. */
    public String about() {
        return about;
    }

    public double seconds() {
        return seconds;
    }

    /** The figures held against their targets; the others are only told. */
    public Set<Figure> judged() {
        return java.util.Collections.unmodifiableSet(judged);
    }

    boolean isShared() {
        return shared;
    }

    int voices() {
        return voices;
    }

    List<Sender> senders() {
        return senders;
    }

    List<Viewer> viewers() {
        return viewers;
    }

    List<Step> steps() {
        return steps;
    }

    /** Of all viewers, in their order. */
    List<Watch> watches() {
        return viewers.stream().flatMap(viewer -> viewer.watches.stream()).toList();
    }

    /** Numbers of a viewer's pictures. */
    List<Integer> watchesOf(int viewer) {
        int first = firstWatchOf(viewer);
        return java.util.stream.IntStream.range(
                        first, first + viewers.get(viewer).watches.size())
                .boxed()
                .toList();
    }

    int firstWatchOf(int viewer) {
        return viewers.subList(0, viewer).stream()
                .mapToInt(before -> before.watches.size())
                .sum();
    }

    List<Phase> phases() {
        return Phases.of(this);
    }

    @Override
    public String toString() {
        return name;
    }
}
