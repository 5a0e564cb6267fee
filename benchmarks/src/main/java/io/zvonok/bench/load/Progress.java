package io.zvonok.bench.load;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * The line that moves on a terminal; where there is none, a line every ten seconds.
 *
 * <p>Thread: that of the run.
 */
final class Progress implements Consumer<Sample> {
    private static final int EVERY = 10;

    private final PrintStream out;
    private final boolean terminal;
    private final int target;
    private int lines;
    private boolean open;

    /** @param target how many are to join */
    Progress(PrintStream out, boolean terminal, int target) {
        this.out = out;
        this.terminal = terminal;
        this.target = target;
    }

    @Override
    public void accept(Sample sample) {
        if (terminal) {
            out.print("\r\u001b[K" + line(sample, target));
            out.flush();
            open = true;
        } else if (lines++ % EVERY == EVERY - 1) {
            out.println(line(sample, target));
        }
    }

    static String line(Sample sample, int target) {
        StringBuilder line = new StringBuilder(String.format(
                Locale.ROOT, "%5.0fs  %-8s  joined %d/%d", sample.second(), sample.phase(), sample.joined(), target));
        if (sample.failed() > 0) {
            line.append(" (").append(sample.failed()).append(" failed)");
        }
        line.append(String.format(
                Locale.ROOT,
                "  %.1f Mbit/s  %,.0f pkt/s  loss %.2f %%",
                sample.receivedBps() / 1e6,
                sample.packetsPerSecond(),
                sample.lossShare() * 100));
        if (!Double.isNaN(sample.p50Millis())) {
            line.append(String.format(Locale.ROOT, "  p50/p99 %.1f/%.1f ms", sample.p50Millis(), sample.p99Millis()));
        }
        if (!Double.isNaN(sample.serverPercent())) {
            line.append(String.format(Locale.ROOT, "  server %.0f %%", sample.serverPercent()));
        }
        if (!Double.isNaN(sample.generatorPercent())) {
            line.append(String.format(Locale.ROOT, "  own %.0f %%", sample.generatorPercent()));
        }
        return line.toString();
    }

    /** Says something on a line of its own. */
    void say(String text) {
        end();
        out.println(text);
    }

    /** What is printed next begins a line. */
    void end() {
        if (open) {
            out.println();
            open = false;
        }
    }
}
