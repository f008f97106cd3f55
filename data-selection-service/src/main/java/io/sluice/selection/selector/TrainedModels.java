package io.sluice.selection.selector;

import io.sluice.selection.row.Row;
import java.util.List;

/** Models that are made for a job: a base with an adapter that was trained on the job's target. Safe for any number of threads. */
public interface TrainedModels {

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
        return none().onTarget(training);
    }

    /** Where nothing is trained. */
    static TrainedModels none() {
        return training -> {
            throw new SelectorException(SelectorException.Code.MODEL_MISSING, null,
                    "no model is named that knows the target, and there is no trainer here that could make one of " + training.base());
        };
    }
}
