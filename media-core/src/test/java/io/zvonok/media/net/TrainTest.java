package io.zvonok.media.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.SegmentedDatagramPacket;
import io.zvonok.media.peer.Cargo;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrainTest {
    private static final InetSocketAddress ANNA = new InetSocketAddress("192.0.2.1", 1);
    private static final InetSocketAddress BORIS = new InetSocketAddress("192.0.2.1", 2);

    private final Train train = new Train(PooledByteBufAllocator.DEFAULT);
    /** What left: the sizes of the datagrams of each train. */
    private final List<List<Integer>> left = new ArrayList<>();

    private int sent;

    private void send(InetSocketAddress to, Cargo cargo, int... lengths) {
        for (int length : lengths) {
            byte[] datagram = new byte[length];
            Arrays.fill(datagram, (byte) ++sent);
            if (train.takes(to, length, cargo)) {
                train.add(datagram, length);
            } else {
                close();
                train.begin(to, datagram, length, cargo == Cargo.PICTURE);
            }
        }
    }

    /** Takes the train apart as the kernel does, and checks that datagrams are whole and in order. */
    private void close() {
        if (train.isEmpty()) {
            return;
        }
        DatagramPacket packet = train.take();
        ByteBuf content = packet.content();
        int segment =
                packet instanceof SegmentedDatagramPacket segmented ? segmented.segmentSize() : content.readableBytes();
        List<Integer> sizes = new ArrayList<>();
        int number = content.getByte(content.readerIndex());
        while (content.isReadable()) {
            byte[] datagram = ByteBufUtil.getBytes(content.readSlice(Math.min(segment, content.readableBytes())));
            assertThat(datagram).containsOnly(number++);
            sizes.add(datagram.length);
        }
        left.add(sizes);
        packet.release();
    }

    private List<List<Integer>> left() {
        close();
        return left;
    }

    @Test
    void takesEqualDatagramsAndAShorterLastOne() {
        send(ANNA, Cargo.PICTURE, 1100, 1100, 1100, 900, 900, 900);
        assertThat(left()).containsExactly(List.of(1100, 1100, 1100, 900), List.of(900, 900));
    }

    @Test
    void beginsAnewBeforeALongerOne() {
        send(ANNA, Cargo.PICTURE, 1100, 1101, 1101);
        assertThat(left()).containsExactly(List.of(1100), List.of(1101, 1101));
    }

    @Test
    void holdsEightDatagramsAndTenKilobytes() {
        send(ANNA, Cargo.PICTURE, 100, 100, 100, 100, 100, 100, 100, 100, 100);
        send(BORIS, Cargo.PICTURE, 1400, 1400, 1400, 1400, 1400, 1400, 1400, 1400);
        assertThat(left())
                .containsExactly(
                        List.of(100, 100, 100, 100, 100, 100, 100, 100),
                        List.of(100),
                        List.of(1400, 1400, 1400, 1400, 1400, 1400, 1400),
                        List.of(1400));
    }

    @Test
    void isForOnePeer() {
        send(ANNA, Cargo.PICTURE, 500);
        send(BORIS, Cargo.PICTURE, 500, 500);
        send(new InetSocketAddress("192.0.2.1", 2), Cargo.PICTURE, 500);
        assertThat(left()).containsExactly(List.of(500), List.of(500, 500, 500));
    }

    @Test
    void endsWithSoundOrAReportButDoesNotBeginWithThem() {
        send(ANNA, Cargo.PICTURE, 1000, 1000);
        send(ANNA, Cargo.SOUND, 120);
        send(ANNA, Cargo.SOUND, 120, 120);
        send(ANNA, Cargo.PICTURE, 1000);
        send(ANNA, Cargo.CONTROL, 60);
        assertThat(left()).containsExactly(List.of(1000, 1000, 120), List.of(120), List.of(120), List.of(1000, 60));
    }

    @Test
    void leavesPicturesOfACongestedLinkAlone() {
        send(ANNA, Cargo.PICTURE, 1000);
        send(ANNA, Cargo.LONE_PICTURE, 1000, 1000);
        send(ANNA, Cargo.PICTURE, 1000);
        assertThat(left()).containsExactly(List.of(1000), List.of(1000), List.of(1000), List.of(1000));
    }
}
