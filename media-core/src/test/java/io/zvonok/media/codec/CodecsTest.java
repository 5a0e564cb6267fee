package io.zvonok.media.codec;

import static io.zvonok.media.codec.Payloads.wrap;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.zvonok.media.api.Codec;
import io.zvonok.media.codec.Payloads.Captured;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CodecsTest {
    @ParameterizedTest
    @EnumSource(Codec.class)
    void givesEachCodecOwnDescriptors(Codec codec) {
        assertThat(Codecs.descriptor(codec)).isNotSameAs(Codecs.descriptor(codec));
    }

    @ParameterizedTest
    @EnumSource(
            value = Codec.class,
            names = {"OPUS", "RED"})
    void letsAudioStartAnywhere(Codec codec) {
        PayloadDescriptor descriptor = Codecs.descriptor(codec);

        assertThat(wrap(descriptor, "78")).isTrue();
        assertThat(descriptor.startsKeyframe()).isTrue();
        assertThat(descriptor.startsFrame()).isTrue();
        assertThat(descriptor.width()).isZero();
        assertThat(wrap(descriptor, "")).isFalse();
    }

    @Test
    void allocatesNothingForPackets() {
        List<Captured> packets = Payloads.chromium();
        byte[][] payloads = packets.stream().map(Captured::payload).toArray(byte[][]::new);
        PayloadDescriptor[] descriptors =
                packets.stream().map(p -> Codecs.descriptor(p.codec())).toArray(PayloadDescriptor[]::new);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        readAll(descriptors, payloads, 10);

        long before = threads.getCurrentThreadAllocatedBytes();
        readAll(descriptors, payloads, 200);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;

        assertThat(allocated).isLessThan(1000); // measuring costs a little itself
    }

    private static void readAll(PayloadDescriptor[] descriptors, byte[][] payloads, int rounds) {
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < payloads.length; i++) {
                descriptors[i].wrap(payloads[i], 0, payloads[i].length);
                descriptors[i].rewrite(payloads[i], 0, descriptors[i].pictureId(), descriptors[i].tl0PictureIndex());
            }
        }
    }
}
