package io.zvonok.bench.load;

import io.zvonok.bench.load.measure.Thresholds;
import io.zvonok.bench.load.model.VideoCodec;
import io.zvonok.bench.load.peer.Target;
import io.zvonok.media.srtp.SrtpProfile;
import java.net.URI;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the command line asks for, complete and checked.
 *
 * @param publishers people in a meeting, or publishers of a broadcast, all rooms together
 * @param joinsPerSecond of viewers, or of people in a meeting
 * @param runs how often it is played
 * @param fullShare share of viewers that open and check every packet
 * @param usualThresholds true if none were given, so that each scenario of a suite has its own
 * @param loops event loops of the generator
 */
record Plan(
        Scenario scenario,
        Target target,
        int publishers,
        int viewers,
        int rooms,
        double joinsPerSecond,
        long warmUpMillis,
        long durationMillis,
        VideoCodec codec,
        int layers,
        int bitrateBps,
        SrtpProfile profile,
        boolean transportFeedback,
        double fullShare,
        double lossShare,
        int runs,
        long seed,
        int loops,
        @Nullable Long serverPid,
        @Nullable URI metricsUrl,
        Thresholds thresholds,
        boolean usualThresholds,
        @Nullable Path out,
        Set<Format> formats,
        boolean calibrated,
        boolean quiet,
        boolean color) {
    /** How results are written. */
    enum Format {
        TABLE,
        JSON,
        CSV,
        HTML,
        HGRM
    }

    boolean measuresServer() {
        return serverPid != null || metricsUrl != null;
    }
}
