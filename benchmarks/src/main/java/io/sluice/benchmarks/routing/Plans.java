package io.sluice.benchmarks.routing;

import io.sluice.contracts.routing.Dials;
import io.sluice.contracts.routing.EntropyRule;
import io.sluice.contracts.routing.Policy;
import io.sluice.contracts.routing.ProbeModel;
import io.sluice.contracts.routing.RoutePlan;
import java.util.Collections;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** The plans of the contest. */
final class Plans {

    /** Above every entropy and every probability: the small model is never overruled. */
    static final double NEVER = 1e9;

    private Plans() {
    }

    static RoutePlan single(Policy policy) {
        return plan(policy, dials(null, NEVER, 1, 1, 0, 0), null);
    }

    static RoutePlan probe(ProbeModel model, double threshold) {
        return plan(Policy.PROBE, dials(null, threshold, 1, 1, 0, 0), model);
    }

    /** Computes the prompt's features and always lets the small model answer. */
    static RoutePlan observe() {
        int features = ProbeModel.FEATURES.size();
        return probe(new ProbeModel(Collections.nCopies(features, 0.0), 0, Collections.nCopies(features, 0.0),
                Collections.nCopies(features, 1.0)), NEVER);
    }

    static RoutePlan cascade(double threshold) {
        return plan(Policy.CASCADE, dials(null, threshold, 1, 1, 0, 0), null);
    }

    static RoutePlan entropy(EntropyRule rule, double threshold, int window, int minRun) {
        return plan(Policy.ENTROPY, dials(rule, threshold, window, minRun, 0, 0), null);
    }

    static RoutePlan random(double largeShare, long seed) {
        return plan(Policy.RANDOM, new Dials(null, 0, 1, 1, 0, largeShare, seed), null);
    }

    /** The same plan with draws of its own for each item: with one seed every answer would switch at the same places. */
    static RoutePlan forItem(RoutePlan plan, int item) {
        Dials dials = plan.dials();
        return plan.policy() != Policy.RANDOM ? plan : random(dials.largeShare(), new SplittableRandom(dials.seed() + item).nextLong());
    }

    private static Dials dials(@Nullable EntropyRule rule, double threshold, int window, int minRun, int coolDown, double share) {
        return new Dials(rule, threshold, window, minRun, coolDown, share, 1);
    }

    private static RoutePlan plan(Policy policy, Dials dials, @Nullable ProbeModel probe) {
        return new RoutePlan(policy, Examinee.SMALL, Examinee.LARGE, dials, probe, null);
    }
}
