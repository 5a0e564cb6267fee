package io.zvonok.media.audio;

import io.zvonok.media.time.Nanos;

/**
 * One microphone over time: how loud it is, whether that is speech, when its last word was.
 *
 * <p>Loudness is decibels above {@link #FLOOR}, so that the digital silence of one microphone and the faint noise of
 * another weigh the same. It rises fast and falls slowly, as on a peak programme meter. Times of being loud are kept in
 * buckets that fill while it is so and drain while it is not; that bridges the gaps of speech and outlasts a cough.
 *
 * <p>Thread: the owning media loop.
 */
final class Microphone {
    /** In -dBov, as RFC 6464 counts: from here down everything is silence. */
    static final int FLOOR = 80;

    /** -50 dBov and louder is speech. A quiet voice is around -45, the noise a browser leaves around -70. */
    static final double SPEECH = 30;

    /** Filters nothing longer than a syllable. */
    private static final long ATTACK_NANOS = Nanos.fromMillis(30);

    /** Bridges the gaps inside a word. */
    private static final long RELEASE_NANOS = Nanos.fromMillis(200);

    /** Over this long the loudness of a voice is averaged. */
    private static final long VOICE_NANOS = Nanos.fromSeconds(1);

    /** A level says nothing of more or less time than this: packets come in bursts, and not at all while DTX is silent. */
    private static final long MIN_STEP_NANOS = Nanos.fromMillis(10);

    private static final long MAX_STEP_NANOS = Nanos.fromMillis(60);

    /** Silence is assumed after this long without a packet; shorter gaps are loss or jitter. */
    private static final long UNHEARD_NANOS = Nanos.fromMillis(200);

    /** A click is not speech yet. */
    private static final long SPEECH_ON_NANOS = Nanos.fromMillis(100);

    /** How full the bucket gets, so how long after the last word speech ends. */
    private static final long SPEECH_OFF_NANOS = Nanos.fromMillis(400);

    /** How long, all in all, a challenger must have been clearly louder. A cough takes less. */
    private static final long CHALLENGE_NANOS = Nanos.fromMillis(400);

    /** A turn is held this long after the last word. */
    private static final long HOLD_NANOS = Nanos.fromSeconds(1);

    /** Long ago, yet far from overflow. */
    private static final long NEVER_YET = Long.MIN_VALUE / 2;

    private boolean present;
    private double loudness;
    private double voice;
    private boolean speaking;
    private long speechNanos;
    private long challengeNanos;
    private long heardNanos;
    private long steppedNanos;
    private long lastWordNanos;

    /** Kept by {@link LoudestSpeakers}: it is forwarded. */
    boolean chosen;

    /** Kept by {@link LoudestSpeakers}: for how long it might have been the dominant one. */
    long leadNanos;

    void open() {
        present = true;
        heardNanos = NEVER_YET;
        steppedNanos = NEVER_YET;
        lastWordNanos = NEVER_YET;
    }

    void close() {
        present = false;
        loudness = 0;
        voice = 0;
        speaking = false;
        speechNanos = 0;
        challengeNanos = 0;
        chosen = false;
        leadNanos = 0;
    }

    boolean isPresent() {
        return present;
    }

    /** @param bar the loudness above which it challenges the weakest of the chosen */
    void hear(int level, double bar, long nowNanos) {
        long step = Math.max(MIN_STEP_NANOS, Math.min(MAX_STEP_NANOS, nowNanos - steppedNanos));
        heardNanos = nowNanos;
        step(Math.max(0, FLOOR - level), bar, step, nowNanos);
    }

    /** To be called now and then: without packets a microphone falls silent. */
    void settle(double bar, long nowNanos) {
        if (nowNanos - heardNanos > UNHEARD_NANOS) {
            step(0, bar, nowNanos - steppedNanos, nowNanos);
        }
    }

    private void step(double target, double bar, long step, long nowNanos) {
        steppedNanos = nowNanos;
        loudness += (target - loudness) * weight(step, target > loudness ? ATTACK_NANOS : RELEASE_NANOS);
        boolean loud = loudness >= SPEECH;
        speechNanos = fill(speechNanos, loud, step, SPEECH_OFF_NANOS);
        speaking = speechNanos >= SPEECH_ON_NANOS || speaking && speechNanos > 0;
        challengeNanos = fill(challengeNanos, loudness > bar, step, CHALLENGE_NANOS);
        if (loud && speaking) {
            voice = holdsTurn(nowNanos) ? voice + (loudness - voice) * weight(step, VOICE_NANOS) : loudness;
            lastWordNanos = nowNanos;
        }
    }

    /** How far a first-order filter with this time constant goes in one step; the exponential is not needed. */
    private static double weight(long step, long timeConstant) {
        return step / (double) (step + timeConstant);
    }

    /** A bucket after {@code step} more nanoseconds. */
    static long fill(long bucket, boolean filling, long step, long capacity) {
        return filling ? Math.min(capacity, bucket + step) : Math.max(0, bucket - step);
    }

    /** Takes a place: that counts as a word, so it is not lost again at once. */
    void takeTurn(long nowNanos) {
        voice = loudness;
        lastWordNanos = nowNanos;
        challengeNanos = 0;
    }

    double loudness() {
        return loudness;
    }

    /** The average loudness of its last turn. */
    double voice() {
        return voice;
    }

    boolean isSpeaking() {
        return speaking;
    }

    boolean challenges() {
        return challengeNanos >= CHALLENGE_NANOS;
    }

    boolean holdsTurn(long nowNanos) {
        return nowNanos - lastWordNanos <= HOLD_NANOS;
    }

    long lastWordNanos() {
        return lastWordNanos;
    }
}
