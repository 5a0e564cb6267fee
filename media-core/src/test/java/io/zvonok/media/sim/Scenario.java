package io.zvonok.media.sim;

import io.zvonok.media.api.Fingerprint;
import io.zvonok.media.api.PeerGroup;
import io.zvonok.media.api.PeerId;
import io.zvonok.media.api.PeerReport;
import io.zvonok.media.api.Programme;
import io.zvonok.media.api.Visibility;
import io.zvonok.media.time.Nanos;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * One simulated lesson, as a test tells it:
 *
 * <pre>
 * var call = Scenario.withSeed(seed).network(delay(millis(40)), loss(0.05)).publish(threeEncodings());
 * call.run(seconds(5));
 * assertThat(call.viewer().slot("v0").lastDecoded().encoding()).isEqualTo(2);
 * </pre>
 */
public final class Scenario {
    static final String AIR = "on air";
    static final long UNIX_MILLIS_AT_START = 1_790_000_000_000L;
    private static final InetSocketAddress SERVER = address(10, 0, 0, 1, 7000);

    private final long seed;
    private final Random random;
    private final VirtualClock clock = new VirtualClock();
    private final SimulatedNetwork network = new SimulatedNetwork(clock, SERVER);
    private final Gates gates = new Gates();
    private final Rules rules = new Rules(this);
    private final Invariants invariants = new Invariants(this);
    private final SimulatedServer server;
    private final List<TestPeer> peers = new ArrayList<>();
    private final List<LinkConditions.Change> conditions = new ArrayList<>();
    private String replay = "the test named below";
    private TestPeer publisher;
    private TestPeer viewer;
    private int addresses;
    private boolean oneAddress;

    private Scenario(long seed, boolean nearWrap, int loops) {
        this.seed = seed;
        this.random = new Random(seed * 0x9E3779B97F4A7C15L + 1);
        clock.runUntil(Nanos.fromMillis(random.nextInt(5000)));
        this.server = new SimulatedServer(this, clock, network, random, nearWrap, loops);
        clock.after(Nanos.fromSeconds(1), this::everySecond);
    }

    public static Scenario withSeed(long seed) {
        return new Scenario(seed, false, 1);
    }

    /** Of a server with several loops; the stage is on the first. */
    public static Scenario withLoops(long seed, int loops) {
        return new Scenario(seed, false, loops);
    }

    /** The server's own numbers begin just below their wrap. */
    public static Scenario nearWrap(long seed) {
        return new Scenario(seed, true, 1);
    }

    public static long seconds(double seconds) {
        return (long) (seconds * 1e9);
    }

    public static long millis(long millis) {
        return Nanos.fromMillis(millis);
    }

    /** What a failure tells its reader to run. */
    Scenario replay(String command) {
        replay = command;
        return this;
    }

    // --- the story

    /** Of all links, those of later peers too. */
    public Scenario network(LinkConditions.Change... changes) {
        conditions.addAll(List.of(changes));
        present().forEach(peer -> peer.network(changes));
        return this;
    }

    /** A publisher of these tracks joins, and a viewer. */
    public Scenario publish(PeerSpec.TrackSpec... tracks) {
        publisher = join("publisher", new PeerSpec().publish(tracks));
        viewer = join("viewer", PeerSpec.viewer());
        return this;
    }

    public TestPeer join(String name, PeerSpec spec) {
        TestPeer peer = new TestPeer(this, peers.size(), name, spec, new Random(random.nextLong()));
        peers.add(peer);
        peer.network(conditions.toArray(new LinkConditions.Change[0]));
        guarded(peer::join);
        return peer;
    }

    /**
     * From now on these viewers, and whoever is added later, sit behind one link, each with a link of its own behind it.
     * Has no delay of its own unless told.
     */
    public SharedDownlink shareDownlink(LinkConditions.Change[] conditions, TestPeer... viewers) {
        SharedDownlink shared = new SharedDownlink(network, network.newLink(random.nextLong()));
        shared.change(LinkConditions.delay(0)).change(conditions);
        for (TestPeer viewer : viewers) {
            shared.add(viewer);
        }
        return shared;
    }

    /** The audience gets the programme from now on, or nothing. */
    public Scenario onAir(boolean onAir) {
        gates.set(AIR, onAir, clock.nowNanos());
        server.rooms().onStage(SimulatedServer.LESSON, (room, now) -> {
            room.setOnAir(onAir, now);
            return null;
        });
        return this;
    }

    public Scenario programme(Programme programme) {
        server.rooms().onStage(SimulatedServer.LESSON, (room, now) -> {
            room.setProgramme(programme, now);
            return null;
        });
        return this;
    }

    /** Does something at a later time, as part of the story. */
    public Scenario after(long nanos, Runnable action) {
        clock.after(nanos, action);
        return this;
    }

    public Scenario run(long nanos) {
        guarded(() -> clock.runUntil(clock.nowNanos() + nanos));
        return this;
    }

