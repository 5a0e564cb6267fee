package io.zvonok.media.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.socket.DatagramPacket;
import io.zvonok.media.peer.Cargo;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SendQueueTest {
    private static final InetSocketAddress ANNA = new InetSocketAddress("192.0.2.1", 1);

    private final SendQueue queue = new SendQueue(1000);

    @AfterEach
    void releaseAll() {
        queue.clear();
        assertThat(queue.bytes()).isZero();
    }

    /** A packet is known by its length. */
    private int offer(int length, Cargo cargo) {
        return queue.offer(
                new DatagramPacket(
                        PooledByteBufAllocator.DEFAULT.directBuffer(length).writeZero(length), ANNA),
                cargo);
    }

    private List<Integer> drain() {
        List<Integer> lengths = new ArrayList<>();
        for (DatagramPacket packet = queue.poll(); packet != null; packet = queue.poll()) {
            lengths.add(packet.content().readableBytes());
            packet.release();
        }
        return lengths;
    }

    @Test
    void letsSoundAndControlGoFirst() {
        offer(301, Cargo.PICTURE);
        offer(20, Cargo.SOUND);
        offer(302, Cargo.LONE_PICTURE);
        offer(30, Cargo.CONTROL);
        assertThat(drain()).containsExactly(20, 30, 301, 302);
    }

    @Test
    void dropsTheOldestPicturesFirst() {
        offer(301, Cargo.PICTURE);
        offer(302, Cargo.PICTURE);
        offer(20, Cargo.SOUND);
        assertThat(offer(500, Cargo.PICTURE)).isEqualTo(1);
        assertThat(queue.bytes()).isEqualTo(822);
        assertThat(offer(400, Cargo.SOUND)).isEqualTo(1);
        assertThat(drain()).containsExactly(20, 400, 500);
    }

    @Test
    void dropsSoundOnlyWhenThereAreNoPictures() {
        offer(400, Cargo.SOUND);
        offer(410, Cargo.SOUND);
        assertThat(offer(300, Cargo.PICTURE)).as("the picture itself").isEqualTo(1);
        assertThat(offer(420, Cargo.SOUND)).as("the oldest sound").isEqualTo(1);
        assertThat(drain()).containsExactly(410, 420);
    }
}
