package io.zvonok.signalling.webhook;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.zvonok.media.api.ErrorCode;
import io.zvonok.media.api.ZvonokException;
import io.zvonok.signalling.ledger.EventPage;
import io.zvonok.signalling.ledger.LedgerEvent;
import io.zvonok.signalling.ledger.LedgerListener;
import io.zvonok.signalling.ledger.LedgerText;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what ledgers record to one URL, in batches, of each room in order with one request under way. What is not taken is
 * tried again, less and less often; what is too old or too much becomes a dead letter, which can be looked at and sent
 * again. A receiver that is down is asked little, and everything when it is back.
 *
 * <p>Thread: any; what is kept here is kept by a thread of its own, which never waits.
 */
public final class Webhooks implements LedgerListener, AutoCloseable {
    public static final int MAX_PAGE = 1000;

    private static final Logger LOG = LoggerFactory.getLogger(Webhooks.class);
    private static final int MAX_UNDER_WAY = 32;
    private static final int GIVEN_UP_AT_ONCE = 1000;
    private static final int MAX_DOUBLINGS = 20;
    private static final long POLL_MILLIS = 20;

    private final WebhookOptions options;
    private final PastEvents past;
    private final InstantSource clock;
    private final WebhookClient client;
    private final ScheduledThreadPoolExecutor thread;
    private final DeadLetters dead;
    private final ConcurrentLinkedQueue<Arrival> arrivals = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean arrivalsSeen = new AtomicBoolean();
    private final AtomicLong pendingEvents = new AtomicLong();
    private final AtomicLong pendingBytes = new AtomicLong();
    private final AtomicLong delivered = new AtomicLong();
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile long failingSinceMillis;
    private volatile String lastFailure = "";

    // The thread's own
    private final Map<String, Outbox> byRoom = new LinkedHashMap<>();
    private final Deque<Outbox> ready = new ArrayDeque<>();
    /** Those that wait for their next try. */
    private final Set<Outbox> resting = new LinkedHashSet<>();

    private int underWay;
    /** The receiver fails, not just one room's events. */
    private boolean down;

    /** How many at a time the receiver is trusted with. */
    private int allowed = MAX_UNDER_WAY;

    private volatile int pendingRooms;

    /** Where events can be read that are here no more. */
    public interface PastEvents {
        CompletionStage<EventPage> events(String room, long after, int limit);
    }

    private record Arrival(String room, String ledger, long firstSeq, List<byte[]> lines) {}

