package io.sluice.inference.batching;

import io.sluice.inference.engine.KvCache;
import org.jspecify.annotations.Nullable;

/** One model's reading of a prompt that several choices answer: one of them reads it, the others fork the result. */
final class PromptShare {

    private boolean taken;
    private @Nullable KvCache cache;
    private float[] logits = new float[0];

    /** Somebody reads the prompt or has read it. */
    boolean taken() {
        return taken;
    }

    /** The choice that asks reads the prompt. */
    void take() {
        taken = true;
    }

    boolean ready() {
        return cache != null;
    }

    /** Who reads the prompt stops before its end: somebody else has to. */
    void leave() {
        taken = ready();
    }

    void ready(KvCache prompt, float[] lastLogits) {
        cache = prompt.fork();
        logits = lastLogits.clone();
    }

    /** Null until the prompt was read. */
    @Nullable KvCache fork() {
        return cache == null ? null : cache.fork();
    }

    /** Raw logits after the prompt's last token. */
    float[] logits() {
        return logits;
    }

    /** Whoever comes next reads the prompt again. */
    void close() {
        if (cache != null) {
            cache.close();
            cache = null;
            taken = false;
        }
    }
}
