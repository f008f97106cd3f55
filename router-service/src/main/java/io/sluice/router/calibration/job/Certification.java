package io.sluice.router.calibration.job;

import io.sluice.contracts.calibration.CalibrationRequest;
import io.sluice.contracts.calibration.LabelledPrompt;
import io.sluice.contracts.routing.Dials;
import io.sluice.contracts.routing.EntropyRule;
import io.sluice.contracts.routing.Policy;
import io.sluice.contracts.routing.ProbeModel;
import io.sluice.contracts.routing.RoutePlan;
import io.sluice.router.calibration.BettingTest;
import io.sluice.router.calibration.FloorSearch;
import io.sluice.router.calibration.FloorSearch.Candidate;
import io.sluice.router.calibration.FloorSearch.Verdict;
import io.sluice.router.calibration.LogisticRegression;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * From labelled prompts to a verdict. Thresholds are tried from strict to lax. Request-level policies need one run of
 * each model, since the score of an answer does not depend on the threshold; token-level ones are run anew for each
 * threshold, and the first that fails ends the search. The probe is fitted on one half and certified on the other.
 */
final class Certification {

    private static final double NEVER = 1e9;
    private static final double[] ENTROPIES = {0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.65, 0.8, 1.0, 1.25, 1.5, 2.0};
    private static final double[] PROBABILITIES = {0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9};

    /** A threshold tried on the items. */
    record Setting(double threshold, @Nullable ProbeModel probe, double accuracy, double largeShare) {
    }

    record Result(Verdict<Setting> verdict, int labels, double largeAccuracy, Dials dials) {
    }

    private final CalibrationRequest request;
    private final List<LabelledPrompt> items;
    private final AnswerRunner runner;
    private final String small;
    private final String large;
    private final Dials base;
    private final double delta;

    /** @param items in their final, seeded order */
    Certification(CalibrationRequest request, List<LabelledPrompt> items, AnswerRunner runner, String small, String large, Dials base) {
        this.request = request;
        this.items = items;
        this.runner = runner;
        this.small = small;
        this.large = large;
        this.base = base;
        this.delta = 1 - request.confidence();
    }

    /** Answers planned at most, for the progress display. */
    static int planned(CalibrationRequest request) {
        int runs = request.policy() == Policy.ENTROPY ? 1 + ENTROPIES.length : 2;
        return runs * request.items().size();
    }

    Mono<Result> run() {
        return runner.run(items, plan(Policy.LARGE, NEVER, null)).flatMap(largeAnswers -> switch (request.policy()) {
            case CASCADE -> runner.run(items, plan(Policy.CASCADE, NEVER, null))
                    .map(smallAnswers -> byScore(smallAnswers, largeAnswers, ENTROPIES, null, 0));
            case PROBE -> runner.run(items, plan(Policy.PROBE, NEVER, indifferent())).map(smallAnswers -> probe(smallAnswers, largeAnswers));
            case ENTROPY -> byRerun(largeAnswers);
            case PINNED, SMALL, LARGE, RANDOM, SPECULATIVE -> Mono.error(new CalibrationFailedException(request.policy() + " has no threshold"));
        });
    }

    private Result probe(List<Answered> smallAnswers, List<Answered> largeAnswers) {
        int half = items.size() / 2;
        double[][] features = new double[half][];
        boolean[] wrong = new boolean[half];
        for (int i = 0; i < half; i++) {
            List<Double> values = Objects.requireNonNull(smallAnswers.get(i).report().features(), "a probe reports features");
            features[i] = values.stream().mapToDouble(Double::doubleValue).toArray();
            wrong[i] = !smallAnswers.get(i).right();
        }
        return byScore(smallAnswers, largeAnswers, PROBABILITIES, LogisticRegression.fit(features, wrong), half);
    }

    /** The small model answers where its score is at most the threshold; a NaN score goes to the large one. */
    private Result byScore(List<Answered> smallAnswers, List<Answered> largeAnswers, double[] thresholds, @Nullable ProbeModel probe, int from) {
        List<Candidate<Setting>> candidates = new ArrayList<>();
        for (double threshold : thresholds) {
            List<Answered> routed = new ArrayList<>();
            double largeTokens = 0;
            for (int i = from; i < items.size(); i++) {
                double score = probe == null ? smallAnswers.get(i).score() : probability(probe, smallAnswers.get(i));
                boolean keep = score <= threshold;
                routed.add(keep ? smallAnswers.get(i) : largeAnswers.get(i));
                largeTokens += keep ? 0 : largeAnswers.get(i).tokens();
            }
            candidates.add(candidate(threshold, probe, routed, largeTokens));
        }
        return result(candidates, qualities(largeAnswers.subList(from, largeAnswers.size())));
    }

    private static double probability(ProbeModel probe, Answered answered) {
        List<Double> x = Objects.requireNonNull(answered.report().features(), "a probe reports features");
        double z = probe.bias();
        for (int i = 0; i < x.size(); i++) {
            z += probe.weights().get(i) * (x.get(i) - probe.mean().get(i)) / probe.scale().get(i);
        }
        return 1 / (1 + Math.exp(-z));
    }

    private Mono<Result> byRerun(List<Answered> largeAnswers) {
        double[] largeQualities = qualities(largeAnswers);
        BettingTest test = new BettingTest(request.qualityFloor(), delta);
        return Flux.fromStream(java.util.Arrays.stream(ENTROPIES).boxed())
                .concatMap(threshold -> runner.run(items, plan(Policy.ENTROPY, threshold, null))
                        .map(routed -> candidate(threshold, null, routed, routed.stream().mapToDouble(Answered::largeTokens).sum())), 1)
                .takeUntil(candidate -> !test.holds(candidate.routed(), largeQualities))
                .collectList()
                .map(candidates -> result(candidates, largeQualities));
    }

    private Result result(List<Candidate<Setting>> candidates, double[] largeQualities) {
        Verdict<Setting> verdict = FloorSearch.run(candidates, largeQualities, request.qualityFloor(), delta);
        double threshold = verdict instanceof Verdict.Certified<Setting> certified ? certified.setting().threshold() : NEVER;
        return new Result(verdict, largeQualities.length, mean(largeQualities), dials(threshold));
    }

    private static Candidate<Setting> candidate(double threshold, @Nullable ProbeModel probe, List<Answered> routed, double largeTokens) {
        double[] qualities = qualities(routed);
        double tokens = routed.stream().mapToDouble(Answered::tokens).sum();
        return new Candidate<>(new Setting(threshold, probe, mean(qualities), tokens == 0 ? 0 : largeTokens / tokens), qualities);
    }

    private static double[] qualities(List<Answered> answers) {
        return answers.stream().mapToDouble(Answered::quality).toArray();
    }

    private static double mean(double[] values) {
        return java.util.Arrays.stream(values).average().orElse(0);
    }

    private RoutePlan plan(Policy policy, double threshold, @Nullable ProbeModel probe) {
        return new RoutePlan(policy, small, large, dials(threshold), probe, null);
    }

    private Dials dials(double threshold) {
        EntropyRule rule = request.policy() == Policy.ENTROPY ? base.rule() : null;
        return new Dials(rule, threshold, base.window(), base.minRun(), base.coolDown(), 0, 0);
    }

    private static ProbeModel indifferent() {
        int features = ProbeModel.FEATURES.size();
        return new ProbeModel(Collections.nCopies(features, 0.0), 0, Collections.nCopies(features, 0.0), Collections.nCopies(features, 1.0));
    }
}
