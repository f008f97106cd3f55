package io.sluice.benchmarks.engine.contender;

import com.github.tjake.jlama.model.AbstractModel;
import com.github.tjake.jlama.model.ModelSupport;
import com.github.tjake.jlama.safetensors.DType;
import com.github.tjake.jlama.tensor.AbstractTensor;
import com.github.tjake.jlama.tensor.KvBufferCache;
import com.github.tjake.jlama.tensor.operations.TensorOperationsProvider;
import java.io.File;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Stock jlama on its Panama path, working memory in F32, activations of quantised weights in I8 as its own command line
 * has them. It ignores {@code rope_scaling}, and that path fails on I8 weights, with activations in F32 too.
 */
final class JlamaContender implements Contender {

    private @Nullable AbstractModel model;
    private @Nullable KvBufferCache caches;
    private KvBufferCache.@Nullable KvBuffer cache;
    private @Nullable AbstractTensor<?, ?> logits;
    private int position;

    @Override
    public Loaded load(Command command) {
        String operations = TensorOperationsProvider.get().name();
        if (!operations.contains("Panama")) {
            throw new IllegalStateException("jlama computes with " + operations + ", not on its Panama path");
        }
        long start = System.nanoTime();
        File folder = new File(Objects.requireNonNull(command.model()));
        AbstractModel loaded = ModelSupport.loadModel(
                folder, null, DType.F32, DType.I8, Optional.empty(), Optional.of(command.threads()));
        model = loaded;
        caches = new KvBufferCache(loaded);
        logits = loaded.makeDenseTensor(1, loaded.getConfig().vocabularySize);
        restart();
        return new Loaded((System.nanoTime() - start) / 1e9, "jlama 0.8.4, " + operations);
    }

    /** A prompt takes it minutes: compiling happens in the first tokens, which nobody counts. */
    @Override
    public void warm(double seconds) {
        int[] token = {1};
        long end = System.nanoTime() + (long) (seconds * 1e9);
        for (int i = 0; System.nanoTime() < end; i++) {
            if (i % 64 == 0) {
                restart();
            }
            read(token);
        }
        restart();
    }

    @Override
    public int read(int[] tokens) {
        AbstractModel loaded = Objects.requireNonNull(model);
        AbstractTensor<?, ?> output = loaded.batchForward(tokens, position, Objects.requireNonNull(cache));
        position += tokens.length;
        AbstractTensor<?, ?> last = output.slice(tokens.length - 1);
        int next = loaded.sample(last, 0, 0, Objects.requireNonNull(logits));
        output.close();
        return next;
    }

    @Override
    public TopLogits readLogits(int[] tokens, int count) {
        read(tokens);
        AbstractTensor<?, ?> row = Objects.requireNonNull(logits);
        float[] all = new float[Objects.requireNonNull(model).getConfig().vocabularySize];
        for (int i = 0; i < all.length; i++) {
            all[i] = row.get(0, i);
        }
        return TopLogits.of(all, count);
    }

    @Override
    public void restart() {
        if (cache != null) {
            cache.close();
        }
        cache = Objects.requireNonNull(caches).getEphemeralKvBuffer();
        position = 0;
    }

    @Override
    public boolean rewind(int length) {
        return false;
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
