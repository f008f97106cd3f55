package io.sluice.benchmarks.engine.contender;

import io.sluice.inference.engine.KvCache;
import io.sluice.inference.engine.LanguageModel;
import io.sluice.inference.engine.LanguageModel.Logits;
import io.sluice.inference.engine.LanguageModel.Segment;
import io.sluice.inference.engine.ModelLoader;
import io.sluice.inference.kernel.KernelChoice;
import io.sluice.inference.kernel.KernelThreads;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Sluice's engine as its scheduler uses it. The number of threads is a flag of the JVM ({@link KernelThreads#PROPERTY}). */
final class SluiceContender implements Contender {

    private @Nullable LanguageModel model;
    private @Nullable KvCache cache;

    @Override
    public Loaded load(Command command) {
        if (KernelThreads.available() != command.threads()) {
            throw new IllegalStateException("this JVM computes on " + KernelThreads.available() + " threads, not "
                    + command.threads() + ": set -D" + KernelThreads.PROPERTY);
        }
        long start = System.nanoTime();
        model = ModelLoader.load(Path.of(Objects.requireNonNull(command.model())), "bench");
        cache = model.allocate(Math.min(command.context(), model.info().contextLength()));
        return new Loaded((System.nanoTime() - start) / 1e9, KernelChoice.describe());
    }

    @Override
    public void warm(double seconds) {
        ModelLoader.warm(Objects.requireNonNull(model), Duration.ofMillis((long) (seconds * 1000)));
    }

    @Override
    public int read(int[] tokens) {
        return argmax(logits(tokens));
    }

    @Override
    public TopLogits readLogits(int[] tokens, int count) {
        return TopLogits.of(logits(tokens), count);
    }

    private float[] logits(int[] tokens) {
        Segment segment = new Segment(Objects.requireNonNull(cache), tokens, Logits.LAST);
        return Objects.requireNonNull(model).forward(List.of(segment)).getFirst()[0];
    }

    static int argmax(float[] logits) {
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            best = logits[i] > logits[best] ? i : best;
        }
        return best;
    }

    @Override
    public void restart() {
        rewind(0);
    }

    @Override
    public boolean rewind(int length) {
        Objects.requireNonNull(cache).truncate(length);
        return true;
    }

    @Override
    public void close() {
        if (cache != null) {
            cache.close();
        }
        if (model != null) {
            model.close();
        }
    }
}
