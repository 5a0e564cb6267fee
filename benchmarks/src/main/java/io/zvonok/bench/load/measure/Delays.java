package io.zvonok.bench.load.measure;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

/**
 * Delays in microseconds, written by one loop and emptied by the reporting thread every second.
 *
 * <p>Thread: {@link #record} the loop, {@link #drainInto} one reader.
 */
public final class Delays {
    private static final long HIGHEST_MICROS = TimeUnit.MINUTES.toMicros(1);
    private static final int DIGITS = 3;

    private final Map<Kind, SingleWriterRecorder> recorders = new EnumMap<>(Kind.class);
    private final Map<Kind, Histogram> recycled = new EnumMap<>(Kind.class);

    /** What a delay is between. */
    public enum Kind {
        /** From when a packet was due at the publisher to its arrival at a viewer: what counts. */
        FORWARDING("latency", "publisher's schedule to viewer"),
        /** From when it really left; the difference is the generator's own. */
        TRANSIT("transit", "publisher's socket to viewer"),
        /** How late the generator sent. */
        LATENESS("lateness", "generator behind its schedule"),
        /** From asking for another size of picture to its first packet. */
        SWITCH("switch", "view request to the other layer's first packet");

        private final String label;
        private final String meaning;

        Kind(String label, String meaning) {
            this.label = label;
            this.meaning = meaning;
        }

        public String label() {
            return label;
        }

        public String meaning() {
            return meaning;
        }
    }

    public Delays() {
        for (Kind kind : Kind.values()) {
            recorders.put(kind, new SingleWriterRecorder(HIGHEST_MICROS, DIGITS));
        }
    }

    public static Histogram empty() {
        return new Histogram(HIGHEST_MICROS, DIGITS);
    }

    public void record(Kind kind, long nanos) {
        SingleWriterRecorder recorder = recorders.get(kind);
        if (recorder != null) {
            recorder.recordValue(Math.min(HIGHEST_MICROS, Math.max(0, nanos / 1000)));
        }
    }

    /** Adds what was recorded since the last call. */
    public void drainInto(Kind kind, Histogram into) {
        SingleWriterRecorder recorder = recorders.get(kind);
        if (recorder == null) {
            return;
        }
        Histogram interval = recorder.getIntervalHistogram(recycled.get(kind));
        recycled.put(kind, interval);
        into.add(interval);
    }
}
