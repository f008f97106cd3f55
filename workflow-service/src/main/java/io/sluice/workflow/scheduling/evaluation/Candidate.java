package io.sluice.workflow.scheduling.evaluation;

import io.sluice.workflow.definition.Workflow;
import io.sluice.workflow.scheduling.Episode;
import io.sluice.workflow.scheduling.Scheduler;
import io.sluice.workflow.scheduling.planning.Graph;
import io.sluice.workflow.scheduling.policy.Schedulers;
import io.sluice.workflow.scheduling.value.Learner;
import io.sluice.workflow.scheduling.value.Values;
import java.util.List;
import java.util.function.Predicate;

/**
 * Who is judged. Runs are judged in two halves, every other one, so that a candidate that learns is never judged by what it learned from
 * (cross-fitting): to each half belongs a scheduler that knows nothing of it.
 */
public interface Candidate {

    /** @param half 0 or 1 */
    Scheduler judging(int half);

    /** One that learned from none of the runs. */
    static Candidate of(Scheduler scheduler) {
        return half -> scheduler;
    }

    /**
     * The workflow's scheduler with nothing but what the other half of the runs taught.
     *
     * @param episodes {@link Evaluator#usable}, oldest first
     */
    static Candidate learning(Workflow workflow, Graph graph, List<Episode> episodes) {
        List<Scheduler> schedulers = List.of(Schedulers.of(workflow, graph, taught(workflow, episodes, 1, any -> true)),
                Schedulers.of(workflow, graph, taught(workflow, episodes, 0, any -> true)));
        return schedulers::get;
    }

    /**
     * The workflow's scheduler with these values, out of which the half that is judged was taken. Taken out are also runs that may never have
     * been in there: that makes the candidate poorer, never better.
     *
     * @param episodes {@link Evaluator#usable}, oldest first
     * @param known    whether the values may have been learned from it
     */
    static Candidate knowing(Workflow workflow, Graph graph, Values values, List<Episode> episodes, Predicate<Episode> known) {
        List<Scheduler> schedulers = List.of(Schedulers.of(workflow, graph, values.minus(taught(workflow, episodes, 0, known))),
                Schedulers.of(workflow, graph, values.minus(taught(workflow, episodes, 1, known))));
        return schedulers::get;
    }

    /** What one half of the runs teaches a workflow's scheduler. */
    static Values taught(Workflow workflow, List<Episode> episodes, int half, Predicate<Episode> which) {
        Learner learner = Schedulers.learner(workflow);
        Values values = Values.EMPTY;
        for (int i = half; i < episodes.size(); i += 2) {
            values = which.test(episodes.get(i)) ? learner.learn(values, episodes.get(i)) : values;
        }
        return values;
    }
}
