package io.zvonok.media.bwe;

import io.zvonok.media.time.Nanos;

/**
 * Whether much less is sent than could be: the application limits the rate, not the link. A budget fills at a part of the
 * estimate and is spent by what is sent; above one level the sender is limited by itself, below another it is not.
 *
 * <p>Thread: the owning media loop.
 */
final class AlrDetector {
    private static final double PART_OF_ESTIMATE = 0.65;
    private static final double START_LEVEL = 0.8;
    private static final double STOP_LEVEL = 0.5;
    private static final long WINDOW_NANOS = Nanos.fromMillis(500);

    private double budgetBits;
    private double maxBits;
    private double rateBps;
    private long lastNanos;
    private boolean limited;

    void setEstimate(long bps) {
        rateBps = PART_OF_ESTIMATE * bps;
        maxBits = rateBps * WINDOW_NANOS / 1e9;
        budgetBits = Math.max(-maxBits, Math.min(maxBits, budgetBits));
    }

    void onSent(int sizeBytes, long nowNanos) {
        refill(nowNanos);
        budgetBits = Math.max(-maxBits, budgetBits - 8.0 * sizeBytes);
        update();
    }

    void onTick(long nowNanos) {
        refill(nowNanos);
        update();
    }

    boolean isLimited() {
        return limited;
    }

    private void refill(long nowNanos) {
        budgetBits = Math.min(maxBits, budgetBits + rateBps * (nowNanos - lastNanos) / 1e9);
        lastNanos = nowNanos;
    }

    private void update() {
        if (limited ? budgetBits < STOP_LEVEL * maxBits : budgetBits > START_LEVEL * maxBits) {
            limited = !limited;
        }
    }
}
