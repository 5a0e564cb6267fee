package io.zvonok.bench.load.peer;

import io.zvonok.bench.load.model.FrameModel;
import io.zvonok.bench.load.model.Layer;
import io.zvonok.bench.load.model.VideoCodec;
import io.zvonok.bench.load.model.VoiceModel;
import io.zvonok.media.rtcp.RtcpListener;
import io.zvonok.media.rtcp.RtcpWriter;
import io.zvonok.media.srtp.SrtpSender;
import io.zvonok.media.time.NtpTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The sending half of a peer: camera and microphone, sender reports once a second, answers to NACK, PLI and FIR.
 *
 * <p>Thread: the loop.
 */
final class Publisher implements SentStream.PublisherLink, RtcpListener {
    private static final long REPORT_NANOS = 1_000_000_000;
    private static final int CLOCK_VIDEO = 90_000;
    private static final int CLOCK_AUDIO = 48_000;
    private static final int MAX_RTCP = 1200;

    private final LoadLoop loop;
    private final PeerLink link;
    private final PeerSpec spec;
    private final RandomGenerator random;
    private final SplittableRandom losses;
    private final RtcpWriter rtcp = new RtcpWriter();
    private final List<Integer> ssrcs = new ArrayList<>();
    private SentExtensions extensions = new SentExtensions(0, 0, 0, 0, 0);
    private @Nullable CameraTrack camera;
    private @Nullable MicrophoneTrack microphone;
    private Map<String, Boolean> layersBeforeStart = Map.of();
    private long epochNanos;
    private int transportSequence;
    private boolean stopped;

    Publisher(LoadLoop loop, PeerLink link, PeerSpec spec) {
        this.loop = loop;
        this.link = link;
        this.spec = spec;
        this.random = new SplittableRandom(spec.seed());
        this.losses = new SplittableRandom(spec.seed() + 1);
        int streams = 1 + 2 * spec.camera().size();
        for (int i = 0; i < streams; i++) {
            ssrcs.add(1 + random.nextInt(Integer.MAX_VALUE - 1));
        }
    }

    List<OfferSection> sections() {
        List<OfferSection> sections = new ArrayList<>();
        if (spec.hasMicrophone()) {
            sections.add(OfferSection.microphone(PeerSpec.MICROPHONE_MID, ssrcs.get(0)));
        }
        if (spec.hasCamera()) {
            boolean simulcast = spec.camera().size() > 1;
            List<String> rids =
                    simulcast ? spec.camera().stream().map(Layer::rid).toList() : List.of();
            sections.add(OfferSection.camera(
                    PeerSpec.CAMERA_MID, spec.codec(), rids, simulcast ? List.of() : ssrcs.subList(1, 3)));
        }
        return sections;
    }

    void start(SdpAnswer answer, long nowNanos) {
        extensions = SentExtensions.of(answer);
        epochNanos = nowNanos;
        SdpAnswer.Section voice = answer.section(PeerSpec.MICROPHONE_MID);
        if (spec.hasMicrophone() && voice != null && voice.payloadType("opus/48000/2") >= 0) {
            microphone = microphone(voice);
            microphone.start(nowNanos + random.nextLong(VoiceModel.PACKET_NANOS));
        }
        SdpAnswer.Section picture = answer.section(PeerSpec.CAMERA_MID);
        if (spec.hasCamera()
                && picture != null
                && picture.payloadType(spec.codec().encoding()) >= 0) {
            camera = camera(picture);
            camera.setLayers(layersBeforeStart);
            camera.start(nowNanos + random.nextLong(33_000_000));
        }
        loop.at(nowNanos + random.nextLong(REPORT_NANOS), this::report);
    }

