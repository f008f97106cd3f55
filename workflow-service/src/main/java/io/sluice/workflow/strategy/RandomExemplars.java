package io.sluice.workflow.strategy;

import io.sluice.workflow.definition.Agent.StrategySpec;
import io.sluice.workflow.definition.Agent.StrategySpec.Example;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Bootstrapped random search (Khattab et al. 2023; Wan et al. 2024): the model's own right answers to the pool become
 * exemplars, steps included; no exemplars at all and {@code candidates} random lists of them are judged, and the best is
 * used; of equal ones the first, so that it is never worse on the validation set than no exemplars.
 */
final class RandomExemplars implements Strategy {

    private static final Settings SETTINGS = Exemplars.settings().whole("candidates", 8, 1, 64).whole("bootstrap", 8, 0, 64);

    /** @param worths of the best so far, after each candidate: never falls */
    record Search(List<Example> best, List<Double> worths) {
    }

    @Override
    public Optional<Fault> fault(StrategySpec spec) {
        return Exemplars.fault(SETTINGS, spec, SETTINGS.whole(spec, "bootstrap")
                + (SETTINGS.whole(spec, "candidates") + 1) * SETTINGS.whole(spec, "validation") + 1);
    }

    @Override
    public Solution solve(Problem problem, Model model) throws CallFailedException, InterruptedException {
        Exemplars exemplars = new Exemplars(problem, model, SETTINGS.whole(problem.spec(), "validation"));
        return exemplars.solution(search(problem.spec(), exemplars, new SplittableRandom(problem.seed())).best(),
                SETTINGS.whole(problem.spec(), "answer") == 1);
    }

    static Search search(StrategySpec spec, Exemplars exemplars, RandomGenerator random) throws CallFailedException, InterruptedException {
        List<Example> pool = bootstrapped(spec, exemplars);
        List<Example> best = List.of();
        double most = exemplars.worth(best);
        List<Double> worths = new ArrayList<>(List.of(most));
        for (int i = 0; i < SETTINGS.whole(spec, "candidates") && most < 1; i++) {
            List<Example> candidate = drawn(pool, Math.min(pool.size(), SETTINGS.whole(spec, "shots")), random);
            double worth = exemplars.worth(candidate);
            if (worth > most) {
                most = worth;
                best = candidate;
            }
            worths.add(most);
        }
        return new Search(best, worths);
    }

    /** What the model got right, in its own words; where it got nothing right, the pool as it is given. */
    private static List<Example> bootstrapped(StrategySpec spec, Exemplars exemplars) throws CallFailedException, InterruptedException {
        List<Example> own = new ArrayList<>();
        for (Example example : exemplars.pool.stream().limit(SETTINGS.whole(spec, "bootstrap")).toList()) {
            String text = exemplars.ask(List.of(), example);
            if (exemplars.right(text, example)) {
                own.add(new Example(example.input(), text.strip()));
            }
        }
        return own.isEmpty() ? exemplars.pool : own;
    }

    private static List<Example> drawn(List<Example> pool, int count, RandomGenerator random) {
        List<Example> left = new ArrayList<>(pool);
        List<Example> drawn = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            drawn.add(left.remove(random.nextInt(left.size())));
        }
        return drawn;
    }
}
