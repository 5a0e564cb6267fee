package io.zvonok.media.sim;

import static io.zvonok.media.sim.Scenario.millis;
import static io.zvonok.media.sim.Scenario.seconds;

import io.zvonok.media.api.DownlinkReport;
import io.zvonok.media.api.MediaKind;
import io.zvonok.media.api.PeerGroup;
import io.zvonok.media.api.PeerId;
import io.zvonok.media.api.PeerReport;
import io.zvonok.media.api.SlotReason;
import io.zvonok.media.api.SlotView;
import io.zvonok.media.api.TrackSource;
import io.zvonok.media.api.Visibility;
import io.zvonok.media.sim.RandomSpecs.Trait;
import io.zvonok.media.stats.Counter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * A lesson made of a seed, swarm style: the seed decides which faults there are at all, who comes, what they do and when.
 * After the faults everybody permitted must see and hear everybody within ten seconds (I19); where only the link still
 * seems too narrow within another minute, because after rises that failed it is not tried sooner.
 */
final class RandomLesson {
    private static final int MOST_PEERS = 6;
    private static final int FRAMES_TO_BELIEVE = 3;
    private static final int SECONDS_TO_CALM_DOWN = 10;
    /** After those. */
    private static final int SECONDS_TO_FIND_ROOM = 64;

    private static final int JUST_NOW_MILLIS = 3000;
    private static final int CLASSES = 3;
    private static final int GROUPS = 3;

    /** What may go wrong. */
    private enum Fault {
        DELAY,
        JITTER,
        LOSS,
        BURST_LOSS,
        REORDER,
        DUPLICATE,
        RATE,
        BLACKOUT,
        CHURN,
        MUTES,
        PERMISSIONS,
        VIEWS,
        MIGRATION,
        ICE_RESTART,
        LAYERS_PAUSE,
        SOURCES_STOP,
        COPIER,
        FORGER,
        CODEC_CHANGE,
        NUMBERS_SKIP,
        /** Viewers behind one narrow link. */
        SHARED_LINK,
        /** Who may see and hear whom changes. */
        RULES,
        /** The lesson is split into groups. */
        GROUPS
    }

    private final Random random;
    private final Scenario scenario;
    private final Map<Fault, Boolean> faults = new EnumMap<>(Fault.class);
    private final RandomSpecs specs;
    private final Random extra;
    /** A third one, for the same reason. */
    private final Random ruling;

    private final Map<PeerId, PeerGroup> groups = new HashMap<>();
    private SharedDownlink shared;
    /** The last fault is over. */
    private boolean calm;

    private int names;

    RandomLesson(long seed) {
        random = new Random(seed);
        extra = new Random(seed * 31 + 7);
        ruling = new Random(seed * 37 + 11);
        scenario = seed % 2 == 0 ? Scenario.nearWrap(seed) : Scenario.withSeed(seed);
        scenario.replay("scripts/test -Dseed=" + seed + " -Dtest='RandomLessonScenarioTest'");
        for (Fault fault : Fault.values()) {
            boolean known = fault.compareTo(Fault.SHARED_LINK) < 0;
            boolean rule = fault.compareTo(Fault.SHARED_LINK) > 0;
            int chance = rule ? ruling.nextInt(100) : known ? random.nextInt(100) : extra.nextInt(100);
            faults.put(fault, chance < (rule ? 25 : known ? 35 : 15));
        }
        Set<Trait> traits = EnumSet.noneOf(Trait.class);
        for (Trait trait : Trait.values()) {
            boolean possible = trait != Trait.FEEDBACK_KINDS || !isNarrow();
            if (extra.nextInt(100) < 20 && possible) {
                traits.add(trait);
            }
        }
        specs = new RandomSpecs(random, extra, traits, MOST_PEERS);
    }

    /** The server reads what arrives within some milliseconds at once. */
    RandomLesson inBatches(long nanos) {
        scenario.server().readInBatches(nanos);
        return this;
    }

    Scenario scenario() {
        return scenario;
    }

    /** A receiver's own estimate of such a link rises too slowly to be there in time. */
    private boolean isNarrow() {
        return has(Fault.RATE) || has(Fault.SHARED_LINK);
    }

    private boolean has(Fault fault) {
        return faults.get(fault);
    }

    /** The whole lesson; returns its trace hash. */
    String run() {
        if (extra.nextBoolean()) {
            scenario.behindOneAddress();
        }
        int peers = 2 + random.nextInt(MOST_PEERS - 1);
        for (int i = 0; i < peers; i++) {
            scenario.after(millis(random.nextInt(3000)), this::joinSomebody);
        }
        long length = seconds(8 + random.nextInt(13) * 0.5);
        scheduleFaults(length);
        scenario.run(length);
        calmDown();
        requireEverybodySeesEverybody();
        scenario.end();
        return scenario.server().traceHash();
    }

