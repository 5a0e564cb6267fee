package io.zvonok.bench.quality;

import io.zvonok.media.quality.QualityCase;
import io.zvonok.media.quality.QualityResult;
import io.zvonok.media.quality.QualityRun;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import java.util.stream.LongStream;

/** Plays the simulator's cases, seed by seed, on all cores. The order of the results does not depend on their number. */
final class SimulatedHalf implements AutoCloseable {
    private final ExecutorService workers =
            Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors(), work -> {
                Thread thread = new Thread(work, "quality-lab");
                thread.setDaemon(true);
                return thread;
            });

    /** @param progress told how many runs are done */
    CaseSummary play(QualityCase quality, long firstSeed, int seeds, IntConsumer progress) throws InterruptedException {
        List<Future<QualityResult>> pending = LongStream.range(firstSeed, firstSeed + seeds)
                .mapToObj(seed -> workers.submit(() -> QualityRun.of(quality, seed)))
                .toList();
        List<QualityResult> runs = new ArrayList<>();
        for (Future<QualityResult> run : pending) {
            try {
                runs.add(run.get());
            } catch (ExecutionException | CancellationException failed) {
                workers.shutdownNow();
                throw new IllegalStateException(
                        quality.name() + " failed with seed " + (firstSeed + runs.size()), failed.getCause());
            }
            progress.accept(runs.size());
        }
        return CaseSummary.of(runs, quality.judged());
    }

    @Override
    public void close() {
        workers.shutdownNow();
    }
}
