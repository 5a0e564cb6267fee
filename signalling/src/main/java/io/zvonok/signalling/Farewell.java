package io.zvonok.signalling;

import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The end of the runnable server. The first signal drains: nobody comes in, people are told when it ends and where to go.
 * It ends when the last one has gone or the time is over; a second signal ends it at once.
 *
 * <p>Thread: any.
 */
final class Farewell {
    /** Everybody had gone. */
    static final int DRAINED = 0;
    /** There were people still when the time was over, or the second signal came. */
    static final int CUT_SHORT = 4;

    private final ZvonokServer server;
    private final Duration atMost;
    private final PrintStream out;
    private final AtomicBoolean draining = new AtomicBoolean();
    private final AtomicBoolean ended = new AtomicBoolean();

    Farewell(ZvonokServer server, Duration atMost, PrintStream out) {
        this.server = server;
        this.atMost = atMost;
        this.out = out;
    }

    /** From now on signals end the process. */
    void await() {
        boolean told = Signals.onTermination(this::onSignal);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            if (!told) {
                                server.drain(atMost);
                            }
                            server.close();
                        },
                        "zvonok-shutdown"));
    }

    private void onSignal() {
        if (!draining.compareAndSet(false, true)) {
            end(CUT_SHORT);
            return;
        }
        new Thread(
                        () -> {
                            out.println("Draining, at most " + atMost.toSeconds() + " s; once more ends it at once.");
                            end(server.drain(atMost) ? DRAINED : CUT_SHORT);
                        },
                        "zvonok-drain")
                .start();
    }

    private void end(int status) {
        if (ended.compareAndSet(false, true)) {
            server.close();
            out.println("Ended.");
            System.exit(status);
        }
    }
}
