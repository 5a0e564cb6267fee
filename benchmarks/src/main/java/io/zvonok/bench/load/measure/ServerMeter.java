package io.zvonok.bench.load.measure;

import java.io.IOException;

/** Reads what a server has spent so far. A second implementation exists: {@link PrometheusMeter}. */
public interface ServerMeter {
    /**
     * @param cpuNanos of all threads since the process began
     * @param systemNanos the kernel's part of it; -1 if unknown
     * @param waitNanos that its threads could have run but had no CPU; -1 if unknown
     * @param residentBytes -1 if unknown
     */
    record Reading(long atNanos, long cpuNanos, long systemNanos, long waitNanos, long residentBytes) {}

    /** Fails when the server is not there any more. */
    Reading read() throws IOException;

    /** How it is measured, for the report. */
    String description();
}
