package io.zvonok.media.room;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.PooledByteBufAllocator;
import io.zvonok.media.peer.Cargo;
import io.zvonok.media.rtp.RtpPacketView;
import io.zvonok.media.srtp.SrtpReceiver;
import io.zvonok.media.srtp.SrtpSender;
import io.zvonok.media.stats.Counter;
import io.zvonok.media.stats.LoopStats;
import io.zvonok.media.time.Nanos;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Packets that come together, through a whole loop. */
class PacketRunTest {
    private static final int TOO_FEW_TO_WAIT = 3;
    private static final int ENOUGH_TO_WAIT = 20;

    /** One packet that left, opened. */
    private record Left(InetSocketAddress viewer, int sequence, int length, int payload, boolean padded, Cargo cargo) {}

    private final List<Left> left = new ArrayList<>();
    private final SmallBroadcast broadcast = new SmallBroadcast(PooledByteBufAllocator.DEFAULT, this::onSent);
    private final SrtpSender publisherSrtp = broadcast.publisherSrtp();
    private final Map<InetSocketAddress, SrtpReceiver> viewers = new LinkedHashMap<>();
    private int timestamp = 90_000;
    private boolean keySent;

    private void onSent(byte[] datagram, int length, InetSocketAddress viewer, Cargo cargo) {
        if ((datagram[1] & 0x7F) != SmallBroadcast.PAYLOAD_TYPE) {
            return;
        }
        byte[] copy = Arrays.copyOf(datagram, length);
        SrtpReceiver receiver =
                viewers.computeIfAbsent(viewer, v -> new SrtpReceiver(broadcast.serverKeys, new LoopStats()));
        int opened = receiver.unprotectRtp(copy, 0, length);
        RtpPacketView packet = new RtpPacketView();
        assertThat(packet.wrap(copy, 0, opened)).isTrue();
        boolean padded = (copy[0] & 0x20) != 0;
        left.add(new Left(viewer, packet.sequenceNumber(), length, packet.payloadLength(), padded, cargo));
    }

    /** Packets of one picture arrive, without their batch beginning or ending. */
    private void receive(boolean whole, int... payloads) {
        for (int i = 0; i < payloads.length; i++) {
            byte[] packet = new byte[1500];
            boolean marker = whole && i == payloads.length - 1;
            int length = broadcast.write(packet, !keySent, marker, timestamp, payloads[i]);
            keySent = true;
            broadcast.deliver(packet, publisherSrtp.protectRtp(packet, 0, length));
        }
        if (whole) {
            timestamp += 3000;
        }
    }

    private void receiveTogether(boolean trains, boolean whole, int... payloads) {
        broadcast.core.onBatchStart(trains);
        receive(whole, payloads);
        broadcast.core.onBatchEnd(broadcast.now);
    }

    private void begin(int viewerCount) {
        broadcast.join(viewerCount);
        for (int i = 0; i < 20; i++) { // key frames, until the slots are filled
            broadcast.now += Nanos.fromMillis(20);
            broadcast.keepConnected();
            keySent = false;
            receiveTogether(true, true, 500);
        }
        assertThat(viewers).hasSize(viewerCount);
        left.clear();
    }

    private List<Integer> lengths(int viewer) {
        InetSocketAddress address = new ArrayList<>(viewers.keySet()).get(viewer);
        return left.stream()
                .filter(packet -> packet.viewer().equals(address))
                .map(Left::length)
                .toList();
    }

    @Test
    void leaveViewerByViewerAndInOrder() {
        begin(TOO_FEW_TO_WAIT);
        receiveTogether(true, true, 900, 900, 300);
        receiveTogether(true, true, 900, 900, 900, 900);
        List<InetSocketAddress> inTurn = new ArrayList<>(viewers.keySet());
        List<InetSocketAddress> expected = new ArrayList<>();
        for (int count : new int[] {3, 4}) {
            inTurn.forEach(viewer -> {
                for (int i = 0; i < count; i++) {
                    expected.add(viewer);
                }
            });
        }
        assertThat(left).extracting(Left::viewer).isEqualTo(expected);
        for (InetSocketAddress viewer : inTurn) {
            List<Integer> numbers = left.stream()
                    .filter(packet -> packet.viewer().equals(viewer))
                    .map(Left::sequence)
                    .toList();
            assertThat(numbers).hasSize(7);
            assertThat(numbers.get(6) - numbers.get(0)).isEqualTo(6);
            assertThat(numbers).isSorted();
        }
        assertThat(left).extracting(Left::cargo).containsOnly(Cargo.PICTURE);
        broadcast.end();
    }

