package io.sluice.workflow.scheduling.policy;

import io.sluice.workflow.definition.Workflow;
import io.sluice.workflow.scheduling.Choice;
import io.sluice.workflow.scheduling.Situation;
import io.sluice.workflow.scheduling.Verdict;
import io.sluice.workflow.scheduling.planning.ActionValues;
import io.sluice.workflow.scheduling.planning.Graph;
import io.sluice.workflow.scheduling.planning.Pruning;
import io.sluice.workflow.scheduling.taskclass.TaskClassifier;
import io.sluice.workflow.scheduling.value.EndSum;
import io.sluice.workflow.scheduling.value.Memory;
import io.sluice.workflow.scheduling.value.StepSum;
import io.sluice.workflow.scheduling.value.Values;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Learned values for people: what every choice is worth in the states that occurred, with all steps but those done and all money left.
 *
 * @param episodes learned from
 * @param states   those seen most first
 */
public record Inspection(long episodes, long unjudged, double exploringShare, List<State> states) {

    /**
     * @param taskClass name of the class
     * @param tried     who has had a turn
     * @param visits    of the state
     */
    public record State(String taskClass, List<String> tried, @Nullable String last, Verdict verdict, long visits, List<Action> actions) {
    }

    /**
     * @param action  an agent, or {@code stop}
     * @param q       worth, in the workflow's prices; absent: the run's cost limit is not enough for it
     * @param tries   that it rests on
     * @param success share of tries after which the answer was passed, of {@code stop} that had solved their task; absent: never tried
     * @param low     end of Wilson's 95 % interval of {@code success}
     * @param high    likewise
     */
    public record Action(String action, @Nullable Double q, long tries, @Nullable Double success, double low, double high, @Nullable Double price,
            boolean pruned) {
    }

    /** @param most states */
    public static Inspection of(Workflow workflow, Values values, int most) {
        Graph graph = Graph.of(workflow);
        ActionValues worth = Schedulers.worth(workflow, graph, values);
        TaskClassifier classifier = new TaskClassifier(workflow.classes());
        Set<String> keys = new LinkedHashSet<>();
        values.steps().keySet().forEach(key -> keys.add(key.substring(0, key.lastIndexOf('/'))));
        List<State> states = new ArrayList<>();
        for (String key : keys) {
            String[] parts = key.split("/");
            List<String> tried = parts[1].equals(Memory.NOBODY) || parts[1].equals(Memory.ANY) ? List.of() : List.of(parts[1].split("\\+"));
            String last = parts[2].equals("-") ? null : parts[2];
            Verdict verdict = Verdict.valueOf(parts[3].toUpperCase(Locale.ROOT));
            List<String> offered = graph.after(last).stream().filter(graph.agents()::contains).toList();
            Situation situation = new Situation(Integer.parseInt(parts[0]), last, verdict, Math.max(1, workflow.limits().steps() - tried.size()), 1,
                    tried, offered, last != null, null);
            List<Action> actions = actions(workflow, values, worth, situation, parts[1]);
            long visits = actions.stream().filter(action -> !action.action().equals(Choice.STOP)).mapToLong(Action::tries).sum();
            states.add(new State(classifier.name(situation.taskClass()), tried, last, verdict, visits, actions));
        }
        states.sort((one, other) -> Long.compare(other.visits(), one.visits()));
        return new Inspection(values.allEpisodes(), values.unjudged(), values.spending().share(),
                List.copyOf(states.subList(0, Math.min(most, states.size()))));
    }

    private static List<Action> actions(Workflow workflow, Values values, ActionValues worth, Situation situation, String memory) {
        Pruning pruning = new Pruning(Knobs.PRUNE_DELTA.of(workflow.scheduler().settings()), Knobs.PRUNE_AFTER.count(workflow.scheduler().settings()));
        List<Pruning.Candidate> candidates = situation.offered().stream()
                .map(agent -> new Pruning.Candidate(agent, worth.q(situation, agent), worth.tries(situation, agent))).toList();
        List<Pruning.Candidate> kept = pruning.keep(candidates, Schedulers.range(workflow));
        List<Action> actions = new ArrayList<>();
        for (Pruning.Candidate candidate : candidates) {
            StepSum sum = values.step(situation.taskClass(), memory, situation.last(), situation.verdict(), candidate.action());
            actions.add(action(candidate.action(), candidate.q(), sum.pass(), sum.tries(), sum.tries() == 0 ? null : sum.price() / sum.tries(),
                    !kept.contains(candidate)));
        }
        if (situation.last() != null) {
            EndSum ends = values.end(situation.taskClass(), memory, situation.last(), situation.verdict());
            actions.add(action(Choice.STOP, worth.q(situation, Choice.STOP), ends.solved(), ends.runs(), 0.0, false));
        }
        return List.copyOf(actions);
    }

    private static Action action(String name, double worth, long successes, long tries, @Nullable Double price, boolean pruned) {
        Double q = Double.isInfinite(worth) ? null : Double.valueOf(worth);
        if (tries == 0) {
            return new Action(name, q, 0, null, 0, 1, price, pruned);
        }
        double z = 1.959963984540054;
        double share = (double) successes / tries;
        double centre = share + z * z / (2 * tries);
        double spread = z * Math.sqrt(share * (1 - share) / tries + z * z / (4.0 * tries * tries));
        double scale = 1 + z * z / tries;
        return new Action(name, q, tries, share, Math.max(0, (centre - spread) / scale), Math.min(1, (centre + spread) / scale), price, pruned);
    }
}
