package io.zvonok.bench.cost;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What part of the server's CPU for each forwarded packet goes into knowing what links carry and sharing it out? The same
 * broadcast of one camera to many viewers is forwarded twice: to viewers who report transport-wide, so that each is
 * estimated, probed and allocated, and to viewers who report nothing.
 *
 * <p>Everything from the datagram that comes in to the sealed one that leaves is the server's own code, SRTP included;
 * what the kernel takes for each send is not in it, so that the share is the largest it can be.
 *
 * <p>Command: {@code scripts/bench cost}
 */
public final class EstimationCost {
    private static final int VIEWERS = 50;
    private static final int ROUNDS = 9;
    private static final int SECONDS_OF_A_ROUND = 20;
    /** What a plain send of one datagram costs beside (README, figures): the share of the whole is told with it. */
    private static final double SEND_NANOS = 3000;

    private EstimationCost() {}

    public static void main(String[] arguments) {
        List<Double> on = new ArrayList<>();
        List<Double> off = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            double estimated = new SmallBroadcast(VIEWERS, true, true).nanosPerPacket(SECONDS_OF_A_ROUND);
            double blind = new SmallBroadcast(VIEWERS, false, true).nanosPerPacket(SECONDS_OF_A_ROUND);
            boolean warm = round >= 2; // the compiler is at work before
            System.out.printf(
                    Locale.ROOT, "%s %7.0f ns on, %7.0f ns off%n", warm ? "      " : "(warm)", estimated, blind);
            if (warm) {
                on.add(estimated);
                off.add(blind);
            }
        }
        double with = median(on);
        double without = median(off);
        System.out.printf(
                Locale.ROOT,
                "%nmedians of %d rounds, %d viewers: %.0f ns a forwarded packet with estimation and allocation, %.0f ns"
                        + " without: %.1f %% of the server's own code, %.1f %% with a send of %.0f ns%n",
                on.size(),
                VIEWERS,
                with,
                without,
                (with - without) / with * 100,
                (with - without) / (with + SEND_NANOS) * 100,
                SEND_NANOS);
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }
}
