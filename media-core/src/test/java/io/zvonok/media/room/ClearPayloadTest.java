package io.zvonok.media.room;

import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.codec.DependencyDescriptor;
import io.zvonok.media.codec.DescriptorWriter;
import io.zvonok.media.codec.Vp8Descriptor;
import io.zvonok.media.codec.Vp9Descriptor;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The headers tell of pictures of 640 x 360; VP8 key frames say so too, or they do not. */
class ClearPayloadTest {
    private static final byte[] VP8_KEY = vp8Key(640, 360);
    private static final byte[] VP8_START = {(byte) 0x90, (byte) 0x80, 5, 1, 0, 0};
    private static final byte[] VP8_MIDDLE = {(byte) 0x80, (byte) 0x80, 5, 1, 0, 0};

    private final DependencyDescriptor header = new DependencyDescriptor();
    private final Vp8Descriptor vp8 = new Vp8Descriptor();
    private final ClearPayload clear = new ClearPayload();
    private int frame = 100;

    private static byte[] vp8Key(int width, int height) {
        byte[] key = {(byte) 0x90, (byte) 0x80, 4, 0x10, 0, 0, (byte) 0x9D, 1, 0x2A, 0, 0, 0, 0};
        key[9] = (byte) width;
        key[10] = (byte) (width >> 8);
        key[11] = (byte) height;
        key[12] = (byte) (height >> 8);
        return key;
    }

    private boolean key(byte[] payload) {
        return take(DescriptorWriter.withStructure(DescriptorWriter.l1t3(), false, 0, ++frame), payload);
    }

    private boolean start(byte[] payload) {
        return take(DescriptorWriter.brief(DescriptorWriter.l1t3(), true, false, 1, ++frame), payload);
    }

    private boolean middle(byte[] payload) {
        return take(DescriptorWriter.brief(DescriptorWriter.l1t3(), false, true, 1, frame), payload);
    }

    private boolean take(byte[] described, byte[] payload) {
        assertThat(header.wrap(described, 0, described.length)).isTrue();
        clear.onPacket(header, vp8, vp8.wrap(payload, 0, payload.length));
        return clear.isClear();
    }

    @Test
    void believesWhatBothSayTheSameOf() {
        assertThat(key(VP8_KEY)).isTrue();
        assertThat(middle(VP8_MIDDLE)).isTrue();
        assertThat(start(VP8_START)).isTrue();
        assertThat(key(VP8_KEY)).isTrue();
    }

    @Test
    void believesNothingBeforeAKeyFrame() {
        assertThat(key(VP8_START)).isFalse();
        assertThat(start(VP8_START)).isFalse();
    }

    @Test
    void believesNoKeyFrameOfAnotherSize() {
        assertThat(key(vp8Key(640, 368))).isFalse();
    }

    @Test
    void neverBelievesAgainWhatContradictedTheHeader() {
        key(VP8_KEY);
        assertThat(start(VP8_MIDDLE)).as("a frame that starts without starting").isFalse();
        assertThat(start(VP8_START)).isFalse();
        assertThat(key(VP8_KEY)).isFalse();
    }

    @Test
    void neverBelievesAgainWhatCannotBeRead() {
        key(VP8_KEY);
        assertThat(start(new byte[] {(byte) 0x90, (byte) 0x80})).isFalse();
        assertThat(key(VP8_KEY)).isFalse();
    }

    @Test
    void beginsAgainWithAnotherStream() {
        key(VP8_KEY);
        start(VP8_MIDDLE);
        clear.reset();
        assertThat(clear.isClear()).isFalse();
        assertThat(key(VP8_KEY)).isTrue();
    }

    @Test
    void isNotDeceivedByNoise() {
        Random random = new Random(1);
        Vp9Descriptor vp9 = new Vp9Descriptor();
        byte[] described = DescriptorWriter.withStructure(DescriptorWriter.l1t3(), false, 0, 1);
        byte[] noise = new byte[200];
        for (int i = 0; i < 100_000; i++) {
            random.nextBytes(noise);
            assertThat(header.wrap(described, 0, described.length)).isTrue();
            clear.reset();
            clear.onPacket(header, vp9, vp9.wrap(noise, 0, noise.length));
            assertThat(clear.isClear()).isFalse();
        }
    }
}
