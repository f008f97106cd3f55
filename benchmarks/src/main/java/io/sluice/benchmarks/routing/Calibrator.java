package io.sluice.benchmarks.routing;

import io.sluice.benchmarks.routing.RoutingResult.FrontierPoint;
import io.sluice.contracts.routing.Dials;
import io.sluice.contracts.routing.EntropyRule;
import io.sluice.contracts.routing.Policy;
import io.sluice.contracts.routing.ProbeModel;
import io.sluice.contracts.routing.RoutePlan;
import io.sluice.router.calibration.LogisticRegression;
import io.sluice.tasks.Task;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.DoubleFunction;

/**
 * Chooses each policy's dials on the calibration split: of the settings whose accuracy there is at least {@code floor} ×
 * the large model's, the one with the fewest floating-point operations; if none reaches it, the most accurate. For the
 * token-level rules only settings below the gate's share of large tokens, by a fifth, are looked at, where there is one:
 * writing the rest of an answer with the large model is cheap, and no longer a decision per token.
 *
 * <p>The probe is fitted on the first half and its threshold chosen on the second.
 */
final class Calibrator {

    private static final double[] ENTROPIES = {1.5, 1.2, 1.0, 0.8, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1};
    private static final double[] PROBABILITIES = {0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.05};
    private static final int[] CURRENT_RUNS = {1, 2, 4};
    private static final int[] PUBLISHED_RUNS = {1, 3, 10};
    private static final int PUBLISHED_WINDOW = 5;
    private static final double SHARE_MAX = 0.8 * Gate.LARGE_SHARE;

    private final Examinee examinee;
    private final List<Task> tasks;
    private final double floor;
    private final Progress progress;
    private final Tally large = new Tally();
    private final List<FrontierPoint> frontier = new ArrayList<>();

    Calibrator(Examinee examinee, List<Task> tasks, double floor, Progress progress) {
        this.examinee = examinee;
        this.tasks = tasks;
        this.floor = floor;
        this.progress = progress;
    }

    /** Generations that {@link #choose} takes, for the progress display. */
    static int generations(int items) {
        return items * (1 + 1 + ENTROPIES.length * (CURRENT_RUNS.length + PUBLISHED_RUNS.length + 1)) + items / 2 * PROBABILITIES.length;
    }

    /** Plans by the name of their row, in the order in which rows are printed. */
    Map<String, RoutePlan> choose() {
        run(tasks, Plans.single(Policy.LARGE), large);
        Map<String, RoutePlan> chosen = new TreeMap<>(Comparator.comparingInt(List.of("probe", "cascade", "entropy-published", "entropy-current")::indexOf));
        chosen.put("probe", probe());
        chosen.put("cascade", cheapest("cascade", sweep(Plans::cascade, ENTROPIES), tasks, large));
        chosen.put("entropy-published", cheapest("entropy-published", entropy(EntropyRule.PUBLISHED, PUBLISHED_WINDOW, PUBLISHED_RUNS), tasks, large));
        chosen.put("entropy-current", cheapest("entropy-current", entropy(EntropyRule.CURRENT, 1, CURRENT_RUNS), tasks, large));
        return chosen;
    }

    List<FrontierPoint> frontier() {
        return frontier.stream()
                .sorted(Comparator.comparing(FrontierPoint::policy).thenComparingDouble(FrontierPoint::flopsRatio))
                .toList();
    }

    private RoutePlan probe() {
        int half = tasks.size() / 2;
        double[][] features = new double[half][];
        boolean[] wrong = new boolean[half];
        for (int i = 0; i < tasks.size(); i++) {
            Outcome outcome = examinee.answer(tasks.get(i), Plans.observe());
            progress.step();
            if (i < half) {
                features[i] = Objects.requireNonNull(outcome.features(), "the probe reported no features");
                wrong[i] = !outcome.correct();
            }
        }
        ProbeModel model = LogisticRegression.fit(features, wrong);
        List<Task> rest = tasks.subList(half, tasks.size());
        Tally largeOnRest = new Tally();
        rest.forEach(task -> largeOnRest.add(examinee.answer(task, Plans.single(Policy.LARGE))));
        return cheapest("probe", sweep(threshold -> Plans.probe(model, threshold), PROBABILITIES), rest, largeOnRest);
    }

    private static List<RoutePlan> entropy(EntropyRule rule, int window, int[] runs) {
        List<RoutePlan> plans = new ArrayList<>();
        for (int run : runs) {
            plans.addAll(sweep(threshold -> Plans.entropy(rule, threshold, window, run), ENTROPIES));
        }
        return plans;
    }

    private static List<RoutePlan> sweep(DoubleFunction<RoutePlan> plan, double[] thresholds) {
        return Arrays.stream(thresholds).mapToObj(plan).toList();
    }

    private RoutePlan cheapest(String policy, List<RoutePlan> plans, List<Task> items, Tally reference) {
        record Tried(RoutePlan plan, Tally tally) {
        }
        List<Tried> tried = new ArrayList<>();
        for (RoutePlan plan : plans) {
            Tally tally = new Tally();
            run(items, plan, tally);
            tried.add(new Tried(plan, tally));
            Dials dials = plan.dials();
            frontier.add(new FrontierPoint(policy, dials.threshold(), dials.minRun(), tally.accuracy(),
                    tally.accuracy() / reference.accuracy(), tally.largeShare(), tally.flops() / reference.flops()));
        }
        List<Tried> within = tried.stream()
                .filter(each -> each.plan().policy() != Policy.ENTROPY || each.tally().largeShare() <= SHARE_MAX)
                .toList();
        List<Tried> eligible = within.isEmpty() ? tried : within;
        return eligible.stream()
                .filter(each -> each.tally().accuracy() >= floor * reference.accuracy())
                .min(Comparator.comparingDouble(each -> each.tally().flops()))
                .or(() -> eligible.stream().max(Comparator.comparingDouble(each -> each.tally().accuracy())))
                .orElseThrow()
                .plan();
    }

    private void run(List<Task> items, RoutePlan plan, Tally tally) {
        for (Task task : items) {
            tally.add(examinee.answer(task, plan));
            progress.step();
        }
    }
}
