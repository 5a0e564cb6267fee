package io.zvonok.media.codec;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** chromium-156-dependency-descriptors.txt: what Chromium sent, and how a reader written apart from ours read it. */
public final class CapturedDescriptors {
    /** A packet. Frame numbers in {@code references}; indications one letter of -DSR for each decode target. */
    public record Packet(
            String stream,
            int rtpTimestamp,
            boolean marker,
            byte[] descriptor,
            int spatialLayer,
            int temporalLayer,
            String indications,
            int frameNumber,
            List<Integer> references,
            byte[] payload) {}

    private CapturedDescriptors() {}

    public static List<Packet> all() {
        try (InputStream in =
                CapturedDescriptors.class.getResourceAsStream("/codec/chromium-156-dependency-descriptors.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> packet(line.split(" ")))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static List<Packet> of(String stream) {
        return all().stream().filter(p -> p.stream().equals(stream)).toList();
    }

    public static List<String> streams() {
        return all().stream().map(Packet::stream).distinct().toList();
    }

    private static Packet packet(String[] fields) {
        return new Packet(
                fields[0],
                (int) Long.parseLong(fields[1]),
                fields[2].equals("1"),
                Payloads.hex(fields[3]),
                Integer.parseInt(fields[4]),
                Integer.parseInt(fields[5]),
                fields[6],
                Integer.parseInt(fields[7]),
                fields[8].equals("-")
                        ? List.of()
                        : Arrays.stream(fields[8].split(","))
                                .map(Integer::valueOf)
                                .toList(),
                Payloads.hex(fields[9]));
    }
}
