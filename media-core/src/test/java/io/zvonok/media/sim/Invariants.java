package io.zvonok.media.sim;

import io.zvonok.media.stats.Counter;
import io.zvonok.media.time.Nanos;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What must hold on every run, at every delivery and every simulated second. Numbers as in the project's list:
 *
 * <ul>
 *   <li>I1 media only to who may see it, and of who may send it, at the time it is sent (200 ms grace); of what the
 *       room's rules or groups hide, nothing at all
 *   <li>I3 no index encrypts two byte strings; I4 each index once, upwards in small steps or into a gap
 *   <li>I5, I6 what is forged or replayed moves nothing: held by the checks on order, content and numbers
 *   <li>I7 no number left out but what the publisher's network lost; I8 time never goes back or jumps
 *   <li>I9, I10 a source enters at a key frame, ids go on, bytes are as they were sent
 *   <li>I12 bounded, nothing older than the history allows; I13, I22 everything is given back in the end
 *   <li>I15 three bytes out for one in until an address has proved itself, and never media
 *   <li>I21 datagrams of at most 1200 bytes that a second parser reads; I23 no exception leaves a handler
 *   <li>P20 a key frame is asked for at most every 500 ms and six times in ten seconds; D4 one clock for all reports
 * </ul>
 */
public final class Invariants {
    private static final long KEYFRAME_SPACING = Nanos.fromMillis(500);
    private static final long KEYFRAME_WINDOW = Nanos.fromSeconds(10);
    private static final int KEYFRAMES_IN_WINDOW = 6;
    /** A history keeps 2 s, and as much longer as a packet before it came late: 1 s of requests and a full queue. */
    private static final long OLDEST_BUFFER = Nanos.fromMillis(6000);

    private static final int MAX_HISTORY = 1024;

    private final Scenario scenario;
    private final Map<InetSocketAddress, TestPeer> owners = new LinkedHashMap<>();
    private final Map<TestPeer, Long> leftNanos = new LinkedHashMap<>();
    private final Map<TestPeer, OutgoingOracle> oracles = new LinkedHashMap<>();
    private final Map<InetSocketAddress, long[]> strangers = new LinkedHashMap<>();
    private long delivered;

    Invariants(Scenario scenario) {
        this.scenario = scenario;
    }

    /** Media packets that reached somebody. */
    public long delivered() {
        return delivered;
    }

    void onAddress(InetSocketAddress address, TestPeer peer) {
        owners.put(address, peer);
        oracles.computeIfAbsent(peer, OutgoingOracle::new);
    }

    void onLeft(TestPeer peer) {
        leftNanos.put(peer, scenario.clock().nowNanos());
    }

    /** A datagram from an address that belongs to no peer reached the server. */
    void onStranger(InetSocketAddress from, int bytes) {
        strangers.computeIfAbsent(from, address -> new long[2])[0] += bytes;
    }

    /** The server sent a datagram. */
    void onSent(byte[] datagram, int length, InetSocketAddress to) {
        TestPeer peer = owners.get(to);
        if (peer == null) {
            onSentToStranger(datagram, length, to);
            return;
        }
        Long left = leftNanos.get(peer);
        if (left != null && scenario.clock().nowNanos() > left + Gates.GRACE) {
            throw new InvariantBroken("I1", "something is sent to " + peer + ", who has left");
        }
        oracles.get(peer).onSent(datagram, length);
    }

    private void onSentToStranger(byte[] datagram, int length, InetSocketAddress to) {
        long[] bytes = strangers.get(to);
        if (bytes == null || (datagram[0] & 0xFF) > 3) {
            throw new InvariantBroken("I15", "media is sent to an address that is nobody's (P3)");
        }
        bytes[1] += length;
        if (bytes[1] > 3 * bytes[0]) {
            throw new InvariantBroken("I15", bytes[1] + " bytes for " + bytes[0] + " to an unproven address");
        }
    }

