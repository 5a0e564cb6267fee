package io.zvonok.signalling.session;

import org.slf4j.Logger;

/** Logs what must not happen. The exception's own text is left out: it may quote a user's message (P30). */
public final class Bugs {
    private Bugs() {}

    public static void log(Logger log, String where, Throwable bug) {
        IllegalStateException nameless =
                new IllegalStateException(bug.getClass().getName());
        nameless.setStackTrace(bug.getStackTrace());
        log.error("{} failed; contained", where, nameless);
    }
}
