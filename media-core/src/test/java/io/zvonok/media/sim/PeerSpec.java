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
    /**
     * One published track.
     *
     * @param encodings 1, or 3 for a simulcast of quarter, half and full size
     * @param temporalLayers 1 or 2
     */
    public record TrackSpec(
            TrackSource source,
            Codec codec,
            int encodings,
            int temporalLayers,
            int pictureIdBits,
            int framesPerSecond) {
        TrackSpec withCodec(Codec other) {
            return new TrackSpec(source, other, encodings, temporalLayers, pictureIdBits, framesPerSecond);
        }
    }

    final List<TrackSpec> tracks = new ArrayList<>();
    Set<Codec> decodes = EnumSet.of(Codec.OPUS, Codec.VP8, Codec.VP9, Codec.H264);
    SrtpProfile profile = SrtpProfile.AEAD_AES_128_GCM;
    int videoSlots = 4;
    int audioSlots = 3;
    int firstExtension = 1;
    int firstPayloadType = 96;
    boolean declaresSsrcs;
    boolean nearWrap;
    boolean sendsWhileMuted;
    boolean sendsPadding;
    int prominence;
    int audioLevel = 30;
    double talks = 1;

    public static PeerSpec viewer() {
        return new PeerSpec();
    }

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

    /** Sequence numbers, times, picture ids and counters start just below their wrap. */
    public PeerSpec nearWrap() {
        nearWrap = true;
        return this;
    }

    /** How loud the microphone is, in -dBov, and what part of the time somebody speaks. */
    public PeerSpec voice(int level, double share) {
        audioLevel = level;
        talks = share;
        return this;
    }

    /** A client that does not care whether it is muted. */
    public PeerSpec sendsWhileMuted() {
        sendsWhileMuted = true;
        return this;
    }
}
