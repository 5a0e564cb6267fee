package io.zvonok.media.sim;

import io.zvonok.media.api.Codec;
import io.zvonok.media.api.IceParameters;
import io.zvonok.media.api.JoinResult;
import io.zvonok.media.api.MediaKind;
import io.zvonok.media.api.PeerId;
import io.zvonok.media.api.PeerPermissions;
import io.zvonok.media.api.PeerTier;
import io.zvonok.media.api.PublisherLayer;
import io.zvonok.media.api.SlotStreams;
import io.zvonok.media.api.SlotView;
import io.zvonok.media.api.TrackSource;
import io.zvonok.media.ice.IceClient;
import io.zvonok.media.srtp.SrtpKeys;
import io.zvonok.media.stats.LoopStats;
import io.zvonok.media.time.Nanos;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A client in small, but a real one: checks and nominates a path, protects its media, answers NACK and PLI, reports what
 * it receives, on a clock of its own that is a little wrong. Made by {@link Scenario#join}.
 */
public final class TestPeer {
    private static final long POLL = Nanos.fromMillis(10);
    /** From the server to the page that switches an encoding. */
    private static final long SIGNALLING = Nanos.fromMillis(30);

    final Scenario scenario;
    final int index;
    final PeerSpec spec;
    final PeerId id;
    final SrtpKeys clientKeys;
    final SrtpKeys serverKeys;
    final List<Publication> tracks = new ArrayList<>();
    final Map<String, ReceivedStream> slots = new LinkedHashMap<>();
    final SimulatedNetwork.Link up;
    final SimulatedNetwork.Link down;
    final LoopStats stats = new LoopStats();

    private final Random random;
    private final IceClient ice;
    final PeerNumbers numbers;
    final PeerUplink uplink;
    final PeerDownlink downlink;
    final ViewerFeedback feedback;
    private final Map<Integer, ReceivedStream> bySsrc = new LinkedHashMap<>();
    private final long clockOffsetNanos;
    private final long clockSkewPpm;

    private InetSocketAddress server;
    private PeerTier tier;
    private InetSocketAddress address;
    private InetSocketAddress mediaAddress;
    private boolean mediaReady;
    private boolean left;
    private PeerPermissions permissions;
    private IceParameters described;
    byte[] lastCheck;
    byte[] lastSrtp;

    TestPeer(Scenario scenario, int index, String name, PeerSpec spec, Random random) {
        this.scenario = scenario;
        this.index = index;
        this.spec = spec;
        this.random = random;
        this.numbers = new PeerNumbers(spec, index);
        this.id = new PeerId(name + "#" + index);
        this.clientKeys = keys();
        this.serverKeys = keys();
        this.feedback = new ViewerFeedback(this, random.nextInt());
        this.clockOffsetNanos = (random.nextInt(7200) + 1) * 1_000_000_000L + random.nextInt(1_000_000_000);
        this.clockSkewPpm = random.nextInt(201) - 100;
        this.uplink = new PeerUplink(this, spec.nearWrap ? 65_500 : random.nextInt(30_000));
        this.server = scenario.network().server();
        this.tier = spec.audience ? PeerTier.AUDIENCE : PeerTier.STAGE;
        this.up = scenario.network().newLink(random.nextLong());
        this.down = scenario.network().newLink(random.nextLong());
        this.downlink = new PeerDownlink(this);
        this.ice = new IceClient(random, (datagram, length, source, server) -> {
            lastCheck = java.util.Arrays.copyOf(datagram, length);
            scenario.network().send(datagram, length, source, server);
        });
        for (PeerSpec.TrackSpec track : spec.tracks) {
            tracks.add(new Publication(this, tracks.size(), track, new Random(random.nextLong())));
        }
        this.permissions = new PeerPermissions(EnumSet.allOf(TrackSource.class), true, spec.prominence, spec.peerClass);
    }

    private SrtpKeys keys() {
        byte[] key = new byte[spec.profile.keyLength()];
        byte[] salt = new byte[spec.profile.saltLength()];
        random.nextBytes(key);
        random.nextBytes(salt);
        return new SrtpKeys(spec.profile, key, salt);
    }

    // --- coming and going

    void join() {
        described = ice.local();
        JoinResult joined = enter();
        takeSlots(joined);
        scenario.gates().set(viewGate(), true, nowNanos());
        scenario.gates().set(stageGate(), tier == PeerTier.STAGE, nowNanos());
        scenario.rules().update();
        useAddress(scenario.newAddress(index));
        scenario.clock().after(Nanos.fromMillis(5 + random.nextInt(40)), () -> {
            if (!left) {
                ice.setRemote(joined.transport().ice());
                ice.use(address, server, nowNanos());
            }
        });
        for (Publication track : tracks) {
            publish(track, track.spec.source(), false);
            long first = random.nextInt(100_000_000);
            scenario.clock().after(first, () -> tick(track));
        }
        poll();
        if (spec.feedback == PeerSpec.Feedback.TRANSPORT_CC && spec.reports) {
            scenario.clock().after(Nanos.fromMillis(100), this::reportArrivals);
        }
    }

    private JoinResult enter() {
        var rooms = scenario.server().rooms();
        var description = numbers.description(described, tracks);
        if (!spec.audience) {
            return SimulatedServer.await(rooms.join(SimulatedServer.LESSON, id, description, permissions));
        }
        JoinResult joined = scenario.server().joinAudience(id, description, permissions);
        server = new InetSocketAddress(
                server.getAddress(), joined.transport().candidates().get(0).port());
        return joined;
    }

    private void takeSlots(JoinResult joined) {
        for (SlotStreams streams : joined.slots()) {
            MediaKind kind = streams.mid().startsWith("v") ? MediaKind.VIDEO : MediaKind.AUDIO;
            ReceivedStream slot = slots.computeIfAbsent(
                    streams.mid(), mid -> new ReceivedStream(this, mid, kind, streams.ssrc(), streams.rtxSsrc()));
            bySsrc.put(streams.ssrc(), slot);
            if (streams.rtxSsrc() != 0) {
                bySsrc.put(streams.rtxSsrc(), slot);
            }
        }
    }

    /** The connection breaks off and signalling says so at once. */
    public void leave() {
        if (left) {
            return;
        }
        scenario.server().rooms().leave(SimulatedServer.LESSON, id);
        left = true;
        long now = nowNanos();
        scenario.gates().set(viewGate(), false, now);
        tracks.forEach(track -> scenario.gates().set(track.gate(), false, now));
        scenario.onLeft(this);
        InetSocketAddress last = address;
        scenario.clock().after(Nanos.fromMillis(500), () -> scenario.network().detach(last));
    }

    public boolean hasLeft() {
        return left;
    }

    // --- what signalling would say

    void publish(Publication track, TrackSource source, boolean muted) {
        track.source = source;
        track.muted = muted;
        scenario.server().command(id, (room, now) -> room.publish(id, track.mid, source, muted, now));
        updateGates();
    }

    public void mute(TrackSource source, boolean muted) {
        for (Publication track : tracks) {
            if (track.source == source) {
                publish(track, source, muted);
            }
        }
    }

    /** What may be sent from now on. */
    public void permit(boolean subscribe, TrackSource... sources) {
        permissions = new PeerPermissions(java.util.Set.of(sources), subscribe, spec.prominence, spec.peerClass);
        scenario.server().command(id, (room, now) -> room.setPermissions(id, permissions, now));
        updateGates();
    }

    /** With the floor whoever may be heard is heard. */
    public void floor(boolean given) {
        permissions = permissions.withFloor(given);
        scenario.server().command(id, (room, now) -> room.setPermissions(id, permissions, now));
    }

    /** Onto the stage, or back into the audience. */
    public void tier(PeerTier next) {
        tier = next;
        scenario.server().command(id, (room, now) -> room.setTier(id, next, now));
        updateGates();
    }

    private void updateGates() {
        long now = nowNanos();
        scenario.gates().set(stageGate(), tier == PeerTier.STAGE, now);
        scenario.gates().set(viewGate(), permissions.subscribe(), now);
        for (Publication track : tracks) {
            boolean open = track.source != null
                    && tier == PeerTier.STAGE
                    && !track.muted
                    && permissions.publish().contains(track.source);
            scenario.gates().set(track.gate(), open, now);
        }
        scenario.rules().update();
    }

    public void view(SlotView... views) {
        scenario.server().command(id, (room, now) -> room.setView(id, List.of(views), now));
    }

    /** Whoever comes next, in a picture of that height. */
    public void viewAuto(String mid, int height) {
        view(new SlotView(mid, SlotView.Want.AUTO, null, null, height * 16 / 9, height, 0));
    }

    public void viewPeer(String mid, TestPeer peer, TrackSource source, int height) {
        view(new SlotView(mid, SlotView.Want.PEER, peer.id, source, height * 16 / 9, height, 0));
    }

    /** Another address, and the old one is gone, as when Wi-Fi gives way to mobile data. */
    public void migrate() {
        InetSocketAddress old = address;
        useAddress(scenario.newAddress(index));
        scenario.network().detach(old);
        if (ice.source() != null) {
            ice.use(address, server, nowNanos());
        }
    }

    /** New credentials through signalling, then checks with them. */
    public void restartIce() {
        described = ice.restart();
        JoinResult result = SimulatedServer.await(scenario.server()
                .rooms()
                .inRoom(
                        SimulatedServer.LESSON,
                        id,
                        (room, now) -> room.update(id, numbers.description(described, tracks), now)));
        scenario.clock().after(Nanos.fromMillis(30), () -> {
            if (!left && described.equals(ice.local())) {
                ice.setRemote(result.transport().ice());
                ice.use(address, server, nowNanos());
            }
        });
    }

    private void useAddress(InetSocketAddress next) {
        address = next;
        scenario.network().attach(next, up, down, this::onDatagram);
    }

    InetSocketAddress mediaAddress() {
        return mediaAddress;
    }

    public InetSocketAddress address() {
        return address;
    }

    /** Where it sends to: the loop on which it is. */
    InetSocketAddress server() {
        return server;
    }

    PeerTier tier() {
        return tier;
    }

    /** Open while the peer is on stage. */
    String stageGate() {
        return "on stage " + index;
    }

    String viewGate() {
        return "view " + index;
    }

    // --- time

    long nowNanos() {
        return scenario.clock().nowNanos();
    }

    /** What this client's own clock shows. */
    long ownNanos(long nowNanos) {
        return nowNanos + clockOffsetNanos + nowNanos / 1_000_000 * clockSkewPpm;
    }

    private void tick(Publication track) {
        if (!left) {
            long interval = track.tick(nowNanos());
            scenario.clock().after(interval, () -> tick(track));
        }
    }

    private void poll() {
        if (left) {
            return;
        }
        long now = nowNanos();
        ice.onTimeout(now);
        if (ice.isConnected() && !address.equals(mediaAddress)) {
            mediaAddress = address;
            scenario.clock().after(Nanos.fromMillis(random.nextInt(30)), () -> mediaReady = true);
        }
        if (mediaReady && spec.reports) {
            feedback.poll(now);
        }
        scenario.clock().after(POLL, this::poll);
    }

    boolean mediaReady() {
        return mediaReady;
    }

    /** Which encodings anybody watches, as the server says: a browser switches the others off. */
    void onPublisherLayers(String mid, List<PublisherLayer> layers) {
        if (!spec.obeysLayers) {
            return;
        }
        scenario.clock().after(SIGNALLING, () -> {
            for (Publication track : tracks) {
                if (track.mid.equals(mid)) {
                    layers.forEach(layer -> track.setWanted(layer.rid(), layer.active()));
                }
            }
        });
    }

    private void reportArrivals() {
        if (left) {
            return;
        }
        long interval = feedback.sendArrivals(nowNanos());
        scenario.clock().after(interval, this::reportArrivals);
    }

    // --- receiving

    private void onDatagram(SimulatedNetwork.Datagram datagram) {
        if (left) {
            return;
        }
        byte[] bytes = datagram.bytes().clone();
        if ((bytes[0] & 0xFF) <= 3) {
            ice.onStun(bytes, 0, bytes.length, datagram.to(), datagram.from(), nowNanos());
        } else {
            downlink.onSecured(bytes, datagram.sentNanos());
        }
    }

    ReceivedStream slotOf(int outgoingSsrc) {
        return bySsrc.get(outgoingSsrc);
    }

    /** Decrypts nothing twice: for who looks over the server's shoulder. Null if it carries no media of one source. */
    MediaUnit readUnit(byte[] plain, int length) {
        RtpProbe packet = RtpProbe.read(plain, length);
        Codec codec = numbers.codecOf(packet.payloadType);
        if (codec == null || packet.payloadLength == 0) {
            return null;
        }
        if (codec == Codec.RED) {
            List<RedAudio.Block> blocks = RedAudio.read(plain, packet.payloadOffset, packet.payloadLength);
            RedAudio.Block primary = blocks.get(blocks.size() - 1);
            return MediaUnit.read(Codec.OPUS, plain, primary.at(), primary.length());
        }
        return MediaUnit.read(codec, plain, packet.payloadOffset, packet.payloadLength);
    }

    boolean isMediaSsrc(int outgoingSsrc) {
        ReceivedStream slot = bySsrc.get(outgoingSsrc);
        return slot != null && slot.ssrc == outgoingSsrc;
    }

    // --- what a test asks

    public PeerId id() {
        return id;
    }

    /** Number of the peer in its scenario, as media units name it. */
    public int index() {
        return index;
    }

    /** Names of its slots: v0, v1 and so on for pictures, a0 and so on for sound. */
    public List<String> slotMids() {
        return List.copyOf(slots.keySet());
    }

    public ReceivedStream slot(String mid) {
        return slots.get(mid);
    }

    public Publication track(TrackSource source) {
        return tracks.stream()
                .filter(track -> track.spec.source() == source)
                .findFirst()
                .orElseThrow();
    }

    public SimulatedNetwork.Link up() {
        return up;
    }

    public SimulatedNetwork.Link down() {
        return down;
    }

    /** Both directions. */
    public TestPeer network(LinkConditions.Change... changes) {
        up.change(changes);
        down.change(changes);
        return this;
    }

    /** Packets of which transport-wide feedback said that they arrived. */
    public long fedBack() {
        return downlink.fedBack();
    }

    /** Transport-wide feedbacks that it sent about its downlink. */
    public long arrivalsReported() {
        return feedback.arrivalsReported();
    }

    /** Frames shown or heard of a track, in whatever slot. */
    public int decodedOf(TestPeer publisher, TrackSource source) {
        int track = publisher.track(source).number;
        return slots.values().stream()
                .mapToInt(slot -> slot.decodedOf(publisher, track))
                .sum();
    }

    @Override
    public String toString() {
        return id.value();
    }
}
