package io.sluice.benchmarks.selection;

import io.sluice.selection.selector.Likelihoods;
import io.sluice.selection.selector.RowSample;
import io.sluice.tasks.Task;
import io.sluice.trainer.model.LlamaModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * CoLoR-Filter's two models: the base tuned on a random sample of the pool, and the same tuned further on the target, by the
 * trainer, in the chat format. They are served by the inference-service's engine.
 */
public final class AuxiliaryModels implements AutoCloseable {

    static final String MARGINAL = "marginal";
    static final String CONDITIONAL = "conditional";

    /**
     * How they are trained.
     *
     * @param poolRows         rows of the pool that the marginal model reads
     * @param marginalSteps    of its training
     * @param conditionalSteps of the training on the target that follows
     * @param rows             of a step
     */
    public record Training(int poolRows, int marginalSteps, int conditionalSteps, int rows, double marginalRate, double conditionalRate) {

        public static final Training USUAL = new Training(4_000, 300, 40, 24, 2e-3, 1e-3);

        Training steps(int marginal, int conditional) {
            return new Training(poolRows, marginal, conditional, rows, marginalRate, conditionalRate);
        }
    }

    private final EngineLikelihoods engine;
    private final Path folder;
    private final Duration cpu;

    private AuxiliaryModels(EngineLikelihoods engine, Path folder, Duration cpu) {
        this.engine = engine;
        this.folder = folder;
        this.cpu = cpu;
    }

    static AuxiliaryModels train(Base base, MixedPool pool, Training training, long seed) throws IOException {
        CpuTime before = CpuTime.now();
        List<Task> sample = new ArrayList<>();
        RowSample.of(pool.rows()).each(training.poolRows(), seed, row -> sample.add(MixedPool.task(row)));
        List<Task> target = pool.target().stream().map(MixedPool::task).toList();
        Path folder = Files.createTempDirectory("selection-models");
        try (LlamaModel model = LlamaModel.of(base.shape(), base.weights())) {
            base.tune(model, sample, training.marginalSteps(), training.rows(), training.marginalRate(), seed);
            base.write(model, folder.resolve(MARGINAL));
            try (LlamaModel further = LlamaModel.of(base.shape(), model.weights())) {
                base.tune(further, target, training.conditionalSteps(), training.rows(), training.conditionalRate(), seed);
                base.write(further, folder.resolve(CONDITIONAL));
            }
        }
        Duration cpu = before.since();
        return new AuxiliaryModels(new EngineLikelihoods(
                Map.of(MARGINAL, folder.resolve(MARGINAL), CONDITIONAL, folder.resolve(CONDITIONAL))), folder, cpu);
    }

    Likelihoods likelihoods() {
        return engine;
    }

    /** What training both took. */
    Duration cpu() {
        return cpu;
    }

    @Override
    public void close() throws IOException {
        engine.close();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted((one, other) -> other.compareTo(one)).toList()) {
                Files.delete(file);
            }
        }
    }
}