    private void joinSomebody() {
        if (scenario.present().size() < MOST_PEERS) {
            TestPeer peer = scenario.join("peer" + names++, specs.next().ofClass(ruling.nextInt(CLASSES)));
            applyLink(peer);
            shareLink(peer);
            if (has(Fault.VIEWS)) {
                peer.slots.keySet().stream()
                        .filter(mid -> mid.startsWith("v"))
                        .forEach(mid ->
                                peer.viewAuto(mid, List.of(90, 180, 360, 720).get(random.nextInt(4))));
            }
        }
    }

    private void applyLink(TestPeer peer) {
        if (calm) {
            return;
        }
        applyLink(peer.up());
        applyLink(peer.down());
    }

    private void applyLink(SimulatedNetwork.Link link) {
        List<LinkConditions.Change> changes = new ArrayList<>();
        if (has(Fault.DELAY)) {
            changes.add(LinkConditions.delay(millis(1 + random.nextInt(150))));
        }
        if (has(Fault.JITTER)) {
            changes.add(LinkConditions.jitter(millis(random.nextInt(60))));
        }
        if (has(Fault.LOSS) && random.nextBoolean()) {
            changes.add(LinkConditions.loss(random.nextDouble() * 0.15));
        }
        if (has(Fault.BURST_LOSS) && random.nextBoolean()) {
            changes.add(LinkConditions.burstLoss(0.01 + random.nextDouble() * 0.1, 2 + random.nextInt(12)));
        }
        if (has(Fault.REORDER)) {
            changes.add(LinkConditions.reorder(random.nextDouble() * 0.1));
        }
        if (has(Fault.DUPLICATE)) {
            changes.add(LinkConditions.duplicate(random.nextDouble() * 0.1));
        }
        if (has(Fault.RATE) && random.nextBoolean()) {
            changes.add(LinkConditions.linkRate(LinkConditions.kbps(200 + random.nextInt(1500))));
        }
        link.change(changes.toArray(new LinkConditions.Change[0]));
    }

    private void shareLink(TestPeer peer) {
        if (!has(Fault.SHARED_LINK) || extra.nextBoolean()) {
            return;
        }
        if (shared == null) {
            shared = scenario.shareDownlink(new LinkConditions.Change[] {
                LinkConditions.linkRate(LinkConditions.kbps(300 + extra.nextInt(2000))),
                LinkConditions.queueMillis(100 + extra.nextInt(400))
            });
        }
        shared.add(peer);
    }

    // --- what happens

    private void scheduleFaults(long length) {
        often(Fault.DELAY, length, 3, peer -> applyLink(peer));
        often(Fault.CHURN, length, 4, TestPeer::leave);
        often(Fault.CHURN, length, 4, peer -> joinSomebody());
        often(Fault.MUTES, length, 6, this::toggleMute);
        often(Fault.PERMISSIONS, length, 4, this::changePermissions);
        often(Fault.VIEWS, length, 8, this::changeView);
        often(Fault.MIGRATION, length, 3, TestPeer::migrate);
        often(Fault.ICE_RESTART, length, 3, TestPeer::restartIce);
        often(Fault.LAYERS_PAUSE, length, 6, this::pauseLayer);
        often(Fault.SOURCES_STOP, length, 4, this::stopOrStartSource);
        often(Fault.CODEC_CHANGE, length, 3, this::changeCodec);
        often(Fault.NUMBERS_SKIP, length, 3, this::skipNumbers);
        often(Fault.BLACKOUT, length, 2, peer -> {
            peer.network(LinkConditions.blackout());
            scenario.after(millis(300 + random.nextInt(2000)), () -> {
                peer.network(LinkConditions.perfect());
                applyLink(peer);
            });
        });
        often(Fault.RULES, length, 6, peer -> changeRules());
        often(Fault.GROUPS, length, 8, this::changeGroups);
        often(Fault.COPIER, length, 15, this::replay);
        often(Fault.FORGER, length, 15, this::forge);
    }

    private void often(Fault fault, long length, int times, java.util.function.Consumer<TestPeer> action) {
        if (!has(fault)) {
            return;
        }
        for (int i = 0; i < times; i++) {
            double when = fault.compareTo(Fault.SHARED_LINK) > 0 ? ruling.nextDouble() : random.nextDouble();
            scenario.after((long) (when * length), () -> {
                List<TestPeer> present = scenario.present();
                if (!present.isEmpty()) {
                    Random choice = fault.compareTo(Fault.SHARED_LINK) > 0 ? ruling : random;
                    action.accept(present.get(choice.nextInt(present.size())));
                }
            });
        }
    }

