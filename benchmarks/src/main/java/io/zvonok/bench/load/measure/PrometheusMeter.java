package io.zvonok.bench.load.measure;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

/**
 * A server by its metrics in Prometheus text: CPU time from {@code process_cpu_time_ns_total} (Micrometer) or
 * {@code process_cpu_seconds_total} (most others), memory from {@code process_resident_memory_bytes}.
 *
 * <p>Thread: any.
 */
public final class PrometheusMeter implements ServerMeter {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final URI url;

    public PrometheusMeter(URI url) {
        this.url = url;
    }

    @Override
    public Reading read() throws IOException {
        try {
            HttpResponse<String> response = http.send(
                    HttpRequest.newBuilder(url).timeout(TIMEOUT).build(), HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IOException("HTTP " + response.statusCode());
            }
            return parse(response.body(), System.nanoTime());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        }
    }

    static Reading parse(String text, long atNanos) throws IOException {
        List<String> lines = text.lines().filter(line -> !line.startsWith("#")).toList();
        double nanos = sum(lines, "process_cpu_time_ns_total");
        double seconds = sum(lines, "process_cpu_seconds_total");
        if (Double.isNaN(nanos) && Double.isNaN(seconds)) {
            throw new IOException("neither process_cpu_time_ns_total nor process_cpu_seconds_total is there");
        }
        double resident = sum(lines, "process_resident_memory_bytes");
        return new Reading(
                atNanos,
                (long) (Double.isNaN(nanos) ? seconds * 1e9 : nanos),
                -1,
                -1,
                Double.isNaN(resident) ? -1 : (long) resident);
    }

    /** Of all lines of that name, whatever their labels; NaN if there is none. */
    private static double sum(List<String> lines, String name) {
        double sum = Double.NaN;
        for (String line : lines) {
            boolean named = line.startsWith(name)
                    && line.length() > name.length()
                    && (line.charAt(name.length()) == ' ' || line.charAt(name.length()) == '{');
            if (named) {
                String[] fields = line.substring(line.indexOf('}') < 0 ? name.length() : line.indexOf('}') + 1)
                        .strip()
                        .split(" ");
                double value = Double.parseDouble(fields[0]);
                sum = Double.isNaN(sum) ? value : sum + value;
            }
        }
        return sum;
    }

    @Override
    public String description() {
        return url.toString();
    }
}