    /** A media packet reached a viewer. */
    void onMedia(TestPeer viewer, ReceivedStream slot, MediaUnit unit, boolean rtx, long sentNanos) {
        delivered++;
        String how = (rtx ? "a retransmission of " : "") + unit + " to " + viewer + " in " + slot.mid;
        TestPeer publisher = scenario.peer(unit.publisher());
        if (publisher == viewer) {
            throw new InvariantBroken("I1", "a peer's own media came back: " + how);
        }
        if (!scenario.gates().wasOpen(viewer.viewGate(), sentNanos)) {
            throw new InvariantBroken("I1", "a viewer without the right to see gets " + how);
        }
        if (!scenario.gates().wasOpen(viewer.stageGate(), sentNanos)
                && !scenario.gates().wasOpen(Scenario.AIR, sentNanos)) {
            throw new InvariantBroken("I1", "the audience gets what is not on air: " + how);
        }
        if (!scenario.rules().wasVisible(viewer, publisher.tracks.get(unit.track()), sentNanos)) {
            throw new InvariantBroken("I1", "a viewer gets what is hidden from it: " + how);
        }
        if (!scenario.gates().wasOpen(publisher.tracks.get(unit.track()).gate(), sentNanos)) {
            throw new InvariantBroken("I1", "media of a closed track: " + how);
        }
    }

    void onDecoded(TestPeer viewer, MediaUnit unit) {
        if (unit.captureMicros() * 1000 > scenario.clock().nowNanos()) {
            throw new InvariantBroken("I10", "a frame from the future");
        }
    }

    /** A publisher was asked for a keyframe; holds the times at which the server asked. */
    void onKeyframeRequest(SentEncoding encoding) {
        List<Long> asked = encoding.keyframeRequests;
        asked.sort(null);
        int last = asked.size() - 1;
        for (int i = 1; i <= last; i++) {
            if (asked.get(i) - asked.get(i - 1) < KEYFRAME_SPACING) {
                throw new InvariantBroken("P20", "keyframes are asked for within 500 ms");
            }
        }
        if (last >= KEYFRAMES_IN_WINDOW && asked.get(last) - asked.get(last - KEYFRAMES_IN_WINDOW) < KEYFRAME_WINDOW) {
            throw new InvariantBroken("P20", "a keyframe is asked for the seventh time in 10 s");
        }
    }

    /** Every simulated second. */
    void everySecond() {
        SimulatedServer server = scenario.server();
        int encodings = 0;
        for (TestPeer peer : scenario.present()) {
            for (Publication track : peer.tracks) {
                encodings += track.encodings.size();
            }
        }
        if (server.allocator().live() > encodings * MAX_HISTORY) {
            throw new InvariantBroken("I12", server.allocator().live() + " buffers for " + encodings + " encodings");
        }
        if (server.allocator().oldestAgeNanos() > OLDEST_BUFFER + server.longestStuckNanos()) {
            throw new InvariantBroken(
                    "I12",
                    "a packet is kept for " + Nanos.toMillis(server.allocator().oldestAgeNanos()) + " ms");
        }
        if (server.participantCount() != scenario.present().size()) {
            throw new InvariantBroken(
                    "I22",
                    server.participantCount() + " participants in the server, "
                            + scenario.present().size() + " in the lesson");
        }
        if (server.total(Counter.HANDLER_FAILED) > 0) {
            throw new InvariantBroken("I23", "a handler failed");
        }
    }

    /** When everybody has left. */
    void whenEmpty() {
        SimulatedServer server = scenario.server();
        if (server.allocator().live() != 0) {
            throw new InvariantBroken("I13", server.allocator().live() + " buffers were not given back");
        }
        if (server.boundAddresses() != 0) {
            throw new InvariantBroken("I22", server.boundAddresses() + " addresses still lead to somebody");
        }
        if (server.participantCount() != 0) {
            throw new InvariantBroken("I22", server.participantCount() + " participants remain");
        }
    }
}
