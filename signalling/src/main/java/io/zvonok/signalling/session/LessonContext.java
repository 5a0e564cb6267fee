package io.zvonok.signalling.session;

import io.zvonok.media.api.MediaServer;
import io.zvonok.signalling.ledger.Ledgers;
import io.zvonok.signalling.message.MessageCodec;
import io.zvonok.signalling.sdp.SdpNegotiator;
import io.zvonok.signalling.token.TokenVerifier;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * What all lessons of a server share.
 *
 * @param clock wall time, for people
 * @param nanoTime running time, for measuring
 * @param random a {@code SecureRandom} in production
 * @param strands gives each lesson one
 * @param listener is called on a thread of its own
 * @param ledgers remember what happened in each room
 */
public record LessonContext(
        SessionConfig config,
        MediaServer media,
        TokenVerifier verifier,
        SignallingStats stats,
        LessonListener listener,
        InstantSource clock,
        LongSupplier nanoTime,
        RandomGenerator random,
        Supplier<Strand> strands,
        MessageCodec codec,
        SdpNegotiator negotiator,
        Ledgers ledgers) {
    /** With ledgers in memory only. */
    public LessonContext(
            SessionConfig config,
            MediaServer media,
            TokenVerifier verifier,
            SignallingStats stats,
            LessonListener listener,
            InstantSource clock,
            LongSupplier nanoTime,
            RandomGenerator random,
            Supplier<Strand> strands,
            MessageCodec codec,
            SdpNegotiator negotiator) {
        this(
                config,
                media,
                verifier,
                stats,
                listener,
                clock,
                nanoTime,
                random,
                strands,
                codec,
                negotiator,
                new Ledgers());
    }

    long nowMillis() {
        return clock.millis();
    }
}
