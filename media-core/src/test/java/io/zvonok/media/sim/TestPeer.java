package io.zvonok.media.sim;

import io.zvonok.media.api.Codec;
import io.zvonok.media.api.CodecParameters;
import io.zvonok.media.api.DtlsRole;
import io.zvonok.media.api.Fingerprint;
import io.zvonok.media.api.HeaderExtension;
import io.zvonok.media.api.IceParameters;
import io.zvonok.media.api.JoinResult;
import io.zvonok.media.api.MediaKind;
import io.zvonok.media.api.PeerDescription;
import io.zvonok.media.api.PeerId;
import io.zvonok.media.api.PeerPermissions;
import io.zvonok.media.api.RemoteTransport;
import io.zvonok.media.api.SlotSection;
import io.zvonok.media.api.SlotStreams;
import io.zvonok.media.api.SlotView;
import io.zvonok.media.api.TrackSource;
import io.zvonok.media.ice.IceClient;
import io.zvonok.media.rtcp.RtcpListener;
import io.zvonok.media.rtcp.RtcpReader;
import io.zvonok.media.rtcp.RtcpWriter;
import io.zvonok.media.rtcp.TwccFeedbackReader;
import io.zvonok.media.rtp.RtpHeaderWriter;
import io.zvonok.media.srtp.SrtpKeys;
import io.zvonok.media.srtp.SrtpReceiver;
import io.zvonok.media.srtp.SrtpSender;
import io.zvonok.media.stats.Counter;
import io.zvonok.media.stats.LoopStats;
import io.zvonok.media.time.Nanos;
import io.zvonok.media.time.NtpTime;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * A client in small, but a real one: checks and nominates a path, protects its media, answers NACK and PLI, reports what
 * it receives, on a clock of its own that is a little wrong. Made by {@link Scenario#join}.
 */
public final class TestPeer {
    private static final long POLL = Nanos.fromMillis(20);
    private static final long REPORT = Nanos.fromSeconds(1);

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
    private final SrtpSender sender;
    private final SrtpReceiver receiver;
    private final Map<Integer, ReceivedStream> bySsrc = new LinkedHashMap<>();
    private final RtpHeaderWriter header = new RtpHeaderWriter();
    private final RtcpWriter rtcp = new RtcpWriter();
    private final RtcpReader rtcpReader = new RtcpReader();
    private final TwccFeedbackReader twccReader = new TwccFeedbackReader();
    private final Feedback feedback = new Feedback();
    private final byte[] out = new byte[2048];
    private final int[] missing = new int[64];
    private final int ssrc;
    private final long clockOffsetNanos;
    private final long clockSkewPpm;

    private InetSocketAddress address;
    private InetSocketAddress mediaAddress;
    private boolean mediaReady;
    private boolean left;
    private long nextReportNanos;
    private int transportSequence;
    private long transportSent;
    private long fedBack;
    private PeerPermissions permissions;
    private IceParameters described;
    byte[] lastCheck;
    byte[] lastSrtp;

    TestPeer(Scenario scenario, int index, String name, PeerSpec spec, Random random) {
        this.scenario = scenario;
        this.index = index;
        this.spec = spec;
        this.random = random;
        this.id = new PeerId(name + "#" + index);
        this.clientKeys = keys();
        this.serverKeys = keys();
        this.ssrc = random.nextInt();
        this.clockOffsetNanos = (random.nextInt(7200) + 1) * 1_000_000_000L + random.nextInt(1_000_000_000);
        this.clockSkewPpm = random.nextInt(201) - 100;
        this.transportSequence = spec.nearWrap ? 65_500 : random.nextInt(30_000);
        this.up = scenario.network().newLink(random.nextLong());
        this.down = scenario.network().newLink(random.nextLong());
        this.sender = new SrtpSender(clientKeys, stats);
        this.receiver = new SrtpReceiver(serverKeys, stats);
        this.ice = new IceClient(random, (datagram, length, source, server) -> {
            lastCheck = java.util.Arrays.copyOf(datagram, length);
            scenario.network().send(datagram, length, source, server);
        });
        for (PeerSpec.TrackSpec track : spec.tracks) {
            tracks.add(new Publication(this, tracks.size(), track, new Random(random.nextLong())));
        }
        this.permissions = new PeerPermissions(java.util.EnumSet.allOf(TrackSource.class), true, spec.prominence);
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
        JoinResult joined = scenario.server().room().join(id, description(), permissions, nowNanos());
        takeSlots(joined);
        scenario.gates().set(viewGate(), true, nowNanos());
        useAddress(scenario.newAddress(index));
        scenario.clock().after(Nanos.fromMillis(5 + random.nextInt(40)), () -> {
            if (!left) {
                ice.setRemote(joined.transport().ice());
                ice.use(address, scenario.network().server(), nowNanos());
            }
        });
        for (Publication track : tracks) {
            publish(track, track.spec.source(), false);
            long first = random.nextInt(100_000_000);
            scenario.clock().after(first, () -> tick(track));
        }
        poll();
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

    PeerDescription description() {
        Map<HeaderExtension, Integer> extensions = new EnumMap<>(HeaderExtension.class);
        for (HeaderExtension extension : HeaderExtension.values()) {
            extensions.put(extension, extensionId(extension));
        }
        List<SlotSection> sections = new ArrayList<>();
        for (int i = 0; i < spec.videoSlots; i++) {
            sections.add(new SlotSection(
                    "v" + i, MediaKind.VIDEO, codecs(MediaKind.VIDEO, false), Set.of(HeaderExtension.MID)));
        }
        for (int i = 0; i < spec.audioSlots; i++) {
            sections.add(new SlotSection(
                    "a" + i,
                    MediaKind.AUDIO,
                    codecs(MediaKind.AUDIO, false),
                    Set.of(HeaderExtension.MID, HeaderExtension.AUDIO_LEVEL)));
        }
        return new PeerDescription(
                new RemoteTransport(described, List.of(fingerprint()), DtlsRole.SERVER),
                extensions,
                tracks.stream().map(Publication::section).toList(),
                sections);
    }

    Fingerprint fingerprint() {
        return new Fingerprint("sha-256", "PEER:" + index);
    }

    private int extensionId(HeaderExtension extension) {
        return spec.firstExtension + extension.ordinal();
    }

    List<CodecParameters> codecs(MediaKind kind, boolean publishing) {
        List<CodecParameters> codecs = new ArrayList<>();
        for (Codec codec : Codec.values()) {
            if (codec.kind() == kind && (publishing || spec.decodes.contains(codec)) && codec != Codec.RED) {
                int type = payloadTypeOf(codec);
                codecs.add(new CodecParameters(
                        codec, type, kind == MediaKind.VIDEO ? type + 1 : -1, codec == Codec.H264 ? "42e01f;1" : ""));
            }
        }
        return codecs;
    }

    int payloadTypeOf(Codec codec) {
        return spec.firstPayloadType + 2 * codec.ordinal();
    }

    private Codec codecOf(int payloadType) {
        int order = (payloadType - spec.firstPayloadType) / 2;
        return payloadType < spec.firstPayloadType || order >= Codec.values().length ? null : Codec.values()[order];
    }

    /** The connection breaks off and signalling says so at once. */
    public void leave() {
        if (left) {
            return;
        }
        scenario.server().room().leave(id, nowNanos());
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
        scenario.server().room().publish(id, track.mid, source, muted, nowNanos());
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
        permissions = new PeerPermissions(java.util.Set.of(sources), subscribe, spec.prominence);
        scenario.server().room().setPermissions(id, permissions, nowNanos());
        updateGates();
    }

    private void updateGates() {
        long now = nowNanos();
        scenario.gates().set(viewGate(), permissions.subscribe(), now);
        for (Publication track : tracks) {
            boolean open = track.source != null
                    && !track.muted
                    && permissions.publish().contains(track.source);
            scenario.gates().set(track.gate(), open, now);
        }
    }

    public void view(SlotView... views) {
        scenario.server().room().setView(id, List.of(views), nowNanos());
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
            ice.use(address, scenario.network().server(), nowNanos());
        }
    }

    /** New credentials through signalling, then checks with them. */
    public void restartIce() {
        described = ice.restart();
        JoinResult result = scenario.server().room().update(id, description(), nowNanos());
        scenario.clock().after(Nanos.fromMillis(30), () -> {
            if (!left && described.equals(ice.local())) {
                ice.setRemote(result.transport().ice());
                ice.use(address, scenario.network().server(), nowNanos());
            }
        });
    }

    private void useAddress(InetSocketAddress next) {
        address = next;
        scenario.network().attach(next, up, down, this::onDatagram);
    }

    public InetSocketAddress address() {
        return address;
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
        if (mediaReady) {
            sendFeedback(now);
            if (now >= nextReportNanos) {
                nextReportNanos = now + REPORT;
                sendReports(now);
            }
        }
        scenario.clock().after(POLL, this::poll);
    }

    boolean mediaReady() {
        return mediaReady;
    }

    private void sendFeedback(long now) {
        rtcp.begin(out, 0, 1100);
        for (ReceivedStream slot : slots.values()) {
            int count = slot.poll(now, missing);
            if (count > 0) {
                rtcp.nack(ssrc, slot.ssrc, missing, count);
            }
            if (slot.takePli(now)) {
                rtcp.pli(ssrc, slot.ssrc);
            }
        }
        sendRtcp();
    }

    private void sendReports(long now) {
        rtcp.begin(out, 0, 1100);
        boolean any = false;
        for (ReceivedStream slot : slots.values()) {
            if (slot.hasPackets()) {
                any = any || rtcp.receiverReport(ssrc);
                rtcp.reportBlock(
                        slot.ssrc,
                        slot.takeFractionLost(),
                        0,
                        slot.reportedHighest(),
                        0,
                        slot.lastSr(),
                        slot.delaySinceLastSr(now));
            }
        }
        for (Publication track : tracks) {
            for (SentEncoding encoding : track.encodings) {
                if (encoding.packets() > 0) {
                    long ntp = NtpTime.ofNanos(scenario.ntpOriginMicros() * 1000 + ownNanos(now));
                    rtcp.senderReport(
                            encoding.ssrc, ntp, encoding.timestampAt(now), encoding.packets(), encoding.octets());
                }
            }
        }
        sendRtcp();
    }

    private void sendRtcp() {
        if (rtcp.length() > 0) {
            int length = sender.protectRtcp(out, 0, rtcp.length());
            scenario.network()
                    .send(out, length, mediaAddress, scenario.network().server());
        }
    }

    // --- sending

    void sendRtp(
            SentEncoding encoding,
            boolean marker,
            int payloadType,
            int sequenceNumber,
            int timestamp,
            byte[] payload,
            int padding,
            boolean rtx) {
        header.begin(out, 0, marker, payloadType, sequenceNumber, timestamp, rtx ? encoding.rtxSsrc : encoding.ssrc);
        Publication track = encoding.track;
        boolean named = rtx || !encoding.acknowledged;
        if (named && (!spec.declaresSsrcs || !encoding.rid.isEmpty())) {
            addText(HeaderExtension.MID, track.mid);
            if (!encoding.rid.isEmpty()) {
                addText(rtx ? HeaderExtension.REPAIRED_RID : HeaderExtension.RID, encoding.rid);
            }
        }
        if (track.kind() == MediaKind.AUDIO) {
            header.addExtension(extensionId(HeaderExtension.AUDIO_LEVEL), track.audioLevel());
        }
        byte[] number = {(byte) (transportSequence >> 8), (byte) transportSequence};
        transportSequence = transportSequence + 1 & 0xFFFF;
        transportSent++;
        header.addExtension(extensionId(HeaderExtension.TRANSPORT_CC), number, 0, 2);
        int at = header.finish();
        System.arraycopy(payload, 0, out, at, payload.length);
        int length = at + payload.length;
        if (padding > 0) {
            out[0] |= 0x20;
            java.util.Arrays.fill(out, length, length + padding, (byte) 0);
            length += padding;
            out[length - 1] = (byte) padding;
        }
        length = sender.protectRtp(out, 0, length);
        if (length < 0 || length > 1180) {
            throw new IllegalStateException("the simulated client made a datagram of " + length + " bytes");
        }
        lastSrtp = java.util.Arrays.copyOf(out, length);
        scenario.network().send(out, length, mediaAddress, scenario.network().server());
    }

    private void addText(HeaderExtension extension, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        header.addExtension(extensionId(extension), bytes, 0, bytes.length);
    }

    // --- receiving

    private void onDatagram(SimulatedNetwork.Datagram datagram) {
        if (left) {
            return;
        }
        byte[] bytes = datagram.bytes().clone();
        if ((bytes[0] & 0xFF) <= 3) {
            ice.onStun(bytes, 0, bytes.length, datagram.to(), datagram.from(), nowNanos());
            return;
        }
        int second = bytes[1] & 0xFF;
        if (second >= 192 && second <= 223) {
            int length = receiver.unprotectRtcp(bytes, 0, bytes.length);
            if (length >= 0) {
                RtpProbe.requireRtcp(bytes, length);
                feedback.sentNanos = datagram.sentNanos();
                if (!rtcpReader.read(bytes, 0, length, feedback)) {
                    throw new InvariantBroken("I21", "RTCP that cannot be read");
                }
            }
            return;
        }
        int length = receiver.unprotectRtp(bytes, 0, bytes.length);
        if (stats.get(Counter.SRTP_REJECTED) + stats.get(Counter.SRTCP_REJECTED) > 0) {
            throw new InvariantBroken("I3", "the server sent a packet that does not authenticate");
        }
        if (length >= 0) {
            onRtp(bytes, length, datagram.sentNanos());
        }
    }

    private void onRtp(byte[] bytes, int length, long sentNanos) {
        RtpProbe packet = RtpProbe.read(bytes, length);
        ReceivedStream slot = bySsrc.get(packet.ssrc);
        if (slot == null) {
            throw new InvariantBroken("I21", "media with an SSRC that was never told");
        }
        if (!slot.mid.equals(packet.extension(extensionId(HeaderExtension.MID)))) {
            throw new InvariantBroken("I21", "media without the MID of its slot");
        }
        boolean rtx = packet.ssrc == slot.rtxSsrc;
        int type = packet.payloadType - (rtx ? 1 : 0);
        Codec codec = codecOf(type);
        if (codec == null
                || codec.kind() != slot.kind
                || !spec.decodes.contains(codec)
                || payloadTypeOf(codec) != type) {
            throw new InvariantBroken("I21", "payload type " + packet.payloadType + " in slot " + slot.mid);
        }
        int skipped = rtx ? 2 : 0;
        int number = rtx
                ? (bytes[packet.payloadOffset] & 0xFF) << 8 | bytes[packet.payloadOffset + 1] & 0xFF
                : packet.sequenceNumber;
        MediaUnit unit = MediaUnit.read(codec, bytes, packet.payloadOffset + skipped, packet.payloadLength - skipped);
        scenario.invariants().onMedia(this, slot, unit, rtx, sentNanos);
        slot.onPacket(number, packet.timestamp, codec, unit, rtx, sentNanos);
    }

    /** Decrypts nothing twice: for who looks over the server's shoulder. */
    MediaUnit readUnit(byte[] plain, int length) {
        RtpProbe packet = RtpProbe.read(plain, length);
        Codec codec = codecOf(packet.payloadType);
        return codec == null ? null : MediaUnit.read(codec, plain, packet.payloadOffset, packet.payloadLength);
    }

    boolean isMediaSsrc(int outgoingSsrc) {
        ReceivedStream slot = bySsrc.get(outgoingSsrc);
        return slot != null && slot.ssrc == outgoingSsrc;
    }

    private SentEncoding encodingOf(int wanted) {
        for (Publication track : tracks) {
            for (SentEncoding encoding : track.encodings) {
                if (encoding.ssrc == wanted) {
                    return encoding;
                }
            }
        }
        throw new InvariantBroken("I21", "feedback about an SSRC that this peer does not send");
    }

    private final class Feedback implements RtcpListener {
        private long sentNanos;

        @Override
        public void onSenderReport(int from, long ntp, int rtpTimestamp, int packetCount, int octetCount) {
            bySsrc.get(from).onSenderReport(ntp, rtpTimestamp, nowNanos());
        }

        @Override
        public void onReportBlock(
                int from,
                int about,
                int fractionLost,
                int cumulativeLost,
                int extendedHighest,
                int jitter,
                int lastSr,
                int delaySinceLastSr) {
            encodingOf(about).acknowledged = true;
        }

        @Override
        public void onNack(int from, int about, int sequenceNumber) {
            encodingOf(about).onNack(sequenceNumber);
        }

        @Override
        public void onPli(int from, int about) {
            SentEncoding encoding = encodingOf(about);
            encoding.onPli(sentNanos, nowNanos());
            scenario.invariants().onKeyframeRequest(encoding);
        }

        @Override
        public void onTransportFeedback(int from, int about, byte[] array, int offset, int length) {
            boolean readable = twccReader.read(array, offset, length, (number, received, micros) -> {
                int behind = transportSequence - 1 - number & 0xFFFF;
                if (received && behind >= Math.min(transportSent, 20_000)) {
                    throw new InvariantBroken("I21", "transport feedback about packets that were not sent");
                }
                fedBack += received ? 1 : 0;
            });
            if (!readable) {
                throw new InvariantBroken("I21", "transport feedback that cannot be read");
            }
        }
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
        return fedBack;
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
