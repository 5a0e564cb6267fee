package io.zvonok.media.room;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.zvonok.media.api.Codec;
import io.zvonok.media.api.CodecParameters;
import io.zvonok.media.api.HeaderExtension;
import io.zvonok.media.api.MediaKind;
import io.zvonok.media.api.PeerId;
import io.zvonok.media.api.PublishSection;
import io.zvonok.media.api.PublishSection.DeclaredSsrc;
import io.zvonok.media.api.SlotSection;
import io.zvonok.media.api.TrackSource;
import io.zvonok.media.time.Nanos;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Samples are written into what is there. */
class TimelineAllocationTest {
    private static final int SAMPLES = 20_000;
    private static final CodecParameters VP8 = new CodecParameters(Codec.VP8, 96, 97, "");

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final MeasuredLoop loop = new MeasuredLoop(Map.of(HeaderExtension.MID, 1), (peer, datagram, length) -> {});

    @Test
    void samplesWithoutAllocating() {
        PublishSection section =
                new PublishSection("0", MediaKind.VIDEO, List.of(VP8), List.of(), List.of(new DeclaredSsrc(7, 8)));
        loop.join("publisher", List.of(section), List.of());
        loop.join("viewer", List.of(), List.of(new SlotSection("1", MediaKind.VIDEO, List.of(VP8), Set.of())));
        loop.connect();
        loop.room().publish(new PeerId("publisher"), "0", TrackSource.CAMERA, false, loop.now);
        sample();
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        sample();
        long allocated = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
        assertThat(allocated / (2.0 * SAMPLES)).as("bytes a sample").isLessThan(1);
        loop.close();
    }

    private void sample() {
        Participant[] everybody = loop.room().participants().toArray(Participant[]::new);
        for (int i = 0; i < SAMPLES; i++) {
            for (Participant participant : everybody) {
                Timeline timeline = participant.timeline();
                assert timeline != null;
                timeline.sample(participant, loop.now + i * Nanos.fromMillis(1));
            }
        }
    }
}
