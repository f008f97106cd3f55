package io.sluice.inference.batching;

import io.sluice.inference.decoding.speculation.DraftCosts;
import io.sluice.inference.engine.LanguageModel;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a draft costs at present, by the passes that were measured. A pass over m rows is taken to cost {@code one + (m - 1) row},
 * for each model by exponential means (the newest counts for 1/16). With b sequences in a pass of the large model a token without drafts costs
 * {@code (one + (b - 1) row) / b}: the more share a pass, the less there is to save by having fewer of them, while a
 * further row costs what it always does. Used by the engine thread.
 */
final class PassCosts {

    /** Longer passes are prompts, and tell little about a few rows more or less. */
    private static final int MOST_ROWS = 64;
    private static final int ENOUGH = 8;
    private static final double NEWEST_WEIGHT = 1.0 / 16;
    private static final double SEQUENCES_WEIGHT = 1.0 / 4;

    private static final class Line {

        private double one;
        private double row;
        private int singles;
        private int longer;
        private double sequences = 1;

        void add(int rows, double nanos) {
            if (rows == 1) {
                one = mean(one, nanos, ++singles);
            } else if (singles == 0) {
                one = mean(one, nanos / (1 + Drafting.ROW_COST * (rows - 1)), ++longer);
                row = Drafting.ROW_COST * one;
            } else {
                row = Math.max(0, mean(row, (nanos - one) / (rows - 1), ++longer));
            }
        }

        private static double mean(double mean, double latest, int count) {
            return mean + Math.max(NEWEST_WEIGHT, 1.0 / count) * (latest - mean);
        }

        /** One sequence's part of a pass that reads a token of each of so many. */
        double token(double sequences) {
            return (one + (sequences - 1) * row) / sequences;
        }
    }

    private final Map<LanguageModel, Line> lines = new IdentityHashMap<>();

    /** @param cpuNanos what the pass over so many rows of so many sequences took, and to draw from its logits */
    void measured(LanguageModel model, int rows, int sequences, double cpuNanos) {
        if (rows <= MOST_ROWS) {
            Line line = lines.computeIfAbsent(model, first -> new Line());
            line.add(rows, Math.max(1, cpuNanos));
            line.sequences += SEQUENCES_WEIGHT * (sequences - line.sequences);
        }
    }

    /** Null until both models were measured. */
    @Nullable DraftCosts drafts(LanguageModel small, LanguageModel large) {
        Line drafting = lines.get(small);
        Line checking = lines.get(large);
        if (drafting == null || checking == null || !known(drafting) || !known(checking)) {
            return null;
        }
        double token = checking.token(checking.sequences);
        return new DraftCosts(drafting.token(checking.sequences) / token, checking.row / token);
    }

    private static boolean known(Line line) {
        return line.singles + line.longer >= ENOUGH;
    }
}
