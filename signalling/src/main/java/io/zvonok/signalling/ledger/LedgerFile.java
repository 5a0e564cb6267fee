package io.zvonok.signalling.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of one room: a header, then an event a line ({@link LedgerLine}). When it is too long it is put aside, in place
 * of the one put aside before; what has begun and not ended is told again in the new one. Whatever {@link #append} returned from is on the disk.
 *
 * <p>Thread: the ledgers' own.
 */
final class LedgerFile {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerFile.class);
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII) // a room's name may be no proper text
            .build();

    private static final byte[] CARRIED = "{\"carried\":".getBytes(StandardCharsets.US_ASCII);
    private static final String ON_AIR = "onAir";

    private final Path current;
    private final Path before;
    private final long maxBytes;
    private byte[] header = {};
    /** The events that began what has not ended, in order. */
    private final Map<String, byte[]> running = new LinkedHashMap<>();

    private @Nullable FileChannel channel;
    /** What is whole, in the current file. */
    private long length;
    /** The first events of both files; 0 if there is none. */
    private long firstSeqBefore;

    private long firstSeqCurrent;
    private long lastSeq;
    /** Where the last gap ends. */
    private long wholeSince = 1;

    /** Behind what is whole there may be something that is not. */
    private boolean torn;
    /** The current file was read, or made by us: nothing unknown is written over. */
    private boolean ours;

    LedgerFile(Path directory, String name, long maxBytes) {
        this.current = directory.resolve(name + LedgerFiles.CURRENT);
        this.before = directory.resolve(name + LedgerFiles.BEFORE);
        this.maxBytes = maxBytes;
    }

    boolean exists() {
        return Files.exists(current) || Files.exists(before);
    }

    // Reading

    /**
     * Reads everything, and cuts off what a crash left at the end.
     *
     * @return the ledger's id; null if there is none yet
     */
    @Nullable
    String recover(String room, Past past) throws IOException {
        Sink sink = following(past);
        Reader old = new Reader(room, sink);
        old.read(before);
        firstSeqBefore = old.firstSeq;
        Reader now = new Reader(room, sink);
        now.read(current);
        firstSeqCurrent = now.firstSeq;
        lastSeq = past.lastSeq();
        wholeSince = past.firstSeq();
        length = now.whole;
        ours = Files.exists(current);
        torn = now.size > now.whole;
        if (torn) {
            LOG.warn("cut {} bytes off the end of a ledger that a crash has torn", now.size - now.whole);
            cut();
        }
        return now.id != null ? now.id : old.id;
    }

    private Sink following(Past past) {
        return new Sink() {
            @Override
            public void add(LedgerEvent event, byte[] line) {
                past.add(event, line);
                follow(event, line);
            }

            @Override
            public void carried(LedgerEvent event, byte[] line) {
                past.carry(event);
                follow(event, line);
            }
        };
    }

    private void follow(LedgerEvent event, byte[] line) {
        String what = event.participantId() == null ? "" : 'p' + event.participantId();
        if (event.is(LedgerEventType.ROOM_OPENED) || event.is(LedgerEventType.ROOM_CLOSED)) {
            running.clear();
        }
        if (event.is(LedgerEventType.ROOM_OPENED) || event.is(LedgerEventType.JOINED)) {
            running.put(what, line);
        } else if (event.is(LedgerEventType.LEFT)) {
            running.remove(what);
        } else if (event.is(LedgerEventType.ON_AIR)) {
            running.put(ON_AIR, line);
        } else if (event.is(LedgerEventType.OFF_AIR)) {
            running.remove(ON_AIR);
        }
    }

    /** Collects events after that one, at most so many. */
    void read(String room, Collecting into) throws IOException {
        Reader old = new Reader(room, into);
        old.read(before);
        new Reader(room, into).read(current);
    }

    /** From where on it can be read; 1 if nothing is there. */
    long firstSeq() {
        long first = firstSeqBefore != 0 ? firstSeqBefore : firstSeqCurrent;
        return Math.max(wholeSince, first);
    }

    /** Takes events. */
    interface Sink {
        void add(LedgerEvent event, byte[] line);

        /** Had begun before the file and not ended. */
        default void carried(LedgerEvent event, byte[] line) {}
    }

    /** Takes events after one. */
    static final class Collecting implements Sink {
        final java.util.ArrayList<byte[]> lines = new java.util.ArrayList<>();
        private final long after;
        private final int limit;
        long firstSeq;

        Collecting(long after, int limit) {
            this.after = after;
            this.limit = limit;
        }

        @Override
        public void add(LedgerEvent event, byte[] line) {
            if (event.seq() <= after || lines.size() >= limit) {
                return;
            }
            if (!lines.isEmpty() && event.seq() != firstSeq + lines.size()) {
                lines.clear();
            }
            if (lines.isEmpty()) {
                firstSeq = event.seq();
            }
            lines.add(line);
        }
    }

    /** One file, once through. */
    private static final class Reader {
        private final String room;
        private final Sink sink;
        private @Nullable String id;
        private long firstSeq;
        private int whole;
        private int size;

        Reader(String room, Sink sink) {
            this.room = room;
            this.sink = sink;
        }

        void read(Path path) throws IOException {
            byte[] file;
            try {
                file = Files.readAllBytes(path);
            } catch (NoSuchFileException none) {
                return;
            }
            size = file.length;
            int damaged = 0;
            for (int from = 0, to = lineEnd(file, 0); to >= 0; from = to + 1, to = lineEnd(file, from)) {
                byte[] json = LedgerLine.read(file, from, to);
                if (json != null && take(json, from == 0)) {
                    whole = to + 1;
                } else {
                    damaged++;
                }
            }
            if (damaged > 0 && whole > 0) {
                LOG.warn("{} lines of a ledger are damaged", damaged);
            }
        }

        private boolean take(byte[] json, boolean first) throws IOException {
            if (first) {
                return takeHeader(MAPPER.readTree(json));
            }
            if (startsWith(json, CARRIED)) {
                byte[] line = Arrays.copyOfRange(json, CARRIED.length, json.length - 1);
                sink.carried(LedgerText.decode(line), line);
                return true;
            }
            LedgerEvent event = LedgerText.decode(json);
            if (firstSeq == 0) {
                firstSeq = event.seq();
            }
            sink.add(event, json);
            return true;
        }

        private boolean takeHeader(JsonNode header) throws IOException {
            if (!header.path("room").asText().equals(room)) {
                throw new IOException("a ledger's file is of another room");
            }
            id = header.path("ledger").asText();
            return true;
        }

        private static boolean startsWith(byte[] json, byte[] start) {
            return json.length > start.length && Arrays.equals(json, 0, start.length, start, 0, start.length);
        }

        private static int lineEnd(byte[] file, int from) {
            for (int i = from; i < file.length; i++) {
                if (file[i] == '\n') {
                    return i;
                }
            }
            return -1;
        }
    }

    // Writing

    /** Before the first {@link #append}. */
    void begin(String room, String id) {
        try {
            header = MAPPER.writeValueAsBytes(MAPPER.createObjectNode()
                    .put("zvonokLedger", 1)
                    .put("room", room)
                    .put("ledger", id));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a header that is no JSON", impossible);
        }
    }

    /** After an exception the same may be tried again. */
    void append(RoomLedger.Lines lines) throws IOException {
        if (length >= maxBytes) {
            putAside();
        }
        cut();
        boolean fresh = length == 0;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        if (fresh) {
            LedgerLine.write(header, bytes);
            running.values().forEach(line -> LedgerLine.write(carried(line), bytes));
        }
        lines.lines().forEach(line -> LedgerLine.write(line, bytes));
        FileChannel open = open();
        torn = true;
        ByteBuffer buffer = ByteBuffer.wrap(bytes.toByteArray());
        for (long at = length; buffer.hasRemaining(); ) {
            at += open.write(buffer, at);
        }
        open.force(false);
        if (fresh) {
            syncDirectory();
            firstSeqCurrent = lines.firstSeq();
        }
        length += bytes.size();
        torn = false;
        if (lines.firstSeq() != lastSeq + 1) {
            wholeSince = lines.firstSeq();
        }
        lastSeq = lines.lastSeq();
        for (byte[] line : lines.lines()) {
            follow(LedgerText.decode(line), line);
        }
    }

    private static byte[] carried(byte[] line) {
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        json.writeBytes(CARRIED);
        json.writeBytes(line);
        json.write('}');
        return json.toByteArray();
    }

    private void cut() throws IOException {
        if (torn) {
            open().truncate(length);
            torn = false;
        }
    }

    /** What cannot be read is kept for a person to look at. */
    void moveAway(String why) {
        for (Path path : List.of(current, before)) {
            try {
                Files.move(path, path.resolveSibling(path.getFileName() + "." + why));
            } catch (NoSuchFileException none) {
                LOG.trace("nothing to move");
            } catch (IOException stuck) {
                LOG.error("{} can neither be read nor moved away", path.getFileName());
            }
        }
    }

    private void putAside() throws IOException {
        close();
        Files.move(current, before, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        firstSeqBefore = firstSeqCurrent;
        length = 0;
        ours = false;
    }

    private FileChannel open() throws IOException {
        FileChannel open = channel;
        if (open == null) {
            StandardOpenOption how = ours ? StandardOpenOption.WRITE : StandardOpenOption.CREATE_NEW;
            open = FileChannel.open(current, how, StandardOpenOption.WRITE);
            ours = true;
            channel = open;
        }
        return open;
    }

    /** That the file is there must be on the disk too. */
    private void syncDirectory() throws IOException {
        Path directory = current.getParent();
        if (directory != null) {
            try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
                names.force(true);
            } catch (java.nio.file.AccessDeniedException notOnThisSystem) {
                LOG.trace("directories cannot be synced here");
            }
        }
    }

    boolean isOpen() {
        return channel != null;
    }

    /** It opens again when there is something to write. */
    void close() {
        FileChannel open = channel;
        channel = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException ignored) {
                LOG.debug("a ledger's file did not close cleanly");
            }
        }
    }
}
