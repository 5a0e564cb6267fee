package io.zvonok.media.sim;

import io.zvonok.media.time.Nanos;
import java.util.function.Consumer;
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
 * @param rateBps in bits of UDP payload, 0: without limit
 * @param queueBytes what may wait for a limited link; more is dropped
 * @param queueNanos if not 0: what may wait is what the link carries in this time, whatever its rate
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
        long queueNanos,
        int mtu) {
    public static final LinkConditions PERFECT =
            new LinkConditions(Nanos.fromMillis(10), 0, 0, 0, 0, 1, 0, 0, 0, 64_000, 0, 1400);

    /** A change of conditions, as a scenario writes it. */
    public interface Change extends UnaryOperator<LinkConditions> {}

    /** Conditions being changed. */
    private static final class Draft {
        long delayNanos;
        long jitterNanos;
        double lossGood;
        double lossBad;
        double toBad;
        double toGood;
        double reorder;
        double duplicate;
        long rateBps;
        int queueBytes;
        long queueNanos;
        final int mtu;

        Draft(LinkConditions from) {
            delayNanos = from.delayNanos;
            jitterNanos = from.jitterNanos;
            lossGood = from.lossGood;
            lossBad = from.lossBad;
            toBad = from.toBad;
            toGood = from.toGood;
            reorder = from.reorder;
            duplicate = from.duplicate;
            rateBps = from.rateBps;
            queueBytes = from.queueBytes;
            queueNanos = from.queueNanos;
            mtu = from.mtu;
        }

        LinkConditions conditions() {
            return new LinkConditions(
                    delayNanos,
                    jitterNanos,
                    lossGood,
                    lossBad,
                    toBad,
                    toGood,
                    reorder,
                    duplicate,
                    rateBps,
                    queueBytes,
                    queueNanos,
                    mtu);
        }
    }

    private static Change edit(Consumer<Draft> edit) {
        return from -> {
            Draft draft = new Draft(from);
            edit.accept(draft);
            return draft.conditions();
        };
    }

    public static Change delay(long nanos) {
        return edit(draft -> draft.delayNanos = nanos);
    }

    public static Change jitter(long nanos) {
        return edit(draft -> draft.jitterNanos = nanos);
    }

    /** Each datagram by itself. */
    public static Change loss(double probability) {
        return edit(draft -> {
            draft.lossGood = probability;
            draft.lossBad = probability;
            draft.toBad = 0;
            draft.toGood = 1;
        });
    }

    /** Bursts of a mean length, in which most is lost, {@code share} of the time. */
    public static Change burstLoss(double share, double meanLength) {
        return edit(draft -> {
            draft.lossGood = 0;
            draft.lossBad = 0.9;
            draft.toGood = 1 / meanLength;
            draft.toBad = draft.toGood * share / (1 - share);
        });
    }

    public static Change reorder(double probability) {
        return edit(draft -> draft.reorder = probability);
    }

    public static Change duplicate(double probability) {
        return edit(draft -> draft.duplicate = probability);
    }

    public static Change linkRate(long bps) {
        return edit(draft -> draft.rateBps = bps);
    }

    /** What may wait for a limited link. */
    public static Change queueBytes(int bytes) {
        return edit(draft -> {
            draft.queueBytes = bytes;
            draft.queueNanos = 0;
        });
    }

    /** As much may wait for a limited link as it carries in this time, at whatever rate it has. */
    public static Change queueMillis(long millis) {
        return edit(draft -> draft.queueNanos = Nanos.fromMillis(millis));
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