    /** Runs until it is so, at most so long; false if it never was. */
    public boolean runUntil(java.util.function.BooleanSupplier condition, long atMostNanos) {
        long end = clock.nowNanos() + atMostNanos;
        while (!condition.getAsBoolean()) {
            if (clock.nowNanos() >= end) {
                return false;
            }
            run(millis(100));
        }
        return true;
    }

    /** Everybody leaves; nothing may remain (I13, I22). */
    public void end() {
        guarded(() -> {
            present().forEach(TestPeer::leave);
            clock.runUntil(clock.nowNanos() + seconds(1));
            invariants.whenEmpty();
        });
    }

    private void guarded(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException | AssertionError broken) {
            throw failure(broken.getMessage(), broken);
        }
    }

    AssertionError failure(String what, Throwable cause) {
        return new AssertionError(
                "seed " + seed + " at " + Nanos.toMillis(clock.nowNanos()) + " ms: " + what + "\nreplay: " + replay,
                cause);
    }

    /** What everybody sends and sees, as the server knows it. */
    String explain() {
        StringBuilder why = new StringBuilder();
        for (TestPeer peer : present()) {
            PeerReport report = SimulatedServer.await(
                    server.rooms().inRoom(SimulatedServer.LESSON, peer.id, (room, now) -> room.report(peer.id, now)));
            why.append(peer)
                    .append(' ')
                    .append(report.transport())
                    .append(' ')
                    .append(report.downlink())
                    .append('\n');
            report.tracks()
                    .forEach(track -> why.append("  sends ").append(track).append('\n'));
            report.slots().stream()
                    .filter(slot -> slot.peer() != null)
                    .forEach(slot -> why.append("  shows ").append(slot).append('\n'));
        }
        return why.toString();
    }

    private void everySecond() {
        invariants.everySecond();
        clock.after(Nanos.fromSeconds(1), this::everySecond);
    }

    // --- who is there

    public TestPeer publisher() {
        return publisher;
    }

    public TestPeer viewer() {
        return viewer;
    }

    public List<TestPeer> present() {
        return peers.stream().filter(peer -> !peer.hasLeft()).toList();
    }

    TestPeer peer(int index) {
        return peers.get(index);
    }

    TestPeer peerOf(PeerId id) {
        return peers.stream().filter(peer -> peer.id.equals(id)).findFirst().orElseThrow();
    }

    TestPeer peerOf(Fingerprint fingerprint) {
        return peers.stream()
                .filter(peer -> peer.numbers.fingerprint().equals(fingerprint))
                .findFirst()
                .orElseThrow();
    }

    Publication publicationOf(MediaUnit unit) {
        return peers.get(unit.publisher()).tracks.get(unit.track());
    }

    SentEncoding encodingOf(MediaUnit unit) {
        return publicationOf(unit).encodings.get(unit.encoding());
    }

    // --- the world

    public VirtualClock clock() {
        return clock;
    }

    public SimulatedNetwork network() {
        return network;
    }

    public SimulatedServer server() {
        return server;
    }

    public Invariants invariants() {
        return invariants;
    }

    /** Who may see and hear whom. */
    public Scenario visibility(Visibility visibility) {
        rules.setVisibility(visibility);
        return this;
    }

    /** Who is in which group; all others are in the whole lesson. */
    public Scenario groups(Map<PeerId, PeerGroup> groups) {
        rules.setGroups(groups);
        return this;
    }

    Rules rules() {
        return rules;
    }

    Gates gates() {
        return gates;
    }

    /** The server's wall clock at simulated time 0, in microseconds since 1900. */
    long ntpOriginMicros() {
        return (UNIX_MILLIS_AT_START + 2_208_988_800_000L) * 1000;
    }

    /** Whoever comes or moves from now on is behind one address with the others, as a class in its school. */
    public Scenario behindOneAddress() {
        oneAddress = true;
        return this;
    }

    InetSocketAddress newAddress(int peer) {
        addresses++;
        InetSocketAddress fresh = oneAddress
                ? address(198, 52, 0, 1, 40_000 + addresses)
                : address(198, 51, addresses >> 8, addresses & 0xFF, 40_000 + addresses);
        invariants.onAddress(fresh, peers.get(peer));
        return fresh;
    }

    /** An address that is nobody's. */
    InetSocketAddress attacker() {
        return address(203, 0, 113, 66, 6666);
    }

    void onLeft(TestPeer peer) {
        invariants.onLeft(peer);
    }

    void onAtServer(SimulatedNetwork.Datagram datagram) {
        if (datagram.from().equals(attacker())) {
            invariants.onStranger(datagram.from(), datagram.bytes().length);
        }
    }

    private static InetSocketAddress address(int a, int b, int c, int d, int port) {
        try {
            byte[] bytes = {(byte) a, (byte) b, (byte) c, (byte) d};
            return new InetSocketAddress(InetAddress.getByAddress(bytes), port);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
