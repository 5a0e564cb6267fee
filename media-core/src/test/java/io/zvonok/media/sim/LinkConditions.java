package io.zvonok.media.sim;

import io.zvonok.media.time.Nanos;
import java.util.function.UnaryOperator;

/**
 * What one direction of one peer's link does to datagrams. Loss is Gilbert-Elliott: a good and a bad state, each with a
 * loss of its own.
 *
 * @param jitterNanos delay varies by up to this much, without reordering
 * @param lossGood 0..1, loss in the good state
 * @param lossBad 0..1, loss in the bad state
 * @param toBad 0..1 per datagram, from good to bad
 * @param toGood 0..1 per datagram, from bad to good
 * @param reorder 0..1, datagrams held back by 5 to 40 ms, so that later ones overtake them
 * @param duplicate 0..1, datagrams that arrive twice
 * @param rateBps 0: without limit
 * @param queueBytes what may wait for a limited link; more is dropped
 * @param mtu datagrams above are dropped
 */
public record LinkConditions(
        long delayNanos,
        long jitterNanos,
        double lossGood,
        double lossBad,
        double toBad,
        double toGood,
        double reorder,
        double duplicate,
        long rateBps,
        int queueBytes,
        int mtu) {
    public static final LinkConditions PERFECT =
            new LinkConditions(Nanos.fromMillis(10), 0, 0, 0, 0, 1, 0, 0, 0, 64_000, 1400);

    /** A change of conditions, as a scenario writes it. */
    public interface Change extends UnaryOperator<LinkConditions> {}

    public static Change delay(long nanos) {
        return c -> new LinkConditions(
                nanos,
                c.jitterNanos,
                c.lossGood,
                c.lossBad,
                c.toBad,
                c.toGood,
                c.reorder,
                c.duplicate,
                c.rateBps,
                c.queueBytes,
                c.mtu);
    }

    public static Change jitter(long nanos) {
        return c -> new LinkConditions(
                c.delayNanos,
                nanos,
                c.lossGood,
                c.lossBad,
                c.toBad,
                c.toGood,
                c.reorder,
                c.duplicate,
                c.rateBps,
                c.queueBytes,
                c.mtu);
    }

    /** Each datagram by itself. */
    public static Change loss(double probability) {
        return c -> new LinkConditions(
                c.delayNanos,
                c.jitterNanos,
                probability,
                probability,
                0,
                1,
                c.reorder,
                c.duplicate,
                c.rateBps,
                c.queueBytes,
                c.mtu);
    }

    /** Bursts of a mean length, in which most is lost, {@code share} of the time. */
    public static Change burstLoss(double share, double meanLength) {
        double toGood = 1 / meanLength;
        double toBad = toGood * share / (1 - share);
        return c -> new LinkConditions(
                c.delayNanos,
                c.jitterNanos,
                0,
                0.9,
                toBad,
                toGood,
                c.reorder,
                c.duplicate,
                c.rateBps,
                c.queueBytes,
                c.mtu);
    }

    public static Change reorder(double probability) {
        return c -> new LinkConditions(
                c.delayNanos,
                c.jitterNanos,
                c.lossGood,
                c.lossBad,
                c.toBad,
                c.toGood,
                probability,
                c.duplicate,
                c.rateBps,
                c.queueBytes,
                c.mtu);
    }

    public static Change duplicate(double probability) {
        return c -> new LinkConditions(
                c.delayNanos,
                c.jitterNanos,
                c.lossGood,
                c.lossBad,
                c.toBad,
                c.toGood,
                c.reorder,
                probability,
                c.rateBps,
                c.queueBytes,
                c.mtu);
    }

    public static Change linkRate(long bps) {
        return c -> new LinkConditions(
                c.delayNanos,
                c.jitterNanos,
                c.lossGood,
                c.lossBad,
                c.toBad,
                c.toGood,
                c.reorder,
                c.duplicate,
                bps,
                c.queueBytes,
                c.mtu);
    }

    /** Nothing gets through. */
    public static Change blackout() {
        return loss(1);
    }

    public static Change perfect() {
        return c -> PERFECT;
    }

    public static long kbps(long kilobits) {
        return kilobits * 1000;
    }
}
