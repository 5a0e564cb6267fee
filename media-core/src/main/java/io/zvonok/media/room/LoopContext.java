package io.zvonok.media.room;

import io.netty.buffer.ByteBufAllocator;
import io.zvonok.media.api.Codec;
import io.zvonok.media.codec.Codecs;
import io.zvonok.media.codec.PayloadDescriptor;
import io.zvonok.media.srtp.SrtpSender;
import io.zvonok.media.stats.ForwardDelays;
import io.zvonok.media.stats.LoopStats;
import io.zvonok.media.time.NtpTime;
import java.util.EnumMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * What everything on one loop shares: counters, buffers, randomness and the loop's place in wall-clock time.
 *
 * <p>Thread: the owning media loop.
 */
public final class LoopContext {
    private static final int MAX_DATAGRAM = 2048;

    private final LoopStats stats;
    private final ForwardDelays delays;
    private final ByteBufAllocator allocator;
    private final RandomGenerator random;
    private final long ntpOriginNanos;
    private final Map<Codec, PayloadDescriptor> descriptors = new EnumMap<>(Codec.class);
    private final byte[] packetOut = new byte[MAX_DATAGRAM + SrtpSender.MAX_OVERHEAD];
    private final byte[] payloadOut = new byte[MAX_DATAGRAM];

    /**
     * @param random for SSRCs, first sequence numbers and timestamps, credentials: SecureRandom in production
     * @param unixMillisAtStart wall-clock time of {@code nowNanos == 0}; only sender reports use it
     */
    public LoopContext(LoopStats stats, ByteBufAllocator allocator, RandomGenerator random, long unixMillisAtStart) {
        this.stats = stats;
        this.delays = new ForwardDelays(stats);
        this.allocator = allocator;
        this.random = random;
        this.ntpOriginNanos = NtpTime.nanosOfUnixMillis(unixMillisAtStart);
    }

    public LoopStats stats() {
        return stats;
    }

    /** How long packets are in the server; who has the clock settles. */
    public ForwardDelays delays() {
        return delays;
    }

    public ByteBufAllocator allocator() {
        return allocator;
    }

    public RandomGenerator random() {
        return random;
    }

    /** The 64-bit NTP timestamp of a loop time. */
    public long ntpAt(long nowNanos) {
        return NtpTime.ofNanos(ntpOriginNanos + nowNanos);
    }

    /** A descriptor for packets taken from a history; valid until the next one of that codec is asked for. */
    PayloadDescriptor storedDescriptor(Codec codec) {
        PayloadDescriptor known = descriptors.get(codec);
        if (known == null) {
            known = Codecs.descriptor(codec);
            descriptors.put(codec, known);
        }
        return known;
    }

    /** The one array in which outgoing packets are built; valid until the next packet. */
    byte[] packetOut() {
        return packetOut;
    }

    /** The one array in which payloads are built that are not the publisher's own; valid until the next packet. */
    byte[] payloadOut() {
        return payloadOut;
    }
}
