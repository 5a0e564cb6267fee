package io.zvonok.media.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.zvonok.media.peer.Cargo;
import io.zvonok.media.stats.Counter;
import io.zvonok.media.stats.LoopStats;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Over loopback: what arrives is what was sent, however it was handed to the kernel. */
class UdpEndpointTest {
    private static final int[] FRAME = {1040, 1040, 1040, 1041, 1041, 1041, 700};
    private static final int SOL_SOCKET = 1;
    private static final int SO_NO_CHECK = 11;

    private final LoopStats stats = new LoopStats();
    private DatagramSocket receiver;
    private MultiThreadIoEventLoopGroup group;
    private EventLoop loop;
    private UdpEndpoint endpoint;

    @BeforeEach
    void openReceiver() throws Exception {
        receiver = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        receiver.setReceiveBufferSize(1 << 20);
        receiver.setSoTimeout(10_000);
    }

    @AfterEach
    void close() {
        receiver.close();
        endpoint.close();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private Channel bind(boolean epoll, boolean trains) throws Exception {
        group = new MultiThreadIoEventLoopGroup(1, epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        loop = group.next();
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        endpoint = new UdpEndpoint(stats, new UdpEndpoint.Input() {
            @Override
            public void onDatagram(InetSocketAddress local, InetSocketAddress remote, ByteBuf datagram) {}

            @Override
            public void onBatchComplete() {}
        });
        return endpoint.bind(loop, any, epoll, trains);
    }

    private List<byte[]> send(int frames, InetSocketAddress to) throws Exception {
        List<byte[]> sent = new ArrayList<>();
        loop.submit(() -> {
                    for (int i = 0; i < frames * FRAME.length; i++) {
                        byte[] datagram = new byte[FRAME[i % FRAME.length]];
                        Arrays.fill(datagram, (byte) i);
                        sent.add(datagram);
                        endpoint.send(datagram, datagram.length, to, Cargo.PICTURE);
                    }
                    endpoint.flush();
                })
                .get();
        return sent;
    }

    private List<byte[]> receive(int count) throws Exception {
        List<byte[]> received = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
            receiver.receive(packet);
            received.add(Arrays.copyOf(packet.getData(), packet.getLength()));
        }
        return received;
    }

    private InetSocketAddress address() {
        return (InetSocketAddress) receiver.getLocalSocketAddress();
    }

    @Test
    void deliversTheVeryDatagramsInTrains() throws Exception {
        assumeTrue(Epoll.isAvailable() && EpollDatagramChannel.isSegmentedDatagramPacketSupported());
        bind(true, true);
        List<byte[]> sent = send(30, address());
        assertThat(receive(sent.size())).containsExactlyElementsOf(sent);
        assertThat(stats.get(Counter.TRAINS_OUT)).isEqualTo(60);
        assertThat(stats.get(Counter.DATAGRAMS_IN_TRAINS)).isEqualTo(210);
        assertThat(stats.get(Counter.DATAGRAMS_OUT)).isEqualTo(210);
    }

    @Test
    void deliversTheVeryDatagramsOneByOne() throws Exception {
        assumeTrue(Epoll.isAvailable());
        bind(true, false);
        List<byte[]> sent = send(30, address());
        assertThat(receive(sent.size())).containsExactlyElementsOf(sent);
        assertThat(stats.get(Counter.TRAINS_OUT)).isZero();
    }

    @Test
    void deliversTheVeryDatagramsWhereThereAreNoTrains() throws Exception {
        bind(false, true);
        List<byte[]> sent = send(30, address());
        assertThat(receive(sent.size())).containsExactlyElementsOf(sent);
        assertThat(endpoint.hasTrains()).isFalse();
    }

    @Test
    void sendsOneByOneWhatTheKernelRefusesInTrains() throws Exception {
        assumeTrue(Epoll.isAvailable() && EpollDatagramChannel.isSegmentedDatagramPacketSupported());
        Channel channel = bind(true, true);
        // without checksums the kernel takes datagrams, but no trains
        IntegerUnixChannelOption withoutChecksums =
                new IntegerUnixChannelOption("SO_NO_CHECK", SOL_SOCKET, SO_NO_CHECK);
        channel.config().setOption(withoutChecksums, 1);
        List<byte[]> sent = send(3, address());
        assertThat(receive(sent.size())).containsExactlyInAnyOrderElementsOf(sent);
        assertThat(stats.get(Counter.TRAINS_REFUSED)).isEqualTo(6);

        long refused = stats.get(Counter.TRAINS_REFUSED);
        List<byte[]> later = send(3, address());
        assertThat(receive(later.size())).containsExactlyElementsOf(later);
        assertThat(stats.get(Counter.TRAINS_REFUSED)).as("not tried again").isEqualTo(refused);
    }
}
