package io.zvonok.media.bwe;

import io.zvonok.media.stats.LoopStats;
import io.zvonok.media.time.Nanos;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;

/** Viewers behind one link, in virtual time. The same seed gives the same run. */
final class VirtualNetwork {
    static final long[] CAMERA = {150_000, 500_000, 1_700_000};
    private static final long STEP = Nanos.fromMillis(1);

    private record Event(long nanos, long order, Runnable action) {}

    private final Random random;
    private final VirtualLink link;
    private final List<VirtualViewer> viewers = new ArrayList<>();
    private final PriorityQueue<Event> events = new PriorityQueue<>(
            (a, b) -> a.nanos != b.nanos ? Long.compare(a.nanos, b.nanos) : Long.compare(a.order, b.order));
    private double feedbackLoss;
    private boolean blackHole;
    private boolean deaf;
    private long order;
    private long now = Nanos.fromSeconds(1);

    VirtualNetwork(long seed) {
        random = new Random(seed * 7919 + 17);
        link = new VirtualLink(
                random, (nanos, packet) -> schedule(nanos, () -> packet.viewer().onArrival(packet, now)));
    }

    VirtualLink link() {
        return link;
    }

    long now() {
        return now;
    }

    double seconds() {
        return now / 1e9;
    }

    /** Feedback that gets lost. */
    void feedbackLoss(double ratio) {
        feedbackLoss = ratio;
    }

    /** Nothing passes in either direction. */
    void blackHole(boolean on) {
        blackHole = on;
    }

    /** Nothing comes back, but everything arrives. */
    void deaf(boolean on) {
        deaf = on;
    }

    VirtualViewer viewer(long... layersBps) {
        return viewer(new SendSideEstimator(BweConfig.defaults(), new LoopStats(), 0), layersBps);
    }

    VirtualViewer viewer(BandwidthEstimator estimator, long... layersBps) {
        long[] layers = layersBps.length == 0 ? CAMERA : layersBps;
        VirtualViewer[] self = new VirtualViewer[1];
        VirtualViewer viewer = new VirtualViewer(
                estimator,
                layers,
                new Random(random.nextLong()),
                random.nextInt() & 0x7FFF_FFFFL,
                new VirtualViewer.Wire() {
                    @Override
                    public void send(VirtualLink.Packet packet) {
                        if (!blackHole) {
                            link.send(packet, now);
                        }
                    }

                    @Override
                    public void feedback(byte[] bytes, int length) {
                        if (blackHole || deaf || random.nextDouble() < feedbackLoss) {
                            return;
                        }
                        byte[] copy = Arrays.copyOf(bytes, length);
                        schedule(now + link.oneWayNanos(), () -> self[0].onFeedback(copy, copy.length, now));
                    }
                });
        self[0] = viewer;
        viewers.add(viewer);
        viewer.start(now);
        return viewer;
    }

    void run(double seconds) {
        long end = now + (long) (seconds * 1e9);
        while (now < end) {
            now += STEP;
            link.serve(now);
            while (!events.isEmpty() && events.peek().nanos <= now) {
                events.poll().action.run();
            }
            for (VirtualViewer viewer : viewers) {
                viewer.step(now, link.queueNanos());
            }
        }
    }

    private void schedule(long nanos, Runnable action) {
        events.add(new Event(nanos, order++, action));
    }
}
