package io.zvonok.bench.load.measure;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.unix.SegmentedDatagramPacket;
import io.zvonok.media.rtp.BigEndian;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Scanner;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.slf4j.LoggerFactory;

/**
 * The floor that servers are compared with: a bare loop that encrypts each packet for each receiver (AES-128-GCM by the
 * JCE) and sends it (Netty, epoll, sendmmsg), at the pace and with the packet sizes of the scenario. Runs as a process of
 * its own on the server's CPUs, a second packet by packet, a second in trains (UDP_SEGMENT), and so on, and prints its CPU
 * time of each second.
 *
 * <p>Input: one line of arguments, {@code seconds tickMillis sizes...}, then one port of 127.0.0.1 a line. Output: lines
 * {@code plain NANOS PACKETS} and {@code trains NANOS PACKETS} in turn.
 *
 * <p>Thread: one event loop; the main one waits.
 */
public final class Calibrator {
    private static final int OVERHEAD = 12 + 16;
    private static final int FLUSH_EVERY = 32;
    private static final int MAX_TRAIN_BYTES = 10_000;
    private static final int MAX_TRAIN = 8;

    private final Channel channel;
    private final List<Receiver> receivers;
    private final int[] sizes;
    private final long tickNanos;
    private final byte[] plain = new byte[2048];
    private final byte[] encrypted = new byte[2048];
    private long packets;
    private int unflushed;

    private static final class Receiver {
        final InetSocketAddress address;
        final Cipher cipher;
        final SecretKeySpec key = new SecretKeySpec(new byte[16], "AES");
        final byte[] nonce = new byte[12];
        long count;

        Receiver(int port) throws GeneralSecurityException {
            address = new InetSocketAddress("127.0.0.1", port);
            cipher = Cipher.getInstance("AES/GCM/NoPadding");
        }
    }

    private Calibrator(Channel channel, List<Receiver> receivers, int[] sizes, long tickNanos) {
        this.channel = channel;
        this.receivers = receivers;
        this.sizes = sizes;
        this.tickNanos = tickNanos;
    }

    public static void main(String[] arguments) throws Exception {
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.OFF); // logs go to stdout
        Scanner in = new Scanner(System.in);
        String[] head = in.nextLine().split(" ");
        int seconds = Integer.parseInt(head[0]);
        long tickNanos = TimeUnit.MILLISECONDS.toNanos(Integer.parseInt(head[1]));
        int[] sizes = Arrays.stream(head).skip(2).mapToInt(Integer::parseInt).toArray();
        List<Receiver> receivers = new ArrayList<>();
        while (in.hasNextInt()) {
            receivers.add(new Receiver(in.nextInt()));
        }
        MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        EventLoop loop = group.next();
        Channel channel = new Bootstrap()
                .group(loop)
                .channel(EpollDatagramChannel.class)
                .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .option(ChannelOption.SO_SNDBUF, 4 << 20)
                .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, 2048)
                .handler(new ChannelInboundHandlerAdapter())
                .bind(new InetSocketAddress("127.0.0.1", 0))
                .sync()
                .channel();
        Calibrator calibrator = new Calibrator(channel, receivers, sizes, tickNanos);
        for (boolean trains : new boolean[] {false, true}) {
            loop.submit(() -> calibrator.run(trains, false)).get(); // warms up
        }
        for (int i = 0; i < 2 * seconds; i++) {
            boolean trains = i % 2 == 1;
            String line = loop.submit(() -> calibrator.run(trains, !trains)).get();
            System.out.println((trains ? "trains " : "plain ") + line);
        }
        System.out.flush();
        System.exit(0);
    }

    /**
     * Sends for a second. Blocks its loop: it has nothing else to do.
     *
     * @param timed receivers may take the delay of these packets
     */
    private String run(boolean trains, boolean timed) throws GeneralSecurityException {
        packets = 0;
        long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        long start = System.nanoTime();
        long end = start + TimeUnit.SECONDS.toNanos(1);
        for (long due = start; due < end && System.nanoTime() < end; due += tickNanos) {
            long wait = due - System.nanoTime();
            if (wait > 0) {
                LockSupport.parkNanos(wait);
            }
            long told = timed ? due : 0;
            for (Receiver receiver : receivers) {
                if (trains) {
                    sendTrains(receiver, told);
                } else {
                    for (int size : sizes) {
                        ByteBuf out = channel.alloc().directBuffer(size + OVERHEAD);
                        encrypt(receiver, size, told, out);
                        write(new DatagramPacket(out, receiver.address));
                    }
                }
            }
            flush();
        }
        long spent = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu;
        return spent + " " + packets;
    }

    /** Equal sizes that follow each other leave together. */
    private void sendTrains(Receiver receiver, long due) throws GeneralSecurityException {
        int i = 0;
        while (i < sizes.length) {
            int size = sizes[i];
            int wagons = 1;
            while (i + wagons < sizes.length
                    && sizes[i + wagons] == size
                    && wagons < MAX_TRAIN
                    && (wagons + 1) * (size + OVERHEAD) <= MAX_TRAIN_BYTES) {
                wagons++;
            }
            ByteBuf out = channel.alloc().directBuffer(wagons * (size + OVERHEAD));
            for (int wagon = 0; wagon < wagons; wagon++) {
                encrypt(receiver, size, due, out);
            }
            write(
                    wagons == 1
                            ? new DatagramPacket(out, receiver.address)
                            : new SegmentedDatagramPacket(out, size + OVERHEAD, receiver.address));
            i += wagons;
        }
    }

    /** The time that was due, or 0, stands in the clear, where RTP has timestamp and SSRC. */
    private void encrypt(Receiver receiver, int size, long due, ByteBuf out) throws GeneralSecurityException {
        long count = ++receiver.count;
        BigEndian.put64(receiver.nonce, 4, count);
        receiver.cipher.init(Cipher.ENCRYPT_MODE, receiver.key, new GCMParameterSpec(128, receiver.nonce));
        encrypted[0] = (byte) 0x80;
        BigEndian.put64(encrypted, 4, due);
        receiver.cipher.updateAAD(encrypted, 0, 12);
        int length = receiver.cipher.doFinal(plain, 0, size, encrypted, 12);
        out.writeBytes(encrypted, 0, 12 + length);
        packets++;
    }

    private void write(Object datagram) {
        channel.write(datagram, channel.voidPromise());
        if (++unflushed >= FLUSH_EVERY) {
            flush();
        }
    }

    private void flush() {
        channel.flush();
        unflushed = 0;
    }
}
