package io.zvonok.media.sim;

import io.zvonok.media.api.Codec;
import io.zvonok.media.api.TrackSource;
import io.zvonok.media.srtp.SrtpProfile;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** The clients of a {@link RandomLesson}, as its seed makes them. */
final class RandomSpecs {
    /** What clients of a lesson may be like beyond the plainest. */
    enum Trait {
        THREE_TEMPORAL_LAYERS,
        SPATIAL_LAYERS,
        /** Dependency descriptors beside a payload that can be read. */
        DESCRIPTORS,
        /** Descriptors only: the payload is encrypted end to end. AV1 comes so, too. */
        ENCRYPTED,
        /** Microphones send RED, some listeners take it. */
        REDUNDANCY,
        /** Frames of many packets, sound fifty times a second. */
        REAL_RATES,
        /** Some viewers answer with REMB, some with nothing. */
        FEEDBACK_KINDS
    }

    private static final List<Long> RATES = List.of(40_000L, 90_000L, 200_000L);

    private final Random random;
    /** A second one, so that lessons without traits are what they always were. */
    private final Random extra;

    private final Set<Trait> traits;
    private final int mostPeers;

    RandomSpecs(Random random, Random extra, Set<Trait> traits, int mostPeers) {
        this.random = random;
        this.extra = extra;
        this.traits = traits.isEmpty() ? EnumSet.noneOf(Trait.class) : EnumSet.copyOf(traits);
        this.mostPeers = mostPeers;
    }

    private boolean may(Trait trait) {
        return traits.contains(trait) && extra.nextInt(3) > 0;
    }

    PeerSpec next() {
        PeerSpec spec = new PeerSpec().slots(2 * mostPeers - 2, mostPeers - 1);
        spec.profile(random.nextBoolean() ? SrtpProfile.AEAD_AES_128_GCM : SrtpProfile.AES_CM_128_HMAC_SHA1_80);
        spec.firstExtension = random.nextInt(4) == 0 ? 13 : 1 + random.nextInt(9);
        spec.firstPayloadType = 96 + random.nextInt(20);
        spec.declaresSsrcs = random.nextInt(5) == 0;
        spec.nearWrap = random.nextBoolean();
        spec.sendsWhileMuted = random.nextBoolean();
        spec.sendsPadding = random.nextInt(3) == 0;
        spec.prominence = random.nextInt(2);
        spec.voice(15 + random.nextInt(30), random.nextDouble());
        if (random.nextInt(4) == 0) {
            spec.decodes(Codec.OPUS, Codec.VP8, random.nextBoolean() ? Codec.VP9 : Codec.H264);
        }
        if (may(Trait.FEEDBACK_KINDS)) {
            spec.feedback(PeerSpec.Feedback.values()[extra.nextInt(3)]);
        }
        if (may(Trait.REDUNDANCY)) {
            spec.decodes = EnumSet.copyOf(spec.decodes);
            spec.decodes.add(Codec.RED);
        }
        if (traits.contains(Trait.ENCRYPTED) || may(Trait.DESCRIPTORS)) {
            spec.readsDescriptors();
            spec.decodes = EnumSet.copyOf(spec.decodes);
            spec.decodes.add(Codec.AV1);
        }
        publish(spec);
        return spec;
    }

    private void publish(PeerSpec spec) {
        if (random.nextInt(10) > 0) {
            PeerSpec.TrackSpec microphone = may(Trait.REAL_RATES) ? PeerSpec.voice() : PeerSpec.microphone();
            spec.publish(may(Trait.REDUNDANCY) ? microphone.withRedundancy() : microphone);
        }
        if (random.nextInt(10) > 1) {
            Codec codec = codec();
            int encodings = random.nextBoolean() ? 3 : 1;
            int bits = random.nextBoolean() ? 15 : 7;
            spec.publish(layered(new PeerSpec.TrackSpec(
                    TrackSource.CAMERA, codec, encodings, 1 + random.nextInt(2), bits, 8 + random.nextInt(8))));
        }
        if (random.nextInt(10) > 7) {
            spec.publish(PeerSpec.screen(codec()));
        }
    }

    private PeerSpec.TrackSpec layered(PeerSpec.TrackSpec plain) {
        PeerSpec.TrackSpec track = plain;
        if (may(Trait.REAL_RATES)) {
            int rates = track.encodings();
            track = track.withBitrates(RATES.subList(3 - rates, 3).toArray(new Long[0]));
        }
        if (may(Trait.THREE_TEMPORAL_LAYERS)) {
            track = track.withLayers(Layers.L1T3);
        }
        if (may(Trait.SPATIAL_LAYERS)) {
            List<Layers> kinds = List.of(Layers.L2T1, Layers.L3T1, Layers.L3T3, Layers.L3T3_KEY);
            track = (track.bitrates().isEmpty() ? track : track.withBitrates(RATES.toArray(new Long[0])))
                    .withCodec(Codec.VP9)
                    .withLayers(kinds.get(extra.nextInt(kinds.size())));
        }
        if (may(Trait.ENCRYPTED)) {
            track = track.withDescription(PeerSpec.Description.DESCRIPTOR);
            track = extra.nextBoolean() ? track.withCodec(Codec.AV1) : track;
        } else if (may(Trait.DESCRIPTORS)) {
            track = track.withDescription(PeerSpec.Description.BOTH);
        }
        return track;
    }

    Codec codec() {
        return List.of(Codec.VP8, Codec.VP8, Codec.VP9, Codec.H264).get(random.nextInt(4));
    }
}
