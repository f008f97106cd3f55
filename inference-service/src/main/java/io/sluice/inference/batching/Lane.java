package io.sluice.inference.batching;

import io.sluice.inference.decoding.Writer;
import io.sluice.inference.engine.KvCache;
import io.sluice.inference.engine.LanguageModel;

/**
 * What one model has read of one sequence. It is opened when the model is first needed and falls behind while the other
 * one writes; the gap is read when the model is needed again. {@link Job#close} ends it.
 *
 * @param reads  reads the prompt itself, from where a known prefix ends; otherwise another choice's lane was forked
 * @param leads  its prompt will be forked for the request's other choices
 */
record Lane(Writer role, LanguageModel model, KvCache cache, boolean reads, boolean leads) {

    int read() {
        return cache.length();
    }

    /** Forgets what was read beyond the first {@code length} tokens. */
    void keep(int length) {
        if (cache.length() > length) {
            cache.truncate(length);
        }
    }
}
