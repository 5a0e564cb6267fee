package io.zvonok.media.codec;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.zvonok.media.codec.CapturedDescriptors.Packet;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Any bytes in a dependency descriptor are survived: it may refuse them, it never throws, also not when asked after. */
class MalformedDescriptorsTest {
    private static final long SEED = Long.getLong("seed", 20_261_125);
    private static final int MUTATIONS = 60_000;

    @Test
    void survivesMutationsAndTruncations_P14() {
        List<Packet> packets = CapturedDescriptors.all();
        DependencyDescriptor descriptor = new DependencyDescriptor();
        Random random = new Random(SEED);
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] value = mutate(packets.get(i % packets.size()).descriptor(), random);
            assertThatCode(() -> use(descriptor, value))
                    .as("seed %d, mutation %d: %s", SEED, i, HexFormat.of().formatHex(value))
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void survivesRandomBytes_P14() {
        DependencyDescriptor descriptor = new DependencyDescriptor();
        Random random = new Random(SEED);
        for (int i = 0; i < MUTATIONS; i++) {
            byte[] value = new byte[random.nextInt(i % 10 == 0 ? 256 : 24)];
            random.nextBytes(value);
            if (value.length > 3 && random.nextBoolean()) {
                value[3] |= (byte) 0x80; // a structure
            }
            assertThatCode(() -> use(descriptor, value))
                    .as("seed %d, value %d: %s", SEED, i, HexFormat.of().formatHex(value))
                    .doesNotThrowAnyException();
        }
    }

    /** The array ends with the value, so that reading beyond it throws. */
    private static void use(DependencyDescriptor descriptor, byte[] value) {
        boolean read = descriptor.wrap(value, 0, value.length);
        boolean sane = (descriptor.neededBy() & ~OperatingPoints.ALL) == 0
                && (descriptor.switchPoints() & ~OperatingPoints.ALL) == 0
                && descriptor.spatialLayers() >= 0
                && descriptor.spatialLayers() <= OperatingPoints.MAX_SPATIAL
                && descriptor.spatialLayer() >= 0
                && descriptor.temporalLayer() >= 0
                && descriptor.frameNumber() >= 0
                && descriptor.frameNumber() <= 0xFFFF;
        for (int s = 0; s < OperatingPoints.MAX_SPATIAL; s++) {
            sane &= descriptor.width(s) >= 0 && descriptor.height(s) >= 0;
        }
        sane &= !read || descriptor.hasStructure();
        if (!sane) {
            throw new IllegalStateException("values out of range");
        }
    }

    private static byte[] mutate(byte[] original, Random random) {
        byte[] value =
                Arrays.copyOf(original, random.nextInt(4) == 0 ? random.nextInt(original.length + 1) : original.length);
        for (int changes = random.nextInt(4); changes > 0 && value.length > 0; changes--) {
            int at = random.nextInt(value.length);
            value[at] = (byte) (random.nextBoolean() ? value[at] ^ 1 << random.nextInt(8) : random.nextInt(256));
        }
        return value;
    }
}
