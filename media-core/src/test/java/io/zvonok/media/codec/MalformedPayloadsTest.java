package io.zvonok.media.codec;

import static io.zvonok.media.codec.Payloads.hex;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.zvonok.media.api.Codec;
import io.zvonok.media.codec.Payloads.Captured;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Any payload is survived: its reader may refuse it, it never throws, also not when asked or told to rewrite after. */
class MalformedPayloadsTest {
    private static final long SEED = Long.getLong("seed", 20_241_107);
    private static final int MUTATIONS = 20_000;

    @ParameterizedTest
    @EnumSource(Codec.class)
    void survivesMutationsAndTruncations_P14(Codec codec) {
        PayloadDescriptor descriptor = Codecs.descriptor(codec);
        RedPayload red = new RedPayload();
        List<byte[]> originals = originals(codec);
        Random random = new Random(SEED);
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] payload = mutate(originals.get(i % originals.size()), random);
            assertThatCode(() -> use(descriptor, red, payload))
                    .as(
                            "seed %d, mutation %d of %s: %s",
                            SEED, i, codec, HexFormat.of().formatHex(payload))
                    .doesNotThrowAnyException();
        }
    }

    @ParameterizedTest
    @EnumSource(Codec.class)
    void survivesRandomBytes_P14(Codec codec) {
        PayloadDescriptor descriptor = Codecs.descriptor(codec);
        RedPayload red = new RedPayload();
        Random random = new Random(SEED);
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] payload = new byte[random.nextInt(i % 100 == 0 ? 2000 : 40)];
            random.nextBytes(payload);
            assertThatCode(() -> use(descriptor, red, payload))
                    .as(
                            "seed %d, random payload %d of %s: %s",
                            SEED, i, codec, HexFormat.of().formatHex(payload))
                    .doesNotThrowAnyException();
        }
    }

    /** The array ends with the payload, so that reading beyond it throws. */
    private static void use(PayloadDescriptor descriptor, RedPayload red, byte[] payload) {
        descriptor.wrap(payload, 0, payload.length);
        byte[] copy = payload.clone();
        descriptor.rewrite(copy, 0, 0x7FFF, 0xFF);
        boolean sane = descriptor.width() >= 0
                && descriptor.height() >= 0
                && descriptor.pictureId() <= 0x7FFF
                && descriptor.tl0PictureIndex() <= 0xFF
                && descriptor.temporalLayer() >= 0
                && descriptor.temporalLayer() <= 7
                && descriptor.spatialLayer() >= 0
                && descriptor.spatialLayer() <= 7
                && descriptor.spatialLayers() >= 0
                && descriptor.spatialLayers() <= 8
                && (descriptor.neededBy() & ~OperatingPoints.ALL) == 0
                && (descriptor.switchPoints() & ~OperatingPoints.ALL) == 0;
        for (int layer = 0; layer < 8; layer++) {
            sane &= descriptor.width(layer) >= 0 && descriptor.height(layer) >= 0;
        }
        if (!sane) {
            throw new IllegalStateException("values out of range");
        }
        if (red.wrap(payload, 0, payload.length) && red.primaryOffset() + red.primaryLength() != payload.length) {
            throw new IllegalStateException("the primary block is not the rest");
        }
    }

    private static byte[] mutate(byte[] original, Random random) {
        byte[] payload =
                Arrays.copyOf(original, random.nextInt(4) == 0 ? random.nextInt(original.length + 1) : original.length);
        for (int changes = random.nextInt(5); changes > 0 && payload.length > 0; changes--) {
            int at =
                    random.nextBoolean() ? random.nextInt(payload.length) : random.nextInt(Math.min(8, payload.length));
            payload[at] = (byte)
                    switch (random.nextInt(4)) {
                        case 0 -> payload[at] ^ 1 << random.nextInt(8);
                        case 1 -> 0;
                        case 2 -> 0xFF;
                        default -> random.nextInt(256);
                    };
        }
        return payload;
    }

    private static List<byte[]> originals(Codec codec) {
        List<byte[]> originals = new ArrayList<>();
        Payloads.chromium().stream()
                .filter(p -> p.codec() == codec)
                .map(Captured::payload)
                .forEach(originals::add);
        switch (codec) {
            case OPUS, RED -> originals.add(hex("ef1e0002 ef0f0001 6f aabb cc 78010203"));
            case VP8 -> originals.add(hex("10 909c00 9d012a 8002 6801 0047088585"));
            case VP9 -> originals.add(hex("8f e6fb 18 01ee0173 03 1401 20 4c010203 82498342001ed01728"));
            case H264 -> originals.add(hex("67f4001f919b280a00b7f780880000030008000003005078c18cb0"));
            case AV1 -> originals.add(hex("38 021200 0f0a0d2000000cc5036936be48086801 3210aa"));
        }
        return originals;
    }
}
