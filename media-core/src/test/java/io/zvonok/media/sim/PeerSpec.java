package io.zvonok.media.sim;

import io.zvonok.media.api.Codec;
import io.zvonok.media.api.TrackSource;
import io.zvonok.media.srtp.SrtpProfile;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What a simulated client is like: what it sends, what it can show, which numbers it negotiated. */
public final class PeerSpec {
    /** How a client tells what it gets of its downlink. */
    public enum Feedback {
        TRANSPORT_CC,
        REMB,
        NONE
    }

    /** How much a client tells in RTP headers of the layers of its pictures. */
    public enum Description {
        /** Nothing: the payload is to be read. */
        PAYLOAD,
        /** Dependency descriptors, and the payload can be read too. */
        BOTH,
        /** Dependency descriptors only: the payload is encrypted end to end. */
        DESCRIPTOR
    }

    /**
     * One published track.
     *
     * @param encodings RIDs of a simulcast, or 1
     * @param layers of each encoding
     * @param heights of the encodings' pictures; of the spatial layers' if there are any
     * @param bitrates of the encodings or spatial layers in bits of payload a second; empty for frames of a few small
     *     packets, enough to check a path with
     * @param bursts a screen: still, and all at once not
     * @param redundant a microphone that sends RED: every packet carries the frame before, too
     */
    public record TrackSpec(
            TrackSource source,
            Codec codec,
            int encodings,
            Layers layers,
            int pictureIdBits,
            int framesPerSecond,
            List<Integer> heights,
            List<Long> bitrates,
            Description description,
            boolean bursts,
            boolean redundant) {
        public TrackSpec {
            heights = List.copyOf(heights);
            bitrates = List.copyOf(bitrates);
        }

        TrackSpec(
                TrackSource source,
                Codec codec,
                int encodings,
                int temporalLayers,
                int pictureIdBits,
                int framesPerSecond) {
            this(
                    source,
                    codec,
                    encodings,
                    Layers.temporal(temporalLayers),
                    pictureIdBits,
                    framesPerSecond,
                    encodings == 1 ? List.of(360) : List.of(180, 360, 720),
                    List.of(),
                    Description.PAYLOAD,
                    false,
                    false);
        }

        public TrackSpec withCodec(Codec other) {
            return with(other, encodings, layers, framesPerSecond, heights, bitrates, description, redundant);
        }

        /** With spatial layers: one encoding in the sizes and rates of what was a simulcast. */
        public TrackSpec withLayers(Layers other) {
            boolean spatial = other.spatial() > 1;
            List<Integer> sizes = spatial ? List.of(180, 360, 720).subList(0, other.spatial()) : heights;
            List<Long> rates = spatial && !bitrates.isEmpty() ? bitrates.subList(0, other.spatial()) : bitrates;
            int rids = spatial ? 1 : encodings;
            return with(codec, rids, other, framesPerSecond, sizes, rates, description, redundant);
        }

        /** In bits a second, of each encoding or spatial layer. */
        public TrackSpec withBitrates(Long... bps) {
            return with(codec, encodings, layers, framesPerSecond, heights, List.of(bps), description, redundant);
        }

        public TrackSpec withFramesPerSecond(int frames) {
            return with(codec, encodings, layers, frames, heights, bitrates, description, redundant);
        }

        public TrackSpec withDescription(Description other) {
            return with(codec, encodings, layers, framesPerSecond, heights, bitrates, other, redundant);
        }

        /** Sends RED around its Opus. */
        public TrackSpec withRedundancy() {
            return with(codec, encodings, layers, framesPerSecond, heights, bitrates, description, true);
        }

        private TrackSpec with(
                Codec newCodec,
                int newEncodings,
                Layers newLayers,
                int frames,
                List<Integer> newHeights,
                List<Long> newBitrates,
                Description newDescription,
                boolean newRedundant) {
            return new TrackSpec(
                    source,
                    newCodec,
                    newEncodings,
                    newLayers,
                    pictureIdBits,
                    frames,
                    newHeights,
                    newBitrates,
                    newDescription,
                    bursts,
                    newRedundant);
        }

        boolean hasDescriptor() {
            return description != Description.PAYLOAD;
        }
    }

    final List<TrackSpec> tracks = new ArrayList<>();
    Set<Codec> decodes = EnumSet.of(Codec.OPUS, Codec.VP8, Codec.VP9, Codec.H264);
    SrtpProfile profile = SrtpProfile.AEAD_AES_128_GCM;
    Feedback feedback = Feedback.TRANSPORT_CC;
    int videoSlots = 4;
    int audioSlots = 3;
    int firstExtension = 1;
    int firstPayloadType = 96;
    boolean declaresSsrcs;
    boolean nearWrap;
    boolean sendsWhileMuted;
    boolean sendsPadding;
    boolean readsDescriptors;
    boolean obeysLayers = true;
    boolean reports = true;
    boolean audience;
    int prominence;
    int peerClass;
    int audioLevel = 30;
    double talks = 1;

