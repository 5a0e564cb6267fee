package io.zvonok.bench.load;

import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The machine a figure was measured on, and whether it has room for a run. */
final class Environment {
    private static final int OTHER_DESCRIPTORS = 150;

    private Environment() {}

    /** For the report. */
    static Map<String, String> describe() {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        facts.put("cpu", first("/proc/cpuinfo", "model name"));
        facts.put("cores", Integer.toString(cores()));
        facts.put("generator's cpus", first("/proc/self/status", "Cpus_allowed_list"));
        facts.put("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        facts.put("clock", line("/sys/devices/system/clocksource/clocksource0/current_clocksource"));
        facts.put("rmem_max", line("/proc/sys/net/core/rmem_max"));
        facts.put("jvm", System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"));
        facts.put(
                "jvm flags",
                String.join(" ", ManagementFactory.getRuntimeMXBean().getInputArguments()));
        facts.put(
                "gc",
                ManagementFactory.getGarbageCollectorMXBeans().stream()
                        .map(GarbageCollectorMXBean::getName)
                        .collect(Collectors.joining(", ")));
        facts.put("commit", System.getProperty("zvonok.commit", "unknown"));
        return facts;
    }

    /** Of the machine, whatever this process may use of it. */
    static int cores() {
        long listed = lines("/proc/cpuinfo").stream()
                .filter(line -> line.startsWith("processor"))
                .count();
        return listed > 0 ? (int) listed : Runtime.getRuntime().availableProcessors();
    }

    /** Fails with one line if sockets would run out. */
    static void requireRoomFor(int peers) {
        long descriptors = 2L * peers + OTHER_DESCRIPTORS;
        long limit = openFilesLimit();
        if (descriptors > limit) {
            throw LoadFailure.environment("too few file descriptors: " + peers + " peers need about " + descriptors
                    + ", the limit is " + limit + " (raise it with ulimit -n " + descriptors + ")");
        }
        String[] range = line("/proc/sys/net/ipv4/ip_local_port_range").split("\\s+");
        long ports = range.length == 2 ? Long.parseLong(range[1]) - Long.parseLong(range[0]) + 1 : Long.MAX_VALUE;
        if (peers > ports) {
            throw LoadFailure.environment("too few local ports: " + peers + " peers need one each, the range"
                    + " net.ipv4.ip_local_port_range has " + ports);
        }
    }

    private static long openFilesLimit() {
        String limit = first("/proc/self/limits", "Max open files").split("\\s+")[0];
        try {
            return Long.parseLong(limit);
        } catch (NumberFormatException unlimited) {
            return Long.MAX_VALUE;
        }
    }

    /** Share of all CPU time since boot that a hypervisor kept, and all of it, in ticks. */
    static long[] stealAndTotal() {
        String[] fields = line("/proc/stat").split("\\s+");
        long total = 0;
        for (int i = 1; i < Math.min(fields.length, 9); i++) {
            total += Long.parseLong(fields[i]);
        }
        return new long[] {fields.length > 8 ? Long.parseLong(fields[8]) : 0, total};
    }

    private static String first(String file, String name) {
        return lines(file).stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(name.length()).replaceFirst("^\\s*:?\\s*", ""))
                .findFirst()
                .orElse("unknown");
    }

    private static String line(String file) {
        List<String> lines = lines(file);
        return lines.isEmpty() ? "unknown" : lines.get(0).strip();
    }

    private static List<String> lines(String file) {
        try {
            return Files.readAllLines(Path.of(file));
        } catch (IOException absent) {
            return List.of();
        }
    }
}