    @Test
    void areMadeOneLengthWhereThatIsAByte() {
        begin(TOO_FEW_TO_WAIT);
        receiveTogether(true, true, 1040, 1040, 1041, 1041, 700);
        assertThat(lengths(0)).hasSize(5);
        assertThat(lengths(0).subList(0, 4)).containsOnly(lengths(0).get(3));
        assertThat(left).extracting(Left::payload).startsWith(1040, 1040, 1041, 1041, 700);
        assertThat(left).extracting(Left::padded).startsWith(true, true, false, false, false);
        assertThat(broadcast.stats.get(Counter.SRTP_SEND_REFUSED)).isZero();
        broadcast.end();
    }

    @Test
    void areNotPaddedForNothing() {
        begin(TOO_FEW_TO_WAIT);
        receiveTogether(true, true, 1040, 1042, 1042);
        receiveTogether(true, true, 1041, 1041, 1040); // the last one may be shorter
        receiveTogether(true, true, 1040);
        receiveTogether(true, true, 1041);
        receiveTogether(false, true, 1040, 1041); // no trains
        receive(true, 1040, 1041); // not together
        assertThat(left).hasSize(TOO_FEW_TO_WAIT * 12).extracting(Left::padded).containsOnly(false);
        broadcast.end();
    }

    @Test
    void areNotPaddedBeyondWhatPublishersKeepTo() {
        begin(TOO_FEW_TO_WAIT);
        receiveTogether(true, true, 1180, 1181, 1181);
        assertThat(left).extracting(Left::padded).containsOnly(false);
        broadcast.end();
    }

    @Test
    void goOnAtTheEndOfTheirBatchIfFewWatch() {
        begin(TOO_FEW_TO_WAIT);
        receiveTogether(true, false, 900, 900);
        assertThat(left).hasSize(TOO_FEW_TO_WAIT * 2);
        broadcast.end();
    }

    @Test
    void waitForTheRestOfTheirPictureIfManyWatch() {
        begin(ENOUGH_TO_WAIT);
        receiveTogether(true, false, 900, 900);
        assertThat(left).isEmpty();
        receiveTogether(true, true, 900);
        assertThat(left).hasSize(ENOUGH_TO_WAIT * 3);
        assertThat(left.subList(0, 3))
                .extracting(Left::viewer)
                .containsOnly(left.get(0).viewer());
        broadcast.end();
    }

    @Test
    void waitNoLongerThanFiveMilliseconds() {
        begin(ENOUGH_TO_WAIT);
        receiveTogether(true, false, 900);
        broadcast.now += Nanos.fromMillis(3);
        receiveTogether(true, false, 900);
        assertThat(left).isEmpty();
        broadcast.now += Nanos.fromMillis(2);
        broadcast.core.onTick(broadcast.now);
        assertThat(left).hasSize(ENOUGH_TO_WAIT * 2);
        broadcast.end();
    }

    @Test
    void doNotLeaveOnceTheirTrackIsMuted() {
        begin(ENOUGH_TO_WAIT);
        receiveTogether(true, false, 900, 900);
        broadcast.mute(true);
        broadcast.core.onTick(broadcast.now);
        assertThat(left).isEmpty();
        broadcast.end();
    }

    @Test
    void goOnAsTheyComeWithoutABatch() {
        begin(TOO_FEW_TO_WAIT);
        receive(false, 900);
        assertThat(left).hasSize(TOO_FEW_TO_WAIT);
        broadcast.end();
    }
}
