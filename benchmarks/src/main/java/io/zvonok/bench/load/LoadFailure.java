package io.zvonok.bench.load;

/** Something that ends a run with one line and no stack trace. */
public final class LoadFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    private LoadFailure(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    /** The command line cannot be meant. */
    public static LoadFailure usage(String message) {
        return new LoadFailure(ExitCode.USAGE, message);
    }

    /** The machine, the network or the server does not play along. */
    public static LoadFailure environment(String message) {
        return new LoadFailure(ExitCode.ENVIRONMENT, message);
    }

    public int exitCode() {
        return exitCode;
    }
}
