package io.zvonok.media.sim;

import io.zvonok.media.api.Codec;
import io.zvonok.media.api.MediaKind;
import io.zvonok.media.api.PublishSection;
import io.zvonok.media.api.TrackSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A published section of a simulated client: a microphone that talks and pauses, a camera, a screen. */
final class Publication {
    private static final long DTX_NANOS = 400_000_000;

    final TestPeer peer;
    final int number;
    final String mid;
    final PeerSpec.TrackSpec spec;
    final Random random;
    final List<SentEncoding> encodings = new ArrayList<>();

    Codec codec;
    /** What the section is declared to carry; null: nothing. */
    TrackSource source;

    boolean muted;
    boolean sending = true;
    private boolean talking;
    private long talkUntilNanos;
    private long lastAudioNanos;
    private final ScreenActivity activity;
    private byte[] lastVoice;
    private int lastVoiceTimestamp;

    Publication(TestPeer peer, int number, PeerSpec.TrackSpec spec, Random random) {
        this.peer = peer;
        this.number = number;
        this.mid = Integer.toString(number);
        this.spec = spec;
        this.random = random;
        this.codec = spec.codec();
        this.source = spec.source();
        this.activity = spec.bursts() ? new ScreenActivity(random) : null;
        for (int i = 0; i < spec.encodings(); i++) {
            encodings.add(new SentEncoding(this, i, random));
        }
    }

    MediaKind kind() {
        return spec.source().kind();
    }

    int clockHz() {
        return codec.clockHz();
    }

    int payloadType() {
        return peer.numbers.payloadTypeOf(spec.redundant() ? Codec.RED : codec);
    }

    /** RED: the frame before, if it is not too old for its header, then this one. */
    byte[] wrapAudio(byte[] payload, int timestamp) {
        if (!spec.redundant()) {
            return payload;
        }
        byte[] red =
                RedAudio.write(peer.numbers.payloadTypeOf(codec), lastVoice, timestamp - lastVoiceTimestamp, payload);
        lastVoice = payload;
        lastVoiceTimestamp = timestamp;
        return red;
    }

    int rtxPayloadType() {
        return kind() == MediaKind.AUDIO ? -1 : peer.numbers.payloadTypeOf(codec) + 1;
    }

    String gate() {
        return "track " + peer.index + "/" + number;
    }

    PublishSection section() {
        boolean rids = spec.encodings() > 1;
        List<PublishSection.DeclaredSsrc> declared = new ArrayList<>();
        if (peer.spec.declaresSsrcs && !rids) {
            SentEncoding only = encodings.get(0);
            declared.add(new PublishSection.DeclaredSsrc(only.ssrc, kind() == MediaKind.AUDIO ? 0 : only.rtxSsrc));
        }
        return new PublishSection(
                mid,
                kind(),
                peer.numbers.codecs(kind(), true),
                rids ? encodings.stream().map(encoding -> encoding.rid).toList() : List.of(),
                declared);
    }

    /** The server says whether anybody watches one of its encodings. */
    void setWanted(String rid, boolean watched) {
        for (SentEncoding encoding : encodings) {
            if (encoding.rid.equals(rid)) {
                encoding.setWanted(watched);
            }
        }
    }

    /** Time for the next frame; returns in how many nanoseconds the one after is due. */
    long tick(long nowNanos) {
        long interval = 1_000_000_000L / spec.framesPerSecond();
        boolean silenced = source == null || (muted && !peer.spec.sendsWhileMuted);
        if (!sending || silenced || !peer.mediaReady()) {
            return interval;
        }
        if (kind() == MediaKind.AUDIO) {
            speak(nowNanos);
            return interval;
        }
        double share = activity == null ? 1 : activity.next(nowNanos);
        for (SentEncoding encoding : encodings) {
            if (encoding.sends() && (share > 0 || encoding.awaitsKeyframe())) {
                encoding.announceRtx();
                encoding.sendPicture(nowNanos, share);
            }
        }
        return interval;
    }

    private void speak(long nowNanos) {
        if (nowNanos >= talkUntilNanos) {
            talking = random.nextDouble() < peer.spec.talks;
            talkUntilNanos = nowNanos + 300_000_000L + random.nextInt(2_000_000_000);
        }
        if (talking || nowNanos - lastAudioNanos >= DTX_NANOS) {
            lastAudioNanos = nowNanos;
            encodings.get(0).sendPicture(nowNanos, 1);
        }
    }

    /** When any encoding's frame before that time was captured, -1 if none was. */
    long capturedBefore(long nanos) {
        return encodings.stream()
                .mapToLong(encoding -> encoding.log.before(nanos))
                .max()
                .orElse(-1);
    }

    /** RFC 6464. */
    int audioLevel() {
        return talking ? peer.spec.audioLevel : 127;
    }
}
