package io.zvonok.media.time;

/**
 * Conversions between the 64-bit NTP timestamp of sender reports (32 bits of seconds since 1900, 32 bits of fraction)
 * and nanoseconds since 1900.
 *
 * <p>Spec: RFC 5905 section 6, RFC 3550 section 4.
 * <p>Thread: any; no state.
 */
public final class NtpTime {
    /** Seconds between 1900-01-01 and 1970-01-01. */
    private static final long UNIX_EPOCH_SECONDS = 2_208_988_800L;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private NtpTime() {}

    /** Nanoseconds since 1900 of a wall-clock time in milliseconds since 1970. */
    public static long nanosOfUnixMillis(long unixMillis) {
        return UNIX_EPOCH_SECONDS * NANOS_PER_SECOND + unixMillis * 1_000_000L;
    }

    /** The 64-bit NTP timestamp of nanoseconds since 1900. */
    public static long ofNanos(long nanosSince1900) {
        long seconds = nanosSince1900 / NANOS_PER_SECOND;
        long fraction = ((nanosSince1900 % NANOS_PER_SECOND) << 32) / NANOS_PER_SECOND;
        return seconds << 32 | fraction;
    }

    /** Nanoseconds since 1900 of a 64-bit NTP timestamp. */
    public static long toNanos(long ntp) {
        long seconds = ntp >>> 32;
        long fraction = ntp & 0xFFFF_FFFFL;
        return seconds * NANOS_PER_SECOND + ((fraction * NANOS_PER_SECOND + (1L << 31)) >>> 32);
    }

    /** The middle 32 bits, as used by LSR and DLSR (RFC 3550 section 6.4.1), in units of 1/65536 s. */
    public static int middle32(long ntp) {
        return (int) (ntp >>> 16);
    }
}