    private Publication anyTrack(TestPeer peer) {
        return peer.tracks.isEmpty() ? null : peer.tracks.get(random.nextInt(peer.tracks.size()));
    }

    private void toggleMute(TestPeer peer) {
        Publication track = anyTrack(peer);
        if (track != null) {
            peer.publish(track, track.source, !track.muted);
        }
    }

    private void changePermissions(TestPeer peer) {
        List<TrackSource> sources = new ArrayList<>();
        for (TrackSource source : TrackSource.values()) {
            if (random.nextInt(3) > 0) {
                sources.add(source);
            }
        }
        peer.permit(random.nextInt(4) > 0, sources.toArray(new TrackSource[0]));
    }

    private void changeView(TestPeer peer) {
        List<String> mids = new ArrayList<>(peer.slots.keySet());
        String mid = mids.get(random.nextInt(mids.size()));
        List<TestPeer> present = scenario.present();
        TestPeer wanted = present.get(random.nextInt(present.size()));
        int height = List.of(0, 90, 180, 360, 720).get(random.nextInt(5));
        SlotView.Want want = SlotView.Want.values()[random.nextInt(4)];
        peer.view(new SlotView(
                mid, want, want == SlotView.Want.PEER ? wanted.id : null, null, height * 16 / 9, height, 0));
    }

    private void changeRules() {
        Visibility.Builder rules = Visibility.builder();
        for (int viewer = 0; viewer < CLASSES; viewer++) {
            for (int publisher = 0; publisher < CLASSES; publisher++) {
                Set<TrackSource> shown = EnumSet.noneOf(TrackSource.class);
                for (TrackSource source : TrackSource.values()) {
                    if (ruling.nextInt(3) > 0) {
                        shown.add(source);
                    }
                }
                rules.show(viewer, publisher, shown);
            }
        }
        scenario.visibility(ruling.nextInt(4) == 0 ? Visibility.everything() : rules.build());
    }

    /** Somebody moves, or speaks to all; now and then all are called back. */
    private void changeGroups(TestPeer peer) {
        if (ruling.nextInt(6) == 0) {
            groups.clear();
        } else {
            groups.put(peer.id, new PeerGroup(ruling.nextInt(GROUPS), ruling.nextInt(4) == 0));
        }
        scenario.groups(groups);
    }

    private void pauseLayer(TestPeer peer) {
        Publication track = anyTrack(peer);
        if (track != null && track.encodings.size() > 1) {
            SentEncoding encoding = track.encodings.get(random.nextInt(3));
            encoding.paused = !encoding.paused;
        }
    }

    private void stopOrStartSource(TestPeer peer) {
        Publication track = anyTrack(peer);
        if (track != null) {
            peer.publish(track, track.source == null ? track.spec.source() : null, track.muted);
        }
    }

    private void changeCodec(TestPeer peer) {
        Publication track = anyTrack(peer);
        boolean free = track != null
                && track.kind() == MediaKind.VIDEO
                && track.spec.layers().spatial() == 1
                && !track.spec.hasDescriptor();
        if (free) {
            track.codec = specs.codec();
            track.encodings.forEach(SentEncoding::wantKeyframe);
        }
    }

    private void skipNumbers(TestPeer peer) {
        Publication track = anyTrack(peer);
        if (track != null) {
            track.encodings.forEach(encoding -> encoding.skipNumbers(1 + random.nextInt(700)));
        }
    }

    private void replay(TestPeer peer) {
        byte[] copied = random.nextBoolean() ? peer.lastCheck : peer.lastSrtp;
        if (copied != null) {
            scenario.network().inject(copied, random.nextBoolean() ? scenario.attacker() : peer.address());
        }
    }

    private void forge(TestPeer peer) {
        byte[] sent = random.nextInt(3) == 0 ? peer.lastCheck : peer.lastSrtp;
        if (sent != null) {
            byte[] forged = sent.clone();
            for (int i = 1 + random.nextInt(4); i > 0; i--) {
                forged[random.nextInt(forged.length)] ^= (byte) (1 << random.nextInt(8));
            }
            int length = random.nextInt(4) == 0 ? random.nextInt(forged.length + 1) : forged.length;
            scenario.network().inject(java.util.Arrays.copyOf(forged, length), peer.address());
        }
    }

    // --- and how it ends