    public static PeerSpec viewer() {
        return new PeerSpec();
    }

    /** A few small packets: enough to check a path with. */
    public static TrackSpec microphone() {
        return new TrackSpec(TrackSource.MICROPHONE, Codec.OPUS, 1, 1, 0, 25);
    }

    public static TrackSpec camera(Codec codec) {
        return new TrackSpec(TrackSource.CAMERA, codec, 1, 1, 15, 10);
    }

    public static TrackSpec screen(Codec codec) {
        return new TrackSpec(TrackSource.SCREEN, codec, 1, 1, 15, 5);
    }

    /** A VP8 camera in 180, 360 and 720 lines. */
    public static TrackSpec threeEncodings() {
        return threeEncodings(Codec.VP8);
    }

    public static TrackSpec threeEncodings(Codec codec) {
        return new TrackSpec(TrackSource.CAMERA, codec, 3, 2, 15, 15);
    }

    /** Opus as browsers send it: 20 ms and about 80 bytes a packet, next to nothing in silence. */
    public static TrackSpec voice() {
        return new TrackSpec(TrackSource.MICROPHONE, Codec.OPUS, 1, 1, 0, 50).withBitrates(32_000L);
    }

    /** VP8 simulcast as browsers send it from a 720p camera: 150 kbit/s, 500 kbit/s and 1.5 Mbit/s in three temporal layers. */
    public static TrackSpec camera720() {
        return new TrackSpec(TrackSource.CAMERA, Codec.VP8, 3, 3, 15, 30).withBitrates(150_000L, 500_000L, 1_500_000L);
    }

    /** VP8 in one encoding, 720 lines, without temporal layers. */
    public static TrackSpec camera720Single() {
        return new TrackSpec(
                TrackSource.CAMERA,
                Codec.VP8,
                1,
                Layers.L1T1,
                15,
                30,
                List.of(720),
                List.of(1_500_000L),
                Description.PAYLOAD,
                false,
                false);
    }

    /** One stream of three spatial layers, the sizes and about the rates of {@link #camera720}. */
    public static TrackSpec camera720(Codec codec, Layers layers) {
        return camera720().withCodec(codec).withLayers(layers);
    }

    /** A shared screen in 1080 lines, VP8 in three temporal layers: still most of the time, all new at times. */
    public static TrackSpec screen1080() {
        return screen(List.of(1080), List.of(1_500_000L));
    }

    /** The same, with a smaller encoding beside it. */
    public static TrackSpec screen1080Simulcast() {
        return screen(List.of(540, 1080), List.of(250_000L, 1_500_000L));
    }

    private static TrackSpec screen(List<Integer> heights, List<Long> bitrates) {
        return new TrackSpec(
                TrackSource.SCREEN,
                Codec.VP8,
                heights.size(),
                Layers.L1T3,
                15,
                15,
                heights,
                bitrates,
                Description.PAYLOAD,
                true,
                false);
    }

    public PeerSpec publish(TrackSpec... published) {
        tracks.addAll(List.of(published));
        return this;
    }

    public PeerSpec decodes(Codec... codecs) {
        decodes = EnumSet.copyOf(List.of(codecs));
        return this;
    }

    public PeerSpec slots(int video, int audio) {
        videoSlots = video;
        audioSlots = audio;
        return this;
    }

    public PeerSpec profile(SrtpProfile agreed) {
        profile = agreed;
        return this;
    }

    public PeerSpec feedback(Feedback kind) {
        feedback = kind;
        return this;
    }

    /** Takes dependency descriptors in its slots; whatever is sent with them must come with them. */
    public PeerSpec readsDescriptors() {
        readsDescriptors = true;
        return this;
    }

    /** Goes on sending what nobody watches. */
    public PeerSpec ignoresLayers() {
        obeysLayers = false;
        return this;
    }

    /** Agrees to feedback but gives none of itself: neither arrivals nor reports nor requests. */
    PeerSpec saysNothing() {
        reports = false;
        return this;
    }

    /** Sequence numbers, times, picture ids and counters start just below their wrap. */
    public PeerSpec nearWrap() {
        nearWrap = true;
        return this;
    }

    /** Higher first when not all fit: the teacher. */
    public PeerSpec prominence(int order) {
        prominence = order;
        return this;
    }

    /** What the room's rules know it by. */
    public PeerSpec ofClass(int number) {
        peerClass = number;
        return this;
    }

    /** How loud the microphone is, in -dBov, and what part of the time somebody speaks. */
    public PeerSpec voice(int level, double share) {
        audioLevel = level;
        talks = share;
        return this;
    }

    /** Joins the audience, with one picture, a screen beside it and the sound. */
    public static PeerSpec audience() {
        PeerSpec spec = new PeerSpec().slots(2, 3).feedback(Feedback.REMB);
        spec.audience = true;
        return spec;
    }

    /** A client that does not care whether it is muted. */
    public PeerSpec sendsWhileMuted() {
        sendsWhileMuted = true;
        return this;
    }
}
