package io.zvonok.bench.cost;

import io.zvonok.signalling.ZvonokServer;
import io.zvonok.signalling.config.ServerOption;
import io.zvonok.signalling.config.ServerOptions;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What does it cost that thousands read one comment a second? A whole server with an audience over real WebSockets on
 * loopback: the CPU time of the server's own threads while somebody comments, less that while nobody does, in turns.
 *
 * <p>What the kernel does for loopback is in it, the receiving side's part of TCP too, which on a network is another
 * machine's. The readers' threads are not.
 *
 * <p>Command: {@code scripts/bench comments [READERS]}
 */
public final class CommentFanOut {
    private static final int READERS = 5000;
    private static final int ROUNDS = 4;
    private static final int SECONDS = 6;
    private static final int WARM_UP_COMMENTS = 40;
    private static final long WARM_UP_MILLIS = 300;
    private static final String SERVER_THREADS = "zvonok-";
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double MICROS_PER_SECOND = 1e6;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private CommentFanOut() {}

    public static void main(String[] arguments) throws InterruptedException {
        int readers = arguments.length == 0 ? READERS : Integer.parseInt(arguments[0]);
        ZvonokServer server = ZvonokServer.builder()
                .options(ServerOptions.of(
                        Map.of(ServerOption.HTTP_PORT, List.of("0"), ServerOption.UDP_PORT, List.of("0"))))
                .build()
                .start();
        try (AudienceSockets audience = new AudienceSockets(server.httpPort(), "hall")) {
            audience.join(readers);
            int comments = 0;
            for (; comments < WARM_UP_COMMENTS; comments++) {
                audience.comment(comments);
                pause(WARM_UP_MILLIS);
            }
            measure(audience, readers, comments);
        } finally {
            server.close();
        }
    }

    private static void measure(AudienceSockets audience, int readers, int firstComment) {
        long quiet = 0;
        long busy = 0;
        int comments = firstComment;
        pause(TimeUnit.SECONDS.toMillis(1));
        long framesBefore = audience.framesRead();
        for (int round = 1; round <= ROUNDS; round++) {
            long start = serverNanos();
            pause(TimeUnit.SECONDS.toMillis(SECONDS));
            long middle = serverNanos();
            for (int second = 0; second < SECONDS; second++) {
                audience.comment(comments++);
                pause(TimeUnit.SECONDS.toMillis(1));
            }
            long end = serverNanos();
            quiet += middle - start;
            busy += end - middle;
            System.out.printf(
                    Locale.ROOT,
                    "round %d: %.1f %% of a core without comments, %.1f %% with one a second%n",
                    round,
                    percent(middle - start, SECONDS),
                    percent(end - middle, SECONDS));
        }
        double percent = percent(busy - quiet, ROUNDS * SECONDS);
        System.out.printf(
                Locale.ROOT,
                "%d readers: one comment a second costs %.1f %% of a core, %.1f us a reader; %d of %d frames read%n",
                readers,
                percent,
                percent / 100 / readers * MICROS_PER_SECOND,
                audience.framesRead() - framesBefore,
                (long) (comments - firstComment) * readers);
    }

    /** CPU time of the server's threads. */
    private static long serverNanos() {
        long sum = 0;
        for (ThreadInfo thread : THREADS.getThreadInfo(THREADS.getAllThreadIds())) {
            if (thread != null && thread.getThreadName().startsWith(SERVER_THREADS)) {
                sum += Math.max(0, THREADS.getThreadCpuTime(thread.getThreadId()));
            }
        }
        return sum;
    }

    private static double percent(long nanos, int seconds) {
        return nanos / NANOS_PER_SECOND / seconds * 100;
    }

    private static void pause(long millis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
