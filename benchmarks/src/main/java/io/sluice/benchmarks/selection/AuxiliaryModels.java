package io.sluice.benchmarks.selection;

import io.sluice.selection.selector.Likelihoods;
import io.sluice.selection.selector.RowSample;
import io.sluice.tasks.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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

        /** @param sample of the pool */
        public Base marginal(Base base, List<Task> sample, long seed) throws IOException {
            return base.tuned(sample, marginalSteps, rows, marginalRate, seed);
        }

        public Base conditional(Base marginal, List<Task> target, long seed) throws IOException {
            return marginal.tuned(target, conditionalSteps, rows, conditionalRate, seed);
        }

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
        Base marginal = training.marginal(base, sample, seed);
        Base conditional = training.conditional(marginal, pool.target().stream().map(MixedPool::task).toList(), seed);
        return serve(Map.of(MARGINAL, marginal, CONDITIONAL, conditional), before.since());
    }

    /**
     * Models by the names that they are asked by.
     *
     * @param cpu what training them took
     */
    public static AuxiliaryModels serve(Map<String, Base> models, Duration cpu) throws IOException {
        Path folder = Files.createTempDirectory("selection-models");
        Map<String, Path> folders = new TreeMap<>();
        for (Map.Entry<String, Base> model : models.entrySet()) {
            Path own = folder.resolve(model.getKey());
            model.getValue().write(own);
            folders.put(model.getKey(), own);
        }
        return new AuxiliaryModels(new EngineLikelihoods(folders), folder, cpu);
    }

    public Likelihoods likelihoods() {
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
