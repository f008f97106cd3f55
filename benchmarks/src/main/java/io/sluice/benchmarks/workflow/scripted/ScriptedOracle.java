package io.sluice.benchmarks.workflow.scripted;

import io.sluice.benchmarks.workflow.Environment.WorkflowTask;
import io.sluice.benchmarks.workflow.Oracle;
import io.sluice.benchmarks.workflow.scripted.Chances.Quality;
import io.sluice.workflow.scheduling.Choice;
import io.sluice.workflow.scheduling.Verdict;
import io.sluice.workflow.scheduling.stopping.Progress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Value iteration over everything that a run of a known kind can have seen: per author whether it answered, whether the answer was
 * rewritten, and the verdicts on both. Authors err independently, so beliefs about each follow from its own verdicts (Bayes).
 */
final class ScriptedOracle implements Oracle {

    private static final List<String> AUTHORS = List.of(ScriptedEnvironment.SMALL, ScriptedEnvironment.CALCULATOR, ScriptedEnvironment.LARGE);

    private final double value;
    private final int steps;
    private final Map<Place, Best> solved = new HashMap<>();

    ScriptedOracle(double value, int steps) {
        this.value = value;
        this.steps = steps;
    }

    /**
     * What is known of one author's answer.
     *
     * @param first  verdict of the answer itself, {@code NONE} where it was not judged
     * @param second of the rewritten one
     */
    private record View(boolean answered, Verdict first, boolean rewritten, Verdict second) {

        static final View NOTHING = new View(false, Verdict.NONE, false, Verdict.NONE);

        /** That the answer, or the rewritten one, is right. */
        double right(Kind kind, String author, boolean current) {
            double all = 0;
            double right = 0;
            for (Quality before : Quality.values()) {
                double weight = Chances.answer(kind, author, before) * seen(before, first);
                for (Quality after : Quality.values()) {
                    double both = weight * (rewritten ? Chances.rewritten(before, after) * seen(after, second) : after == before ? 1 : 0);
                    all += both;
                    right += (current ? after : before) == Quality.RIGHT ? both : 0;
                }
            }
            return all == 0 ? 0 : right / all;
        }

        /** That the next verdict on it will be this one. */
        double says(Kind kind, String author, boolean current, Verdict verdict) {
            View then = current && rewritten ? new View(true, first, true, verdict) : new View(true, verdict, rewritten, second);
            double before = then(kind, author, this);
            return before == 0 ? 0 : then(kind, author, then) / before;
        }

        private static double then(Kind kind, String author, View view) {
            double all = 0;
            for (Quality before : Quality.values()) {
                double weight = Chances.answer(kind, author, before) * seen(before, view.first);
                for (Quality after : Quality.values()) {
                    all += weight * (view.rewritten ? Chances.rewritten(before, after) * seen(after, view.second) : after == before ? 1 : 0);
                }
            }
            return all;
        }

        private static double seen(Quality quality, Verdict verdict) {
            return verdict == Verdict.NONE ? 1 : Chances.verdict(quality, verdict);
        }
    }

    /**
     * @param views   by author
     * @param current whose answer is the run's, -1: nobody's
     * @param mended  whether it is the rewritten one
     */
    private record Place(Kind kind, List<View> views, int current, boolean mended, int left) {

        Place with(int author, View view, boolean rewrittenNow, int used) {
            List<View> changed = new ArrayList<>(views);
            changed.set(author, view);
            return new Place(kind, List.copyOf(changed), author, rewrittenNow, left - used);
        }
    }

    private record Best(String action, double worth) {
    }

    /** Of a run of this kind from its beginning: value of what is solved, less the price. */
    double worth(Kind kind) {
        return best(start(kind)).worth();
    }

    private Place start(Kind kind) {
        return new Place(kind, List.of(View.NOTHING, View.NOTHING, View.NOTHING), -1, false, steps);
    }

    @Override
    public String next(WorkflowTask task, List<Progress.Step> done) {
        Place place = start(Kind.of(task.kind()));
        for (Progress.Step step : done) {
            if (step.agent().equals(ScriptedEnvironment.VERIFIER)) {
                place = judged(place, step.verdict());
            } else if (!step.agent().equals(ScriptedEnvironment.PLANNER)) {
                place = after(place, step.agent());
            }
        }
        if (!done.isEmpty() && done.getLast().agent().equals(ScriptedEnvironment.PLANNER)) {
            return ScriptedEnvironment.CALCULATOR;
        }
        return best(place).action();
    }

    private Best best(Place place) {
        Best known = solved.get(place);
        if (known == null) {
            known = solve(place);
            solved.put(place, known);
        }
        return known;
    }

    private Best solve(Place place) {
        Best best = place.current() < 0 ? new Best(Choice.STOP, Double.NEGATIVE_INFINITY)
                : new Best(Choice.STOP, value * view(place).right(place.kind(), AUTHORS.get(place.current()), place.mended()));
        for (String agent : List.of(ScriptedEnvironment.SMALL, ScriptedEnvironment.PLANNER, ScriptedEnvironment.LARGE, ScriptedEnvironment.REWRITER)) {
            if (possible(place, agent)) {
                String acts = agent.equals(ScriptedEnvironment.PLANNER) ? ScriptedEnvironment.CALCULATOR : agent;
                double price = Chances.price(agent) + (acts.equals(agent) ? 0 : Chances.price(acts));
                double worth = best(after(place, acts)).worth() - price;
                best = worth > best.worth() ? new Best(agent, worth) : best;
            }
        }
        if (place.left() > 0 && place.current() >= 0 && verdict(place) == Verdict.NONE) {
            double worth = -Chances.price(ScriptedEnvironment.VERIFIER);
            for (Verdict verdict : List.of(Verdict.PASS, Verdict.FAIL, Verdict.UNSURE)) {
                double chance = view(place).says(place.kind(), AUTHORS.get(place.current()), place.mended(), verdict);
                Place then = judged(place, verdict);
                // A passed answer ends the run.
                worth += chance * (verdict == Verdict.PASS
                        ? value * view(then).right(then.kind(), AUTHORS.get(then.current()), then.mended()) : best(then).worth());
            }
            best = worth > best.worth() ? new Best(ScriptedEnvironment.VERIFIER, worth) : best;
        }
        return best;
    }

    private static boolean possible(Place place, String agent) {
        return switch (agent) {
            case ScriptedEnvironment.REWRITER -> place.left() >= 1 && place.current() >= 0 && !place.mended();
            case ScriptedEnvironment.PLANNER -> place.left() >= 2;
            default -> place.left() >= 1;
        };
    }

    /** The calculator comes after the planner: two steps. */
    private static Place after(Place place, String agent) {
        if (agent.equals(ScriptedEnvironment.REWRITER)) {
            View view = view(place);
            return place.with(place.current(), new View(true, view.first(), true, view.second()), true, 1);
        }
        int author = AUTHORS.indexOf(agent);
        View view = place.views().get(author);
        return place.with(author, new View(true, view.first(), view.rewritten(), view.second()), false,
                agent.equals(ScriptedEnvironment.CALCULATOR) ? 2 : 1);
    }

    private static Place judged(Place place, Verdict verdict) {
        View view = view(place);
        View then = place.mended() ? new View(true, view.first(), true, verdict) : new View(true, verdict, view.rewritten(), view.second());
        return place.with(place.current(), then, place.mended(), 1);
    }

    private static View view(Place place) {
        return place.views().get(place.current());
    }

    private static Verdict verdict(Place place) {
        return place.mended() ? view(place).second() : view(place).first();
    }
}
