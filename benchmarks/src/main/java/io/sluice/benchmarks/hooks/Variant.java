package io.sluice.benchmarks.hooks;

import io.sluice.inference.decoding.constraint.TokenConstraint;
import io.sluice.inference.engine.LanguageModel;
import io.sluice.inference.engine.hook.Hooks;
import org.jspecify.annotations.Nullable;

/**
 * One way to decode the same tokens.
 *
 * @param hooks  of the sequence; they change nothing
 * @param forked the prompt's keys and values are another cache's
 * @param mask   asked and applied before each token; absent: none
 */
record Variant(String name, LanguageModel model, Hooks hooks, boolean forked, @Nullable TokenConstraint mask) {

    Variant(String name, LanguageModel model, Hooks hooks) {
        this(name, model, hooks, false, null);
    }
}
