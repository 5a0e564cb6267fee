package io.zvonok.signalling.session;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How often the audience may write: each person, however many windows that one has open, and all together, since each
 * comment goes to thousands.
 *
 * <p>Thread: the lesson's strand.
 */
final class CommentRates {
    /** At once of one person, then one in two seconds. */
    static final int BURST = 3;

    static final long BUSY_MILLIS = 2000;
    private static final double A_PERSON_PER_SECOND = 0.5;
    private static final double ALL_PER_SECOND = 20;
    private static final int ALL_BURST = 40;
    private static final int MAX_PEOPLE = 20_000;
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long MILLIS_PER_SECOND = 1000;

    private final LongSupplier nanoTime;
    private final RateLimit all;
    /** Those who wrote longest ago go first. */
    private final Map<String, Writer> writers = new LinkedHashMap<>(16, 0.75f, true);

    CommentRates(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.all = new RateLimit(ALL_PER_SECOND, ALL_BURST, nanoTime.getAsLong());
    }

    private static final class Writer {
        private final RateLimit comments;
        private final RateLimit hands;
        private boolean wrote;
        private long lastNanos;

        Writer(long now) {
            comments = new RateLimit(A_PERSON_PER_SECOND, BURST, now);
            hands = new RateLimit(A_PERSON_PER_SECOND, BURST, now);
        }
    }

    /** Counts a comment; throws {@link TooSoon}, and then none is counted. */
    void take(String identity, int slowModeSeconds) {
        long now = nanoTime.getAsLong();
        Writer writer = writer(identity, now);
        long slow = writer.wrote ? slowModeSeconds * MILLIS_PER_SECOND - (now - writer.lastNanos) / NANOS_PER_MILLI : 0;
        if (slow > 0) {
            throw new TooSoon("slow mode: one comment in " + slowModeSeconds + " seconds", slow);
        }
        long own = writer.comments.waitMillis(now);
        if (own > 0) {
            throw new TooSoon("you write too often", own);
        }
        if (!all.tryTake(now)) {
            throw new TooSoon("too many comments at once; try again in a moment", BUSY_MILLIS);
        }
        writer.comments.tryTake(now);
        writer.wrote = true;
        writer.lastNanos = now;
    }

    /** Counts a hand that goes up or down; throws {@link TooSoon}. */
    void takeHand(String identity) {
        long now = nanoTime.getAsLong();
        Writer writer = writer(identity, now);
        long wait = writer.hands.waitMillis(now);
        if (wait > 0) {
            throw new TooSoon("you raise your hand too often", wait);
        }
        writer.hands.tryTake(now);
    }

    private Writer writer(String identity, long now) {
        Writer known = writers.get(identity);
        if (known != null) {
            return known;
        }
        if (writers.size() >= MAX_PEOPLE) {
            writers.remove(writers.keySet().iterator().next());
        }
        Writer writer = new Writer(now);
        writers.put(identity, writer);
        return writer;
    }
}