    private void calmDown() {
        calm = true;
        if (shared != null) {
            shared.change(LinkConditions.perfect(), LinkConditions.delay(0));
        }
        for (TestPeer peer : scenario.present()) {
            peer.network(LinkConditions.perfect());
            peer.tracks.forEach(track -> track.encodings.forEach(encoding -> encoding.paused = false));
            List<SlotView> views = new ArrayList<>();
            List<TestPeer> others = new ArrayList<>(scenario.present());
            others.remove(peer);
            for (String mid : peer.slots.keySet()) {
                int number = Integer.parseInt(mid.substring(1));
                boolean pinned = mid.startsWith("a") && number < others.size();
                views.add(new SlotView(
                        mid,
                        pinned ? SlotView.Want.PEER : SlotView.Want.AUTO,
                        pinned ? others.get(number).id : null,
                        null,
                        320,
                        180,
                        0));
            }
            peer.view(views.toArray(new SlotView[0]));
        }
    }

    private void requireEverybodySeesEverybody() {
        Map<String, Integer> before = counts();
        boolean all = scenario.runUntil(() -> missing(before).isEmpty(), seconds(SECONDS_TO_CALM_DOWN));
        if (!all && areShortOfBandwidth(missing(before))) {
            all = scenario.runUntil(() -> missing(before).isEmpty(), seconds(SECONDS_TO_FIND_ROOM));
        }
        if (!all) {
            String what = "seconds after the last fault: " + missing(before);
            throw scenario.failure("I19 broken: " + what + "\n" + scenario.explain(), null);
        }
    }

    private List<String> missing(Map<String, Integer> before) {
        Map<String, Integer> now = counts();
        return now.keySet().stream()
                .filter(pair -> now.get(pair) - before.getOrDefault(pair, 0) < FRAMES_TO_BELIEVE)
                .toList();
    }

    /** Frames decoded by each viewer of each track it may see. */
    private Map<String, Integer> counts() {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (TestPeer viewer : scenario.present()) {
            boolean full = saysItselfThatItIsFull(viewer);
            for (TestPeer publisher : scenario.present()) {
                for (Publication track : publisher.tracks) {
                    boolean permitted = scenario.gates().isOpen(viewer.viewGate())
                            && scenario.rules().isVisible(viewer, track)
                            && scenario.gates().isOpen(track.gate())
                            && viewer.spec.decodes.contains(track.codec);
                    boolean fits = !full || track.kind() == MediaKind.AUDIO;
                    if (viewer != publisher && permitted && fits) {
                        counts.put(
                                viewer + " of " + publisher + " " + track.source,
                                viewer.decodedOf(publisher, track.spec.source()));
                    }
                }
            }
        }
        return counts;
    }

    private PeerReport report(TestPeer viewer) {
        return scenario.server().room().report(viewer.id, scenario.clock().nowNanos());
    }

    /** What a receiver estimates itself, and what it reports of loss, rises slowly whatever the server does. */
    private boolean saysItselfThatItIsFull(TestPeer viewer) {
        DownlinkReport downlink = report(viewer).downlink();
        return downlink.feedback() == DownlinkReport.Feedback.REMB && downlink.estimateBps() < downlink.wantedBps();
    }

    /** True if each of these viewers has a slot for which the link carries too little, or did until just now. */
    private boolean areShortOfBandwidth(List<String> pairs) {
        List<TestPeer> narrow = scenario.present().stream()
                .filter(viewer -> report(viewer).slots().stream()
                        .anyMatch(slot -> slot.kind() == MediaKind.VIDEO
                                && slot.peer() != null
                                && (slot.reason() == SlotReason.NO_BANDWIDTH || slot.sinceMillis() < JUST_NOW_MILLIS)))
                .toList();
        return pairs.stream().allMatch(pair -> narrow.stream().anyMatch(viewer -> pair.startsWith(viewer + " of ")));
    }

    /** Events that a good number of seeds must have met at all. */
    Map<String, Long> sometimes() {
        Map<String, Long> met = new LinkedHashMap<>();
        met.put("media delivered", scenario.invariants().delivered());
        for (Counter counter : List.of(
                Counter.SRTP_HELD,
                Counter.SRTP_REJECTED,
                Counter.SRTP_REPLAYED,
                Counter.RTX_IN,
                Counter.RTX_OUT,
                Counter.RTP_DUPLICATE,
                Counter.RTP_NOT_ALLOWED,
                Counter.RTP_PADDING_ONLY,
                Counter.RTP_LOST,
                Counter.SLOT_SWITCHES,
                Counter.LAYER_SWITCHES_UP,
                Counter.LAYER_SWITCHES_DOWN,
                Counter.PLI_OUT,
                Counter.TWCC_OUT,
                Counter.ICE_PAIR_SELECTED)) {
            met.put(counter.name(), scenario.server().stats().get(counter));
        }
        return met;
    }
}