    public Webhooks(WebhookOptions options, PastEvents past, InstantSource clock) {
        this.options = options;
        this.past = past;
        this.clock = clock;
        this.client = new WebhookClient(options);
        this.dead = new DeadLetters(options.maxDeadBytes());
        this.thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread own = new Thread(task, "zvonok-webhook");
            own.setDaemon(true);
            return own;
        });
        thread.setRemoveOnCancelPolicy(true);
    }

    // In

    @Override
    public void onEvents(String room, String ledgerId, long firstSeq, List<byte[]> lines) {
        if (closed.get()) {
            return;
        }
        pendingEvents.addAndGet(lines.size());
        pendingBytes.addAndGet(bytesOf(lines));
        arrivals.add(new Arrival(room, ledgerId, firstSeq, lines));
        if (arrivalsSeen.compareAndSet(false, true)) {
            run(this::takeArrivals);
        }
    }

    private static long bytesOf(List<byte[]> lines) {
        return lines.stream()
                .mapToLong(line -> line.length + Outbox.OVERHEAD_BYTES)
                .sum();
    }

    private void takeArrivals() {
        arrivalsSeen.set(false);
        for (Arrival next = arrivals.poll(); next != null; next = arrivals.poll()) {
            Arrival arrival = next;
            Outbox box = byRoom.computeIfAbsent(arrival.room, room -> new Outbox(room, false));
            long seq = arrival.firstSeq;
            for (byte[] line : arrival.lines) {
                box.add(new Outbox.Entry(arrival.ledger, seq++, line, clock.millis()));
            }
            makeReady(box);
        }
        pendingRooms = byRoom.size();
        giveUpWhatIsTooMuch();
        send();
    }

    private void makeReady(Outbox box) {
        if (!box.isScheduled() && !box.isEmpty()) {
            box.setScheduled(true);
            ready.addLast(box);
        }
    }

    private void giveUpWhatIsTooMuch() {
        while (pendingBytes.get() > options.maxPendingBytes()) {
            Outbox fullest = byRoom.values().stream()
                    .max(Comparator.comparingLong(Outbox::waitingBytes))
                    .orElse(null);
            if (fullest == null || fullest.waitingBytes() == 0) {
                return;
            }
            bury(fullest.giveUpOldest(GIVEN_UP_AT_ONCE), "overflow");
        }
    }

    private void bury(Outbox.Batch batch, String reason) {
        if (dead.size() == 0) {
            LOG.warn("webhooks are not taken; the first events became a dead letter ({}, {})", reason, lastFailure);
        }
        forget(batch);
        dead.add(batch, clock.millis(), reason, lastFailure);
    }

    private void forget(Outbox.Batch batch) {
        pendingEvents.addAndGet(-batch.entries().size());
        pendingBytes.addAndGet(-batch.bytes());
    }

    // Out

    private void send() {
        while (underWay < allowed && !ready.isEmpty()) {
            send(ready.removeFirst());
        }
    }

    private void send(Outbox box) {
        if (box.isEmpty()) { // all that it had was given up meanwhile
            box.setScheduled(false);
            next(box);
            return;
        }
        Outbox.Batch batch = box.batch();
        underWay++;
        requests.incrementAndGet();
        byte[] body = batch.body(JsonNodeFactory.instance.textNode(batch.room()).toString());
        client.send(batch.id(), body, clock.millis() / 1000).thenAccept(result -> run(() -> onResult(box, result)));
    }

    private void onResult(Outbox box, WebhookClient.Result result) {
        underWay--;
        box.setScheduled(false);
        if (result.isTaken()) {
            onTaken(box);
        } else {
            onFailure(box, result);
        }
        send();
    }

    private void onTaken(Outbox box) {
        Outbox.Batch batch = box.done();
        forget(batch);
        delivered.addAndGet(batch.entries().size());
        allowed = Math.min(MAX_UNDER_WAY, allowed * 2);
        failingSinceMillis = 0;
        lastFailure = "";
        if (down) {
            down = false;
            LOG.info("webhooks are taken again");
            wakeAll();
        }
        next(box);
    }

    private void next(Outbox box) {
        if (!box.isEmpty()) {
            makeReady(box);
        } else if (!box.isLate()) {
            byRoom.remove(box.room());
            pendingRooms = byRoom.size();
        }
    }

    private void onFailure(Outbox box, WebhookClient.Result result) {
        failures.incrementAndGet();
        lastFailure = result.failure();
        if (failingSinceMillis == 0) {
            failingSinceMillis = clock.millis();
        }
        if (!down && result.isReceiverDown() || failures.get() == 1) {
            LOG.warn("webhooks are not taken: {}; trying again", result.failure());
        }
        if (result.isReceiverDown()) {
            down = true;
            allowed = Math.max(1, allowed / 2);
        }
        if (result.isTooLarge() && box.halve()) {
            makeReady(box);
        } else if (result.isTooLarge()) {
            bury(box.done(), "refused");
            next(box);
        } else if (clock.millis() - box.batch().first().sinceMillis()
                > options.giveUpAfter().toMillis()) {
            bury(box.done(), "expired");
            next(box);
        } else {
            rest(box, result.retryAfterSeconds());
        }
    }

    /** With jitter, so that rooms do not come back together. */
    private void rest(Outbox box, long retryAfterSeconds) {
        int doublings = Math.min(box.attempts++, MAX_DOUBLINGS);
        long most = options.maxBackoff().toMillis();
        long wait = Math.min(most, options.firstBackoff().toMillis() << doublings);
        long jittered =
                wait / 2 + java.util.concurrent.ThreadLocalRandom.current().nextLong(wait / 2 + 1);
        long asked = Math.min(most, retryAfterSeconds * 1000);
        box.setScheduled(true);
        resting.add(box);
        schedule(() -> wake(box), Math.max(jittered, asked));
    }

    private void wake(Outbox box) {
        if (resting.remove(box)) {
            box.setScheduled(false);
            makeReady(box);
            send();
        }
    }

    /** The receiver is back: nobody waits any longer. */
    private void wakeAll() {
        for (Outbox box : List.copyOf(resting)) {
            resting.remove(box);
            box.setScheduled(false);
            makeReady(box);
        }
    }

    // For operators

    public WebhookStatus status() {
        return new WebhookStatus(
                pendingEvents.get(),
                pendingBytes.get(),
                pendingRooms,
                dead.size(),
                delivered.get(),
                requests.get(),
                failures.get(),
                failingSinceMillis,
                lastFailure);
    }

    /**
     * Oldest first.
     *
     * @param afterId 0 for all
     */
    public DeadLetterPage deadLetters(long afterId, int limit) {
        return dead.after(afterId, Math.max(1, Math.min(limit, MAX_PAGE)));
    }

    /**
     * Sends a dead letter again, marked as late; if it is not taken it will be another dead letter.
     *
     * @return completes when it is on its way; fails with NOT_FOUND, or GONE if its events are known no more
     */
    public CompletionStage<Void> retry(long id) {
        DeadLetters.Taken taken = dead.take(id);
        if (taken == null) {
            return CompletableFuture.failedFuture(
                    new ZvonokException(ErrorCode.NOT_FOUND, "there is no such dead letter"));
        }
        if (taken.entries() != null) {
            sendLate(taken.letter().room(), taken.entries());
            return CompletableFuture.completedFuture(null);
        }
        CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
        fromLedger(taken.letter(), taken.letter().firstSeq() - 1, new ArrayList<>())
                .whenComplete((entries, failure) -> {
                    if (failure != null || entries.isEmpty()) {
                        dead.putBack(taken.letter());
                        done.completeExceptionally(
                                new ZvonokException(ErrorCode.GONE, "the ledger has these events no more"));
                    } else {
                        sendLate(taken.letter().room(), entries);
                        done.complete(null);
                    }
                });
        return done.thenRun(() -> {});
    }

    private CompletionStage<List<Outbox.Entry>> fromLedger(DeadLetter letter, long after, List<Outbox.Entry> found) {
        return past.events(letter.room(), after, (int) Math.min(MAX_PAGE, letter.lastSeq() - after))
                .thenCompose(page -> {
                    if (page.ledger().equals(letter.ledger())) {
                        page.events().stream()
                                .filter(event -> event.seq() <= letter.lastSeq())
                                .forEach(event -> found.add(entry(letter, event)));
                    }
                    boolean more = !page.events().isEmpty() && page.next() < letter.lastSeq();
                    return more ? fromLedger(letter, page.next(), found) : CompletableFuture.completedStage(found);
                });
    }

    private Outbox.Entry entry(DeadLetter letter, LedgerEvent event) {
        return new Outbox.Entry(letter.ledger(), event.seq(), LedgerText.encode(event), clock.millis());
    }

    private void sendLate(String room, List<Outbox.Entry> entries) {
        long now = clock.millis();
        pendingEvents.addAndGet(entries.size());
        pendingBytes.addAndGet(entries.stream().mapToLong(Outbox.Entry::bytes).sum());
        run(() -> {
            Outbox box = new Outbox(room, true);
            entries.forEach(entry -> box.add(new Outbox.Entry(entry.ledger(), entry.seq(), entry.line(), now)));
            makeReady(box);
            send();
        });
    }

    // Its thread

    private void run(Runnable task) {
        schedule(task, 0);
    }

    private void schedule(Runnable task, long delayMillis) {
        try {
            thread.schedule(guarded(task), delayMillis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException over) {
            LOG.trace("task after the end");
        }
    }

    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException bug) {
                LOG.error("a task of the webhooks failed; this is a bug", bug);
            }
        };
    }

    /** Takes nothing new, and waits so long for what is under way. */
    public void close(Duration atMost) {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        long deadline = System.nanoTime() + atMost.toNanos();
        try {
            while (pendingEvents.get() > 0 && failingSinceMillis == 0 && System.nanoTime() < deadline) {
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        if (pendingEvents.get() > 0) {
            LOG.warn("{} events were not pushed before the end; the ledger has them", pendingEvents.get());
        }
        thread.shutdownNow();
        client.close();
    }

    @Override
    public void close() {
        close(Duration.ofSeconds(2));
    }
}
