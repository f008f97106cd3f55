package io.sluice.benchmarks.workflow;

import io.sluice.workflow.definition.Workflow;
import io.sluice.workflow.scheduling.Verdict;
import io.sluice.workflow.scheduling.planning.Graph;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where schedulers are compared: tasks, and agents that do steps at them. The same task with the same agents in the same order comes
 * to the same, whoever scheduled them, so that contenders are compared pair by pair.
 */
public interface Environment extends AutoCloseable {

    /** For people. */
    String name();

    /** Agents, limits, prices, the value of a solved task, classes and stopping rules; its scheduler is Q-learning's. */
    Workflow workflow();

    /** Who may be first and who may follow, for contenders that choose. */
    Graph graph();

    /** Flows that are contenders of their own, by name: at least {@code single small}, {@code single large} and {@code fixed chain}. */
    Map<String, List<String>> fixed();

    /** Flows that selectors of flows choose from, and of which the best in hindsight is looked for; at most 64. */
    List<List<String>> flows();

    /** Settings of {@code top-k-flows}. */
    Map<String, Double> topFlows();

    /** @param index 0 first; learning and test tasks have nothing in common */
    WorkflowTask task(Split split, int index);

    /** A run of the task, at its beginning. */
    Session open(WorkflowTask task);

    /** The best possible, where it is known. */
    Optional<Oracle> oracle();

    @Override
    void close();

    enum Split { LEARN, TEST }

    /** @param kind for people; schedulers see the text's class only */
    record WorkflowTask(Split split, int index, String kind, String text) {
    }

    /** One run. Used by one thread. */
    interface Session {

        Done step(String agent) throws InterruptedException;

        /** In truth, with the answer as it is. */
        boolean solved();
    }

    /**
     * @param output     of the step; absent: none
     * @param verdict    of the answer after it
     * @param suggestion whom the agent named
     * @param cpuSeconds of the models' calls
     * @param price      in the workflow's prices
     */
    record Done(@Nullable String output, Verdict verdict, @Nullable String suggestion, long tokens, double cpuSeconds, double price) {
    }
}
