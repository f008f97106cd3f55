package io.sluice.selection.promotion;

import io.sluice.contracts.event.PipelineEvent;
import io.sluice.contracts.selection.Pipeline;
import org.jspecify.annotations.Nullable;

/** What came of an action. */
public sealed interface Outcome {

    /** A fact to be told. */
    record Told(PipelineEvent fact) implements Outcome {
    }

    /**
     * It has to be looked at again.
     *
     * @param reason what stands in the way; null: nothing does, it takes its time
     */
    record Waiting(Pipeline.@Nullable Reason reason) implements Outcome {
    }
}
