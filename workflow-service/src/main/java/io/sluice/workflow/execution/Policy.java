package io.sluice.workflow.execution;

import io.sluice.contracts.workflow.RunSaving;
import io.sluice.workflow.scheduling.Choice;
import io.sluice.workflow.scheduling.Situation;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * How the runs of a workflow are scheduled and stopped, with what was known at one moment. Immutable; the same question gets
 * the same answer.
 */
public interface Policy {

    /** Of the values; 0: nothing was learned yet. */
    int version();

    /** @return 0..15 */
    int taskClass(Map<String, String> inputs);

    Choice next(Situation situation, RandomGenerator random);

    /** The first stopping rule, in the workflow's order, that ends the run here: its kind. Asked after every step. */
    Optional<String> stop(RunState run, Situation situation);

    /** What an end here saves against doing all steps; absent: nobody knows. */
    @Nullable RunSaving saving(RunState run);
}
