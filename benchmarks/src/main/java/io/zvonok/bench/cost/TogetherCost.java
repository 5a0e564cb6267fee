package io.zvonok.bench.cost;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What is it worth to forward the packets of a picture viewer by viewer, in place of each packet to all viewers? The same
 * broadcast both ways, by turns; the loop's own work only, without the kernel's, where trains save most.
 *
 * <p>Command: {@code scripts/bench together}
 */
public final class TogetherCost {
    private static final int ROUNDS = 9;
    private static final int SECONDS_OF_A_ROUND = 5;

    private TogetherCost() {}

    public static void main(String[] arguments) {
        for (int viewers : new int[] {30, 300, 1000}) {
            List<Double> together = new ArrayList<>();
            List<Double> alone = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                together.add(new SmallBroadcast(viewers, false, true).nanosPerPacket(SECONDS_OF_A_ROUND));
                alone.add(new SmallBroadcast(viewers, false, false).nanosPerPacket(SECONDS_OF_A_ROUND));
            }
            System.out.printf(
                    Locale.ROOT,
                    "%4d viewers: %.0f ns a packet viewer by viewer, %.0f ns packet by packet: %.2f%n",
                    viewers,
                    median(together),
                    median(alone),
                    median(together) / median(alone));
        }
    }

    /** Of the second half: the compiler is at work before. */
    private static double median(List<Double> values) {
        List<Double> warm = values.subList(values.size() / 3, values.size());
        List<Double> sorted = warm.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }
}
