package io.zvonok.bench.load.peer;

/**
 * What one viewer received while the run was measured.
 *
 * @param packets RTP packets of any kind
 * @param expected media packets by sequence numbers
 * @param lost of these, after repair
 * @param videoExpected the same for video only, which is repaired
 * @param gaps pictures that came more than 100 ms after the one before
 */
public record ViewerReport(
        String identity,
        long packets,
        long bytes,
        long expected,
        long lost,
        long videoExpected,
        long videoLost,
        long gaps,
        long longestGapNanos) {
    public double lossShare() {
        return expected == 0 ? 0 : (double) lost / expected;
    }
}
