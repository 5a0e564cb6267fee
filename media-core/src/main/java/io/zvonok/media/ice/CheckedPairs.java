package io.zvonok.media.ice;

import io.zvonok.media.stats.Counter;
import io.zvonok.media.stats.LoopStats;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The valid paths of one peer, few and bounded. Tells the output who comes and goes. Thread: the owning media loop. */
final class CheckedPairs {
    private final int maxPairs;
    private final LoopStats stats;
    private final IceAgent.Output output;
    private final List<CheckedPair> pairs = new ArrayList<>();

    CheckedPairs(int maxPairs, LoopStats stats, IceAgent.Output output) {
        this.maxPairs = maxPairs;
        this.stats = stats;
        this.output = output;
    }

    int size() {
        return pairs.size();
    }

    CheckedPair get(int index) {
        return pairs.get(index);
    }

    @Nullable
    CheckedPair find(CandidatePair pair) {
        for (int i = 0; i < pairs.size(); i++) {
            if (pairs.get(i).is(pair)) {
                return pairs.get(i);
            }
        }
        return null;
    }

    /** Room is made by forgetting the path unheard the longest, but never the one to keep. */
    CheckedPair admit(CandidatePair pair, IceCredentials credentials, @Nullable CheckedPair keep) {
        if (pairs.size() >= maxPairs) {
            CheckedPair oldest = null;
            for (CheckedPair other : pairs) {
                if (other != keep && (oldest == null || other.heardNanos() < oldest.heardNanos())) {
                    oldest = other;
                }
            }
            if (oldest != null) {
                stats.increment(Counter.ICE_PAIR_REPLACED);
                forget(oldest);
            }
        }
        CheckedPair admitted = new CheckedPair(pair, credentials);
        pairs.add(admitted);
        output.onValidPair(pair);
        return admitted;
    }

    void forgetUnheardSince(long nanos, @Nullable CheckedPair keep) {
        for (int i = pairs.size() - 1; i >= 0; i--) {
            CheckedPair pair = pairs.get(i);
            if (pair != keep && pair.heardNanos() < nanos) {
                forget(pair);
            }
        }
    }

    void forgetAll() {
        while (!pairs.isEmpty()) {
            forget(pairs.get(pairs.size() - 1));
        }
    }

    private void forget(CheckedPair pair) {
        pairs.remove(pair);
        output.onPairGone(pair.pair());
    }
}
