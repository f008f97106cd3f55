package io.sluice.selection.selector.model;

import io.sluice.selection.duplicate.Fingerprint;
import io.sluice.selection.duplicate.NormalText;
import io.sluice.selection.row.Row;
import io.sluice.selection.selector.Preparation;
import io.sluice.selection.selector.SelectorException;
import io.sluice.selection.selector.SelectorException.Code;
import io.sluice.selection.selector.TrainedModels;
import io.sluice.selection.selector.TrainedModels.Training;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Both models of CoLoR-Filter made for a job, as the paper makes them: a base trained on a sample of the pool, and that trained further
 * on the target. They are asked for at once; until both are there, the preparation waits. What the target has is not in the sample.
 */
final class PoolPrior {

    /**
     * Names of served models.
     *
     * @param prior       that read the pool
     * @param conditional the same after it read the target
     */
    record Pair(String prior, String conditional) {
    }

    /** A model, or what it waits for. */
    private record Made(@Nullable String model, String waiting) {
    }

    @FunctionalInterface
    private interface Wanted {

        String model() throws SelectorException;
    }

    private PoolPrior() {
    }

    /**
     * @param prior    how the sample is learned
     * @param poolRows of the sample
     * @param steps    on the target, after that
     */
    static Pair of(Preparation with, Training prior, int poolRows, int steps) throws SelectorException {
        List<Row> sample = sample(with, poolRows);
        List<Row> target = with.target().stream().map(PoolPrior::learned).toList();
        Made first = made("settings.prior", () -> with.trained().onRows(prior, sample));
        Made second = made("settings.conditional", () -> with.trained().onward(prior, sample, steps, target));
        if (first.model() == null || second.model() == null) {
            throw new SelectorException(Code.MODEL_TRAINING, null, "the prior " + first.waiting() + "; the conditional model " + second.waiting());
        }
        return new Pair(first.model(), second.model());
    }

    private static Made made(String field, Wanted wanted) throws SelectorException {
        try {
            return new Made(wanted.model(), "is there");
        } catch (SelectorException missing) {
            if (missing.code() != Code.MODEL_TRAINING) {
                throw missing.at(field);
            }
            return new Made(null, "is not there yet: " + missing.getMessage());
        }
    }

    private static List<Row> sample(Preparation with, int rowsMax) throws SelectorException {
        Fingerprint.Maker prints = new Fingerprint.Maker();
        Set<Fingerprint> wanted = new HashSet<>();
        with.target().forEach(row -> wanted.add(prints.of(NormalText.of(row.text()))));
        List<Row> sample = new ArrayList<>();
        with.pool().each(rowsMax, with.seed(), row -> {
            if (!wanted.contains(prints.of(NormalText.of(row.text())))) {
                sample.add(learned(row));
            }
        });
        if (sample.isEmpty()) {
            throw new SelectorException(Code.BAD_POOL, "pool", "the pool's sample has no row that the target does not have");
        }
        return sample;
    }

    /** What of a row is learned is all that is held of it. */
    private static Row learned(Row row) {
        return new Row(row.ordinal(), row.form(), Passages.end(row.prompt(), TrainedModels.CHARACTERS),
                Passages.beginning(row.response(), TrainedModels.CHARACTERS));
    }
}
