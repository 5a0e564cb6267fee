package io.zvonok.media.sim;

import static io.zvonok.media.sim.Scenario.millis;
import static io.zvonok.media.sim.Scenario.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.api.Codec;
import io.zvonok.media.api.PeerGroup;
import io.zvonok.media.api.PeerId;
import io.zvonok.media.api.PeerTier;
import io.zvonok.media.api.Programme;
import io.zvonok.media.api.SlotView;
import io.zvonok.media.api.TrackSource;
import io.zvonok.media.api.Visibility;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Broadcasts in which everything happens at any time; what must hold is checked by {@link Invariants}. */
class RandomBroadcastScenarioTest {
    private static final int SEEDS = Integer.getInteger("seeds", 25);
    private static final int ACTIONS = 60;
    private static final int MAX_PEERS = 14;

    @Test
    void keepsItsPromisesWhateverHappens() {
        long delivered = 0;
        long only = Long.getLong("seed", 0);
        for (long seed = only == 0 ? 1 : only; seed <= (only == 0 ? SEEDS : only); seed++) {
            delivered += new Story(seed).tell();
        }
        assertThat(delivered).isGreaterThan(only == 0 ? 1000L * SEEDS : 0);
    }

    private static final class Story {
        private final Random random;
        private final Random ruling;
        private final Map<PeerId, PeerGroup> groups = new HashMap<>();
        private final Scenario call;
        private final List<TestPeer> stage = new ArrayList<>();
        private final List<TestPeer> audience = new ArrayList<>();
        private int names;

        Story(long seed) {
            random = new Random(seed);
            ruling = new Random(seed * 37 + 11);
            call = Scenario.withLoops(seed, 1 + random.nextInt(3))
                    .replay("scripts/test -Dtest=RandomBroadcastScenarioTest -Dseed=" + seed)
                    .network(LinkConditions.delay(millis(5 + random.nextInt(60))));
            if (random.nextInt(3) == 0) {
                call.network(LinkConditions.loss(0.03));
            }
            if (random.nextInt(2) == 0) {
                call.server().readInBatches(millis(1 + random.nextInt(4)));
            }
        }

        long tell() {
            joinStage();
            joinAudience();
            call.onAir(true).run(seconds(1));
            for (int i = 0; i < ACTIONS; i++) {
                act(ruling.nextInt(8) == 0 ? 16 + ruling.nextInt(2) : random.nextInt(16));
                call.run(millis(random.nextInt(700)));
            }
            call.end();
            return call.invariants().delivered();
        }

        private void act(int asked) {
            int what = call.present().isEmpty() ? asked % 5 : asked;
            switch (what) {
                case 0, 1 -> joinStage();
                case 2, 3, 4 -> joinAudience();
                case 5 -> leave(stage);
                case 6 -> leave(audience);
                case 7 -> call.onAir(random.nextInt(4) != 0);
                case 8 -> call.programme(Programme.automatic());
                case 9, 10 -> choose();
                case 11, 12 -> changeTier();
                case 13 -> mute();
                case 14 -> view();
                case 16 -> changeRules();
                case 17 -> changeGroups();
                default -> stick();
            }
        }

        private void joinStage() {
            if (stage.size() < MAX_PEERS / 2) {
                stage.add(call.join(
                        "stage" + names++,
                        new PeerSpec().ofClass(ruling.nextInt(2)).slots(3, 2).publish(tracks())));
            }
        }

        private void joinAudience() {
            if (audience.size() < MAX_PEERS) {
                PeerSpec spec = PeerSpec.audience().feedback(PeerSpec.Feedback.values()[random.nextInt(3)]);
                spec.slots(1 + random.nextInt(3), random.nextInt(3)).ofClass(ruling.nextInt(3));
                audience.add(call.join("viewer" + names++, random.nextInt(3) == 0 ? spec.publish(tracks()) : spec));
            }
        }

        private PeerSpec.TrackSpec[] tracks() {
            List<PeerSpec.TrackSpec> tracks = new ArrayList<>();
            Codec codec = List.of(Codec.VP8, Codec.VP9, Codec.H264).get(random.nextInt(3));
            tracks.add(random.nextBoolean() ? PeerSpec.threeEncodings(codec) : PeerSpec.camera(codec));
            if (random.nextInt(4) != 0) {
                tracks.add(PeerSpec.microphone());
            }
            if (random.nextInt(4) == 0) {
                tracks.add(PeerSpec.screen(Codec.VP8));
            }
            return tracks.toArray(PeerSpec.TrackSpec[]::new);
        }

        private void leave(List<TestPeer> of) {
            if (!of.isEmpty()) {
                of.remove(random.nextInt(of.size())).leave();
            }
        }

        private TestPeer any(List<TestPeer> of) {
            return of.get(random.nextInt(of.size()));
        }

        private void choose() {
            List<Programme.Pick> picks = new ArrayList<>();
            for (int i = random.nextInt(4); i >= 0; i--) {
                TestPeer peer = any(call.present());
                picks.add(new Programme.Pick(peer.id(), TrackSource.values()[random.nextInt(3)]));
            }
            call.programme(new Programme(picks));
        }

        private void changeTier() {
            any(audience.isEmpty() || random.nextInt(4) == 0 ? call.present() : audience)
                    .tier(PeerTier.values()[random.nextInt(2)]);
        }

        private void mute() {
            TestPeer peer = any(call.present());
            peer.mute(TrackSource.values()[random.nextInt(3)], random.nextBoolean());
        }

        private void view() {
            TestPeer viewer = any(call.present());
            String mid = anyOf(viewer.slotMids());
            if (mid.startsWith("v")) {
                int height = random.nextInt(4) * 180;
                SlotView.Want want = SlotView.Want.values()[random.nextInt(4)];
                boolean peer = want == SlotView.Want.PEER;
                viewer.view(new SlotView(
                        mid, want, peer ? any(call.present()).id() : null, null, height * 16 / 9, height, 0));
            }
        }

        private String anyOf(List<String> of) {
            return of.isEmpty() ? "none" : of.get(random.nextInt(of.size()));
        }

        private void changeRules() {
            Visibility.Builder rules = Visibility.builder().audienceClass(2);
            for (int viewer = 0; viewer < 3; viewer++) {
                for (int publisher = 0; publisher < 3; publisher++) {
                    Set<TrackSource> shown = EnumSet.allOf(TrackSource.class);
                    shown.removeIf(source -> ruling.nextInt(3) == 0);
                    rules.show(viewer, publisher, shown);
                }
            }
            call.visibility(ruling.nextBoolean() ? Visibility.everything() : rules.build());
        }

        private void changeGroups() {
            if (ruling.nextInt(4) == 0 || call.present().isEmpty()) {
                groups.clear();
            } else {
                TestPeer peer = call.present().get(ruling.nextInt(call.present().size()));
                groups.put(peer.id(), new PeerGroup(ruling.nextInt(3), ruling.nextInt(3) == 0));
            }
            call.groups(groups);
        }

        private void stick() {
            int loop = random.nextInt(call.server().loops().size());
            call.server().loops().get(loop).stickFor(millis(random.nextInt(150)));
            call.run(millis(160));
        }
    }
}
