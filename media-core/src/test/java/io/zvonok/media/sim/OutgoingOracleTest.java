package io.zvonok.media.sim;

import static io.zvonok.media.sim.Scenario.millis;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zvonok.media.api.Codec;
import io.zvonok.media.api.HeaderExtension;
import io.zvonok.media.api.TrackSource;
import io.zvonok.media.rtp.RtpHeaderWriter;
import io.zvonok.media.srtp.SrtpSender;
import io.zvonok.media.stats.LoopStats;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Sends in the server's place, rightly and wrongly. */
class OutgoingOracleTest {
    private static final int PADDING = 100;

    private final Scenario call = Scenario.withSeed(1).publish(PeerSpec.camera(Codec.VP8));
    private final TestPeer viewer = call.viewer();
    private final SrtpSender sender = new SrtpSender(viewer.serverKeys, new LoopStats());
    private final long first =
            call.publisher().track(TrackSource.CAMERA).encodings.get(0).sequence();
    private final byte[] out = new byte[1500];

    /** @param source number that the publisher gave it, or -1 for a packet that carries nothing */
    private void send(int number, int transportNumber, int source) {
        RtpHeaderWriter header = new RtpHeaderWriter();
        header.begin(out, 0, true, viewer.numbers.payloadTypeOf(Codec.VP8), number, 90_000, viewer.slot("v0").ssrc);
        byte[] value = {(byte) (transportNumber >> 8), (byte) transportNumber};
        header.addExtension(viewer.numbers.extensionId(HeaderExtension.TRANSPORT_CC), value, 0, 2);
        int length = header.finish();
        if (source < 0) {
            out[0] |= 0x20;
            Arrays.fill(out, length, length + PADDING, (byte) 0);
            length += PADDING;
            out[length - 1] = PADDING;
        } else {
            MediaUnit unit = new MediaUnit(0, 0, 0, false, 0, 0, true, 9, 9, 9, 1, 0, 1, first + source, 5, 3, 15, 4);
            length += unit.write(Codec.VP8, new int[] {360}, false, out, length, 200);
        }
        int sent = sender.protectRtp(out, 0, length);
        call.invariants().onSent(out.clone(), sent, viewer.address());
    }

    @Test
    void letsPaddingFillNumbersOfTheMediaStream() {
        assertThatCode(() -> {
                    send(100, 65_534, 20);
                    send(101, 65_535, -1);
                    send(102, 0, -1);
                    send(103, 1, 21);
                })
                .doesNotThrowAnyException();
    }

    @Test
    void letsPaddingFillANumberBehindOtherPadding() {
        assertThatCode(() -> {
                    send(100, 1, 20);
                    send(102, 2, -1);
                    send(101, 3, -1);
                    send(103, 4, 21);
                })
                .doesNotThrowAnyException();
    }

    @Test
    void wantsNoNumberLeftOutThatThePublisherDidNotLose_I7() {
        send(100, 1, 20);
        send(101, 2, -1);
        assertThatThrownBy(() -> send(103, 3, 21)).hasMessageContaining("I7 broken: 1 numbers left out");
    }

    @Test
    void seesNumbersLeftOutBeforePadding_I7() {
        send(100, 1, 20);
        send(102, 2, -1);
        assertThatThrownBy(() -> send(103, 3, 21)).hasMessageContaining("I7 broken: 1 numbers left out");
    }

    @Test
    void takesWhatHasNotArrivedForLost_I7() {
        send(100, 1, 20);
        send(103, 2, 23);
        assertThatThrownBy(() -> send(107, 3, 26)).hasMessageContaining("I7 broken: 3 numbers left out");
    }

    @Test
    void wantsTransportWideNumbersWithoutAGap_I21() {
        call.run(millis(1));
        send(100, 65_535, 20);
        send(101, 0, 21);
        assertThatThrownBy(() -> send(102, 2, 22)).hasMessageContaining("I21 broken: transport-wide number 2 after 0");
    }
}
