package io.zvonok.media.ice;

import io.zvonok.media.time.Nanos;

/**
 * The times and bounds of an {@link IceAgent}.
 *
 * @param consentIntervalNanos between our checks on the selected pair, each time randomised by 0.8 to 1.2 (RFC 7675)
 * @param consentTimeoutNanos after the last answer on the selected pair sending stops; a pair unheard that long is gone
 * @param silenceNanos unheard that long a peer is SILENT; before that it is asked for a sign of life
 * @param proofIntervalNanos between the first two checks on a path to be proved; doubles each time, up to 16 times that
 * @param maxProofChecks a nominated path that answered none of so many is given up until it is nominated again
 * @param unprovenFactor bytes sent to an unproven path per byte received from it (P3, P12)
 * @param maxPairs paths remembered for one peer; the one unheard the longest makes room
 * @param maxVerificationsPerSecond of MESSAGE-INTEGRITY: any from unknown paths, failed ones from known paths
 */
public record IceConfig(
        long consentIntervalNanos,
        long consentTimeoutNanos,
        long silenceNanos,
        long proofIntervalNanos,
        int maxProofChecks,
        int unprovenFactor,
        int maxPairs,
        int maxVerificationsPerSecond) {
    public IceConfig {
        if (consentIntervalNanos <= 0 || silenceNanos <= 0 || proofIntervalNanos <= 0) {
            throw new IllegalArgumentException("intervals must be positive");
        }
        if (consentTimeoutNanos <= 2 * consentIntervalNanos) {
            throw new IllegalArgumentException("consent must outlive two lost checks");
        }
        if (maxProofChecks < 1 || unprovenFactor < 1 || maxPairs < 2 || maxVerificationsPerSecond < 1) {
            throw new IllegalArgumentException("bounds must be positive, and room for two paths");
        }
    }

    public static IceConfig defaults() {
        return new IceConfig(
                Nanos.fromSeconds(5),
                Nanos.fromSeconds(30),
                Nanos.fromSeconds(5),
                Nanos.fromMillis(100),
                7,
                3,
                16,
                200);
    }
}
