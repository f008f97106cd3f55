package io.sluice.workflow.execution;

import io.sluice.contracts.workflow.RunSaving;
import io.sluice.workflow.scheduling.Choice;
import io.sluice.workflow.scheduling.Situation;
import io.sluice.workflow.scheduling.evaluation.Shadow;
import io.sluice.workflow.scheduling.stopping.Progress;
import io.sluice.workflow.scheduling.stopping.Stopping;
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

    /** Of the task's text, so that classes by likeness can be found; absent where classes are rules. */
    @Nullable String sketch(Map<String, String> inputs);

    Choice next(Situation situation, RandomGenerator random);

    /**
     * What the workflow's shadow would have chosen where {@code live} was; absent: there is none, or it could not say.
     *
     * @param random another than {@code live} was drawn with
     */
    Shadow.@Nullable Opinion shadow(Choice live, Situation situation, RandomGenerator random);

    /** The first stopping rule, in the workflow's order, that ends the run here. Asked after every step. */
    Optional<Stopping.Stop> stop(Progress progress, Situation situation);

    /** What an end here saves against doing all steps; absent: nobody knows. */
    @Nullable RunSaving saving(int taskClass, Progress progress);
}
