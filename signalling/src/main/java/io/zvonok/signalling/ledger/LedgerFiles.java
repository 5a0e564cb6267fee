package io.zvonok.signalling.ledger;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.ZvonokException;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory of all ledgers' files: two a room, named by what is harmless in the room's name and a hash of it. One
 * process at a time writes there.
 *
 * <p>Thread: the ledgers' own, but for opening.
 */
final class LedgerFiles implements AutoCloseable {
    static final String CURRENT = ".jsonl";
    static final String BEFORE = ".before.jsonl";

    private static final Logger LOG = LoggerFactory.getLogger(LedgerFiles.class);
    private static final int MAX_READABLE_NAME = 40;
    private static final int HASH_BYTES = 16;
    private static final int MAX_HEADER_BYTES = 4096;
    private static final int TAIL_BYTES = 2 * LedgerText.MAX_BYTES;

    private final Path directory;
    private final FileChannel lockFile;
    private final long maxFileBytes;

    private LedgerFiles(Path directory, FileChannel lockFile, long maxFileBytes) {
        this.directory = directory;
        this.lockFile = lockFile;
        this.maxFileBytes = maxFileBytes;
    }

    /** Throws {@link ZvonokException} if the directory cannot be used, or another server uses it. */
    static LedgerFiles open(Path directory, long maxFileBytes) {
        try {
            Files.createDirectories(directory);
            FileChannel lockFile = FileChannel.open(
                    directory.resolve("ledger.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = tryLock(lockFile);
            if (lock == null) {
                lockFile.close();
                throw new ZvonokException(
                        ErrorCode.WRONG_STATE, "--ledger-dir " + directory + " is used by another server");
            }
            return new LedgerFiles(directory, lockFile, maxFileBytes);
        } catch (IOException unusable) {
            throw new ZvonokException(
                    ErrorCode.WRONG_STATE,
                    "--ledger-dir " + directory + " cannot be used: " + unusable.getMessage(),
                    unusable);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException sameProcess) {
            return null;
        }
    }

    LedgerFile of(String room) {
        return new LedgerFile(directory, name(room), maxFileBytes);
    }

    /** Nothing a room may be called leaves the directory, nor meets another room there. */
    static String name(String room) {
        StringBuilder readable = new StringBuilder();
        for (int i = 0; i < room.length() && readable.length() < MAX_READABLE_NAME; i++) {
            char c = room.charAt(i);
            boolean harmless = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-';
            readable.append(harmless ? c : '_');
        }
        return readable + "-" + hash(room);
    }

    private static String hash(String room) {
        try {
            ByteBuffer units = ByteBuffer.allocate(room.length() * Character.BYTES);
            units.asCharBuffer().put(room); // as they are: an encoder makes all lone surrogates the same
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(units.array());
            return HexFormat.of().formatHex(hash, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }

    // Now and then

    /** Tells of each room whose lesson did not end: the server ended first. */
    void findUnfinished(Consumer<String> rooms) {
        for (Path file : files()) {
            try {
                String room = isBefore(file) ? null : unfinished(file);
                if (room != null) {
                    rooms.accept(room);
                }
            } catch (IOException | RuntimeException unreadable) {
                LOG.warn("{} cannot be read: {}", file.getFileName(), unreadable.toString());
            }
        }
    }

    private static boolean isBefore(Path file) {
        return file.toString().endsWith(BEFORE);
    }

    private static @Nullable String unfinished(Path file) throws IOException {
        return isFinished(file) ? null : roomOf(file);
    }

    private static boolean isFinished(Path file) throws IOException {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "r")) {
            int size = (int) Math.min(TAIL_BYTES, open.length());
            byte[] tail = new byte[size];
            open.seek(open.length() - size);
            open.readFully(tail);
            if (size == 0 || tail[size - 1] != '\n') {
                return false;
            }
            int from = size - 1;
            while (from > 0 && tail[from - 1] != '\n') {
                from--;
            }
            byte[] json = LedgerLine.read(tail, from, size - 1);
            return json != null && LedgerText.decode(json).is(LedgerEventType.ROOM_CLOSED);
        }
    }

    private static @Nullable String roomOf(Path file) throws IOException {
        try (InputStream open = Files.newInputStream(file)) {
            byte[] head = open.readNBytes(MAX_HEADER_BYTES);
            int end = 0;
            while (end < head.length && head[end] != '\n') {
                end++;
            }
            byte[] json = LedgerLine.read(head, 0, end);
            return json == null
                    ? null
                    : new ObjectMapper().readTree(json).path("room").asText(null);
        }
    }

    /** Deletes files that nobody has written to since then, but for those of these rooms. */
    void deleteOlderThan(long millis, Set<String> roomsInUse) {
        List<String> names = roomsInUse.stream().map(LedgerFiles::name).toList();
        for (Path file : files()) {
            String name = file.getFileName().toString();
            String bare = name.substring(0, name.length() - (isBefore(file) ? BEFORE : CURRENT).length());
            try {
                boolean old = Files.getLastModifiedTime(file).toMillis() < millis;
                if (old && !names.contains(bare)) {
                    Files.delete(file);
                }
            } catch (IOException stays) {
                LOG.warn("{} is old but cannot be deleted: {}", name, stays.toString());
            }
        }
    }

    private List<Path> files() {
        try (Stream<Path> all = Files.list(directory)) {
            return new ArrayList<>(
                    all.filter(file -> file.toString().endsWith(CURRENT)).toList());
        } catch (IOException unreadable) {
            LOG.warn("--ledger-dir cannot be listed: {}", unreadable.toString());
            return List.of();
        }
    }

    @Override
    public void close() {
        try {
            lockFile.close();
        } catch (IOException ignored) {
            LOG.debug("the lock of --ledger-dir did not close cleanly");
        }
    }
}
