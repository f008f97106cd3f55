package io.sluice.inference.batching;

import io.sluice.inference.engine.LanguageModel;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * How many sequences have shared a model's passes lately: an exponential mean in which the newest pass counts for a
 * quarter. Used by the engine thread.
 */
final class PassSharing {

    private static final double NEWEST_WEIGHT = 0.25;

    private final Map<LanguageModel, Double> sequences = new IdentityHashMap<>();

    void passed(LanguageModel model, int batch) {
        sequences.merge(model, (double) batch, (mean, latest) -> mean + NEWEST_WEIGHT * (latest - mean));
    }

    /** At least 1. */
    double sequences(LanguageModel model) {
        return sequences.getOrDefault(model, 1.0);
    }
}
