package io.sluice.workflow.scheduling.value;

import io.sluice.workflow.scheduling.Episode;
import io.sluice.workflow.scheduling.Episode.Decision;
import io.sluice.workflow.scheduling.Verdict;
import io.sluice.workflow.scheduling.taskclass.Sketch;
import io.sluice.workflow.scheduling.taskclass.TaskClassifier;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Adds an episode to values. Pure. An episode of which nobody knows whether it solved its task changes nothing but
 * a counter and what was spent: a run is not good for having ended.
 * A step that broke its run, or after which a stopping rule ended it unsolved, counts for itself: whoever does it again can't count on
 * going on from there.
 */
public final class Learner {

    private final TaskClassifier classifier;
    private final Set<List<String>> beginnings = new HashSet<>();
    private final boolean remembers;
    private final @Nullable OnlineUpdate online;

    /**
     * @param flows  candidates whose beginnings are counted
     * @param remembers whether states tell who has had a turn
     * @param online how values are updated online; absent: they are not
     */
    public Learner(TaskClassifier classifier, List<List<String>> flows, boolean remembers, @Nullable OnlineUpdate online) {
        this.classifier = classifier;
        this.remembers = remembers;
        this.online = online;
        for (List<String> flow : flows) {
            for (int length = 1; length <= flow.size(); length++) {
                beginnings.add(List.copyOf(flow.subList(0, length)));
            }
        }
    }

    public Values learn(Values values, Episode episode) {
        Boolean solved = episode.solved();
        if (solved == null || episode.decisions().isEmpty()) {
            return new Values(Values.SCHEMA, values.episodes(), values.unjudged() + 1, values.steps(), values.ends(), values.paths(),
                    values.online(), values.leaders(), values.spending().plus(spending(episode)));
        }
        Sketch sketch = episode.sketch() == null ? null : new Sketch(episode.sketch());
        List<Sketch> leaders = sketch == null ? values.leaders() : classifier.join(sketch, values.leaders());
        int taskClass = sketch == null ? episode.taskClass() : classifier.classify(sketch, leaders);

        SortedMap<Integer, Long> episodes = new TreeMap<>(values.episodes());
        episodes.merge(taskClass, 1L, Long::sum);
        return new Values(Values.SCHEMA, episodes, values.unjudged(), steps(values, episode, taskClass), ends(values, episode, taskClass, solved),
                paths(values, episode, taskClass, solved),
                online == null ? values.online() : online.apply(values.online(), episode, taskClass, solved), leaders,
                values.spending().plus(spending(episode)));
    }

    private SortedMap<String, StepSum> steps(Values values, Episode episode, int taskClass) {
        SortedMap<String, StepSum> steps = new TreeMap<>(values.steps());
        for (int i = 0; i < episode.decisions().size(); i++) {
            Decision decision = episode.decisions().get(i);
            String agent = decision.choice().agent();
            if (agent != null) {
                String last = decision.situation().last();
                Verdict verdict = decision.situation().verdict();
                String key = Keys.step(taskClass, memory(decision.situation().executed()), last, verdict, agent);
                steps.merge(steps.size() < Values.CELLS_MAX || steps.containsKey(key) ? key : Keys.step(taskClass, Memory.ANY, last, verdict, agent),
                        broken(episode, i) ? StepSum.broken(decision.price()) : StepSum.of(verdictAfter(episode, i), decision.price()), StepSum::plus);
            }
        }
        return steps;
    }

    /** What was in hand and right is worth what it is, whatever broke beside it. */
    private static boolean broken(Episode episode, int index) {
        return (episode.broken() || ruledOut(episode)) && index == episode.decisions().size() - 1 && !Boolean.TRUE.equals(episode.solved());
    }

    /** Whether a stopping rule ended it; steps that were left are what planning knows of by itself. */
    private static boolean ruledOut(Episode episode) {
        Decision last = episode.decisions().getLast();
        return last.choice().agent() != null && last.situation().stepsLeft() > 1;
    }

    /** Of the answer, once decision {@code index} was carried out. */
    static Verdict verdictAfter(Episode episode, int index) {
        return index + 1 < episode.decisions().size() ? episode.decisions().get(index + 1).situation().verdict() : episode.verdict();
    }

    private String memory(List<String> executed) {
        return remembers ? Memory.of(executed) : Memory.ANY;
    }

    /** Nobody ended a run whose last step broke: it says nothing of what ending there gives. */
    private SortedMap<String, EndSum> ends(Values values, Episode episode, int taskClass, boolean solved) {
        if (episode.broken()) {
            return values.ends();
        }
        Decision last = episode.decisions().getLast();
        String agent = last.choice().agent();
        String memory = memory(last.situation().executed());
        if (agent != null) {
            memory = Memory.with(memory, agent);
        } else {
            agent = last.situation().last();
        }
        String key = Keys.state(taskClass, memory, agent, episode.verdict());
        SortedMap<String, EndSum> ends = new TreeMap<>(values.ends());
        ends.merge(ends.size() < Values.CELLS_MAX || ends.containsKey(key) ? key : Keys.state(taskClass, Memory.ANY, agent, episode.verdict()),
                new EndSum(1, solved ? 1 : 0), EndSum::plus);
        return ends;
    }

    private SortedMap<String, PathSum> paths(Values values, Episode episode, int taskClass, boolean solved) {
        if (beginnings.isEmpty()) {
            return values.paths();
        }
        SortedMap<String, PathSum> paths = new TreeMap<>(values.paths());
        List<String> path = new ArrayList<>();
        for (int i = 0; i < episode.decisions().size(); i++) {
            Decision decision = episode.decisions().get(i);
            if (decision.choice().agent() == null) {
                break;
            }
            path.add(decision.choice().agent());
            if (!beginnings.contains(path)) {
                break;
            }
            int left = episode.decisions().size() - 1 - i;
            boolean ended = left == 0;
            boolean stopped = left == 1 && episode.decisions().getLast().choice().agent() == null;
            paths.merge(Keys.path(taskClass, path), new PathSum(1, ended ? 1 : 0, ended && solved ? 1 : 0, stopped ? 1 : 0,
                    stopped && solved ? 1 : 0, StepSum.nanos(decision.price())), PathSum::plus);
        }
        return paths;
    }

    private static Spending spending(Episode episode) {
        long all = 0;
        long exploring = 0;
        for (Decision decision : episode.decisions()) {
            long nanos = StepSum.nanos(decision.price());
            all = StepSum.plus(all, nanos);
            exploring = StepSum.plus(exploring, decision.choice().explores() ? nanos : 0);
        }
        return new Spending(all, exploring);
    }
}