    private MicrophoneTrack microphone(SdpAnswer.Section section) {
        int payloadType = section.payloadType("opus/48000/2");
        SentStream stream = new SentStream(
                loop, this, PeerSpec.MICROPHONE_MID, "", ssrcs.get(0), 0, payloadType, -1, CLOCK_AUDIO, 0, random);
        return new MicrophoneTrack(loop, stream, new VoiceModel(spec.talkShare(), spec.seed() + 2));
    }

    private CameraTrack camera(SdpAnswer.Section section) {
        VideoCodec codec = spec.codec();
        int payloadType = section.payloadType(codec.encoding());
        List<CameraTrack.Encoding> encodings = new ArrayList<>();
        for (int i = 0; i < spec.camera().size(); i++) {
            Layer layer = spec.camera().get(i);
            SentStream stream = new SentStream(
                    loop,
                    this,
                    PeerSpec.CAMERA_MID,
                    layer.rid(),
                    ssrcs.get(1 + 2 * i),
                    ssrcs.get(2 + 2 * i),
                    payloadType,
                    section.retransmission(payloadType),
                    CLOCK_VIDEO,
                    i,
                    random);
            FrameModel model = new FrameModel(layer, codec.temporalLayers(), spec.seed() + 3 + i);
            encodings.add(new CameraTrack.Encoding(stream, model, codec.newHeader()));
        }
        return new CameraTrack(loop, encodings);
    }

    void setLayers(Map<String, Boolean> active) {
        layersBeforeStart = active;
        if (camera != null) {
            camera.setLayers(active);
        }
    }

    void stop() {
        stopped = true;
        if (camera != null) {
            camera.stop();
        }
        if (microphone != null) {
            microphone.stop();
        }
    }

    /** One compound for each stream, as libwebrtc sends them. */
    private void report() {
        if (stopped) {
            return;
        }
        long now = System.nanoTime();
        List<SentStream> streams = new ArrayList<>();
        if (microphone != null) {
            streams.add(microphone.stream());
        }
        if (camera != null) {
            camera.encodings().forEach(encoding -> streams.add(encoding.stream()));
        }
        for (SentStream stream : streams) {
            if (stream.packets() > 0) {
                byte[] out = loop.outgoing();
                rtcp.begin(out, 0, MAX_RTCP);
                long ntp = NtpTime.ofNanos(NtpTime.nanosOfUnixMillis(System.currentTimeMillis()));
                rtcp.senderReport(stream.ssrc(), ntp, stream.timestampAt(now), stream.packets(), stream.octets());
                rtcp.sdesCname(stream.ssrc(), "load");
                link.sendRtcp(out, rtcp.length());
            }
        }
        loop.at(now + REPORT_NANOS, this::report);
    }

    @Override
    public SentExtensions extensions() {
        return extensions;
    }

    @Override
    public int nextTransportSequence() {
        return transportSequence++ & 0xFFFF;
    }

    @Override
    public long epochNanos() {
        return epochNanos;
    }

    @Override
    public int source() {
        return ssrcs.get(0);
    }

    @Override
    public void send(int length) {
        if (spec.lossShare() > 0 && losses.nextDouble() < spec.lossShare()) {
            loop.tally().increment(Tally.Count.LOST_ON_PURPOSE);
            return;
        }
        byte[] out = loop.outgoing();
        if (length > out.length - SrtpSender.MAX_OVERHEAD || !link.sendRtp(out, length)) {
            loop.tally().increment(Tally.Count.SEND_FAILED);
        }
    }

    @Override
    public void onNack(int senderSsrc, int mediaSsrc, int sequenceNumber) {
        loop.tally().increment(Tally.Count.NACK_RECEIVED);
        if (camera != null) {
            camera.onNack(mediaSsrc, sequenceNumber);
        }
    }

    @Override
    public void onPli(int senderSsrc, int mediaSsrc) {
        if (camera != null) {
            camera.onKeyframeRequest(mediaSsrc);
        }
    }

    @Override
    public void onFir(int senderSsrc, int mediaSsrc, int firSequence) {
        onPli(senderSsrc, mediaSsrc);
    }
}
