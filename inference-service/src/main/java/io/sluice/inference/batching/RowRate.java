package io.sluice.inference.batching;

import io.sluice.inference.engine.LanguageModel;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * How many rows of a model fit into one step. The time of a pass over many rows is taken as proportional to their
 * number; an exponential mean of the last passes (weight 1/4) follows changes of load.
 */
final class RowRate {

    /** Fewer rows tell more about the fixed cost of a pass than about its rows, and progress must be certain. */
    private static final int FEWEST = 16;

    private final int mostRows;
    private final double stepNanos;
    private final Map<LanguageModel, Double> nanosPerRow = new IdentityHashMap<>();

    RowRate(EngineSettings settings) {
        this.mostRows = settings.stepRows();
        this.stepNanos = settings.stepTime().toNanos();
    }

    int rows(LanguageModel model) {
        Double each = nanosPerRow.get(model);
        int start = Math.min(4 * FEWEST, mostRows);
        return each == null ? start : (int) Math.clamp(stepNanos / each, Math.min(FEWEST, mostRows), mostRows);
    }

    void measured(LanguageModel model, int rows, long nanos) {
        if (rows >= FEWEST) {
            double each = Math.max(1, (double) nanos / rows);
            nanosPerRow.merge(model, each, (old, latest) -> old + (latest - old) / 4);
        }
    }
}
