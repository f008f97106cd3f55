package io.sluice.trainer.model;

import ai.djl.ndarray.NDArray;
import org.jspecify.annotations.Nullable;

/** The trainable part of an adapter: a flat array of parameters, and how a forward pass depends on it. */
public interface Adaptation {

    /** Trainable numbers. */
    int size();

    /** @param parameters flat, of {@link #size} */
    Modification modification(NDArray parameters);

    /** Learning rate of each parameter relative to the schedule's; 0 freezes it. Null where all are 1. */
    default float @Nullable [] rates() {
        return null;
    }

    /** Something that is added to the loss, or null. */
    default @Nullable NDArray penalty(NDArray parameters) {
        return null;
    }
}
