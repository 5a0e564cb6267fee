package io.zvonok.signalling;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** FFmpeg 8 that publishes a moving picture and a tone by WHIP, as the README's line does. */
final class Ffmpeg implements AutoCloseable {
    private static final String RESOURCES = "/org/bytedeco/ffmpeg/linux-x86_64-gpl/";
    private static final List<String> FILES = List.of(
            "ffmpeg",
            "libavcodec.so.62",
            "libavdevice.so.62",
            "libavfilter.so.11",
            "libavformat.so.62",
            "libavutil.so.60",
            "libdrm.so.2",
            "libswresample.so.6",
            "libswscale.so.9",
            "libva-drm.so.2",
            "libva.so.2");
    private static final long PATIENCE_SECONDS = 20;

    private final Process process;
    private final Path log;

    private Ffmpeg(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** @param keyframeInterval in pictures; 25 are sent a second */
    static Ffmpeg publish(String url, String token, int keyframeInterval) throws IOException {
        Path folder = unpacked();
        Path log = Files.createTempFile(folder, "publish", ".log");
        List<String> command = new ArrayList<>(List.of(folder.resolve("ffmpeg").toString()));
        command.addAll(List.of("-hide_banner -loglevel info -re -f lavfi -i testsrc2=size=320x180:rate=25".split(" ")));
        command.addAll(List.of("-re -f lavfi -i sine=frequency=440:sample_rate=48000".split(" ")));
        command.addAll(List.of("-c:v libx264 -profile:v baseline -preset ultrafast -tune zerolatency".split(" ")));
        command.addAll(List.of("-pix_fmt", "yuv420p", "-g", Integer.toString(keyframeInterval)));
        command.addAll(List.of("-c:a libopus -ac 2 -b:a 64k -authorization".split(" ")));
        command.addAll(List.of(token, "-f", "whip", url));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("LD_LIBRARY_PATH", folder.toString());
        return new Ffmpeg(builder.start(), log);
    }

    /** Once for all tests of a build. */
    private static synchronized Path unpacked() throws IOException {
        Path folder = Files.createDirectories(Path.of("target", "ffmpeg-8").toAbsolutePath());
        for (String file : FILES) {
            Path to = folder.resolve(file);
            if (Files.exists(to)) {
                continue;
            }
            Path part = folder.resolve(file + ".part");
            try (InputStream in = Ffmpeg.class.getResourceAsStream(RESOURCES + file)) {
                if (in == null) {
                    throw new IOException("no " + file + " for this machine");
                }
                Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
            }
            Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.move(part, to, StandardCopyOption.ATOMIC_MOVE);
        }
        return folder;
    }

    /** As somebody presses q: it says goodbye. */
    void quit() throws Exception {
        process.getOutputStream().write('q');
        process.getOutputStream().flush();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("it goes on: " + words());
        }
    }

    /** As the power goes: it says nothing. */
    void kill() {
        process.destroyForcibly();
    }

    String words() {
        try {
            return Files.readString(log, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        kill();
    }
}
