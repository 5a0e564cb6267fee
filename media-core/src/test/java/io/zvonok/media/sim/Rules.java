package io.zvonok.media.sim;

import io.zvonok.media.api.PeerGroup;
import io.zvonok.media.api.PeerId;
import io.zvonok.media.api.PeerTier;
import io.zvonok.media.api.TrackSource;
import io.zvonok.media.api.Visibility;
import java.util.HashMap;
import java.util.Map;

/** Who may see what of whom, as the scenario says it, and since when: what I1 is checked against beside the gates. */
final class Rules {
    private final Scenario scenario;
    private Visibility visibility = Visibility.everything();
    private Map<PeerId, PeerGroup> groups = Map.of();

    Rules(Scenario scenario) {
        this.scenario = scenario;
    }

    void setVisibility(Visibility next) {
        visibility = next;
        scenario.server().rooms().setVisibility(SimulatedServer.LESSON, next);
        update();
    }

    void setGroups(Map<PeerId, PeerGroup> next) {
        groups = new HashMap<>(next);
        scenario.server().rooms().setGroups(SimulatedServer.LESSON, groups);
        update();
    }

    /** Somebody came, or is or sends something else than before. */
    void update() {
        for (TestPeer viewer : scenario.present()) {
            for (TestPeer publisher : scenario.present()) {
                for (Publication track : publisher.tracks) {
                    boolean open = track.source != null && allows(viewer, publisher, track.source);
                    scenario.gates()
                            .set(gate(viewer, track), open, scenario.clock().nowNanos());
                }
            }
        }
    }

    private boolean allows(TestPeer viewer, TestPeer publisher, TrackSource source) {
        PeerGroup of = groups.getOrDefault(publisher.id, PeerGroup.WHOLE_LESSON);
        int viewers = viewer.tier() == PeerTier.AUDIENCE
                ? 0
                : groups.getOrDefault(viewer.id, PeerGroup.WHOLE_LESSON).group();
        return visibility.shows(viewer.spec.peerClass, publisher.spec.peerClass, source)
                && (of.speaksToAll() || of.group() == viewers);
    }

    boolean isVisible(TestPeer viewer, Publication track) {
        return scenario.gates().isOpen(gate(viewer, track));
    }

    /** With a server whose loops do what they are told at once there is no grace. */
    boolean wasVisible(TestPeer viewer, Publication track, long atNanos) {
        SimulatedServer server = scenario.server();
        boolean atOnce = server.loops().size() == 1 && server.longestStuckNanos() == 0;
        return scenario.gates().wasOpen(gate(viewer, track), atNanos, atOnce ? 0 : Gates.GRACE);
    }

    private static String gate(TestPeer viewer, Publication track) {
        return viewer.index + " sees " + track.gate();
    }
}
