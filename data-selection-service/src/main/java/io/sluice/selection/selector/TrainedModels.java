package io.sluice.selection.selector;

import io.sluice.selection.row.Row;
import java.util.List;

/** Models that are made for a job: a base with an adapter that was trained on the job's target or pool. Safe for any number of threads. */
public interface TrainedModels {

    /** That are learned of a row: the end of its prompt, the beginning of its response. */
    int CHARACTERS = 600;

    /**
     * What is wanted. The same on the same target is trained once, whoever asks.
     *
     * @param base  a served model
     * @param full  whether all of its projections are trained, or a LoRA beside them
     * @param steps of the optimiser
     * @param seed  of start and order
     */
    record Training(String base, boolean full, int steps, long seed) {
    }

    /**
     * Doesn't wait for the training.
     *
     * @return the trained model's name as it is served
     * @throws SelectorException MODEL_TRAINING until it is there, MODEL_MISSING where it can't be had, MODEL_UNAVAILABLE where that
     *                           can't be told now
     */
    String onTarget(Training training) throws SelectorException;

    /** The same on other rows than the target's. */
    default String onRows(Training training, List<Row> rows) throws SelectorException {
        throw nobody(training);
    }

    /**
     * What {@link #onRows} makes of the rows before, trained further on others, with an optimiser that begins anew. May be asked for
     * while that is not there yet.
     *
     * @param before how the rows before are learned
     * @param steps  of the optimiser after that
     */
    default String onward(Training before, List<Row> rowsBefore, int steps, List<Row> rows) throws SelectorException {
        throw nobody(before);
    }

    /** Where nothing is trained. */
    static TrainedModels none() {
        return training -> {
            throw nobody(training);
        };
    }

    private static SelectorException nobody(Training training) {
        return new SelectorException(SelectorException.Code.MODEL_MISSING, null, "there is no trainer here that could make a model of " + training.base()
                + ": name models that are served, or ask a service that has one (./sluice up, ./sluice train worker)");
    }
}
