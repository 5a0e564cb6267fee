package io.zvonok.bench.load.measure;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramPacket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/**
 * Runs the {@link Calibrator} and is its receivers: as many sockets as the scenario has viewers, on the generator's loops.
 * The delay of what arrives is the baseline without a server.
 *
 * <p>Thread: that of the run.
 */
public final class FloorMeter {
    private static final int TICK_MILLIS = 33;
    private static final int SECONDS = 3;
    private static final int MAX_DATAGRAM = 2048;
    private static final long TIMEOUT_SECONDS = 60;

    private final List<EventLoop> loops;
    private final String cpus;
    private final int receivers;
    private final List<Integer> sizes;

    /**
     * @param cpus where it is to run, as {@code taskset} takes them; empty for anywhere
     * @param sizes of the packets that each receiver gets every 33 ms
     */
    public FloorMeter(List<EventLoop> loops, String cpus, int receivers, List<Integer> sizes) {
        this.loops = loops;
        this.cpus = cpus;
        this.receivers = receivers;
        this.sizes = List.copyOf(sizes);
    }

    /** Blocks, about eight seconds. */
    public Calibration.Floor measure() throws IOException, InterruptedException {
        List<Sink> sinks = loops.stream().map(loop -> new Sink()).toList();
        List<Channel> channels = new ArrayList<>();
        Process process = null;
        try {
            for (int i = 0; i < receivers; i++) {
                channels.add(open(loops.get(i % loops.size()), sinks.get(i % loops.size())));
            }
            process = start();
            try (var in = process.getOutputStream()) {
                in.write(input(channels).getBytes(StandardCharsets.UTF_8));
            }
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("the calibrator did not end");
            }
            return read(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8), sinks);
        } finally {
            channels.forEach(Channel::close);
            if (process != null) {
                process.destroyForcibly();
            }
        }
    }

    private static Calibration.Floor read(String output, List<Sink> sinks) throws IOException {
        List<Double> plain = new ArrayList<>();
        List<Double> trains = new ArrayList<>();
        for (String line : output.lines().toList()) {
            String[] fields = line.split(" ");
            if (fields.length != 3) {
                continue;
            }
            double perPacket = Double.parseDouble(fields[1]) / Math.max(1, Double.parseDouble(fields[2]));
            if (fields[0].equals("plain")) {
                plain.add(perPacket);
            } else {
                trains.add(perPacket);
            }
        }
        if (plain.isEmpty() || trains.isEmpty()) {
            throw new IOException("the calibrator said nothing");
        }
        Histogram all = Delays.empty();
        sinks.forEach(sink -> all.add(sink.delays));
        Calibration.Latency latency =
                new Calibration.Latency(all.getValueAtPercentile(50), all.getValueAtPercentile(99), all.getMaxValue());
        return new Calibration.Floor(median(plain), median(trains), latency);
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private String input(List<Channel> channels) {
        StringBuilder text = new StringBuilder(SECONDS + " " + TICK_MILLIS);
        for (int size : sizes) {
            text.append(' ').append(size);
        }
        text.append('\n');
        channels.forEach(channel -> text.append(((InetSocketAddress) channel.localAddress()).getPort())
                .append('\n'));
        return text.toString();
    }

    private Process start() throws IOException {
        List<String> command = new ArrayList<>();
        if (!cpus.isEmpty() && Files.isExecutable(Path.of("/usr/bin/taskset"))) {
            command.addAll(List.of("/usr/bin/taskset", "-c", cpus));
        }
        String java = ProcessHandle.current().info().command().orElse("java");
        command.add(java);
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("--"))
                .collect(Collectors.toList()));
        command.addAll(List.of(
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Calibrator.class.getName()));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static Channel open(EventLoop loop, Sink sink) {
        try {
            return new Bootstrap()
                    .group(loop)
                    .channel(EpollDatagramChannel.class)
                    .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                    .option(ChannelOption.SO_RCVBUF, 1 << 20)
                    .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, MAX_DATAGRAM)
                    .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(MAX_DATAGRAM * 8))
                    .handler(sink)
                    .bind(new InetSocketAddress("127.0.0.1", 0))
                    .syncUninterruptibly()
                    .channel();
        } catch (RuntimeException failed) {
            throw new UncheckedIOException(new IOException(failed.getMessage(), failed));
        }
    }

    /** The receivers on one loop. Takes the delay of one packet in eight. */
    @ChannelHandler.Sharable
    private static final class Sink extends ChannelInboundHandlerAdapter {
        private final Histogram delays = Delays.empty();
        private int count;

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            DatagramPacket packet = (DatagramPacket) message;
            if (count++ % 8 == 0 && packet.content().readableBytes() > 12) {
                long due = packet.content().getLong(packet.content().readerIndex() + 4);
                if (due != 0) {
                    delays.recordValue(Math.min(60_000_000, Math.max(0, (System.nanoTime() - due) / 1000)));
                }
            }
            packet.release();
        }
    }
}
