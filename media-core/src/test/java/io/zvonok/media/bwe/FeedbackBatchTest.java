package io.zvonok.media.bwe;

import static org.assertj.core.api.Assertions.assertThat;

import io.zvonok.media.rtcp.TwccFeedbackReader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FeedbackBatchTest {
    private final SentPackets sent = new SentPackets();
    private final FeedbackBatch batch = new FeedbackBatch(sent);

    @BeforeEach
    void sendTenPackets() {
        for (int i = 0; i < 10; i++) {
            sent.add(100, 0, 0, i);
        }
        batch.clear();
    }

    @Test
    void tellsReceivedFromLost() {
        batch.onPacket(0, true, 1000);
        batch.onPacket(1, false, -1);
        batch.onPacket(2, true, 3000);
        assertThat(received()).containsExactly("0 at 1000000", "2 at 3000000");
        assertThat(batch.lost()).isEqualTo(1);
        assertThat(sent.sentNanos(batch.lostSlot(0))).isEqualTo(1);
        assertThat(batch.known()).isEqualTo(3);
    }

    @Test
    void leavesOutWhatWasNeverSent_P21() {
        batch.onPacket(10, true, 1000);
        batch.onPacket(40_000, false, -1);
        assertThat(batch.known()).isZero();
        assertThat(batch.received()).isZero();
        assertThat(batch.lost()).isZero();
    }

    @Test
    void takesEachPacketOnce_P21() {
        batch.onPacket(3, true, 1000);
        batch.onPacket(3, true, 1000);
        batch.onPacket(3, false, -1);
        batch.onPacket(4, false, -1);
        batch.onPacket(4, false, -1);
        assertThat(batch.received()).isEqualTo(1);
        assertThat(batch.lost()).isEqualTo(1);
        batch.clear();
        batch.onPacket(3, true, 9000);
        assertThat(batch.received()).isZero();
        assertThat(batch.known()).isEqualTo(1);
    }

    @Test
    void noticesThatALostPacketArrivedAfterAll() {
        batch.onPacket(4, false, -1);
        batch.clear();
        batch.onPacket(4, true, 9000);
        assertThat(batch.recovered()).isEqualTo(1);
        assertThat(received()).containsExactly("4 at 9000000");
    }

    @Test
    void sortsByArrival() {
        batch.onPacket(0, true, 5000);
        batch.onPacket(1, true, 2000);
        batch.onPacket(2, true, 3000);
        assertThat(received()).containsExactly("1 at 2000000", "2 at 3000000", "0 at 5000000");
    }

    @Test
    void goesOnAfterThePeersClockWrapsAround() {
        long wrap = TwccFeedbackReader.WRAP_MICROS;
        batch.onPacket(0, true, wrap - 1000);
        batch.onPacket(1, true, wrap + 500);
        batch.clear();
        batch.onPacket(2, true, 2000);
        assertThat(received()).containsExactly("2 at " + (wrap + 2000) * 1000);
    }

    private List<String> received() {
        List<String> received = new ArrayList<>();
        for (int i = 0; i < batch.received(); i++) {
            received.add(sent.sentNanos(batch.slot(i)) + " at " + batch.arrivalNanos(i));
        }
        return received;
    }
}
