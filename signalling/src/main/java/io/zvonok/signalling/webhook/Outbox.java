package io.zvonok.signalling.webhook;

import io.zvonok.signalling.ledger.LedgerListener;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The events of one room that wait for a webhook, in order; one batch of them is under way at a time, and stays the same
 * until it is taken or given up.
 *
 * <p>Thread: that of {@link Webhooks}.
 */
final class Outbox {
    static final int MAX_BATCH_EVENTS = 100;
    static final int MAX_BATCH_BYTES = 256 * 1024;
    /** What the memory of an event takes beside its text. */
    static final int OVERHEAD_BYTES = 56;

    private final String room;
    private final boolean late;
    private final Deque<Entry> waiting = new ArrayDeque<>();
    private @Nullable Batch batch;
    private long bytes;
    private int batchLimit = MAX_BATCH_EVENTS;
    private boolean scheduled;
    int attempts;

    /** One event. */
    record Entry(String ledger, long seq, byte[] line, long sinceMillis) {
        long bytes() {
            return line.length + OVERHEAD_BYTES;
        }
    }

    /** Events that follow each other in one ledger. */
    record Batch(String room, List<Entry> entries, boolean late) {
        Batch {
            entries = List.copyOf(entries);
        }

        Entry first() {
            return entries.get(0);
        }

        long lastSeq() {
            return entries.get(entries.size() - 1).seq();
        }

        long bytes() {
            return entries.stream().mapToLong(Entry::bytes).sum();
        }

        /** The same for the same events: a receiver that has seen it may leave it. */
        String id() {
            return first().ledger() + '-' + first().seq() + '-' + lastSeq();
        }

        byte[] body(String roomJson) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            text(body, "{\"room\":" + roomJson + ",\"ledger\":\"" + first().ledger() + "\"");
            text(body, late ? ",\"late\":true,\"events\":[" : ",\"events\":[");
            for (int i = 0; i < entries.size(); i++) {
                text(body, i == 0 ? "" : ",");
                body.writeBytes(entries.get(i).line());
            }
            text(body, "]}");
            return body.toByteArray();
        }

        private static void text(ByteArrayOutputStream body, String text) {
            body.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** @param late what it holds has been given up once; order is lost */
    Outbox(String room, boolean late) {
        this.room = room;
        this.late = late;
    }

    String room() {
        return room;
    }

    boolean isLate() {
        return late;
    }

    /** @see LedgerListener#onEvents */
    void add(Entry entry) {
        waiting.addLast(entry);
        bytes += entry.bytes();
    }

    boolean isEmpty() {
        return batch == null && waiting.isEmpty();
    }

    int events() {
        Batch current = batch;
        return waiting.size() + (current == null ? 0 : current.entries().size());
    }

    /** Of those that are not under way. */
    long waitingBytes() {
        return bytes;
    }

    /** The one under way, or the next. */
    Batch batch() {
        Batch current = batch;
        if (current == null) {
            current = new Batch(room, takeRun(batchLimit), late);
            batch = current;
        }
        return current;
    }

    /** The batch has been taken or given up; returns it. */
    Batch done() {
        Batch current = batch();
        batch = null;
        attempts = 0;
        batchLimit = Math.min(MAX_BATCH_EVENTS, batchLimit * 2);
        return current;
    }

    /** The receiver found it too large: half of it comes next. Returns false if it is one event. */
    boolean halve() {
        Batch current = batch();
        if (current.entries().size() == 1) {
            return false;
        }
        for (int i = current.entries().size() - 1; i >= 0; i--) {
            Entry entry = current.entries().get(i);
            waiting.addFirst(entry);
            bytes += entry.bytes();
        }
        batch = null;
        batchLimit = current.entries().size() / 2;
        return true;
    }

    /** The oldest that are not under way, without a gap between them. */
    Batch giveUpOldest(int limit) {
        return new Batch(room, takeRun(limit), late);
    }

    private List<Entry> takeRun(int limit) {
        List<Entry> run = new ArrayList<>();
        long size = 0;
        for (Entry next = waiting.peekFirst(); next != null; next = waiting.peekFirst()) {
            boolean follows = run.isEmpty()
                    || next.ledger().equals(run.get(0).ledger())
                            && next.seq() == run.get(run.size() - 1).seq() + 1;
            size += next.line().length;
            if (!follows || run.size() >= limit || (size > MAX_BATCH_BYTES && !run.isEmpty())) {
                break;
            }
            run.add(waiting.removeFirst());
            bytes -= next.bytes();
        }
        return run;
    }

    // Where it is: ready to be sent, under way, or waiting for its time

    boolean isScheduled() {
        return scheduled;
    }

    void setScheduled(boolean value) {
        scheduled = value;
    }
}
