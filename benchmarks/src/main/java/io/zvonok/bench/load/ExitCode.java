package io.zvonok.bench.load;

/** What the process ends with. */
final class ExitCode {
    static final int PASSED = 0;
    static final int THRESHOLD = 1;
    static final int USAGE = 2;
    static final int ENVIRONMENT = 3;

    private ExitCode() {}
}
