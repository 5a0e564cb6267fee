package io.zvonok.media.quality;

import java.util.List;

/**
 * A part of a run in which the case changes nothing.
 *
 * @param fromMillis first moment
 * @param toMillis the moment after
 * @param capacityKbps of the bottleneck
 * @param feasibleKbps the best sum of full layers that fits, 0 if there is nothing to show
 * @param pictures which of the run's pictures there are, by index
 */
record Phase(Kind kind, int fromMillis, int toMillis, int capacityKbps, double feasibleKbps, List<Integer> pictures) {
    enum Kind {
        /** The viewers come. */
        START(15_000),
        /** The link carries less than before. */
        DROP(5000),
        /** The link carries more than before. */
        RISE(15_000),
        /** Somebody comes, goes, pauses or goes on; or the link turns bad in another way. */
        OTHER(15_000);

        private final int settlesMillis;

        Kind(int settlesMillis) {
            this.settlesMillis = settlesMillis;
        }
    }

    Phase {
        pictures = List.copyOf(pictures);
    }

    /** From then on the link counts as steady. */
    int steadyFromMillis() {
        return fromMillis + kind.settlesMillis;
    }

    int steadyMillis() {
        return Math.max(0, toMillis - steadyFromMillis());
    }

    boolean isSteadyAt(int tMillis) {
        return tMillis >= steadyFromMillis() && tMillis < toMillis;
    }

    boolean contains(int tMillis) {
        return tMillis >= fromMillis && tMillis < toMillis;
    }

    int lengthMillis() {
        return toMillis - fromMillis;
    }
}
