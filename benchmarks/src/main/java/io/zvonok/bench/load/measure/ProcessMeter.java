package io.zvonok.bench.load.measure;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A process of this machine, by {@code /proc}: CPU time of all its threads, those that ended included.
 *
 * <p>Thread: any.
 */
public final class ProcessMeter implements ServerMeter {
    /** USER_HZ: 100 on every Linux that runs on x86 and ARM. */
    private static final long NANOS_PER_TICK = 10_000_000;

    private final Path directory;
    private final long pid;

    /** Throws {@link IllegalArgumentException} if there is no such process. */
    public ProcessMeter(long pid) {
        this.pid = pid;
        this.directory = Path.of("/proc", Long.toString(pid));
        if (!Files.isReadable(directory.resolve("stat"))) {
            throw new IllegalArgumentException("--server-pid " + pid + ": there is no such process");
        }
    }

    @Override
    public Reading read() throws IOException {
        String stat = Files.readString(directory.resolve("stat"));
        // the name in parentheses may hold blanks; state is the first field after it
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        long user = Long.parseLong(fields[11]);
        long system = Long.parseLong(fields[12]);
        return new Reading(
                System.nanoTime(),
                (user + system) * NANOS_PER_TICK,
                system * NANOS_PER_TICK,
                waitNanos(),
                kilobytes(Files.readAllLines(directory.resolve("status")), "VmRSS:") * 1024);
    }

    /** Of all threads that there are now: the second figure of their schedstat. */
    private long waitNanos() {
        long sum = 0;
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(directory.resolve("task"))) {
            for (Path task : tasks) {
                sum += waitNanos(task);
            }
            return sum;
        } catch (IOException unreadable) {
            return -1;
        }
    }

    private static long waitNanos(Path task) {
        try {
            return Long.parseLong(Files.readString(task.resolve("schedstat")).split(" ")[1]);
        } catch (IOException ended) {
            return 0;
        }
    }

    /** CPUs it may run on, as {@code taskset -c} takes them; empty if unknown. */
    public String allowedCpus() {
        try {
            return Files.readAllLines(directory.resolve("status")).stream()
                    .filter(line -> line.startsWith("Cpus_allowed_list:"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("");
        } catch (IOException gone) {
            return "";
        }
    }

    private static long kilobytes(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
    }

    @Override
    public String description() {
        return "/proc/" + pid;
    }
}
